//! What staff do with a delivery: create, schedule, start, stop, resume; and what they see of it.

use std::time::Duration;

use domain::batch::{Counts, tally};
use domain::delivery::{Delivery, DeliveryId, Status, Stop, TransitionError};
use tracing::warn;

use super::ports::{AlarmClock, BatchLedger, Deliveries, StartQueue, Swap};
use crate::mutation;
use crate::port_error::PortError;

/// Why a change did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// No such delivery.
    #[error("there is no such delivery")]
    NotFound,
    /// The door is closed.
    #[error("the change is not possible")]
    Refused(#[from] TransitionError),
    /// The store or a queue did not answer.
    #[error("the change could not be stored")]
    Port(#[from] PortError),
}

/// A delivery as staff see it: with sums that balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The delivery.
    pub delivery: Delivery,
    /// Recipients by where they stand.
    pub counts: Counts,
}

/// Reads a delivery with its sums. Rows first, then the plan: the plan covers every row that was read.
pub async fn view(
    deliveries: &impl Deliveries,
    ledger: &impl BatchLedger,
    id: DeliveryId,
) -> Result<View, ChangeError> {
    let rows = ledger.rows(id).await?;
    let delivery = deliveries.get(id).await?.ok_or(ChangeError::NotFound)?;
    let counts = tally(&delivery, &rows);
    Ok(View { delivery, counts })
}

/// Sets or moves the time. The row is written first; an alarm of an older version finds the door closed (R-S5).
pub async fn schedule(
    deliveries: &impl Deliveries,
    alarms: &impl AlarmClock,
    id: DeliveryId,
    wish: Wish,
    now_ms: u64,
) -> Result<Delivery, ChangeError> {
    let next = change(deliveries, id, |stands| {
        stands.schedule(wish.at_ms, wish.not_later_than_ms, wish.expected_version, now_ms)
    })
    .await?;
    // The row is the truth: an alarm that could not be set is made up for by the tick, a stale one finds no door.
    if let Err(error) = alarms.set(id, next.version, wish.at_ms).await {
        warn!(delivery.id = %id, "the tick starts delivery {id} in place of its alarm: {error}");
    }
    if let Err(error) = alarms.clear(id, wish.expected_version).await {
        warn!(delivery.id = %id, "a stale alarm of delivery {id} stays: {error}");
    }
    Ok(next)
}

/// A wished start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// When.
    pub at_ms: u64,
    /// The last moment; half an hour later where unset.
    pub not_later_than_ms: Option<u64>,
    /// The version that the caller saw.
    pub expected_version: u64,
}

/// Starts at once. When the message is lost after the row was written, the tick starts it.
pub async fn start(
    deliveries: &impl Deliveries,
    starts: &impl StartQueue,
    id: DeliveryId,
    expected: u64,
    now_ms: u64,
) -> Result<Delivery, ChangeError> {
    let next = change(deliveries, id, |stands| stands.start_now(expected, now_ms)).await?;
    if let Err(error) = starts.enqueue_start(id, next.version, Duration::ZERO).await {
        warn!(delivery.id = %id, "the tick starts delivery {id} in place of its message: {error}");
    }
    Ok(next)
}

/// Stops for good what the caller saw; a program may leave the version out and wins against whatever moved. What is
/// cancelled already stays as it is, whichever version was seen.
pub async fn cancel(
    deliveries: &impl Deliveries,
    alarms: &impl AlarmClock,
    id: DeliveryId,
    expected: Option<u64>,
    now_ms: u64,
) -> Result<Delivery, ChangeError> {
    loop {
        let stands = deliveries.get(id).await?.ok_or(ChangeError::NotFound)?;
        if matches!(stands.status, Status::Cancelled { .. }) {
            return Ok(stands);
        }
        let next = match expected {
            Some(version) => stands.cancel_seen(version, now_ms)?,
            None => stands.cancel(now_ms)?,
        };
        if mutation::active("cancel_without_effect") {
            return Ok(next);
        }
        if deliveries.replace(&next).await?.wrote(&next) {
            if matches!(stands.status, Status::Scheduled { .. }) {
                // The cancel stands; an alarm that rings all the same finds the door closed.
                if let Err(error) = alarms.clear(id, stands.version).await {
                    warn!(delivery.id = %id, "the alarm of cancelled delivery {id} stays: {error}");
                }
            }
            return Ok(next);
        }
    }
}

/// Stops what has not gone out, whatever version the caller saw; `resume` lets it go on. Where somebody stopped it before,
/// their words stay.
pub async fn stop(deliveries: &impl Deliveries, id: DeliveryId, stop: Stop) -> Result<Delivery, ChangeError> {
    loop {
        let stands = deliveries.get(id).await?.ok_or(ChangeError::NotFound)?;
        if stands.is_stopped_by_staff() {
            return Ok(stands);
        }
        let next = stands.stop(stop.clone())?;
        if deliveries.replace(&next).await?.wrote(&next) {
            return Ok(next);
        }
    }
}

/// Lets a paused delivery go on: asks at once for what is left. Where that is lost, the tick asks a minute later.
pub async fn resume(
    deliveries: &impl Deliveries,
    starts: &impl StartQueue,
    id: DeliveryId,
    expected: u64,
    now_ms: u64,
) -> Result<Delivery, ChangeError> {
    let resumed = change(deliveries, id, |stands| stands.resume(expected, now_ms)).await?;
    let version = match resumed.status {
        Status::Sending => resumed.version,
        _ => resumed.dispatched_version.unwrap_or_default(),
    };
    if let Err(error) = starts.enqueue_start(id, version, Duration::ZERO).await {
        warn!(delivery.id = %id, "delivery {id} goes on with the next tick: {error}");
    }
    Ok(resumed)
}

async fn change(
    deliveries: &impl Deliveries,
    id: DeliveryId,
    door: impl FnOnce(&Delivery) -> Result<Delivery, TransitionError>,
) -> Result<Delivery, ChangeError> {
    let stands = deliveries.get(id).await?.ok_or(ChangeError::NotFound)?;
    let next = door(&stands)?;
    match deliveries.replace(&next).await? {
        Swap::Done => Ok(next),
        Swap::Lost(now) => {
            Err(TransitionError::Stale { expected: stands.version, current: now.version }.into())
        }
    }
}
