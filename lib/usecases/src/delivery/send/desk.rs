//! What a sender has on its desk: the delivery as last read, and the frozen ids of the range it works on.

use std::sync::Arc;

use domain::delivery::{BatchPlace, Delivery, DeliveryId};
use domain::recipients::{FrozenContent, ID_BYTES, byte_range, decode_ids};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::{STATE_AGE, Seen, SendBatchError, SendContext};
use crate::delivery::ports::{BatchLedger, BatchRange, Deliveries, FrozenRecipients, Messenger, UrgentQueue};
use crate::port_error::PortError;

/// One message's range and its ids, read together by the first batch that needs them.
pub struct RangeDesk {
    pub(super) range: BatchRange,
    ids: OnceCell<Held>,
}

/// Ids of one part from `first_id` on.
struct Held {
    part: u32,
    first_id: u32,
    ids: Vec<[u8; ID_BYTES]>,
}

impl RangeDesk {
    pub(super) fn new(range: BatchRange) -> Self {
        Self { range, ids: OnceCell::new() }
    }
}

impl<D, L, R, M, U> SendContext<'_, D, L, R, M, U>
where
    D: Deliveries,
    L: BatchLedger,
    R: FrozenRecipients,
    M: Messenger,
    U: UrgentQueue,
{
    /// The delivery, at most a second old, and its content. Reading holds the lock: one read serves all batches.
    pub(super) async fn seen(
        &self,
        id: DeliveryId,
    ) -> Result<Option<(Arc<Delivery>, Arc<FrozenContent>)>, PortError> {
        let mut seen = self.seen.lock().await;
        if let Some(known) = seen.get(&id).filter(|known| known.read_at.elapsed() < STATE_AGE) {
            return Ok(Some((Arc::clone(&known.delivery), Arc::clone(&known.content))));
        }
        let read_at = Instant::now();
        let Some(delivery) = self.deliveries.get(id).await? else { return Ok(None) };
        let content = match seen.get(&id) {
            Some(known) if known.delivery.content_hash == delivery.content_hash => Arc::clone(&known.content),
            _ => Arc::new(self.deliveries.content(id).await?),
        };
        let known = Seen { delivery: Arc::new(delivery), content, read_at };
        seen.insert(id, known.clone());
        Ok(Some((known.delivery, known.content)))
    }

    /// Reads the delivery anew whatever its age: a plan may have grown, a cancel may have come.
    pub(super) async fn seen_now(&self, id: DeliveryId) -> Result<Option<Arc<Delivery>>, PortError> {
        if let Some(known) = self.seen.lock().await.get_mut(&id) {
            known.read_at = Instant::now().checked_sub(STATE_AGE).unwrap_or(known.read_at);
        }
        Ok(self.seen(id).await?.map(|(delivery, _)| delivery))
    }

    /// The ids of one batch, from the range's single read.
    pub(super) async fn ids_of(
        &self,
        desk: &RangeDesk,
        delivery: &Delivery,
        number: u32,
        place: BatchPlace,
    ) -> Result<Vec<[u8; ID_BYTES]>, SendBatchError> {
        let id = delivery.id;
        let held = desk
            .ids
            .get_or_try_init(|| self.read_ids(desk, delivery))
            .await
            .map_err(|source| SendBatchError::Prepare { id, number, source })?;
        let inside = place.first_id.checked_sub(held.first_id).filter(|_| place.part == held.part);
        if let Some(first) = inside
            && let Some(ids) = held.ids.get(first as usize..(first + place.count) as usize)
        {
            return Ok(ids.to_vec());
        }
        self.read_place(delivery, place).await.map_err(|source| SendBatchError::Prepare {
            id,
            number,
            source,
        })
    }

    async fn read_ids(&self, desk: &RangeDesk, delivery: &Delivery) -> Result<Held, PortError> {
        let (first, last) = (delivery.plan.place(desk.range.first), delivery.plan.place(desk.range.last));
        let (Some(first), Some(last)) = (first, last) else {
            return Err(PortError::Refused {
                what: "the plan",
                reason: "it does not know the range".to_owned(),
            });
        };
        let count =
            if first.part == last.part { last.first_id + last.count - first.first_id } else { first.count };
        let place = BatchPlace { count, ..first };
        let ids = self.read_place(delivery, place).await?;
        Ok(Held { part: place.part, first_id: place.first_id, ids })
    }

    async fn read_place(
        &self,
        delivery: &Delivery,
        place: BatchPlace,
    ) -> Result<Vec<[u8; ID_BYTES]>, PortError> {
        let (from, length) = byte_range(place.first_id, place.count);
        let bytes = self.recipients.range(delivery.id, delivery.kept_part(place.part), from, length).await?;
        let broken =
            || PortError::Refused { what: "the frozen recipients", reason: "bytes are missing".to_owned() };
        let ids = decode_ids(&bytes).map_err(|_| broken())?;
        if ids.len() == place.count as usize { Ok(ids) } else { Err(broken()) }
    }
}
