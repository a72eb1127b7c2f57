//! Events that had their effect: `event_id`, kept until `expires_at` (TTL) and written only together with the effect.

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use usecases::port_error::PortError;
use usecases::webhook::ports::EventMark;

use crate::error::broken;

/// The row of one event, for a transaction that fails if the event is known.
pub(crate) fn put_once(table: &str, mark: &EventMark) -> Result<TransactWriteItem, PortError> {
    let put = Put::builder()
        .table_name(table)
        .item("event_id", AttributeValue::S(mark.event_id.clone()))
        .item("expires_at", AttributeValue::N(mark.expires_at.to_string()))
        .item("v", AttributeValue::N("1".to_owned()))
        .condition_expression("attribute_not_exists(event_id)")
        .build()
        .map_err(|_| broken("the webhook event table"))?;
    Ok(TransactWriteItem::builder().put(put).build())
}
