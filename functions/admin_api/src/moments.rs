//! When a delivery was to go out, went out and ended: the three moments that every screen tells apart, and the one that
//! lists go by.

use domain::delivery::{Delivery, DeliveryId, Status};
use serde::Serialize;
use usecases::editorial::ports::Origin;
use utoipa::ToSchema;

use crate::wire::show_time;

/// So long after its planned time a delivery that was begun is still looked for under the day it began on.
pub const LATEST_BEGIN_MS: u64 = 7 * 24 * 3_600_000;

/// The moments of one delivery.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Moments {
    /// When it is, or was, to go out. Missing where nobody wrote it down: before that was done, and for a program's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    starts_at: Option<String>,
    /// It begins until then, and of a reservation nothing goes out later unless somebody lets it go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    not_later_than: Option<String>,
    /// When it began to go out; missing where nothing of it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    started_at: Option<String>,
    /// When the last of it had its answer, or somebody stopped it for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ended_at: Option<String>,
    /// What lists and calendar go by: when it began, or else was to begin, or else was made.
    listed_at: String,
}

impl Moments {
    /// From what is stored, by whichever version of the program.
    pub fn of(delivery: &Delivery, origin: Option<&Origin>) -> Self {
        let latest = match delivery.status {
            Status::Scheduled { not_later_than_ms, .. } => Some(not_later_than_ms),
            _ => delivery.binding_last_moment_ms(),
        };
        Self {
            starts_at: planned_ms(delivery, origin).map(show_time),
            not_later_than: latest.map(show_time),
            started_at: began_ms(delivery, origin).map(show_time),
            ended_at: delivery.over_ms().map(show_time),
            listed_at: show_time(listed_ms(delivery, origin)),
        }
    }
}

fn planned_ms(delivery: &Delivery, origin: Option<&Origin>) -> Option<u64> {
    match delivery.status {
        Status::Scheduled { at_ms, .. } => Some(at_ms),
        _ => origin.and_then(|origin| origin.starts_at_ms),
    }
}

/// Rows from before the begin was written down began at their planned time, as far as that is known.
fn began_ms(delivery: &Delivery, origin: Option<&Origin>) -> Option<u64> {
    let old = delivery.dispatched_version.is_some()
        && delivery.dispatched_at_ms.is_none()
        && delivery.plan.batches() > 0;
    let planned = || planned_ms(delivery, origin).unwrap_or(delivery.created_at_ms);
    delivery.began_ms().or_else(|| old.then(planned))
}

/// The moment that lists, their days and the calendar go by.
pub fn listed_ms(delivery: &Delivery, origin: Option<&Origin>) -> u64 {
    began_ms(delivery, origin).or_else(|| planned_ms(delivery, origin)).unwrap_or(delivery.created_at_ms)
}

/// Whether a delivery of this origin can be listed under these days; the delivery itself is read only then.
pub fn may_be_listed(origin: &Origin, id: DeliveryId, (from_ms, to_ms): (u64, u64)) -> bool {
    let planned = origin.starts_at_ms.unwrap_or_else(|| id.created_at_ms());
    let since = origin.starts_at_ms.map_or(0, |_| from_ms.saturating_sub(LATEST_BEGIN_MS));
    (since..=to_ms).contains(&planned)
}

#[cfg(test)]
mod tests {
    use domain::delivery::{Choice, Decision, Decisions, Plan, PlannedPart, Priority};
    use domain::draft::Person;
    use domain::segment::Target;

    use super::*;

    const NOW: u64 = 1_790_000_000_000;
    const HOUR_MS: u64 = 3_600_000;

    fn sending() -> Delivery {
        let parts = vec![PlannedPart { first_batch: 0, recipients: 9 }];
        Delivery {
            id: DeliveryId::from_ulid(ulid::Ulid::from(1_u128)),
            title: "断水".to_owned(),
            target: Target::Everyone,
            priority: Priority::Normal,
            status: Status::Sending,
            version: 5,
            content_hash: String::new(),
            created_at_ms: NOW,
            updated_at_ms: NOW + 2 * HOUR_MS,
            plan: Plan { parts, complete: true, broadcast_friends: None },
            dispatched_version: Some(2),
            dispatched_at_ms: Some(NOW + HOUR_MS),
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
    fn an_end_stays_where_it_was_whatever_is_decided_later() {
        let ended = sending().settle(true, NOW + 3 * HOUR_MS);
        let before = Moments::of(&ended, None);
        let by = Person { id: "hanako".to_owned(), name: "川崎 花子".to_owned() };
        let decision = Decision {
            choice: Choice::Close,
            by,
            at_ms: NOW + 30 * HOUR_MS,
            reason: "届いたと確かめたため".to_owned(),
            people: 9,
            key: "k".to_owned(),
        };
        let decided = ended.decide(decision, ended.version).unwrap();
        assert!(decided.updated_at_ms > ended.updated_at_ms);
        assert_eq!(Moments::of(&decided, None).ended_at, before.ended_at);
        assert_eq!(before.ended_at, Some(show_time(NOW + 3 * HOUR_MS)));
        assert_eq!(listed_ms(&decided, None), NOW + HOUR_MS);
    }

    #[test]
    fn rows_from_before_these_moments_were_written_down_are_listed_by_what_is_known() {
        let old = Delivery { status: Status::Sent, dispatched_at_ms: None, ..sending() };
        let moments = Moments::of(&old, None);
        assert_eq!(moments.started_at, Some(show_time(NOW)), "when it was made");
        assert_eq!(moments.ended_at, Some(show_time(NOW + 2 * HOUR_MS)), "its last change");
        assert_eq!((moments.starts_at, moments.not_later_than), (None, None));
        let held = Delivery { plan: Plan::default(), ..sending() }
            .held(domain::delivery::HoldReason::Overdue, NOW + 4 * HOUR_MS);
        assert_eq!(Moments::of(&held, None).started_at, None, "nothing of it went out");
    }
}
