//! How often one citizen wrote through the form in one minute: a row a person and minute, forgotten after an hour.
//!
//! Many processes answer the form, so none of them can count alone. The rows stand in the webhook event table because
//! it forgets by itself (TTL) and nobody reads it as a whole; a table of their own would cost a key, an alarm and a
//! restore plan for a number that may be lost at any time. A row costs one write, a tenth of the form's own.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::user_id::UserId;
use usecases::port_error::PortError;

use crate::error::port_error;

const TABLE: &str = "the webhook event table";
/// TTL may be late by days; an hour is only what is asked for.
const REMEMBER_S: u64 = 3_600;

/// The counters in the webhook event table.
#[derive(Clone)]
pub struct FormWrites {
    client: Client,
    table: String,
}

impl FormWrites {
    /// Names the webhook event table.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Counts one write and says whether it is among the first `most` of its minute.
    pub async fn admit(&self, user: &UserId, now_ms: u64, most: u32) -> Result<bool, PortError> {
        let number = |value: u64| AttributeValue::N(value.to_string());
        let (minute, expires_at) = (now_ms / 60_000, now_ms / 1_000 + REMEMBER_S);
        let asked = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("event_id", AttributeValue::S(format!("form#{}#{minute}", user.as_str())))
            .update_expression("SET expires_at = :expires, v = :v ADD #writes :one")
            .condition_expression("attribute_not_exists(#writes) OR #writes < :most")
            .expression_attribute_names("#writes", "writes")
            .expression_attribute_values(":expires", number(expires_at))
            .expression_attribute_values(":v", number(1))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(most.into()));
        match asked.send().await {
            Ok(_) => Ok(true),
            Err(error) if is_over(error.as_service_error()) => Ok(false),
            Err(error) => Err(port_error(TABLE, error)),
        }
    }
}

fn is_over(error: Option<&UpdateItemError>) -> bool {
    error.is_some_and(UpdateItemError::is_conditional_check_failed_exception)
}
