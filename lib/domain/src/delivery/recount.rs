//! What somebody confirmed is counted again before the first recipient is frozen (R-D1).

use super::{Confirmed, Delivery, EMERGENCY_RECOUNTED_AFTER, HoldReason, Priority};

impl Delivery {
    /// Whether the recipients have to be counted before the first of them is frozen.
    pub fn needs_recount(&self, now_ms: u64) -> bool {
        let is_old = |confirmed: Confirmed| {
            now_ms.saturating_sub(confirmed.at_ms) > EMERGENCY_RECOUNTED_AFTER.as_millis() as u64
        };
        let is_due = |confirmed| self.priority == Priority::Normal || is_old(confirmed);
        self.plan.batches() == 0 && self.confirmed.is_some_and(is_due)
    }

    /// Holds it if the count moved by more than 50 people and more than a tenth since it was confirmed (R-D1), or became
    /// one that has to be typed and approved.
    pub fn recounted(&self, found: u64, now_ms: u64) -> Option<Self> {
        let Confirmed { people: confirmed, untyped_below, .. } = self.confirmed?;
        let difference = confirmed.abs_diff(found);
        let is_far = difference > 50 && difference * 10 > confirmed;
        let is_large_now = untyped_below.is_some_and(|below| found >= below);
        (is_far || is_large_now).then(|| self.held(HoldReason::CountMoved { confirmed, found }, now_ms))
    }
}
