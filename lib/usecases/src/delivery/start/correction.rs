//! Freezes a correction: its recipients are the places of another delivery's list that were attempted.
//!
//! Who they are cannot change any more (`domain::batch::attempted`), so every run sees the same people in the same
//! order: the next part begins where the plan ends, and a part that stands already is the one this run would cut.

use domain::batch::{Attempted, Uncorrectable, attempted, slice_of_places};
use domain::delivery::{BatchPlace, Delivery, DeliveryId, HoldReason};
use domain::recipients::{ID_BYTES, InvalidPart, Part, byte_range, decode_ids};
use domain::segment::Query;

use super::{StartContext, StartError, Started, part_size};
use crate::delivery::ports::{Audience, BatchLedger, BatchQueue, Deliveries, FrozenRecipients};
use crate::port_error::PortError;

impl<D, L, A, R, Q> StartContext<'_, D, L, A, R, Q>
where
    D: Deliveries,
    L: BatchLedger,
    A: Audience,
    R: FrozenRecipients,
    Q: BatchQueue,
{
    pub(super) async fn plan_correction(
        &self,
        delivery: Delivery,
        original: DeliveryId,
    ) -> Result<Started, StartError> {
        let fail = |source| StartError::Open { id: original, source };
        let rows = self.ledger.rows(original).await.map_err(fail)?;
        let original = self.deliveries.get(original).await.map_err(fail)?;
        let whom = original
            .as_ref()
            .ok_or(Uncorrectable::Missing)
            .and_then(|original| attempted(original, &rows, (self.now_ms)()));
        match (original, whom) {
            (Some(original), Ok(Attempted::These(places))) => {
                self.plan_places(delivery, &original, &places).await
            }
            (_, Ok(_)) => self.plan_broadcast(delivery, &Query::every_follower()).await,
            (_, Err(why)) => {
                let reason = HoldReason::Uncorrectable(why.to_string());
                self.hold(delivery.held(reason, (self.now_ms)())).await
            }
        }
    }

    async fn plan_places(
        &self,
        mut delivery: Delivery,
        original: &Delivery,
        places: &[BatchPlace],
    ) -> Result<Started, StartError> {
        let id = delivery.id;
        let total: u64 = places.iter().map(|place| u64::from(place.count)).sum();
        if delivery.plan.batches() > 0 {
            self.enqueue(&delivery, 0, delivery.plan.batches()).await?;
        }
        loop {
            let (number, from) = (delivery.plan.parts.len() as u32, delivery.plan.recipients());
            let size = (part_size(number) as u64).min(total.saturating_sub(from));
            let mut ids = Vec::with_capacity(size as usize);
            for place in slice_of_places(places, from, size) {
                ids.extend(self.frozen_ids(original, place).await?);
            }
            let last = from + size >= total;
            let part = Part::cut(ids, 0, last);
            let stands = self.freeze(id, delivery.kept_part(number), part.clone()).await?;
            if stands != part {
                return Err(InvalidPart.into());
            }
            let (first, recipients) = (delivery.plan.batches(), size as u32);
            let next = |now_ms, stands: &Delivery| stands.with_part(recipients, last, now_ms);
            let Some(stored) = self.store_plan(&delivery, next).await? else {
                return Ok(Started::NothingToDo);
            };
            delivery = stored;
            self.enqueue(&delivery, first, delivery.plan.batches()).await?;
            if last {
                return Ok(Started::Planned { recipients: total, batches: delivery.plan.batches() });
            }
        }
    }

    async fn frozen_ids(
        &self,
        original: &Delivery,
        place: BatchPlace,
    ) -> Result<Vec<[u8; ID_BYTES]>, StartError> {
        let id = original.id;
        let (from, length) = byte_range(place.first_id, place.count);
        let bytes = self.recipients.range(id, original.kept_part(place.part), from, length).await;
        let broken =
            || PortError::Refused { what: "the frozen recipients", reason: "bytes are missing".to_owned() };
        let ids = bytes.and_then(|bytes| decode_ids(&bytes).map_err(|_| broken()));
        ids.map_err(|source| StartError::Freeze { id, source })
    }
}
