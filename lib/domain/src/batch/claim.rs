//! Who may send a batch now.

use super::{Batch, BatchState, LEASE_MS, RETRY_WINDOW_MS};
use crate::delivery::Leave;

/// Why a batch was given up whose key is too old to be asked with, as it is stored.
pub const OUT_OF_TIME: &str = "23 hours have passed since the first attempt";

/// Answer to "may I send this batch?".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Yes, once this row is stored.
    Granted(Batch),
    /// Another sender holds it; the queue asks again.
    HeldByAnother,
    /// Its turn comes later; the tick asks again.
    NotYet,
    /// It has its end state.
    Settled,
    /// Its halves took its place.
    Split,
    /// Nothing may be sent for it any more: store this row, a person decides (R-D4).
    GivenUp(Batch),
}

impl Batch {
    /// Decides on the row as it stands. `body_hash` is that of the bytes the sender is about to send, `leave` the delivery's.
    pub fn claim(&self, body_hash: &str, leave: Leave, now_ms: u64) -> Claim {
        if self.is_unsent(leave.round) && leave.has_lapsed(now_ms) {
            return Claim::NotYet; // the tick stops the delivery, and a person lets it go on
        }
        if self.is_open_again(leave.round) {
            return self.reopened(leave.round).claim(body_hash, leave, now_ms);
        }
        let other_bytes = self.attempts > 0 && self.body_hash != body_hash;
        if self.nobody_got_it() && (other_bytes || self.window_closed(now_ms)) {
            return self.anew().claim(body_hash, leave, now_ms);
        }
        let died = match self.state {
            BatchState::Accepted { .. } | BatchState::Failed { .. } | BatchState::Cancelled => {
                return Claim::Settled;
            }
            BatchState::Unknown { ask_again_at_ms: None, .. } => return Claim::Settled,
            BatchState::Split => return Claim::Split,
            BatchState::Leased { until_ms } if until_ms > now_ms => return Claim::HeldByAnother,
            BatchState::Waiting { not_before_ms: at } if at > now_ms => return Claim::NotYet,
            BatchState::Unknown { ask_again_at_ms: Some(at), .. } if at > now_ms => return Claim::NotYet,
            BatchState::Leased { .. } => true,
            BatchState::Waiting { .. } | BatchState::Unknown { .. } => false,
        };
        let frozen = Self { ambiguous: self.ambiguous || died, ..self.clone() };
        if frozen.window_closed(now_ms) {
            return Claim::GivenUp(frozen.out_of_time(now_ms));
        }
        if other_bytes {
            return Claim::GivenUp(frozen.given_up("the body differs from the first attempt's", now_ms));
        }
        let mut leased = frozen.changed(BatchState::Leased { until_ms: now_ms + LEASE_MS }, now_ms);
        body_hash.clone_into(&mut leased.body_hash);
        leased.attempts += 1;
        leased.first_attempt_at_ms = Some(self.first_attempt_at_ms.unwrap_or(now_ms));
        Claim::Granted(leased)
    }

    /// The same recipients under a new key, as if nobody had claimed them, but that they may have it already.
    fn reopened(&self, round: u32) -> Self {
        Self {
            retry_key: self.retry_key.again(round),
            body_hash: String::new(),
            first_attempt_at_ms: None,
            attempts: 0,
            ambiguous: false,
            round,
            state: BatchState::Unknown { reason: "to be sent again".to_owned(), ask_again_at_ms: Some(0) },
            ..self.clone()
        }
    }

    /// Each attempt was refused for now or not made at all.
    fn nobody_got_it(&self) -> bool {
        matches!(self.state, BatchState::Waiting { .. }) && !self.is_unsure()
    }

    /// Its key is too old and certainly nobody got it: once a person has let the delivery go on, it is sent with a new one
    /// (docs/decisions/0020).
    pub fn begins_anew(&self, now_ms: u64) -> bool {
        self.nobody_got_it() && self.window_closed(now_ms)
    }

    /// Nobody in it was sent it in this round, as far as anybody knows: whoever sends it now may reach them late.
    pub(super) fn is_unsent(&self, round: u32) -> bool {
        match self.state {
            BatchState::Waiting { .. } => true,
            BatchState::Unknown { ask_again_at_ms: Some(_), .. } => self.attempts == 0,
            _ => self.is_open_again(round),
        }
    }

    /// The same recipients with a new key and a new window, as if nobody had claimed them; the old key is never used again (I-5).
    fn anew(&self) -> Self {
        Self {
            retry_key: self.retry_key.afresh(),
            body_hash: String::new(),
            first_attempt_at_ms: None,
            attempts: 0,
            ..self.clone()
        }
    }

    /// A key that was first used 23 hours ago or earlier must not be sent again.
    pub fn window_closed(&self, now_ms: u64) -> bool {
        self.first_attempt_at_ms.is_some_and(|first| now_ms >= first + RETRY_WINDOW_MS)
    }

    /// The end of a batch whose key is too old: unknown if it may have gone out, failed if it certainly did not.
    #[must_use]
    pub fn out_of_time(&self, now_ms: u64) -> Self {
        self.given_up(OUT_OF_TIME, now_ms)
    }

    /// Nothing more is asked: unknown for a person to decide, or failed if it certainly was never sent.
    #[must_use]
    pub fn given_up(&self, reason: &str, now_ms: u64) -> Self {
        let reason = reason.to_owned();
        let died = matches!(self.state, BatchState::Leased { .. });
        let state = if self.is_unsure() || died {
            BatchState::Unknown { reason, ask_again_at_ms: None }
        } else {
            BatchState::Failed { reason }
        };
        Self { ambiguous: self.ambiguous || died, ..self.changed(state, now_ms) }
    }

    /// A claimed row whose batch was not sent after all, because the delivery stopped first or time ran out.
    #[must_use]
    pub fn unsent(&self, now_ms: u64) -> Self {
        self.changed(self.unsent_state("not asked again yet", now_ms), now_ms)
    }

    /// The row of a sender that died with its lease: unknown, to be asked again. `None` for any other row.
    pub fn lease_ended(&self, now_ms: u64) -> Option<Self> {
        match self.state {
            BatchState::Leased { until_ms } if until_ms <= now_ms => {
                Some(Self { ambiguous: true, ..self.clone() }.unsent(now_ms))
            }
            _ => None,
        }
    }

    /// What a cancel makes of a row that nobody is sending any more (I-7): never sent is cancelled, else unknown.
    /// `None` where the row is settled or somebody still holds it.
    pub fn stopped(&self, now_ms: u64) -> Option<Self> {
        match &self.state {
            BatchState::Waiting { .. } => Some(self.changed(BatchState::Cancelled, now_ms)),
            BatchState::Leased { until_ms } if *until_ms <= now_ms => {
                Some(self.given_up("cancelled before an answer came", now_ms))
            }
            BatchState::Unknown { reason, ask_again_at_ms: Some(_) } => {
                let state = BatchState::Unknown { reason: reason.clone(), ask_again_at_ms: None };
                Some(self.changed(state, now_ms))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::AttemptOutcome;
    use crate::delivery::{BatchPlace, DeliveryId};

    const NOW: u64 = 1_790_000_000_000;
    const HOUR: u64 = 3_600_000;
    /// Somebody lets it go on at every moment.
    const LET_GO: Leave = Leave { round: 0, until_ms: u64::MAX };

    fn a_batch() -> Batch {
        let delivery = DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap();
        Batch::planned(delivery, 0, BatchPlace { part: 0, first_id: 0, count: 500 }, "h".to_owned())
    }

    fn leased() -> Batch {
        match a_batch().claim("h", LET_GO, NOW) {
            Claim::Granted(batch) => batch,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_lease_keeps_others_out_until_it_ends_and_the_next_attempt_counts_as_ambiguous() {
        let first = leased();
        assert!(!first.ambiguous);
        assert_eq!(first.claim("h", LET_GO, NOW + LEASE_MS - 1), Claim::HeldByAnother);
        let Claim::Granted(second) = first.claim("h", LET_GO, NOW + LEASE_MS) else {
            panic!("the lease ended")
        };
        assert!(second.ambiguous, "the first sender may have been answered before it died");
        assert_eq!((second.attempts, second.first_attempt_at_ms), (2, Some(NOW)));
        assert_eq!(second.retry_key, first.retry_key);
    }

    #[test]
    fn r_d4_no_key_is_used_again_23_hours_after_its_first_attempt() {
        let first = leased();
        assert!(matches!(first.claim("h", LET_GO, NOW + 23 * HOUR - 1), Claim::Granted(_)));
        let Claim::GivenUp(closed) = first.claim("h", LET_GO, NOW + 23 * HOUR) else {
            panic!("the key is too old")
        };
        assert!(matches!(closed.state, BatchState::Unknown { ask_again_at_ms: None, .. }));
        assert_eq!(closed.claim("h", LET_GO, NOW + 24 * HOUR), Claim::Settled);
    }

    #[test]
    fn i5_who_was_certainly_not_sent_it_for_23_hours_gets_a_new_key_and_a_new_window() {
        let refused = leased().record(&AttemptOutcome::QuotaReached, false, NOW).batch;
        let not_called = leased().unsent(NOW);
        for waiting in [refused, not_called] {
            let Claim::Granted(same) = waiting.claim("h", LET_GO, NOW + 23 * HOUR - 1) else {
                panic!("still young")
            };
            assert_eq!(same.retry_key, leased().retry_key);
            let late = NOW + 40 * 24 * HOUR;
            let Claim::Granted(fresh) = waiting.claim("h", LET_GO, late) else { panic!("nobody got it") };
            assert_ne!(fresh.retry_key, waiting.retry_key);
            assert_eq!((fresh.attempts, fresh.first_attempt_at_ms), (1, Some(late)));
            assert_eq!(fresh.version, waiting.version + 1, "of two senders only one can write it");
            let again = fresh.record(&AttemptOutcome::NotSent, false, late).batch;
            let Claim::Granted(third) = again.claim("h", LET_GO, late + 23 * HOUR) else {
                panic!("nor then")
            };
            assert!(![fresh.retry_key, waiting.retry_key].contains(&third.retry_key));
        }
    }

    #[test]
    fn r_d4_one_unanswered_attempt_among_refused_ones_leaves_the_old_key_the_only_one() {
        for last in [AttemptOutcome::QuotaReached, AttemptOutcome::NotSent] {
            let unsure = leased().record(&AttemptOutcome::Unanswered, false, NOW).batch;
            let Claim::Granted(second) = unsure.claim("h", LET_GO, NOW + HOUR) else { panic!("asked again") };
            let open = second.record(&last, false, NOW + HOUR).batch;
            let Claim::GivenUp(end) = open.claim("h", LET_GO, NOW + 23 * HOUR) else {
                panic!("a person decides")
            };
            assert_eq!(end.retry_key, leased().retry_key);
            assert!(matches!(end.state, BatchState::Unknown { ask_again_at_ms: None, .. }));
        }
        let Claim::GivenUp(died) = leased().claim("h", LET_GO, NOW + 24 * HOUR) else {
            panic!("its sender died")
        };
        assert!(matches!(died.state, BatchState::Unknown { .. }));
    }

    #[test]
    fn i4_a_second_attempt_with_other_bytes_is_refused_where_the_first_may_have_been_taken() {
        assert!(matches!(leased().claim("other", LET_GO, NOW + LEASE_MS), Claim::GivenUp(_)));
        let unsure = leased().record(&AttemptOutcome::Unanswered, false, NOW).batch;
        assert!(matches!(unsure.claim("other", LET_GO, NOW + HOUR), Claim::GivenUp(_)));
    }

    #[test]
    fn i4_other_bytes_for_those_who_were_certainly_not_sent_it_go_out_under_another_key() {
        for outcome in [AttemptOutcome::Unauthorized, AttemptOutcome::NotSent] {
            let waiting = leased().record(&outcome, false, NOW).batch;
            let Claim::Granted(fresh) = waiting.claim("other", LET_GO, NOW + HOUR) else {
                panic!("a release that builds other bytes loses nobody")
            };
            assert_ne!(fresh.retry_key, waiting.retry_key);
            assert_eq!((fresh.body_hash.as_str(), fresh.attempts), ("other", 1));
        }
    }

    #[test]
    fn r_d4_nobody_gets_it_for_the_first_time_23_hours_after_a_person_let_it_go() {
        let leave = Leave { round: 0, until_ms: NOW + RETRY_WINDOW_MS };
        let (in_time, late) = (NOW + 23 * HOUR - 1, NOW + 23 * HOUR);
        let refused = leased().record(&AttemptOutcome::RateLimited { retry_after: None }, false, NOW).batch;
        for row in [a_batch(), refused] {
            assert!(matches!(row.claim("h", leave, in_time), Claim::Granted(_)));
            assert_eq!(row.claim("h", leave, late), Claim::NotYet);
            assert!(matches!(row.claim("h", Leave { until_ms: late + 1, ..leave }, late), Claim::Granted(_)));
        }
        let Claim::Granted(tried) = a_batch().claim("h", leave, in_time) else { panic!("in time") };
        let Claim::Granted(again) = tried.claim("h", leave, late + LEASE_MS) else {
            panic!("what may have gone out is asked about for as long as its key is young")
        };
        assert_eq!(again.retry_key, tried.retry_key);
    }

    #[test]
    fn i7_a_cancel_turns_never_sent_into_cancelled_and_unanswered_into_unknown() {
        assert_eq!(a_batch().stopped(NOW).unwrap().state, BatchState::Cancelled);
        let first = leased();
        assert_eq!(first.stopped(NOW + 1), None, "somebody still holds it");
        let stopped = first.stopped(NOW + LEASE_MS).unwrap();
        assert!(matches!(stopped.state, BatchState::Unknown { ask_again_at_ms: None, .. }));
        assert_eq!(stopped.stopped(NOW + LEASE_MS), None);
    }
}
