//! Keeps the reactions to a delivery from now on: gives the delivery its planes.

use std::collections::BTreeSet;

use domain::calendar::YearMonth;
use domain::delivery::DeliveryId;

use super::change::ChangeItemsError;
use super::ports::Catalogues;
use crate::delivery::ports::Swap;

/// Staff who change the items at the same moment are met this often.
const TRIES: u32 = 8;

/// Does it once, however often it is asked for. Killed before the swap, nothing happened. The places of `unused` deliveries
/// are given back in the same change.
pub async fn track_delivery(
    catalogues: &impl Catalogues,
    id: DeliveryId,
    title: &str,
    unused: &BTreeSet<DeliveryId>,
    now_ms: u64,
) -> Result<(), ChangeItemsError> {
    let mut catalogue = catalogues.newest().await?;
    for _ in 0..TRIES {
        let seen = catalogue.version();
        catalogue.untrack(unused);
        if !catalogue.track(id, title, YearMonth::in_japan(now_ms))? {
            return Ok(());
        }
        match catalogues.swap(&catalogue).await? {
            Swap::Done => return Ok(()),
            Swap::Lost(stands) if stands.version() != seen => catalogue = stands,
            Swap::Lost(stands) => return Err(ChangeItemsError::Stale { current: stands.version() }),
        }
    }
    Err(ChangeItemsError::Stale { current: catalogue.version() })
}
