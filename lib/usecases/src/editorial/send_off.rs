//! A draft becomes a delivery, and is taken back.
//!
//! The draft's last move, the delivery with its time, the content and the origin are one transaction, so a crash leaves
//! either an open draft or a delivery that starts by itself. The alarm comes after it and may be lost: the tick starts
//! what is due. The same request again finds the draft sent off under its key and gets the same delivery.

use std::time::Duration;

use domain::delivery::{Delivery, DeliveryId, Status};
use domain::draft::{Draft, DraftError, DraftId, DraftState, Person};
use domain::recipients::FrozenContent;
use tracing::warn;

use super::change::ChangeDraftError;
use super::ports::{Drafts, Origin};
use crate::delivery::ports::{AlarmClock, Deliveries, LONGEST_DELAY, StartQueue, Swap};

/// What is to be sent off.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// The delivery, scheduled, in its first version.
    pub delivery: Delivery,
    /// Its content.
    pub content: FrozenContent,
    /// Where it comes from.
    pub origin: Origin,
}

/// Answers the delivery that this very request made before, if it did.
pub fn sent_before(draft: &Draft, key: &str) -> Option<DeliveryId> {
    (draft.state == DraftState::SentOff && draft.sent_under.as_deref() == Some(key))
        .then_some(draft.delivery)
        .flatten()
}

/// Makes the delivery and sets its alarm. `draft` is what the decision was made about.
pub async fn send_off(
    drafts: &impl Drafts,
    starts: &impl StartQueue,
    alarms: &impl AlarmClock,
    draft: &Draft,
    parcel: &Parcel,
    key: &str,
    now_ms: u64,
) -> Result<DeliveryId, ChangeDraftError> {
    let delivery = &parcel.delivery;
    let next = draft.send_off(delivery.id, key.to_owned(), &parcel.origin.sender, draft.version, now_ms)?;
    match drafts.send_off(&next, delivery, &parcel.content, &parcel.origin).await? {
        Swap::Done => (),
        Swap::Lost(Some(stands)) => {
            return sent_before(&stands, key).ok_or(ChangeDraftError::Stale(Box::new(stands)));
        }
        Swap::Lost(None) => return Err(ChangeDraftError::NotFound),
    }
    set_alarm(starts, alarms, delivery, now_ms).await;
    Ok(delivery.id)
}

/// A near start waits in the queue, which is exact to the second; a far one with the scheduler.
async fn set_alarm(starts: &impl StartQueue, alarms: &impl AlarmClock, delivery: &Delivery, now_ms: u64) {
    let Status::Scheduled { at_ms, .. } = delivery.status else { return };
    let wait = Duration::from_millis(at_ms.saturating_sub(now_ms));
    let set = if wait <= LONGEST_DELAY {
        starts.enqueue_start(delivery.id, delivery.version, wait).await
    } else {
        alarms.set(delivery.id, delivery.version, at_ms).await
    };
    if let Err(error) = set {
        let id = delivery.id;
        warn!(delivery.id = %id, "the tick starts delivery {id} in place of its alarm: {error}");
    }
}

/// Takes a delivery back that has not begun, and opens its draft again.
pub async fn take_back(
    drafts: &impl Drafts,
    deliveries: &impl Deliveries,
    alarms: &impl AlarmClock,
    ids: (DraftId, DeliveryId),
    expected: u64,
    by: &Person,
    now_ms: u64,
) -> Result<Draft, ChangeDraftError> {
    let (draft, delivery) = ids;
    let stands = drafts.get(draft).await?.ok_or(ChangeDraftError::NotFound)?;
    let running = deliveries.get(delivery).await?.ok_or(ChangeDraftError::NotFound)?;
    let back = running.unschedule(expected, now_ms)?;
    let next = stands.reopen(delivery, by, now_ms)?;
    if drafts.take_back(&next, &back).await? == Swap::Lost(()) {
        // The delivery began, or somebody else took it back: whoever asked has to look again.
        return Err(DraftError::NotAllowed.into());
    }
    if let Err(error) = alarms.clear(delivery, running.version).await {
        warn!(delivery.id = %delivery, "the alarm of delivery {delivery} finds no door: {error}");
    }
    Ok(next)
}
