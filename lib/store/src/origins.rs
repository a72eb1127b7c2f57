//! Where deliveries come from, in the delivery table: `LIST#<month>`/`<id>`, so that a list of deliveries is a query of
//! the months that it shows.

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::calendar::YearMonth;
use domain::delivery::{Delivery, DeliveryId};
use domain::recipients::FrozenContent;
use serde_dynamo::to_item;
use usecases::editorial::ports::Origin;
use usecases::port_error::PortError;

use crate::bodies::{BodyItem, put_over};
use crate::deliveries::DeliveryTable;
use crate::delivery_item::{ContentItem, DeliveryItem};
use crate::error::{broken, port_error};
use crate::segment_item::Item;

const TABLE: &str = "the delivery table";

fn month_key(month: YearMonth) -> String {
    format!("LIST#{}", month.since_1900())
}

fn listed_in(id: DeliveryId) -> String {
    month_key(YearMonth::in_japan(id.created_at_ms()))
}

impl DeliveryTable {
    /// A new delivery with content and origin, none of which may stand yet.
    pub(crate) fn new_items(
        &self,
        delivery: &Delivery,
        content: &FrozenContent,
        origin: &Origin,
    ) -> Result<Vec<TransactWriteItem>, PortError> {
        let items = [
            to_item(DeliveryItem::from(delivery)).map_err(|_| broken(TABLE))?,
            to_item(ContentItem::new(delivery.id, content)).map_err(|_| broken(TABLE))?,
            origin_item(origin)?,
        ];
        items.into_iter().map(|item| put_over(&self.table, item, 1)).collect()
    }

    /// The delivery over the version before it.
    pub(crate) fn replace_item(&self, next: &Delivery) -> Result<TransactWriteItem, PortError> {
        let item = to_item(DeliveryItem::from(next)).map_err(|_| broken(TABLE))?;
        put_over(&self.table, item, next.version)
    }

    /// The origin over the one that stands.
    pub(crate) fn origin_item(&self, origin: &Origin) -> Result<TransactWriteItem, PortError> {
        origin_put(&self.table, origin)
    }

    /// Where this delivery comes from; a delivery that a program made has no origin.
    pub async fn origin(&self, id: DeliveryId) -> Result<Option<Origin>, PortError> {
        self.item(&listed_in(id), &id.to_string()).await?.map(BodyItem::read).transpose()
    }

    /// At most `limit` deliveries that were made in this month, the newest first; `before` leaves out itself and all
    /// that are newer.
    pub async fn made_in(
        &self,
        month: YearMonth,
        before: Option<DeliveryId>,
        limit: i32,
    ) -> Result<Vec<Origin>, PortError> {
        let condition = if before.is_some() { "pk = :pk AND sk < :sk" } else { "pk = :pk" };
        let mut query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression(condition)
            .expression_attribute_values(":pk", AttributeValue::S(month_key(month)))
            .scan_index_forward(false)
            .limit(limit);
        if let Some(before) = before {
            query = query.expression_attribute_values(":sk", AttributeValue::S(before.to_string()));
        }
        let page = query.send().await.map_err(|error| port_error(TABLE, error))?;
        page.items.unwrap_or_default().into_iter().map(BodyItem::read).collect()
    }
}

fn origin_item(origin: &Origin) -> Result<Item, PortError> {
    BodyItem::item(&listed_in(origin.delivery), &origin.delivery.to_string(), 1, origin)
}

/// The origin as it is put beside a new delivery.
pub(crate) fn origin_put(table: &str, origin: &Origin) -> Result<TransactWriteItem, PortError> {
    let put = Put::builder().table_name(table).set_item(Some(origin_item(origin)?)).build();
    Ok(TransactWriteItem::builder().put(put.map_err(|_| broken(TABLE))?).build())
}
