//! How long people's word holds: what was not sent within 23 hours of it goes out only after they said so again (R-D4).

use super::{Choice, Delivery};
use crate::batch::RETRY_WINDOW_MS;

/// What people allow the senders of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leave {
    /// How often they let it be sent again.
    pub round: u32,
    /// When somebody last let it go: by its time, by a resume, or by letting it be sent again.
    pub since_ms: u64,
}

impl Leave {
    /// Nobody gets it for the first time any more: what was true when somebody let it go may be so no longer.
    pub fn has_lapsed(self, now_ms: u64) -> bool {
        now_ms >= self.since_ms + RETRY_WINDOW_MS
    }
}

impl Delivery {
    /// What its senders may do.
    pub fn leave(&self) -> Leave {
        let again = self.decisions.taken.iter().filter(|one| one.choice == Choice::SendAgain);
        let said = [self.dispatched_at_ms, self.resumed_at_ms, again.map(|one| one.at_ms).max()];
        // Rows from before the beginning was written down count by their last change.
        let since_ms = said.into_iter().flatten().max().unwrap_or(self.updated_at_ms);
        Leave { round: self.round(), since_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::{Decisions, DeliveryId, Plan, Priority, Status};
    use crate::segment::Target;

    const NOW: u64 = 1_790_000_000_000;
    const HOUR: u64 = 3_600_000;

    #[test]
    fn r_d4_a_leave_lapses_after_23_hours_and_a_resume_renews_it() {
        let sending = Delivery {
            id: DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap(),
            title: "今日15時まで".to_owned(),
            target: Target::Everyone,
            priority: Priority::Normal,
            status: Status::Sending,
            version: 3,
            content_hash: String::new(),
            created_at_ms: NOW - HOUR,
            updated_at_ms: NOW + 30 * HOUR,
            plan: Plan { parts: Vec::new(), complete: true, broadcast_friends: Some(9) },
            dispatched_version: Some(2),
            dispatched_at_ms: Some(NOW),
            ended_at_ms: None,
            settled: false,
            confirmed: None,
            decisions: Decisions::default(),
            stopped: None,
            resumed_at_ms: None,
        };
        assert!(!sending.leave().has_lapsed(NOW + 23 * HOUR - 1));
        assert!(sending.leave().has_lapsed(NOW + 23 * HOUR), "whatever else was written to its row since");
        let paused = sending.pause(crate::delivery::PauseReason::TooLate, NOW + 40 * HOUR).unwrap();
        let resumed = paused.resume(paused.version, NOW + 50 * HOUR).unwrap();
        assert!(!resumed.leave().has_lapsed(NOW + 73 * HOUR - 1));
        assert!(resumed.leave().has_lapsed(NOW + 73 * HOUR));
    }
}
