//! What somebody confirmed is counted again before the first recipient is frozen (R-D1), and once more before the rest is
//! where a plan was left in its middle.

use super::{Confirmed, Delivery, EMERGENCY_RECOUNTED_AFTER, HoldReason, Priority};

impl Delivery {
    /// Whether the recipients have to be counted before more of them are frozen.
    pub fn needs_recount(&self, now_ms: u64) -> bool {
        let is_old = |confirmed: Confirmed| {
            now_ms.saturating_sub(confirmed.at_ms) > EMERGENCY_RECOUNTED_AFTER.as_millis() as u64
        };
        let was_left = self.plan.batches() > 0;
        let is_due = |confirmed| self.priority == Priority::Normal || was_left || is_old(confirmed);
        !self.plan.complete && self.confirmed.is_some_and(is_due)
    }

    /// Holds it if the count moved by more than 50 people (of fewer than 50, by more than they were) and more than a tenth
    /// since it was confirmed (R-D1), or became one that has to be typed and approved.
    pub fn recounted(&self, found: u64, now_ms: u64) -> Option<Self> {
        let Confirmed { people: confirmed, untyped_below, .. } = self.confirmed?;
        let difference = confirmed.abs_diff(found);
        let is_far = difference > confirmed.min(50) && difference * 10 > confirmed;
        let is_large_now = untyped_below.is_some_and(|below| found >= below);
        (is_far || is_large_now).then(|| self.held(HoldReason::CountMoved { confirmed, found }, now_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::super::transition::tests::draft;
    use super::super::{Status, TransitionError};
    use super::*;

    const NOW: u64 = 1_790_000_000_000;
    const MINUTE: u64 = 60_000;

    #[test]
    fn r_d1_a_count_that_moved_by_a_tenth_and_50_people_holds_and_only_a_new_confirmation_goes_on() {
        let confirmed = |people| Delivery {
            confirmed: Some(Confirmed { people, at_ms: NOW, untyped_below: None }),
            ..draft()
        };
        let near = [(100, 150), (100, 50), (1_000, 1_100), (1_000, 900), (1, 2), (20, 40), (20, 0)];
        assert!(near.iter().all(|(seen, found)| confirmed(*seen).recounted(*found, NOW).is_none()));
        let far =
            [(100, 151), (100, 49), (1_000, 1_101), (1_000, 899), (0, 1), (1, 3), (20, 41), (50, 40_050)];
        for (seen, found) in far {
            let held = confirmed(seen).recounted(found, NOW).unwrap();
            assert_eq!(
                held.status,
                Status::Held { reason: HoldReason::CountMoved { confirmed: seen, found } }
            );
            assert_eq!(held.start_now(held.version, NOW), Err(TransitionError::NotAllowed));
            assert!(held.schedule(NOW + MINUTE, None, held.version, NOW).is_err());
            assert!(held.unschedule(held.version, NOW).is_ok() && held.cancel(NOW).is_ok());
        }
    }

    #[test]
    fn a_count_that_somebody_would_have_had_to_type_holds_however_little_it_moved() {
        let confirmed = Confirmed { people: 9_900, at_ms: NOW, untyped_below: Some(10_000) };
        let untyped = Delivery { confirmed: Some(confirmed), ..draft() };
        assert_eq!(untyped.recounted(9_999, NOW), None);
        let held = untyped.recounted(10_000, NOW).unwrap();
        let reason = HoldReason::CountMoved { confirmed: 9_900, found: 10_000 };
        assert_eq!(held.status, Status::Held { reason });
        let typed = Confirmed { untyped_below: None, ..confirmed };
        assert_eq!(Delivery { confirmed: Some(typed), ..draft() }.recounted(10_000, NOW), None);
    }

    #[test]
    fn what_a_person_confirmed_is_counted_anew_before_it_is_frozen_and_an_emergency_of_a_moment_ago_is_not() {
        let confirmed = Confirmed { people: 5, at_ms: NOW, untyped_below: None };
        let normal = Delivery { confirmed: Some(confirmed), ..draft() };
        assert!(normal.needs_recount(NOW) && normal.needs_recount(NOW + 60 * MINUTE));
        assert!(
            normal.with_part(5, false, NOW).needs_recount(NOW + 60 * MINUTE),
            "whoever was not frozen yet"
        );
        assert!(!normal.with_part(5, true, NOW).needs_recount(NOW + 60 * MINUTE));
        let emergency = Delivery { priority: Priority::Emergency, ..normal };
        assert!(emergency.with_part(5, false, NOW).needs_recount(NOW), "it was left in its middle");
        assert!(!emergency.needs_recount(NOW + MINUTE / 2) && emergency.needs_recount(NOW + MINUTE / 2 + 1));
        assert!(!draft().needs_recount(NOW + 60 * MINUTE), "a program confirms nothing");
    }
}
