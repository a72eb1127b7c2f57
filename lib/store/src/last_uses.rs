//! When each condition last went out, in the delivery table: `USED#<digest of the condition>`/`USED`. The row is written in
//! the transaction that opens a delivery's door, so it never tells of a delivery that did not begin; the later one of two
//! writes over the earlier. Groups find theirs by one read each, and nobody reads all of them.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::delivery::Delivery;
use domain::digest::hex_sha256;
use domain::segment::{Condition, LastUse, Target};
use usecases::delivery::ports::{Deliveries, Swap};
use usecases::port_error::PortError;

use crate::bodies::BodyItem;
use crate::deliveries::DeliveryTable;
use crate::error::{broken, port_error};
use crate::pen::{Reason, reasons};

const TABLE: &str = "the delivery table";
const USED: &str = "USED";

fn used_key(condition: &Condition) -> Result<String, PortError> {
    let text = serde_json::to_string(condition).map_err(|_| broken(TABLE))?;
    Ok(format!("{USED}#{}", hex_sha256(text.as_bytes())))
}

impl DeliveryTable {
    /// When somebody last sent something to exactly these.
    pub async fn last_use(&self, condition: &Condition) -> Result<Option<LastUse>, PortError> {
        self.item(&used_key(condition)?, USED).await?.map(BodyItem::read).transpose()
    }

    /// The door of a delivery to a segment, with the last use of its condition.
    pub(crate) async fn begin_used(
        &self,
        begun: &Delivery,
        condition: &Condition,
    ) -> Result<Swap<Delivery>, PortError> {
        let last = LastUse { delivery: begun.id, at_ms: begun.updated_at_ms };
        let item = BodyItem::item(&used_key(condition)?, USED, begun.version, &last)?;
        let put = Put::builder().table_name(&self.table).set_item(Some(item)).build();
        let used = TransactWriteItem::builder().put(put.map_err(|_| broken(TABLE))?).build();
        let items = vec![self.replace_item(begun)?, used];
        let Err(error) = self.client.transact_write_items().set_transact_items(Some(items)).send().await
        else {
            return Ok(Swap::Done);
        };
        match reasons(error.as_service_error())[..] {
            [Reason::Condition, _] => Ok(Swap::Lost(self.get(begun.id).await?.ok_or_else(|| broken(TABLE))?)),
            // Only the last use could not be written, which keeps no delivery back: another one to the same people begins
            // at this moment, say, and is as good a last use.
            [Reason::None, _] => self.replace(begun).await,
            _ => Err(port_error(TABLE, error)),
        }
    }
}

/// The condition of a target that has one.
pub(crate) const fn condition_of(target: &Target) -> Option<&Condition> {
    match target {
        Target::Segment(condition) => Some(condition),
        Target::Everyone | Target::RecipientsOf(_) => None,
    }
}
