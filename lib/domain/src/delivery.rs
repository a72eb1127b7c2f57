//! A delivery: one message to its recipients, from draft to settled, and every door between its states.
//!
//! Each change bumps `version`; a store writes it only where the version it read still stands, so of two
//! changes at once exactly one wins. `scheduled → dispatching` is the only way to a send: late, stale and
//! repeated alarms find the door closed and do nothing (I-8).

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ulid::Ulid;
use uuid::Uuid;

use crate::segment::Target;

mod decision;
mod leave;
mod recount;
mod transition;

pub use decision::{Choice, Decision, Decisions, MAX_DECISION_CHARS, MAX_ROUNDS, Stop, Undecidable};
pub use leave::Leave;
pub use transition::{Dispatch, TransitionError};

/// A reservation lies at least this far ahead (R-S3); what is nearer is an immediate start.
pub const SOONEST_RESERVATION: Duration = Duration::from_mins(1);
/// A reservation lies at most this far ahead (R-S3).
pub const LATEST_RESERVATION: Duration = Duration::from_hours(366 * 24);
/// Without another wish a delivery that is this late is held for a person (R-S4).
pub const DEFAULT_LATENESS: Duration = Duration::from_mins(30);
/// Nothing starts in the very moment for which it was reserved, and its batches take time: a reservation's last moment is at
/// least this far behind its start.
pub const SHORTEST_LATENESS: Duration = Duration::from_mins(5);
/// A title is for staff only; longer ones do not fit a list.
pub const MAX_TITLE_CHARS: usize = 100;
/// An emergency whose confirmation is no older than this goes out uncounted: its count is of a moment ago, and its first
/// request waits for no second one. Everything else that somebody confirmed is counted anew.
pub const EMERGENCY_RECOUNTED_AFTER: Duration = Duration::from_secs(30);

/// The identity of a delivery: a ULID, so that ids sort by their time of creation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeliveryId(Ulid);

/// Text that is no ULID of 26 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a delivery id")]
pub struct InvalidDeliveryId;

impl DeliveryId {
    /// Takes what a caller made from its clock and its source of randomness.
    pub fn from_ulid(ulid: Ulid) -> Self {
        Self(ulid)
    }

    /// Reads the 26 characters.
    pub fn parse(text: &str) -> Result<Self, InvalidDeliveryId> {
        Ulid::from_str(text).map(Self).map_err(|_| InvalidDeliveryId)
    }

    /// When it was made, in milliseconds since 1970 UTC: the first part of the ULID.
    pub fn created_at_ms(self) -> u64 {
        self.0.timestamp_ms()
    }

    /// The same 128 bits as a UUID: the name space of this delivery's retry keys.
    pub fn as_uuid(self) -> Uuid {
        Uuid::from_u128(self.0.into())
    }

    /// `customAggregationUnits`: LINE takes `[A-Za-z0-9_]{1,30}` (docs/rules.md); these are 29 characters.
    pub fn unit(self) -> String {
        format!("kr_{}", self.0)
    }
}

impl TryFrom<String> for DeliveryId {
    type Error = InvalidDeliveryId;
    fn try_from(text: String) -> Result<Self, InvalidDeliveryId> {
        Self::parse(&text)
    }
}

impl From<DeliveryId> for String {
    fn from(id: DeliveryId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Debug for DeliveryId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "DeliveryId({})", self.0)
    }
}

/// Whether a delivery may overtake others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Waits its turn.
    Normal,
    /// Goes before every normal delivery that is under way.
    Emergency,
}

/// Where a delivery stands. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Being written.
    Draft,
    /// Has a time; `not_later_than_ms` is the last moment at which it may still start by itself.
    Scheduled {
        /// The wished start.
        at_ms: u64,
        /// After this a person decides.
        not_later_than_ms: u64,
    },
    /// Recipients are being frozen; first batches may already be going out.
    Dispatching,
    /// All recipients are frozen, batches go out.
    Sending,
    /// Stopped by a rule; goes on after `resume`.
    Paused {
        /// The rule.
        reason: PauseReason,
    },
    /// Missed its time or cannot be started as it is; a person decides.
    Held {
        /// Why.
        reason: HoldReason,
    },
    /// Stopped by a person; what was out already stays out.
    Cancelled {
        /// When the stop was confirmed.
        at_ms: u64,
    },
    /// Every batch has its end state.
    Sent,
}

/// Why a delivery stands still: a rule stopped it (R-D6, R-D8), or a person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PauseReason {
    /// LINE refused our access token.
    Unauthorized,
    /// The month's messages are used up.
    QuotaReached,
    /// Too many batches were refused for good.
    TooManyFailures,
    /// 23 hours after somebody let it go some of it was not sent: whether it is still true, a person says (R-D4).
    TooLate,
    /// Its own last moment passed before all of it was sent.
    PastLastMoment,
    /// A person stopped what had not gone out.
    StoppedByStaff,
}

impl PauseReason {
    /// No person knows of it by themselves.
    pub fn is_by_rule(self) -> bool {
        !matches!(self, Self::StoppedByStaff)
    }
}

/// Why a delivery did not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldReason {
    /// Its time passed by more than it allows.
    Overdue,
    /// Its conditions no longer fit the registration items; the text says which, in Japanese.
    InvalidSegment(String),
    /// It corrects a delivery that cannot be corrected; the text says why, in Japanese.
    Uncorrectable(String),
    /// It would reach others than were confirmed: people came or went since then, or their answers changed (R-D1).
    CountMoved {
        /// People when it was confirmed.
        confirmed: u64,
        /// People now.
        found: u64,
    },
}

/// What a person saw when they confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed {
    /// How many it would reach, counted by the code that dispatches.
    pub people: u64,
    /// When.
    pub at_ms: u64,
    /// From so many people on somebody would have had to type the number; `None` where they did.
    pub untyped_below: Option<u64>,
}

/// What is frozen of the recipients so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The parts in order.
    pub parts: Vec<PlannedPart>,
    /// All recipients are in `parts` (or the broadcast is planned).
    pub complete: bool,
    /// 全員: one broadcast, and the number of friends known when it was planned.
    pub broadcast_friends: Option<u64>,
}

/// One part of the frozen list as the plan knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedPart {
    /// Number of its first batch.
    pub first_batch: u32,
    /// Recipients in it.
    pub recipients: u32,
}

impl PlannedPart {
    /// How many batches were cut from it.
    pub fn batches(self) -> u32 {
        (self.recipients as usize).div_ceil(crate::recipients::BATCH_SIZE) as u32
    }
}

/// A batch's place in the frozen list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchPlace {
    /// The part's number.
    pub part: u32,
    /// Its first id inside the part.
    pub first_id: u32,
    /// How many ids.
    pub count: u32,
}

impl Plan {
    /// Recipients frozen so far; for a broadcast the friends known at planning.
    pub fn recipients(&self) -> u64 {
        self.broadcast_friends
            .unwrap_or_else(|| self.parts.iter().map(|part| u64::from(part.recipients)).sum())
    }

    /// Batches cut so far; a broadcast is one.
    pub fn batches(&self) -> u32 {
        match (self.broadcast_friends, self.parts.last()) {
            (Some(_), _) => 1,
            (None, Some(part)) => part.first_batch + part.batches(),
            (None, None) => 0,
        }
    }

    /// Where a batch's recipients stand; `None` for a number that is not planned.
    pub fn place(&self, number: u32) -> Option<BatchPlace> {
        if let Some(friends) = self.broadcast_friends {
            return (number == 0).then_some(BatchPlace { part: 0, first_id: 0, count: friends as u32 });
        }
        let part = self.parts.partition_point(|part| part.first_batch <= number).checked_sub(1)?;
        let planned = self.parts[part];
        let first_id = (number - planned.first_batch) * crate::recipients::BATCH_SIZE as u32;
        let count = planned.recipients.checked_sub(first_id)?.min(crate::recipients::BATCH_SIZE as u32);
        (count > 0).then_some(BatchPlace { part: part as u32, first_id, count })
    }
}

/// One message to its recipients. Content lies beside it in the store, bound by `content_hash`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its identity.
    pub id: DeliveryId,
    /// A name for staff.
    pub title: String,
    /// Who is to get it.
    pub target: Target,
    /// Whether it may overtake.
    pub priority: Priority,
    /// Where it stands.
    pub status: Status,
    /// Counts every change; writes are conditional on it.
    pub version: u64,
    /// Hex SHA-256 of the frozen content.
    pub content_hash: String,
    /// When it was created.
    pub created_at_ms: u64,
    /// When it last changed.
    pub updated_at_ms: u64,
    /// What is frozen of its recipients.
    pub plan: Plan,
    /// The version of the alarm that opened the door; the same alarm again may go on after a crash.
    pub dispatched_version: Option<u64>,
    /// When it did: the frozen lists are kept from then on.
    pub dispatched_at_ms: Option<u64>,
    /// When the last of it got its end state; what people decide afterwards does not move it.
    pub ended_at_ms: Option<u64>,
    /// Every batch has its end state, or it was cancelled and the last leases ran out: nothing moves any more.
    pub settled: bool,
    /// What was confirmed; `None` where a program made it.
    pub confirmed: Option<Confirmed>,
    /// What people decided about those of whom nobody knows whether they got it.
    pub decisions: Decisions,
    /// The last stop by a person, told for as long as it stands so.
    pub stopped: Option<Stop>,
    /// When a person last let it go on.
    pub resumed_at_ms: Option<u64>,
    /// Of a reservation: nothing of it goes out after this, unless a person lets it go on later. What starts at once has
    /// none, only a last moment to begin ([`Status::Scheduled`]).
    pub last_moment_ms: Option<u64>,
}

impl Delivery {
    /// Under which number a part of the plan is kept: the dispatch that froze it comes first, so that a delivery which
    /// is scheduled again never meets the recipients of an earlier try (I-9). A plan has fewer than 1,000 parts
    /// (25 million recipients).
    pub fn kept_part(&self, part: u32) -> u32 {
        (self.dispatched_version.unwrap_or_default() as u32).wrapping_mul(1_000).wrapping_add(part)
    }

    /// Whether something of it may have gone out, so that taking it back would not take it back from everybody.
    pub fn has_begun(&self) -> bool {
        let rests = matches!(self.status, Status::Draft | Status::Scheduled { .. } | Status::Held { .. });
        !rests || self.plan.batches() > 0
    }

    /// When it began to go out. What was held, or taken back before it had recipients, never did.
    pub fn began_ms(&self) -> Option<u64> {
        let never = matches!(self.status, Status::Cancelled { .. }) && self.plan.batches() == 0;
        self.dispatched_version.and(self.dispatched_at_ms).filter(|_| self.has_begun() && !never)
    }

    /// When it was over. Rows from before the end was written down count by their last change.
    pub fn over_ms(&self) -> Option<u64> {
        match self.status {
            Status::Cancelled { at_ms } => Some(at_ms),
            Status::Sent => Some(self.ended_at_ms.unwrap_or(self.updated_at_ms)),
            _ => None,
        }
    }

    /// May batches go out now?
    pub fn may_send(&self) -> bool {
        matches!(self.status, Status::Dispatching | Status::Sending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(sizes: &[u32]) -> Plan {
        let mut plan = Plan::default();
        for recipients in sizes {
            let first_batch = plan.batches();
            plan.parts.push(PlannedPart { first_batch, recipients: *recipients });
        }
        plan
    }

    #[test]
    fn every_planned_recipient_is_in_exactly_one_batch_and_no_batch_exceeds_500() {
        let plan = plan(&[500, 5_000, 10_500, 1_234]);
        let mut seen = vec![0_u32; plan.parts.len()];
        for number in 0..plan.batches() {
            let place = plan.place(number).unwrap();
            assert!((1..=500).contains(&place.count));
            assert_eq!(place.first_id, seen[place.part as usize], "batches of a part follow each other");
            seen[place.part as usize] += place.count;
        }
        assert_eq!(seen, [500, 5_000, 10_500, 1_234]);
        assert_eq!(plan.place(plan.batches()), None);
        assert_eq!(Plan::default().place(0), None);
    }

    #[test]
    fn a_unit_name_fits_lines_rule() {
        let unit = DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap().unit();
        assert!(unit.len() <= 30 && unit.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
    }
}
