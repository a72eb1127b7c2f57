//! The end of a delivery: when nothing moves any more by itself.

use std::sync::atomic::Ordering;

use domain::batch::{CANCEL_REACHES_SENDERS_MS, LEASE_MS, has_unknown, is_settled, left_many_out};
use domain::delivery::{Delivery, DeliveryId, Status};
use tracing::{info, warn};

use super::SendContext;
use crate::delivery::ports::{BatchLedger, Deliveries, FrozenRecipients, Messenger, UrgentQueue};
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
        if !near {
            return;
        }
        match settle_if_done(self.deliveries, self.ledger, id, (self.now_ms)()).await {
            Ok(Settled::Now { left_many_out: true }) => {
                self.findings.left_many_out.fetch_add(1, Ordering::Relaxed);
            }
            Ok(_) => (),
            Err(error) => warn!(delivery.id = %id, "delivery {id} is settled by the next tick: {error}"),
        }
    }
}

/// What a look at the end of a delivery found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Something still moves.
    No,
    /// By somebody before.
    Before,
    /// By this look.
    Now {
        /// More than 5 % were refused for good.
        left_many_out: bool,
    },
}

/// Marks a delivery as sent (or a cancelled one as still) when every batch has its end state.
pub async fn settle_if_done(
    deliveries: &impl Deliveries,
    ledger: &impl BatchLedger,
    id: DeliveryId,
    now_ms: u64,
) -> Result<Settled, PortError> {
    // Rows first: the plan that is read afterwards covers them all.
    let rows = ledger.rows(id).await?;
    let Some(delivery) = deliveries.get(id).await? else { return Ok(Settled::No) };
    if delivery.settled {
        return Ok(Settled::Before);
    }
    if !may_settle(&delivery, now_ms) || !is_settled(&delivery, &rows) {
        return Ok(Settled::No);
    }
    let settled = delivery.settle(has_unknown(&rows), now_ms);
    if deliveries.replace(&settled).await?.wrote(&settled) {
        info!(delivery.id = %id, "settled delivery {id}");
        return Ok(Settled::Now { left_many_out: left_many_out(&settled, &rows) });
    }
    Ok(Settled::No)
}

/// A sender that read the delivery just before its cancel may still claim a batch (I-7); its lease has to end first.
fn may_settle(delivery: &Delivery, now_ms: u64) -> bool {
    match delivery.status {
        Status::Cancelled { at_ms } => now_ms >= at_ms + LEASE_MS + CANCEL_REACHES_SENDERS_MS,
        Status::Paused { .. } => true,
        _ => delivery.may_send(),
    }
}
