//! The sums of deliveries for those who watch. Their rows lie in the partition to which the senders write, and everybody's
//! console asks every few seconds: so what moves is read at most once in a while by each process for lists, and without
//! waiting for the newest copy; what stands still is read as it stands, once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::batch::{Batch, Counts, tally};
use domain::delivery::{Delivery, DeliveryId};
use usecases::delivery::admin::View;
use usecases::delivery::ports::{BatchLedger as _, Deliveries};
use usecases::port_error::PortError;

use crate::App;

/// Sums kept by one process, some 100 bytes each.
const KEPT_SUMS: usize = 5_000;
/// Sums of what moves are told for so long: less than the 3 s after which a console asks again (docs/decisions/0025).
const FRESH_MS: u64 = 2_500;

#[derive(Debug, Clone, Copy)]
struct Known {
    version: u64,
    settled: bool,
    read_at_ms: u64,
    counts: Counts,
}

/// Sums that this process has added up. Those of a settled delivery do not change while its version stands; a new round of
/// it has another version.
#[derive(Debug, Default)]
pub struct KnownCounts(Mutex<HashMap<DeliveryId, Known>>);

impl KnownCounts {
    fn get(&self, delivery: &Delivery, now_ms: u64) -> Option<Counts> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&delivery.id).copied();
        let stands = |known: &Known| {
            let is_fresh = now_ms.abs_diff(known.read_at_ms) < FRESH_MS;
            known.version == delivery.version && (known.settled || is_fresh)
        };
        known.filter(stands).map(|known| known.counts)
    }

    fn keep(&self, View { delivery, counts }: &View, now_ms: u64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT_SUMS {
            known.clear();
        }
        let (version, settled) = (delivery.version, delivery.settled);
        known.insert(delivery.id, Known { version, settled, read_at_ms: now_ms, counts: *counts });
    }
}

/// A delivery with its sums, for a line of a list.
pub async fn summed(app: &App, id: DeliveryId) -> Result<Option<View>, PortError> {
    let now_ms = runtime::clock::now_ms();
    let Some(delivery) = Deliveries::get(&app.deliveries, id).await? else { return Ok(None) };
    if let Some(counts) = app.known_counts.get(&delivery, now_ms) {
        return Ok(Some(View { delivery, counts }));
    }
    let seen = if delivery.settled { Some(at_rest(app, delivery).await?) } else { glanced(app, id).await? };
    let Some((view, _)) = seen else { return Ok(None) };
    app.known_counts.keep(&view, now_ms);
    Ok(Some(view))
}

/// A delivery, its sums and its rows as they were a moment ago; one that has settled as it stands.
pub async fn glanced(app: &App, id: DeliveryId) -> Result<Option<(View, Vec<Batch>)>, PortError> {
    // Rows first: the plan that is read afterwards covers them all.
    let rows = app.deliveries.rows_of_a_moment_ago(id).await?;
    let Some(delivery) = Deliveries::get(&app.deliveries, id).await? else { return Ok(None) };
    if delivery.settled {
        return at_rest(app, delivery).await.map(Some);
    }
    let counts = tally(&delivery, &rows);
    if counts.balance() {
        return Ok(Some((View { delivery, counts }, rows)));
    }
    standing(app, id).await // a copy that knew half of a split
}

/// A delivery, its sums and its rows as they stand: for whoever has just changed it.
pub async fn standing(app: &App, id: DeliveryId) -> Result<Option<(View, Vec<Batch>)>, PortError> {
    let rows = app.deliveries.rows(id).await?;
    let Some(delivery) = Deliveries::get(&app.deliveries, id).await? else { return Ok(None) };
    if delivery.settled {
        return at_rest(app, delivery).await.map(Some);
    }
    let counts = tally(&delivery, &rows);
    Ok(Some((View { delivery, counts }, rows)))
}

/// The rows of a settled delivery, read behind it, stand still for as long as its version does.
async fn at_rest(app: &App, delivery: Delivery) -> Result<(View, Vec<Batch>), PortError> {
    let rows = app.deliveries.rows(delivery.id).await?;
    let counts = tally(&delivery, &rows);
    Ok((View { delivery, counts }, rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::delivery::{Decisions, Plan, Priority, Status};
    use domain::segment::Target;

    const NOW: u64 = 1_790_000_000_000;

    fn sending() -> Delivery {
        Delivery {
            id: DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap(),
            title: "断水".to_owned(),
            target: Target::Everyone,
            priority: Priority::Normal,
            status: Status::Sending,
            version: 3,
            content_hash: String::new(),
            created_at_ms: NOW,
            updated_at_ms: NOW,
            plan: Plan { parts: Vec::new(), complete: true, broadcast_friends: Some(9) },
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

    #[test]
    fn sums_of_what_moves_are_told_for_a_moment_and_those_of_what_has_settled_for_as_long_as_it_stands() {
        let known = KnownCounts::default();
        let (moving, counts) = (sending(), Counts { planned: 9, waiting: 9, ..Counts::default() });
        known.keep(&View { delivery: moving.clone(), counts }, NOW);
        assert_eq!(known.get(&moving, NOW + FRESH_MS - 1), Some(counts));
        assert_eq!(known.get(&moving, NOW + FRESH_MS), None);
        let settled = moving.settle(false, NOW);
        assert_eq!(known.get(&settled, NOW), None, "another version");
        known.keep(&View { delivery: settled.clone(), counts }, NOW);
        assert_eq!(known.get(&settled, NOW + 3_600_000), Some(counts));
    }
}
