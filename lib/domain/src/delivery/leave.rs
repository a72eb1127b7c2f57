//! How long people's word holds: what was not sent within 23 hours of it, or by a reservation's own last moment, goes out
//! only after they said so again (R-D4).

use super::{Choice, Delivery, PauseReason};
use crate::batch::RETRY_WINDOW_MS;

/// What people allow the senders of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leave {
    /// How often they let it be sent again.
    pub round: u32,
    /// From here on nobody gets it for the first time: what was true when somebody let it go may be so no longer.
    pub until_ms: u64,
}

impl Leave {
    /// Whether the time is over in which they may.
    pub fn has_lapsed(self, now_ms: u64) -> bool {
        now_ms >= self.until_ms
    }
}

impl Delivery {
    /// What its senders may do.
    pub fn leave(&self) -> Leave {
        // Rows from before the beginning was written down count by their last change.
        let within_window_ms = self.let_go_ms().unwrap_or(self.updated_at_ms) + RETRY_WINDOW_MS;
        let by_wish_ms = self.binding_last_moment_ms().map(|last_ms| last_ms + 1);
        let until_ms = by_wish_ms.map_or(within_window_ms, |wish_ms| wish_ms.min(within_window_ms));
        Leave { round: self.round(), until_ms }
    }

    /// Its own last moment, unless somebody has let it go after it.
    pub fn binding_last_moment_ms(&self) -> Option<u64> {
        self.last_moment_ms.filter(|last_ms| self.let_go_ms().is_none_or(|let_go_ms| let_go_ms <= *last_ms))
    }

    /// Whether its own last moment is over, and no person has let it go since.
    pub fn is_past_last_moment(&self, now_ms: u64) -> bool {
        self.binding_last_moment_ms().is_some_and(|last_ms| last_ms < now_ms)
    }

    /// Why it stops by itself once its leave has lapsed.
    pub fn lapse(&self, now_ms: u64) -> PauseReason {
        if self.is_past_last_moment(now_ms) { PauseReason::PastLastMoment } else { PauseReason::TooLate }
    }

    /// When somebody last let it go: by its time, by a resume, or by letting it be sent again.
    fn let_go_ms(&self) -> Option<u64> {
        let again = self.decisions.taken.iter().filter(|one| one.choice == Choice::SendAgain);
        let said = [self.dispatched_at_ms, self.resumed_at_ms, again.map(|one| one.at_ms).max()];
        said.into_iter().flatten().max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::transition::tests::draft;
    use crate::delivery::{Plan, Status};

    const NOW: u64 = 1_790_000_000_000;
    const HOUR: u64 = 3_600_000;

    fn sending() -> Delivery {
        Delivery {
            status: Status::Sending,
            updated_at_ms: NOW + 30 * HOUR,
            plan: Plan { parts: Vec::new(), complete: true, broadcast_friends: Some(9) },
            dispatched_version: Some(2),
            dispatched_at_ms: Some(NOW),
            ..draft()
        }
    }

    #[test]
    fn a_reservation_s_own_last_moment_ends_its_leave_until_a_person_lets_it_go_on() {
        let last_ms = NOW + HOUR;
        let reserved = Delivery { last_moment_ms: Some(last_ms), ..sending() };
        assert!(!reserved.leave().has_lapsed(last_ms) && !reserved.is_past_last_moment(last_ms));
        assert!(reserved.leave().has_lapsed(last_ms + 1) && reserved.is_past_last_moment(last_ms + 1));
        assert_eq!(reserved.lapse(last_ms + 1), PauseReason::PastLastMoment);
        let resumed = Delivery { resumed_at_ms: Some(last_ms + 1), ..reserved };
        assert!(!resumed.leave().has_lapsed(last_ms + 23 * HOUR));
        assert!(resumed.leave().has_lapsed(last_ms + 1 + 23 * HOUR));
        assert_eq!(resumed.lapse(last_ms + 1 + 23 * HOUR), PauseReason::TooLate);
        let far = Delivery { last_moment_ms: Some(NOW + 40 * HOUR), ..sending() };
        assert!(far.leave().has_lapsed(NOW + 23 * HOUR), "a day is a day");
        assert_eq!(far.lapse(NOW + 23 * HOUR), PauseReason::TooLate);
    }

    #[test]
    fn r_d4_a_leave_lapses_after_23_hours_and_a_resume_renews_it() {
        let sending = sending();
        assert!(!sending.leave().has_lapsed(NOW + 23 * HOUR - 1));
        assert!(sending.leave().has_lapsed(NOW + 23 * HOUR), "whatever else was written to its row since");
        let paused = sending.pause(PauseReason::TooLate, NOW + 40 * HOUR).unwrap();
        let resumed = paused.resume(paused.version, NOW + 50 * HOUR).unwrap();
        assert!(!resumed.leave().has_lapsed(NOW + 73 * HOUR - 1));
        assert!(resumed.leave().has_lapsed(NOW + 73 * HOUR));
    }
}
