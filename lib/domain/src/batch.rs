//! One multicast of at most 500 recipients, and what becomes of it: the ledger's rules, without a ledger.
//!
//! A batch has no row before its first claim; its row is written before LINE is called. `ambiguous` remembers that
//! some attempt may have been accepted without our knowing. While it stands, only LINE's answer to the *same* key
//! can settle the batch: nothing that needs a new key (a bisection) and no "not sent" may follow. Where nothing settles
//! it, a person may begin a new *round* with a new key; no "not sent" follows there, whatever LINE says about that key.

use crate::delivery::{BatchPlace, DeliveryId};
use crate::retry_key::{Half, RetryKey};

mod attempted;
mod claim;
mod record;
mod tally;
mod undecided;

pub(crate) use attempted::is_forgotten;
pub use attempted::{
    Attempted, CANCEL_REACHES_SENDERS_MS, CORRECTABLE_FOR, Uncorrectable, attempted, slice as slice_of_places,
};
pub use claim::{Claim, OUT_OF_TIME};
pub use record::{AttemptOutcome, Effect, LONGEST_RETRY_AFTER, Recorded, RefusedFor};
pub use tally::{Counts, is_settled, is_too_late, left_many_out, tally, too_many_failures};
pub use undecided::{Undecided, has_unknown, undecided};

/// A lease outlives the sender's own timeout of 30 s by a margin for clocks; see template.yaml.
pub const LEASE_MS: u64 = 40_000;
/// LINE forgets a retry key after 24 h; an hour before that nobody sends it again (R-D4).
pub const RETRY_WINDOW_MS: u64 = 23 * 3_600_000;
/// Recipients of a batch are halved at most this often: 500 → 1 (R-D7).
pub const MAX_HALVINGS: usize = 9;

/// Which batch: its number in the plan and, after bisections, the halves that lead to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BatchKey {
    /// Number in the plan, from 0.
    pub number: u32,
    /// `0` and `1` for each bisection, outermost first; empty for a batch of the plan.
    pub path: String,
}

impl BatchKey {
    /// A batch of the plan.
    pub fn planned(number: u32) -> Self {
        Self { number, path: String::new() }
    }

    /// One half of this batch.
    #[must_use]
    pub fn half(&self, half: Half) -> Self {
        Self { number: self.number, path: format!("{}{}", self.path, half.digit()) }
    }
}

/// The ledger's row of one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Whose batch.
    pub delivery: DeliveryId,
    /// Which one.
    pub key: BatchKey,
    /// Its recipients in the frozen list.
    pub place: BatchPlace,
    /// One key for one body (I-4).
    pub retry_key: RetryKey,
    /// Hex SHA-256 of the request body; a sender that builds other bytes must not send them.
    pub body_hash: String,
    /// When the key was first used; counts for the 24 hours. Unset until the first claim.
    pub first_attempt_at_ms: Option<u64>,
    /// Claims under this key so far.
    pub attempts: u32,
    /// An attempt with this key may have been accepted without our knowing.
    pub ambiguous: bool,
    /// The round in which its key was made: 0, or that in which a person let it be sent again. From 1 on an earlier key
    /// may have been accepted as well.
    pub round: u32,
    /// Where it stands.
    pub state: BatchState,
    /// When it last changed.
    pub updated_at_ms: u64,
    /// Counts every change; writes are conditional on it.
    pub version: u64,
}

/// Where a batch stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchState {
    /// Certainly not sent so far; may be claimed from this time on.
    Waiting {
        /// Not before.
        not_before_ms: u64,
    },
    /// Somebody is sending it, until this time at the latest.
    Leased {
        /// The lease's end.
        until_ms: u64,
    },
    /// LINE took it (受付), under this request id.
    Accepted {
        /// `x-line-request-id` or, for a repeated key, `x-line-accepted-request-id`.
        request_id: String,
    },
    /// LINE refused it for good; nobody in it got the message.
    Failed {
        /// What LINE said, shortened.
        reason: String,
    },
    /// It may or may not have been accepted; asked again with the same key while `ask_again_at_ms` is set.
    Unknown {
        /// What happened.
        reason: String,
        /// When to ask again; unset when a person has to decide.
        ask_again_at_ms: Option<u64>,
    },
    /// Cancelled before it was sent.
    Cancelled,
    /// Replaced by its two halves.
    Split,
}

impl Batch {
    /// A batch of the plan that nobody has claimed yet.
    pub fn planned(delivery: DeliveryId, number: u32, place: BatchPlace, body_hash: String) -> Self {
        Self {
            delivery,
            key: BatchKey::planned(number),
            place,
            retry_key: RetryKey::for_batch(delivery, number),
            body_hash,
            first_attempt_at_ms: None,
            attempts: 0,
            ambiguous: false,
            round: 0,
            state: BatchState::Waiting { not_before_ms: 0 },
            updated_at_ms: 0,
            version: 0,
        }
    }

    /// The two halves of a refused batch; each has its own key. Their body hashes are set when they are claimed.
    pub fn halves(&self, now_ms: u64) -> [Self; 2] {
        let front = self.place.count.div_ceil(2);
        [Half::First, Half::Second].map(|half| {
            let place = match half {
                Half::First => BatchPlace { count: front, ..self.place },
                Half::Second => BatchPlace {
                    first_id: self.place.first_id + front,
                    count: self.place.count - front,
                    ..self.place
                },
            };
            Self {
                key: self.key.half(half),
                place,
                retry_key: self.retry_key.half(half),
                body_hash: String::new(),
                first_attempt_at_ms: None,
                attempts: 0,
                ambiguous: false,
                state: self.unsent_state("refused together with others", 0),
                updated_at_ms: now_ms,
                version: 0,
                ..self.clone()
            }
        })
    }

    /// Somebody in it may have got it: by an attempt with this key or with one of an earlier round.
    pub fn is_unsure(&self) -> bool {
        self.ambiguous || self.round > 0
    }

    /// It does not move any more by itself.
    pub fn has_ended(&self) -> bool {
        match self.state {
            BatchState::Waiting { .. } | BatchState::Leased { .. } => false,
            BatchState::Unknown { ask_again_at_ms, .. } => ask_again_at_ms.is_none(),
            BatchState::Accepted { .. }
            | BatchState::Failed { .. }
            | BatchState::Cancelled
            | BatchState::Split => true,
        }
    }

    /// Unknown for good in an earlier round than this one: a person let it be sent again.
    pub fn is_open_again(&self, round: u32) -> bool {
        self.round < round && matches!(self.state, BatchState::Unknown { ask_again_at_ms: None, .. })
    }

    /// The state of what is to be sent from then on: waiting if certainly nobody got it.
    pub(crate) fn unsent_state(&self, reason: &str, at_ms: u64) -> BatchState {
        if self.is_unsure() {
            BatchState::Unknown { reason: reason.to_owned(), ask_again_at_ms: Some(at_ms) }
        } else {
            BatchState::Waiting { not_before_ms: at_ms }
        }
    }

    pub(crate) fn changed(&self, state: BatchState, now_ms: u64) -> Self {
        Self { state, updated_at_ms: now_ms, version: self.version + 1, ..self.clone() }
    }
}
