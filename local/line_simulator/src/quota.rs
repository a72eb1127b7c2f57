//! The monthly usage: messages count per recipient who could get them, replies do not count.

use crate::clock::month_in_japan;

/// Messages sent in the current month of Japan's zone.
#[derive(Default)]
pub(crate) struct Usage {
    month: u32,
    used: u64,
}

impl Usage {
    pub(crate) fn used(&mut self, now_ms: u64) -> u64 {
        let month = month_in_japan(now_ms);
        if month != self.month {
            *self = Self { month, used: 0 };
        }
        self.used
    }

    /// Adds to the usage unless it would exceed the limit.
    pub(crate) fn spend(&mut self, recipients: u64, limit: Option<u64>, now_ms: u64) -> bool {
        let used = self.used(now_ms) + recipients;
        if limit.is_some_and(|limit| used > limit) {
            return false;
        }
        self.used = used;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DAY_MS;

    #[test]
    fn the_limit_holds_for_a_month() {
        let mut usage = Usage::default();
        assert!(usage.spend(10, Some(10), 0));
        assert!(!usage.spend(1, Some(10), 0));
        assert!(usage.spend(1, Some(10), 40 * DAY_MS));
        assert_eq!(usage.used(40 * DAY_MS), 1);
    }
}
