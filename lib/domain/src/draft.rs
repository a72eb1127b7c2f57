//! A draft: what staff write, check and approve before it becomes a delivery.
//!
//! It takes whatever is typed, finished or not, and keeps each bubble's JSON text byte for byte. Every change of the
//! content gives it another hash, and approval holds for one hash only (R-P), so nobody sends what nobody approved.
//! A draft that is sent off names the delivery that was made of it; unscheduling opens it again.

mod confirmation;
mod doors;
mod guard_review;
mod presence;
mod review;

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::delivery::{DEFAULT_LATENESS, Delivery, DeliveryId, TransitionError};
use crate::digest::hex_sha256;

pub use confirmation::{
    ApprovalRule, BREAK_GLASS_WITHIN_MS, Block, Decision, Facts, Guards, decide, is_count, is_large, moved,
    untyped_below,
};
pub use doors::DraftError;
pub use guard_review::GuardReview;
pub use presence::{Company, GONE_AFTER_MS, MAX_PAGES, Sign, company, place_of};
pub use review::{Finding, MAX_REVIEW_CHARS, Review, ReviewError};

/// LINE takes five messages at once.
pub const MAX_BUBBLES: usize = crate::message::MAX_MESSAGES;
/// All bubbles of a draft together, as [`kept_bytes`] counts; a row of DynamoDB has 400 KB.
pub const MAX_DRAFT_BYTES: usize = 300_000;

/// The bytes that bubbles take where they are kept: as an array of JSON strings, in which a quotation mark takes two.
pub fn kept_bytes(messages: &[String]) -> usize {
    serde_json::to_string(messages).map_or(usize::MAX, |text| text.len())
}

/// Which draft: a ULID, so that ids sort by the time of their making.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DraftId(Ulid);

/// Text that is no draft's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a draft id")]
pub struct InvalidDraftId;

impl DraftId {
    /// Takes what a caller made from its clock and its source of randomness.
    pub const fn from_ulid(ulid: Ulid) -> Self {
        Self(ulid)
    }

    /// Reads the 26 characters; one spelling only.
    pub fn parse(text: &str) -> Result<Self, InvalidDraftId> {
        text.parse::<Ulid>().ok().filter(|id| id.to_string() == text).map(Self).ok_or(InvalidDraftId)
    }
}

impl TryFrom<String> for DraftId {
    type Error = InvalidDraftId;
    fn try_from(text: String) -> Result<Self, InvalidDraftId> {
        Self::parse(&text)
    }
}

impl From<DraftId> for String {
    fn from(id: DraftId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for DraftId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Debug for DraftId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "DraftId({})", self.0)
    }
}

/// Somebody who did something, as colleagues see them later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// A staff id, or `machine`.
    pub id: String,
    /// The name at that time.
    pub name: String,
}

/// When it is to go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Start {
    /// As soon as it is confirmed and the undo window is over.
    #[default]
    Now,
    /// At a time, in milliseconds since 1970 UTC.
    At {
        /// When.
        at_ms: u64,
        /// The last moment; half an hour later where unset.
        not_later_than_ms: Option<u64>,
    },
}

impl Start {
    /// When it would start where it can be taken back for so many minutes, and its last moment.
    pub fn times(self, undo_minutes: u32, now_ms: u64) -> Result<(u64, u64), TransitionError> {
        match self {
            Self::Now => {
                let at_ms = now_ms + u64::from(undo_minutes) * 60_000;
                Ok((at_ms, at_ms + DEFAULT_LATENESS.as_millis() as u64))
            }
            Self::At { at_ms, not_later_than_ms } => {
                Ok((at_ms, Delivery::check_times(at_ms, not_later_than_ms, now_ms)?))
            }
        }
    }

    /// This moment, or the start of a reservation that comes before it.
    const fn at_most(self, ms: u64) -> u64 {
        match self {
            Self::At { at_ms, .. } if at_ms < ms => at_ms,
            Self::At { .. } | Self::Now => ms,
        }
    }
}

/// Everything that approval is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DraftContent {
    /// A name for staff.
    pub title: String,
    /// The department's id, if one is chosen.
    pub department: Option<String>,
    /// The target's JSON text, if one is chosen.
    pub target: Option<String>,
    /// The JSON text of each bubble, as it was typed.
    pub messages: Vec<String>,
    /// May overtake others.
    pub emergency: bool,
    /// Arrives without a sound.
    pub silent: bool,
    /// When it is to go out.
    pub start: Start,
}

impl DraftContent {
    /// What approval, acknowledgement and test are bound to.
    pub fn hash(&self) -> String {
        hex_sha256(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// All bubbles as the array that LINE gets; their bytes stay as they are.
    pub fn messages_json(&self) -> String {
        format!("[{}]", self.messages.join(","))
    }
}

/// Where a draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// Being written.
    Editing,
    /// Waits for a second person.
    ApprovalRequested,
    /// A second person agreed to this content.
    Approved,
    /// A second person sent it back.
    Returned,
    /// A delivery was made of it.
    SentOff,
}

impl DraftState {
    /// The name in rows and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Editing => "editing",
            Self::ApprovalRequested => "approval_requested",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::SentOff => "sent_off",
        }
    }

    /// The state of this name.
    pub fn parse(text: &str) -> Option<Self> {
        use DraftState as S;
        [S::Editing, S::ApprovalRequested, S::Approved, S::Returned, S::SentOff]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// What a second person was asked and said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The content that it is about.
    pub content_hash: String,
    /// Who asked.
    pub requested_by: Person,
    /// When.
    pub requested_at_ms: u64,
    /// What they wrote to the approver.
    pub note: String,
    /// After this it counts no more.
    pub expires_at_ms: u64,
    /// Who answered.
    pub decided_by: Option<Person>,
    /// When.
    pub decided_at_ms: Option<u64>,
    /// Why it was sent back.
    pub reason: Option<String>,
    /// How many people the target had when a second person agreed.
    #[serde(default)]
    pub people: Option<u64>,
    /// SHA-256 of the words in which the target was told them: an option that is named anew is another promise.
    #[serde(default)]
    pub told: Option<String>,
}

/// Whom a second person is told a draft goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached<'a> {
    /// How many people.
    pub people: u64,
    /// In which words; empty where they hold the number themselves, as those of a correction do.
    pub words: &'a str,
}

/// How approval stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalState {
    /// Nobody was asked, or it was sent back.
    None,
    /// Somebody was asked.
    Requested,
    /// A second person agreed to exactly this content.
    Approved,
    /// Asked or given too long ago, or given for far more or fewer people than the target has by now.
    Expired,
}

/// One draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its identity.
    pub id: DraftId,
    /// Counts every change; writes are conditional on it.
    pub version: u64,
    /// What was written.
    pub content: DraftContent,
    /// Where it stands.
    pub state: DraftState,
    /// Who began it.
    pub author: Person,
    /// Everybody who changed its content; none of them may approve it.
    pub editors: Vec<Person>,
    /// Who changed it last.
    pub updated_by: Person,
    /// Since when it exists.
    pub created_at_ms: u64,
    /// When it last changed.
    pub updated_at_ms: u64,
    /// What a second person was asked.
    pub approval: Option<Approval>,
    /// Keys of warnings that somebody acknowledged.
    pub acknowledged: BTreeSet<String>,
    /// The delivery that was made of it.
    pub delivery: Option<DeliveryId>,
    /// Under which key the delivery was asked for; the same request again gets the same delivery.
    pub sent_under: Option<String>,
    /// The delivery that this one puts right.
    pub correction_of: Option<DeliveryId>,
    /// When it came back from the bin; tests from before count no more.
    #[serde(default)]
    pub put_back_at_ms: Option<u64>,
    /// The hash of the content that a second person sent back last, until one agrees.
    #[serde(default)]
    pub sent_back_hash: Option<String>,
}
