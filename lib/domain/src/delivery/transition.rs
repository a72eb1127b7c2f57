//! The doors between a delivery's states. A refused door changes nothing and says why.

use super::{
    DEFAULT_LATENESS, Delivery, HoldReason, LATEST_RESERVATION, PauseReason, Plan, PlannedPart,
    SHORTEST_LATENESS, SOONEST_RESERVATION, Status,
};

/// Why a change is refused; texts for staff are made where they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// Somebody changed the delivery meanwhile.
    #[error("the delivery has changed: version {current} stands, {expected} was expected")]
    Stale {
        /// What the caller saw.
        expected: u64,
        /// What stands.
        current: u64,
    },
    /// The state does not allow it.
    #[error("the delivery's state does not allow this")]
    NotAllowed,
    /// The time is past or nearer than a minute.
    #[error("the time is past or too near")]
    TooSoon,
    /// The time is more than a year ahead.
    #[error("the time is too far ahead")]
    TooFar,
    /// The last moment lies before the start or too near behind it.
    #[error("the last moment leaves no time to send")]
    LatestBeforeStart,
}

/// What a start message may do.
#[derive(Debug, PartialEq, Eq)]
pub enum Dispatch {
    /// The door opens: store this, then plan.
    Begin(Delivery),
    /// This very alarm opened the door before and died: go on planning.
    Resume,
    /// Everybody is frozen and somebody resumed it in this version: hand out what is left.
    HandOut,
    /// Too late for a start by itself: store this.
    Hold(Delivery),
    /// Not yet its time (I-8: never early).
    TooEarly {
        /// How long it is until then.
        wait_ms: u64,
    },
    /// Another alarm, another version, or over: nothing to do.
    NotMine,
}

impl Delivery {
    /// Sets or moves the time of a draft.
    pub fn schedule(
        &self,
        at_ms: u64,
        not_later_than_ms: Option<u64>,
        expected: u64,
        now_ms: u64,
    ) -> Result<Self, TransitionError> {
        self.expect(expected)?;
        if !self.may_be_scheduled() {
            return Err(TransitionError::NotAllowed);
        }
        let latest = Self::check_times(at_ms, not_later_than_ms, now_ms)?;
        let scheduled = self.moved_to(Status::Scheduled { at_ms, not_later_than_ms: latest }, now_ms);
        Ok(Self { last_moment_ms: Some(latest), ..scheduled })
    }

    /// Refuses times that are past, too near, too far, or whose last moment leaves no time to send; `None` stands for half an
    /// hour later.
    pub fn check_times(
        at_ms: u64,
        not_later_than_ms: Option<u64>,
        now_ms: u64,
    ) -> Result<u64, TransitionError> {
        let latest = not_later_than_ms.unwrap_or(at_ms.saturating_add(DEFAULT_LATENESS.as_millis() as u64));
        if at_ms < now_ms + SOONEST_RESERVATION.as_millis() as u64 {
            return Err(TransitionError::TooSoon);
        }
        if at_ms > now_ms + LATEST_RESERVATION.as_millis() as u64 {
            return Err(TransitionError::TooFar);
        }
        if latest < at_ms.saturating_add(SHORTEST_LATENESS.as_millis() as u64) {
            return Err(TransitionError::LatestBeforeStart);
        }
        Ok(latest)
    }

    /// Sets the time to now.
    pub fn start_now(&self, expected: u64, now_ms: u64) -> Result<Self, TransitionError> {
        self.expect(expected)?;
        if !self.may_be_scheduled() {
            return Err(TransitionError::NotAllowed);
        }
        let not_later_than_ms = now_ms + DEFAULT_LATENESS.as_millis() as u64;
        let scheduled = self.moved_to(Status::Scheduled { at_ms: now_ms, not_later_than_ms }, now_ms);
        Ok(Self { last_moment_ms: None, ..scheduled })
    }

    /// Nothing of it has gone out. A delivery that was held in the middle of its plan can only be cancelled:
    /// a new plan would forget the batches of the old one.
    fn may_be_scheduled(&self) -> bool {
        match self.status {
            Status::Draft | Status::Scheduled { .. } => true,
            // Whoever goes on has to see the new number: back to the draft and through its confirmation.
            Status::Held { reason: HoldReason::CountMoved { .. } } => false,
            Status::Held { .. } => self.plan.batches() == 0,
            _ => false,
        }
    }

    /// The only door to a send.
    pub fn begin_dispatch(&self, alarm_version: u64, now_ms: u64) -> Dispatch {
        match self.status {
            Status::Scheduled { at_ms, not_later_than_ms } if self.version == alarm_version => {
                if now_ms < at_ms {
                    return Dispatch::TooEarly { wait_ms: at_ms - now_ms };
                }
                if now_ms > not_later_than_ms {
                    return Dispatch::Hold(self.held(HoldReason::Overdue, now_ms));
                }
                let mut begun = self.moved_to(Status::Dispatching, now_ms);
                begun.dispatched_version = Some(alarm_version);
                begun.dispatched_at_ms = Some(now_ms);
                begun.plan = Plan::default();
                Dispatch::Begin(begun)
            }
            Status::Dispatching if self.dispatched_version == Some(alarm_version) => Dispatch::Resume,
            Status::Sending if self.version == alarm_version => Dispatch::HandOut,
            _ => Dispatch::NotMine,
        }
    }

    /// Adds a part that is already written; the planner calls it with the next part in order.
    #[must_use]
    pub fn with_part(&self, recipients: u32, last: bool, now_ms: u64) -> Self {
        let first_batch = self.plan.batches();
        let mut next = self.bumped(now_ms);
        if recipients > 0 {
            next.plan.parts.push(PlannedPart { first_batch, recipients });
        }
        if last {
            next.plan.complete = true;
            next.status = Status::Sending;
        }
        next
    }

    /// Plans 全員: one broadcast.
    #[must_use]
    pub fn with_broadcast(&self, friends: u64, now_ms: u64) -> Self {
        let mut next = self.moved_to(Status::Sending, now_ms);
        next.plan = Plan { parts: Vec::new(), complete: true, broadcast_friends: Some(friends) };
        next
    }

    /// A person decides what becomes of it.
    #[must_use]
    pub fn held(&self, reason: HoldReason, now_ms: u64) -> Self {
        self.moved_to(Status::Held { reason }, now_ms)
    }

    /// A rule stops it; only something that is going out can be paused.
    pub fn pause(&self, reason: PauseReason, now_ms: u64) -> Result<Self, TransitionError> {
        if self.may_send() {
            Ok(self.moved_to(Status::Paused { reason }, now_ms))
        } else {
            Err(TransitionError::NotAllowed)
        }
    }

    /// Takes the delivery back before anything of it went out, and for good: sending again makes another one.
    pub fn unschedule(&self, expected: u64, now_ms: u64) -> Result<Self, TransitionError> {
        self.expect(expected)?;
        match self.status {
            Status::Scheduled { .. } | Status::Held { .. } if self.plan.batches() == 0 => {
                let mut next = self.moved_to(Status::Cancelled { at_ms: now_ms }, now_ms);
                next.settled = true;
                Ok(next)
            }
            _ => Err(TransitionError::NotAllowed),
        }
    }

    /// A person lets a paused delivery go on where it stopped.
    pub fn resume(&self, expected: u64, now_ms: u64) -> Result<Self, TransitionError> {
        self.expect(expected)?;
        let status = match self.status {
            Status::Paused { .. } if self.plan.complete => Status::Sending,
            Status::Paused { .. } => Status::Dispatching,
            _ => return Err(TransitionError::NotAllowed),
        };
        Ok(Self { resumed_at_ms: Some(now_ms), ..self.moved_to(status, now_ms) })
    }

    /// Stops for good what somebody saw in this version: unlike [`Self::stop`] it cannot be undone.
    pub fn cancel_seen(&self, expected: u64, now_ms: u64) -> Result<Self, TransitionError> {
        self.expect(expected)?;
        self.cancel(now_ms)
    }

    /// Stops it for good, whatever version anybody saw: what a program asks for must not lose against a counter that moved.
    pub fn cancel(&self, now_ms: u64) -> Result<Self, TransitionError> {
        match self.status {
            Status::Sent | Status::Cancelled { .. } => Err(TransitionError::NotAllowed),
            _ => Ok(self.moved_to(Status::Cancelled { at_ms: now_ms }, now_ms)),
        }
    }

    /// Every batch has its end state, and what stood still has nobody left to go on to. `unknown`: of some nobody knows
    /// what became of them, and a person has to decide.
    #[must_use]
    pub fn settle(&self, unknown: bool, now_ms: u64) -> Self {
        let mut next = self.bumped(now_ms);
        next.settled = true;
        next.decisions.awaited = unknown;
        if self.may_send() || matches!(self.status, Status::Paused { .. }) {
            (next.status, next.ended_at_ms) = (Status::Sent, Some(now_ms));
        }
        next
    }

    pub(super) fn expect(&self, expected: u64) -> Result<(), TransitionError> {
        let current = self.version;
        if current == expected { Ok(()) } else { Err(TransitionError::Stale { expected, current }) }
    }

    fn moved_to(&self, status: Status, now_ms: u64) -> Self {
        Self { status, ..self.bumped(now_ms) }
    }

    pub(super) fn bumped(&self, now_ms: u64) -> Self {
        Self { version: self.version + 1, updated_at_ms: now_ms, ..self.clone() }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{Decisions, DeliveryId, Priority};
    use super::*;
    use crate::segment::Target;

    const NOW: u64 = 1_790_000_000_000;
    const MINUTE: u64 = 60_000;

    pub fn draft() -> Delivery {
        Delivery {
            id: DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap(),
            title: "防災訓練".to_owned(),
            target: Target::Everyone,
            priority: Priority::Normal,
            status: Status::Draft,
            version: 1,
            content_hash: "00".to_owned(),
            created_at_ms: NOW,
            updated_at_ms: NOW,
            plan: Plan::default(),
            dispatched_version: None,
            dispatched_at_ms: None,
            ended_at_ms: None,
            settled: false,
            confirmed: None,
            decisions: Decisions::default(),
            stopped: None,
            resumed_at_ms: None,
            last_moment_ms: None,
        }
    }

    #[test]
    fn a_reservation_is_between_one_minute_and_one_year_ahead() {
        let draft = draft();
        assert_eq!(draft.schedule(NOW + MINUTE - 1, None, 1, NOW), Err(TransitionError::TooSoon));
        assert!(draft.schedule(NOW + MINUTE, None, 1, NOW).is_ok());
        assert_eq!(draft.schedule(NOW + 367 * 24 * 60 * MINUTE, None, 1, NOW), Err(TransitionError::TooFar));
        for minutes in [1, 2, 6] {
            let latest = draft.schedule(NOW + 2 * MINUTE, Some(NOW + minutes * MINUTE), 1, NOW);
            assert_eq!(latest, Err(TransitionError::LatestBeforeStart), "{minutes}");
        }
        assert!(draft.schedule(NOW + 2 * MINUTE, Some(NOW + 7 * MINUTE), 1, NOW).is_ok());
        assert_eq!(
            draft.schedule(NOW + MINUTE, None, 2, NOW),
            Err(TransitionError::Stale { expected: 2, current: 1 })
        );
    }

    #[test]
    fn i8_an_alarm_opens_the_door_once_and_a_stale_or_late_one_never() {
        let scheduled = draft().schedule(NOW + MINUTE, None, 1, NOW).unwrap();
        let at = NOW + MINUTE;
        assert_eq!(scheduled.begin_dispatch(1, at), Dispatch::NotMine);
        assert_eq!(scheduled.begin_dispatch(2, NOW), Dispatch::TooEarly { wait_ms: MINUTE });
        let Dispatch::Begin(begun) = scheduled.begin_dispatch(2, at) else { panic!("the door stays closed") };
        assert_eq!(begun.begin_dispatch(2, at), Dispatch::Resume);
        assert_eq!(begun.begin_dispatch(3, at), Dispatch::NotMine);
        let late = at + DEFAULT_LATENESS.as_millis() as u64 + 1;
        assert!(matches!(scheduled.begin_dispatch(2, late), Dispatch::Hold(_)));
        let sending = begun.with_part(10, true, at);
        assert_eq!(sending.begin_dispatch(2, at), Dispatch::NotMine);
        let resumed = sending.pause(PauseReason::StoppedByStaff, at).unwrap();
        let resumed = resumed.resume(resumed.version, at).unwrap();
        assert_eq!(resumed.begin_dispatch(2, at), Dispatch::NotMine);
        assert_eq!(resumed.begin_dispatch(resumed.version, at), Dispatch::HandOut);
    }

    #[test]
    fn a_cancelled_delivery_can_neither_start_nor_pause_nor_be_cancelled_again() {
        let cancelled = draft().start_now(1, NOW).unwrap().cancel(NOW).unwrap();
        assert_eq!(cancelled.begin_dispatch(2, NOW), Dispatch::NotMine);
        assert_eq!(cancelled.pause(PauseReason::QuotaReached, NOW), Err(TransitionError::NotAllowed));
        assert_eq!(cancelled.cancel(NOW), Err(TransitionError::NotAllowed));
        let stale = Err(TransitionError::Stale { expected: 2, current: 3 });
        assert_eq!((cancelled.version, cancelled.cancel_seen(2, NOW)), (3, stale));
        assert_eq!(draft().cancel_seen(1, NOW), draft().cancel(NOW));
        assert!(
            cancelled.settle(false, NOW).settled
                && matches!(cancelled.settle(false, NOW).status, Status::Cancelled { .. })
        );
    }

    #[test]
    fn a_delivery_held_before_its_plan_can_be_started_again_and_one_held_in_the_middle_cannot() {
        let held = draft().held(HoldReason::Overdue, NOW);
        assert!(held.start_now(held.version, NOW).is_ok());
        let Dispatch::Begin(begun) = draft().start_now(1, NOW).unwrap().begin_dispatch(2, NOW) else {
            panic!()
        };
        let held = begun.with_part(500, false, NOW).held(HoldReason::InvalidSegment("x".to_owned()), NOW);
        assert_eq!(held.start_now(held.version, NOW), Err(TransitionError::NotAllowed));
        assert!(held.cancel(NOW).is_ok());
    }

    #[test]
    fn a_delivery_is_taken_back_only_before_anything_of_it_went_out() {
        let scheduled = draft().schedule(NOW + MINUTE, None, 1, NOW).unwrap();
        let stale = TransitionError::Stale { expected: 1, current: 2 };
        assert_eq!(scheduled.unschedule(1, NOW), Err(stale));
        let back = scheduled.unschedule(2, NOW).unwrap();
        assert!(back.settled && matches!(back.status, Status::Cancelled { .. }));
        assert_eq!(back.begin_dispatch(2, NOW + MINUTE), Dispatch::NotMine, "its alarm finds no door");
        let Dispatch::Begin(begun) = scheduled.begin_dispatch(2, NOW + MINUTE) else { panic!() };
        assert_eq!(begun.unschedule(begun.version, NOW), Err(TransitionError::NotAllowed));
    }

    #[test]
    fn what_staff_stopped_sends_nothing_until_they_resume() {
        let Dispatch::Begin(begun) = draft().start_now(1, NOW).unwrap().begin_dispatch(2, NOW) else {
            panic!()
        };
        let by_staff = PauseReason::StoppedByStaff;
        let stopped = begun.with_part(500, true, NOW).pause(by_staff, NOW).unwrap();
        assert!(!stopped.may_send());
        assert_eq!(stopped.status, Status::Paused { reason: by_staff });
        assert_eq!(stopped.pause(by_staff, NOW), Err(TransitionError::NotAllowed));
        assert!(stopped.resume(stopped.version, NOW).unwrap().may_send());
    }

    #[test]
    fn a_reservation_keeps_its_last_moment_and_what_starts_at_once_has_none() {
        let reserved = draft().schedule(NOW + MINUTE, Some(NOW + 6 * MINUTE), 1, NOW).unwrap();
        assert_eq!(reserved.last_moment_ms, Some(NOW + 6 * MINUTE));
        let Dispatch::Begin(begun) = reserved.begin_dispatch(2, NOW + 6 * MINUTE) else { panic!() };
        assert!(
            !begun.leave().has_lapsed(NOW + 6 * MINUTE) && begun.leave().has_lapsed(NOW + 6 * MINUTE + 1)
        );
        let held = reserved.held(HoldReason::Overdue, NOW + 7 * MINUTE);
        assert_eq!(held.start_now(held.version, NOW + 8 * MINUTE).unwrap().last_moment_ms, None);
    }

    #[test]
    fn what_stood_still_with_nobody_left_is_over() {
        let Dispatch::Begin(begun) = draft().start_now(1, NOW).unwrap().begin_dispatch(2, NOW) else {
            panic!()
        };
        let stopped = begun.with_part(500, true, NOW).pause(PauseReason::StoppedByStaff, NOW).unwrap();
        let over = stopped.settle(false, NOW);
        assert_eq!((over.status, over.settled, over.ended_at_ms), (Status::Sent, true, Some(NOW)));
    }

    #[test]
    fn a_paused_delivery_goes_on_where_it_stopped() {
        let Dispatch::Begin(begun) = draft().start_now(1, NOW).unwrap().begin_dispatch(2, NOW) else {
            panic!()
        };
        let paused = begun.with_part(500, false, NOW).pause(PauseReason::Unauthorized, NOW).unwrap();
        assert!(!paused.may_send());
        assert_eq!(paused.resume(paused.version, NOW).unwrap().status, Status::Dispatching);
        let complete = begun.with_part(500, true, NOW).pause(PauseReason::Unauthorized, NOW).unwrap();
        assert_eq!(complete.resume(complete.version, NOW).unwrap().status, Status::Sending);
    }
}
