//! A count that was confirmed a while ago is made again before the first recipient is frozen (R-D1).

use super::{Confirmed, Delivery, HoldReason, RECOUNTED_AFTER};

impl Delivery {
    /// Whether the recipients have to be counted before the first of them is frozen.
    pub fn needs_recount(&self, now_ms: u64) -> bool {
        let old = |confirmed: Confirmed| {
            now_ms.saturating_sub(confirmed.at_ms) > RECOUNTED_AFTER.as_millis() as u64
        };
        self.plan.batches() == 0 && self.confirmed.is_some_and(old)
    }

    /// Holds it if the count moved by more than 50 people and more than a tenth since it was confirmed (R-D1).
    pub fn recounted(&self, found: u64, now_ms: u64) -> Option<Self> {
        let confirmed = self.confirmed?.people;
        let difference = confirmed.abs_diff(found);
        let far = difference > 50 && difference * 10 > confirmed;
        far.then(|| self.held(HoldReason::CountMoved { confirmed, found }, now_ms))
    }
}
