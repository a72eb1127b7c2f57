//! What LINE's answer makes of a batch (R-D6).

use std::time::Duration;

use super::{Batch, BatchState, MAX_HALVINGS};
use crate::delivery::PauseReason;

/// LINE's answer to one attempt, as far as a decision needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// 200, or 409 with the id of the accepted request.
    Accepted {
        /// The id to keep.
        request_id: String,
    },
    /// 409 without the id of an accepted request: no proof either way.
    UnprovenConflict,
    /// A definite 400 (or another 4xx that nothing else explains).
    Refused {
        /// What it is about.
        because: RefusedFor,
        /// LINE's message, shortened.
        message: String,
    },
    /// 429, the request rate.
    RateLimited {
        /// What LINE asks for in `retry-after`, if it does.
        retry_after: Option<Duration>,
    },
    /// 429, the month's messages.
    QuotaReached,
    /// 401 or 403.
    Unauthorized,
    /// 5xx: may have been accepted.
    ServerError {
        /// The status.
        status: u16,
    },
    /// Bytes were sent and no answer came: may have been accepted.
    Unanswered,
    /// The connection was refused before a byte of the request was sent.
    NotSent,
}

/// `retry-after` is followed up to this, the longest pause between two questions (R-D6); LINE documents no such header.
pub const LONGEST_RETRY_AFTER: Duration = Duration::from_mins(5);

/// What a definite refusal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedFor {
    /// The messages: every batch would be refused, halving does not help.
    Content,
    /// A recipient, or nothing that we understand: halving finds out.
    Recipients,
}

/// What else follows from an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// Store the halves together with the split row and send them.
    Bisect(Box<[Batch; 2]>),
    /// Stop the delivery by this rule.
    Pause(PauseReason),
    /// All senders of this process slow down.
    SlowDown,
    /// A failure that counts towards the automatic pause (R-D8).
    CountFailure,
}

/// A row to store, and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The row.
    pub batch: Batch,
    /// What follows.
    pub effect: Effect,
}

impl AttemptOutcome {
    /// The same key may be sent again at once: LINE answers what became of it.
    pub fn asks_again(&self) -> bool {
        self.is_ambiguous() || matches!(self, Self::NotSent | Self::RateLimited { .. })
    }

    /// Whether this attempt may have been accepted without our knowing.
    pub fn is_ambiguous(&self) -> bool {
        matches!(self, Self::ServerError { .. } | Self::Unanswered | Self::UnprovenConflict)
    }
}

/// Time between two questions about the same key: 1, 2, 4, 5, 5 … minutes (R-D6: at most 5).
fn ask_again_after_ms(attempts: u32) -> u64 {
    60_000 * [1, 2, 4].get(attempts.saturating_sub(1) as usize).copied().unwrap_or(5)
}

impl Batch {
    /// The row after an answer. `stopping`: the delivery was cancelled, nothing is asked again (I-7).
    pub fn record(&self, outcome: &AttemptOutcome, stopping: bool, now_ms: u64) -> Recorded {
        let asked = Self { ambiguous: self.ambiguous || outcome.is_ambiguous(), ..self.clone() };
        let open = |reason: &str| asked.open(reason, stopping, now_ms);
        let (batch, effect) = match outcome {
            AttemptOutcome::Accepted { request_id } => {
                (self.changed(BatchState::Accepted { request_id: request_id.clone() }, now_ms), Effect::None)
            }
            AttemptOutcome::Refused { because, message } => return asked.refused(*because, message, now_ms),
            AttemptOutcome::RateLimited { retry_after } => {
                let waiting = asked.open("429 rate limit", stopping, now_ms);
                (waiting.not_before(now_ms, *retry_after), Effect::SlowDown)
            }
            AttemptOutcome::QuotaReached => {
                (open("429 monthly limit"), Effect::Pause(PauseReason::QuotaReached))
            }
            AttemptOutcome::Unauthorized => (open("401 or 403"), Effect::Pause(PauseReason::Unauthorized)),
            AttemptOutcome::ServerError { status } => {
                (open(&format!("LINE answered {status}")), Effect::None)
            }
            AttemptOutcome::Unanswered => (open("no answer"), Effect::None),
            AttemptOutcome::UnprovenConflict => (open("409 without an accepted request"), Effect::None),
            AttemptOutcome::NotSent => (open("no connection"), Effect::None),
        };
        Recorded { batch, effect }
    }

    /// Not settled by this answer: certainly unsent batches wait, others are unknown until LINE tells.
    fn open(&self, reason: &str, stopping: bool, now_ms: u64) -> Self {
        let later_ms = now_ms + ask_again_after_ms(self.attempts);
        let state = match (self.is_unsure(), stopping) {
            (true, _) => BatchState::Unknown {
                reason: reason.to_owned(),
                ask_again_at_ms: (!stopping).then_some(later_ms),
            },
            (false, true) => BatchState::Cancelled,
            (false, false) => BatchState::Waiting { not_before_ms: later_ms },
        };
        self.changed(state, now_ms)
    }

    /// The same row, left alone for at least as long as LINE asked.
    fn not_before(mut self, now_ms: u64, retry_after: Option<Duration>) -> Self {
        let wished = retry_after.unwrap_or_default().min(LONGEST_RETRY_AFTER);
        let wished_ms = now_ms + wished.as_millis() as u64;
        match &mut self.state {
            BatchState::Waiting { not_before_ms: at }
            | BatchState::Unknown { ask_again_at_ms: Some(at), .. } => {
                *at = wished_ms.max(*at);
            }
            _ => (),
        }
        self
    }

    fn refused(&self, because: RefusedFor, message: &str, now_ms: u64) -> Recorded {
        if self.ambiguous {
            // A new key could reach people a second time: leave it to a person.
            let state = BatchState::Unknown { reason: message.to_owned(), ask_again_at_ms: None };
            return Recorded { batch: self.changed(state, now_ms), effect: Effect::CountFailure };
        }
        let reason = message.to_owned();
        let refused = match self.round {
            0 => BatchState::Failed { reason },
            // Under this key certainly nobody got it; under one of an earlier round perhaps everybody did.
            _ => BatchState::Unknown { reason, ask_again_at_ms: None },
        };
        let can_halve = self.place.count > 1 && self.key.path.len() < MAX_HALVINGS;
        match because {
            RefusedFor::Recipients if can_halve => Recorded {
                batch: self.changed(BatchState::Split, now_ms),
                effect: Effect::Bisect(Box::new(self.halves(now_ms))),
            },
            _ => Recorded { batch: self.changed(refused, now_ms), effect: Effect::CountFailure },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Claim;
    use crate::delivery::{BatchPlace, DeliveryId, Leave};

    const NOW: u64 = 1_790_000_000_000;

    fn leased(count: u32) -> Batch {
        let delivery = DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap();
        let planned = Batch::planned(delivery, 0, BatchPlace { part: 0, first_id: 0, count }, "h".to_owned());
        let Claim::Granted(batch) = planned.claim("h", Leave { round: 0, until_ms: u64::MAX }, NOW) else {
            panic!("a new batch can be claimed")
        };
        batch
    }

    fn refusal(because: RefusedFor) -> AttemptOutcome {
        AttemptOutcome::Refused { because, message: "400".to_owned() }
    }

    #[test]
    fn an_unanswered_attempt_is_unknown_and_asked_again_unless_the_delivery_is_cancelled() {
        let asked = leased(500).record(&AttemptOutcome::Unanswered, false, NOW).batch;
        assert!(matches!(asked.state, BatchState::Unknown { ask_again_at_ms: Some(_), .. }));
        let stopped = leased(500).record(&AttemptOutcome::Unanswered, true, NOW).batch;
        assert!(matches!(stopped.state, BatchState::Unknown { ask_again_at_ms: None, .. }));
    }

    #[test]
    fn a_429_waits_while_nothing_was_sent_and_stays_unknown_after_an_ambiguous_attempt() {
        let limited = AttemptOutcome::RateLimited { retry_after: None };
        let waiting = leased(500).record(&limited, false, NOW);
        assert!(matches!(waiting.batch.state, BatchState::Waiting { .. }));
        assert_eq!(waiting.effect, Effect::SlowDown);
        let unsure = leased(500).record(&AttemptOutcome::Unanswered, false, NOW).batch;
        let again = unsure.record(&limited, false, NOW);
        assert!(matches!(again.batch.state, BatchState::Unknown { .. }));
    }

    #[test]
    fn r_d6_a_429_is_left_alone_for_as_long_as_line_asks_and_at_most_five_minutes() {
        let not_before = |seconds: u64| {
            let limited = AttemptOutcome::RateLimited { retry_after: Some(Duration::from_secs(seconds)) };
            match leased(500).record(&limited, false, NOW).batch.state {
                BatchState::Waiting { not_before_ms } => not_before_ms - NOW,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(not_before(7), 60_000, "the usual minute is longer");
        assert_eq!(not_before(90), 90_000);
        assert_eq!(not_before(u64::MAX), 300_000);
    }

    #[test]
    fn r_d7_only_a_definite_refusal_is_halved_and_the_halves_partition_the_batch() {
        let split = leased(499).record(&refusal(RefusedFor::Recipients), false, NOW);
        let Effect::Bisect(halves) = split.effect else { panic!("{:?}", split.effect) };
        let [first, second] = *halves;
        assert_eq!(split.batch.state, BatchState::Split);
        assert_eq!((first.place.first_id, first.place.count), (0, 250));
        assert_eq!((second.place.first_id, second.place.count), (250, 249));
        assert_ne!(first.retry_key, second.retry_key);
        let unsure = Batch { ambiguous: true, ..leased(500) };
        let kept = unsure.record(&refusal(RefusedFor::Recipients), false, NOW).batch;
        assert!(matches!(kept.state, BatchState::Unknown { ask_again_at_ms: None, .. }));
    }

    #[test]
    fn a_refused_text_or_a_single_refused_recipient_fails_without_halving() {
        for (count, because) in [(500, RefusedFor::Content), (1, RefusedFor::Recipients)] {
            let failed = leased(count).record(&refusal(because), false, NOW);
            assert!(matches!(failed.batch.state, BatchState::Failed { .. }));
            assert_eq!(failed.effect, Effect::CountFailure);
        }
    }

    #[test]
    fn quota_and_authorisation_stop_the_delivery_and_lose_nobody() {
        for (outcome, reason) in [
            (AttemptOutcome::QuotaReached, PauseReason::QuotaReached),
            (AttemptOutcome::Unauthorized, PauseReason::Unauthorized),
        ] {
            let paused = leased(500).record(&outcome, false, NOW);
            assert!(matches!(paused.batch.state, BatchState::Waiting { .. }));
            assert_eq!(paused.effect, Effect::Pause(reason));
        }
    }
}
