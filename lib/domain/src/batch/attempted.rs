//! Whom a delivery was sent to: exactly those whom a correction of it is for.
//!
//! The answer is given only once it cannot change any more. Whoever is in it stays in it: a batch that is unknown or
//! under way is never found unsent later (docs/decisions/0018).

use std::time::Duration;

use super::tally::halved;
use super::{Batch, BatchState};
use crate::delivery::{BatchPlace, Delivery, Status};

/// I-7: so long after a cancel was answered no batch has a first attempt any more.
pub const CANCEL_REACHES_SENDERS_MS: u64 = 5_000;
/// Frozen lists are kept for 400 days (template.yaml); a correction begins a day before they go at the latest.
pub const CORRECTABLE_FOR: Duration = Duration::from_hours(399 * 24);

/// The people a delivery was sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempted {
    /// 全員: one broadcast without a list, so its correction is one again.
    Everyone,
    /// These places of its frozen list, in order and joined where they touch; never empty.
    These(Vec<BatchPlace>),
}

impl Attempted {
    /// How many people; `None` for a broadcast.
    pub fn count(&self) -> Option<u64> {
        match self {
            Self::Everyone => None,
            Self::These(places) => Some(places.iter().map(|place| u64::from(place.count)).sum()),
        }
    }
}

/// Why a delivery cannot be corrected (now); the texts are for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Uncorrectable {
    /// There is no such delivery.
    #[error("訂正する配信が見つかりません")]
    Missing,
    /// More people may still get it.
    #[error(
        "訂正する配信は、まだ終わっていません。終わるのを待つか、その配信の画面で「残りを中止」してください（送っている途中なら、先に「残りを停止」します）"
    )]
    StillGoing,
    /// Cancelled a moment ago: a sender may not have heard of it.
    #[error("訂正する配信を中止した直後のため、だれに送ったかが決まっていません。1分ほど待ってください")]
    JustStopped,
    /// Nobody was sent anything.
    #[error("訂正する配信は、だれにも送っていません")]
    Nobody,
    /// The list of its recipients is gone or about to go.
    #[error("訂正する配信の宛先は、保存期間(400日)を過ぎました")]
    Forgotten,
}

/// Who was attempted: accepted, unknown, or in the hands of a sender that died. Not who was refused, stopped or never
/// reached. Read the rows before the delivery, as for [`super::tally`].
pub fn attempted(delivery: &Delivery, rows: &[Batch], now_ms: u64) -> Result<Attempted, Uncorrectable> {
    may_not_grow(delivery, rows, now_ms)?;
    if is_forgotten(delivery, now_ms) {
        return Err(Uncorrectable::Forgotten);
    }
    let halved = halved(rows);
    let sent = rows.iter().filter(|row| match row.state {
        BatchState::Accepted { .. } | BatchState::Unknown { .. } | BatchState::Leased { .. } => true,
        BatchState::Waiting { .. }
        | BatchState::Failed { .. }
        | BatchState::Cancelled
        | BatchState::Split => false,
    });
    let whole = sent.filter(|row| !halved.contains(&(row.key.number, row.key.path.as_str())));
    let mut places: Vec<BatchPlace> = whole.map(|row| row.place).collect();
    if places.is_empty() {
        return Err(Uncorrectable::Nobody);
    }
    if delivery.plan.broadcast_friends.is_some() {
        return Ok(Attempted::Everyone);
    }
    places.sort_unstable_by_key(|place| (place.part, place.first_id));
    Ok(Attempted::These(joined(&places)))
}

/// Whether the list of its recipients is gone, or may go while something is sent to it.
pub(crate) fn is_forgotten(delivery: &Delivery, now_ms: u64) -> bool {
    let kept_since_ms = delivery.dispatched_at_ms.unwrap_or(delivery.created_at_ms);
    now_ms >= kept_since_ms + CORRECTABLE_FOR.as_millis() as u64
}

fn may_not_grow(delivery: &Delivery, rows: &[Batch], now_ms: u64) -> Result<(), Uncorrectable> {
    let stopped_at = match delivery.status {
        Status::Draft | Status::Scheduled { .. } => return Err(Uncorrectable::Nobody),
        Status::Held { .. } if delivery.plan.batches() == 0 => return Err(Uncorrectable::Nobody),
        Status::Held { .. } | Status::Dispatching | Status::Paused { .. } => {
            return Err(Uncorrectable::StillGoing);
        }
        Status::Sending | Status::Sent => None,
        Status::Cancelled { at_ms } => Some(at_ms),
    };
    let in_hand = |row: &Batch| matches!(row.state, BatchState::Leased { until_ms } if until_ms > now_ms);
    match stopped_at {
        Some(at_ms) if now_ms < at_ms + CANCEL_REACHES_SENDERS_MS || rows.iter().any(in_hand) => {
            Err(Uncorrectable::JustStopped)
        }
        Some(_) => Ok(()),
        None => {
            let claimed = |number| rows.iter().any(|row| row.key.number == number);
            let all_out = delivery.plan.complete && (0..delivery.plan.batches()).all(claimed);
            if all_out && !rows.iter().any(|row| goes_on(row, delivery.round())) {
                Ok(())
            } else {
                Err(Uncorrectable::StillGoing)
            }
        }
    }
}

/// Whether a sender may still ask for it. The people of one that is asked again are known, and yet the wrong message
/// could reach them after its correction.
fn goes_on(row: &Batch, round: u32) -> bool {
    row.is_open_again(round)
        || matches!(
            row.state,
            BatchState::Waiting { .. }
                | BatchState::Leased { .. }
                | BatchState::Unknown { ask_again_at_ms: Some(_), .. }
        )
}

fn joined(places: &[BatchPlace]) -> Vec<BatchPlace> {
    let mut joined: Vec<BatchPlace> = Vec::new();
    for place in places {
        match joined.last_mut() {
            Some(last) if last.part == place.part && last.first_id + last.count == place.first_id => {
                last.count += place.count;
            }
            _ => joined.push(*place),
        }
    }
    joined
}

/// The places of `count` people from the `from`-th on: a slice of [`Attempted::These`].
pub fn slice(places: &[BatchPlace], from: u64, count: u64) -> Vec<BatchPlace> {
    let (mut passed, end) = (0, from + count);
    let mut found = Vec::new();
    for place in places {
        let (first, last) = (from.max(passed), end.min(passed + u64::from(place.count)));
        if first < last {
            let first_id = place.first_id + (first - passed) as u32;
            found.push(BatchPlace { part: place.part, first_id, count: (last - first) as u32 });
        }
        passed += u64::from(place.count);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{AttemptOutcome, Claim, Effect, LEASE_MS, RefusedFor};
    use crate::delivery::{Decisions, DeliveryId, Leave, Plan, PlannedPart, Priority};
    use crate::segment::Target;

    const NOW: u64 = 1_790_000_000_000;
    const LATER: u64 = NOW + LEASE_MS;

    fn delivery(status: Status) -> Delivery {
        let parts = vec![
            PlannedPart { first_batch: 0, recipients: 500 },
            PlannedPart { first_batch: 1, recipients: 1_200 },
        ];
        Delivery {
            id: DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap(),
            title: "収集日".to_owned(),
            target: Target::Everyone,
            priority: Priority::Normal,
            status,
            version: 5,
            content_hash: String::new(),
            created_at_ms: NOW,
            updated_at_ms: NOW,
            plan: Plan { parts, complete: true, broadcast_friends: None },
            dispatched_version: Some(2),
            dispatched_at_ms: Some(NOW),
            ended_at_ms: None,
            settled: false,
            confirmed: None,
            decisions: Decisions::default(),
            stopped: None,
            resumed_at_ms: None,
            last_moment_ms: None,
        }
    }

    fn cancelled() -> Delivery {
        delivery(Status::Cancelled { at_ms: NOW })
    }

    fn leased(number: u32) -> Batch {
        let delivery = cancelled();
        let place = delivery.plan.place(number).unwrap();
        let Claim::Granted(row) = Batch::planned(delivery.id, number, place, "h".to_owned()).claim(
            "h",
            Leave { round: 0, until_ms: u64::MAX },
            NOW,
        ) else {
            panic!("a new batch can be claimed")
        };
        row
    }

    fn after(number: u32, outcome: &AttemptOutcome) -> Batch {
        leased(number).record(outcome, true, NOW).batch
    }

    fn accepted(number: u32) -> Batch {
        after(number, &AttemptOutcome::Accepted { request_id: "r".to_owned() })
    }

    fn place(part: u32, first_id: u32, count: u32) -> BatchPlace {
        BatchPlace { part, first_id, count }
    }

    #[test]
    fn of_a_stopped_delivery_it_is_who_was_accepted_or_may_have_been_and_nobody_else() {
        let refused = AttemptOutcome::Refused { because: RefusedFor::Content, message: "400".to_owned() };
        let rows = [accepted(0), after(1, &AttemptOutcome::Unanswered), after(2, &refused)];
        let these = Attempted::These(vec![place(0, 0, 500), place(1, 0, 500)]);
        assert_eq!(attempted(&cancelled(), &rows, LATER), Ok(these.clone()));
        assert_eq!(these.count(), Some(1_000));
        // Who was never claimed, and what was stopped before it was sent, is not in.
        let stopped = leased(1).unsent(NOW);
        assert_eq!(
            attempted(&cancelled(), &[accepted(0), stopped.clone()], LATER),
            Ok(Attempted::These(vec![place(0, 0, 500)]))
        );
        let stopped = stopped.stopped(NOW).unwrap();
        assert_eq!(attempted(&cancelled(), &[stopped], LATER), Err(Uncorrectable::Nobody));
    }

    #[test]
    fn a_sender_that_died_may_have_sent_and_one_that_lives_is_waited_for() {
        let rows = [leased(0)];
        assert_eq!(attempted(&cancelled(), &rows, LATER - 1), Err(Uncorrectable::JustStopped));
        assert_eq!(attempted(&cancelled(), &rows, LATER), Ok(Attempted::These(vec![place(0, 0, 500)])));
        let again = Batch { ambiguous: true, ..leased(0) };
        assert_eq!(attempted(&cancelled(), &[again], LATER - 1), Err(Uncorrectable::JustStopped));
        let early = NOW + CANCEL_REACHES_SENDERS_MS - 1;
        assert_eq!(attempted(&cancelled(), &[accepted(0)], early), Err(Uncorrectable::JustStopped));
    }

    #[test]
    fn halves_count_down_to_single_people_and_their_whole_does_not() {
        let refused = AttemptOutcome::Refused { because: RefusedFor::Recipients, message: "400".to_owned() };
        let whole = leased(1);
        let split = whole.record(&refused, false, NOW);
        let Effect::Bisect(halves) = split.effect else { panic!("a refused batch is halved") };
        let [first, second] = *halves;
        let accept = |half: &Batch| Batch {
            state: BatchState::Accepted { request_id: "r".to_owned() },
            ..half.clone()
        };
        let fail =
            |half: &Batch| Batch { state: BatchState::Failed { reason: "400".to_owned() }, ..half.clone() };
        let one_by_one = second.halves(NOW);
        let rows = [
            whole, // as it was read before it was split
            split.batch,
            fail(&first),
            Batch { state: BatchState::Split, ..second },
            accept(&one_by_one[0]),
            fail(&one_by_one[1]),
        ];
        assert_eq!(attempted(&cancelled(), &rows[1..], LATER).unwrap().count(), Some(125));
        assert_eq!(
            attempted(&cancelled(), &rows, LATER),
            Ok(Attempted::These(vec![place(1, 250, 125)])),
            "{rows:?}"
        );
    }

    #[test]
    fn one_that_may_still_reach_somebody_is_not_corrected_yet() {
        let rows: Vec<Batch> = (0..4).map(accepted).collect();
        assert!(attempted(&delivery(Status::Sent), &rows, NOW).is_ok());
        assert!(
            attempted(&delivery(Status::Sending), &rows, NOW).is_ok(),
            "all is out, only not settled yet"
        );
        let with = |last: Batch| [&rows[..3], &[last]].concat();
        let given_up = with(after(3, &AttemptOutcome::Unanswered));
        assert_eq!(attempted(&delivery(Status::Sending), &given_up, NOW).unwrap().count(), Some(1_700));
        let asked_again = leased(3).record(&AttemptOutcome::Unanswered, false, NOW).batch;
        for rows in [rows[..3].to_vec(), with(leased(3).unsent(NOW)), with(leased(3)), with(asked_again)] {
            for now in [NOW, LATER] {
                assert_eq!(attempted(&delivery(Status::Sending), &rows, now), Err(Uncorrectable::StillGoing));
            }
        }
        let paused = Status::Paused { reason: crate::delivery::PauseReason::StoppedByStaff };
        assert_eq!(attempted(&delivery(paused), &rows, NOW), Err(Uncorrectable::StillGoing));
        assert_eq!(attempted(&delivery(Status::Dispatching), &rows, NOW), Err(Uncorrectable::StillGoing));
        assert_eq!(attempted(&delivery(Status::Draft), &[], NOW), Err(Uncorrectable::Nobody));
    }

    #[test]
    fn a_broadcast_is_corrected_by_a_broadcast_and_an_old_list_not_at_all() {
        let plan = Plan { parts: Vec::new(), complete: true, broadcast_friends: Some(9) };
        let everyone = Delivery { plan, ..delivery(Status::Sent) };
        assert_eq!(attempted(&everyone, &[accepted(0)], NOW), Ok(Attempted::Everyone));
        let day = 24 * 3_600_000;
        let rows: Vec<Batch> = (0..4).map(accepted).collect();
        assert!(attempted(&delivery(Status::Sent), &rows, NOW + 399 * day - 1).is_ok());
        assert_eq!(attempted(&delivery(Status::Sent), &rows, NOW + 399 * day), Err(Uncorrectable::Forgotten));
    }

    #[test]
    fn slices_follow_each_other_without_gap_or_double() {
        let places = [place(0, 0, 500), place(1, 700, 3), place(2, 10, 1_000)];
        let total = 1_503;
        for size in [1, 7, 499, 500, 501, 2_000] {
            let mut seen = Vec::new();
            let mut from = 0;
            while from < total {
                for found in slice(&places, from, size) {
                    seen.extend((found.first_id..found.first_id + found.count).map(|id| (found.part, id)));
                }
                from += size;
            }
            let all: Vec<(u32, u32)> = places
                .iter()
                .flat_map(|one| (one.first_id..one.first_id + one.count).map(|id| (one.part, id)))
                .collect();
            assert_eq!(seen, all, "in slices of {size}");
        }
    }
}
