//! The end of a delivery: when nothing moves any more by itself.

use domain::batch::{CANCEL_REACHES_SENDERS_MS, LEASE_MS, has_unknown, is_settled};
use domain::delivery::{Delivery, DeliveryId, Status};
use tracing::{info, warn};

use super::SendContext;
use crate::delivery::ports::{BatchLedger, Deliveries, FrozenRecipients, Messenger, Swap, UrgentQueue};
use crate::port_error::PortError;

/// Only a sender that worked near the end of the list looks whether all is done; the tick looks anyway.
const NEAR_THE_END: u32 = 200;

impl<D, L, R, M, U> SendContext<'_, D, L, R, M, U>
where
    D: Deliveries,
    L: BatchLedger,
    R: FrozenRecipients,
    M: Messenger,
    U: UrgentQueue,
{
    pub(super) async fn settle(&self, id: DeliveryId, last_number: u32) {
        let near = match self.seen(id).await {
            Ok(Some((delivery, _))) => last_number + NEAR_THE_END >= delivery.plan.batches(),
            _ => false,
        };
        if near && let Err(error) = settle_if_done(self.deliveries, self.ledger, id, (self.now_ms)()).await {
            warn!(delivery.id = %id, "delivery {id} is settled by the next tick: {error}");
        }
    }
}

/// Marks a delivery as sent (or a cancelled one as still) when every batch has its end state. Answers whether it is.
pub async fn settle_if_done(
    deliveries: &impl Deliveries,
    ledger: &impl BatchLedger,
    id: DeliveryId,
    now_ms: u64,
) -> Result<bool, PortError> {
    // Rows first: the plan that is read afterwards covers them all.
    let rows = ledger.rows(id).await?;
    let Some(delivery) = deliveries.get(id).await? else { return Ok(false) };
    if delivery.settled || !may_settle(&delivery, now_ms) || !is_settled(&delivery, &rows) {
        return Ok(delivery.settled);
    }
    let settled = delivery.settle(has_unknown(&rows), now_ms);
    if deliveries.replace(&settled).await? == Swap::Done {
        info!(delivery.id = %id, "settled delivery {id}");
        return Ok(true);
    }
    Ok(false)
}

/// A sender that read the delivery just before its cancel may still claim a batch (I-7); its lease has to end first.
fn may_settle(delivery: &Delivery, now_ms: u64) -> bool {
    match delivery.status {
        Status::Cancelled { at_ms } => now_ms >= at_ms + LEASE_MS + CANCEL_REACHES_SENDERS_MS,
        _ => delivery.may_send(),
    }
}
