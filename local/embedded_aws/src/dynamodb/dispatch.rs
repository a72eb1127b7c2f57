//! One call into the engine: JSON in, JSON out, and the capacity it used.
//!
//! Capacity is always asked for and taken out of the answer again when the caller did not want it.

use dynoxide::types::ConsumedCapacity;
use dynoxide::{Database, DynoxideError, actions};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Outcome;
use crate::counters::Units;

/// Operations whose requests and answers carry consumed capacity.
const METERED: [&str; 10] = [
    "GetItem",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
    "Scan",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
];

/// Operations passed through as they are.
const PLAIN: [&str; 10] = [
    "CreateTable",
    "DeleteTable",
    "DescribeTable",
    "ListTables",
    "UpdateTable",
    "UpdateTimeToLive",
    "DescribeTimeToLive",
    "TagResource",
    "UntagResource",
    "ListTagsOfResource",
];

/// The operation's name if it is done here.
pub(super) fn known(operation: &str) -> Option<&'static str> {
    METERED.iter().chain(&PLAIN).find(|known| **known == operation).copied()
}

pub(super) fn call(database: &Database, operation: &'static str, body: &[u8]) -> Outcome {
    let (mut used, mut status) = (Vec::new(), 200);
    let body = dispatch(database, operation, body, &mut used).unwrap_or_else(|refusal| {
        status = refusal.status_code();
        refusal.to_json()
    });
    Outcome { status, body, used }
}

macro_rules! metered {
    ($database:ident . $method:ident, $request:ident, $body:ident, $note:expr $(, $flatten:ident)?) => {{
        let mut request: actions::$method::$request = parse($body)?;
        let wanted = ask(&mut request.return_consumed_capacity);
        let mut response = $database.$method(request)?;
        response.consumed_capacity.iter()$(.$flatten())?.for_each($note);
        if !wanted {
            response.consumed_capacity = None;
        }
        write(&response)
    }};
}

macro_rules! plain {
    ($database:ident . $method:ident, $body:ident) => {
        write(&$database.$method(parse($body)?)?)
    };
}

fn dispatch(
    db: &Database,
    operation: &'static str,
    body: &[u8],
    used: &mut Vec<(String, Units)>,
) -> Result<String, DynoxideError> {
    let reads = matches!(operation, "GetItem" | "Query" | "Scan" | "BatchGetItem" | "TransactGetItems");
    let note = |capacity: &ConsumedCapacity| used.push((capacity.table_name.clone(), units(capacity, reads)));
    match operation {
        "GetItem" => metered!(db.get_item, GetItemRequest, body, note),
        "PutItem" => metered!(db.put_item, PutItemRequest, body, note),
        "UpdateItem" => metered!(db.update_item, UpdateItemRequest, body, note),
        "DeleteItem" => metered!(db.delete_item, DeleteItemRequest, body, note),
        "Query" => metered!(db.query, QueryRequest, body, note),
        "Scan" => metered!(db.scan, ScanRequest, body, note),
        "BatchGetItem" => metered!(db.batch_get_item, BatchGetItemRequest, body, note, flatten),
        "BatchWriteItem" => metered!(db.batch_write_item, BatchWriteItemRequest, body, note, flatten),
        "TransactGetItems" => metered!(db.transact_get_items, TransactGetItemsRequest, body, note, flatten),
        "TransactWriteItems" => {
            metered!(db.transact_write_items, TransactWriteItemsRequest, body, note, flatten)
        }
        _ => administer(db, operation, body),
    }
}

fn administer(db: &Database, operation: &'static str, body: &[u8]) -> Result<String, DynoxideError> {
    match operation {
        "CreateTable" => plain!(db.create_table, body),
        "DeleteTable" => plain!(db.delete_table, body),
        "DescribeTable" => plain!(db.describe_table, body),
        "ListTables" => plain!(db.list_tables, body),
        "UpdateTable" => plain!(db.update_table, body),
        "UpdateTimeToLive" => plain!(db.update_time_to_live, body),
        "DescribeTimeToLive" => plain!(db.describe_time_to_live, body),
        "TagResource" => plain!(db.tag_resource, body),
        "UntagResource" => plain!(db.untag_resource, body),
        "ListTagsOfResource" => plain!(db.list_tags_of_resource, body),
        other => Err(DynoxideError::InternalServerError(format!("{other} is not dispatched"))),
    }
}

/// Asks for the capacity where the caller did not; true if the caller did.
fn ask(member: &mut Option<String>) -> bool {
    let wanted = member.as_deref().is_some_and(|mode| mode != "NONE");
    if !wanted {
        *member = Some("TOTAL".to_owned());
    }
    wanted
}

fn units(capacity: &ConsumedCapacity, reads: bool) -> Units {
    if reads {
        Units { read: capacity.capacity_units, write: 0.0 }
    } else {
        Units { read: 0.0, write: capacity.capacity_units }
    }
}

/// Reads a request; the engine's decoders mark their own refusals with a prefix that must not leave here.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, DynoxideError> {
    serde_json::from_slice(body).map_err(|cause| {
        let text = cause.to_string();
        let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(head, _)| head);
        for marker in ["VALIDATION_REQUEST:", "VALIDATION_AS_READ:", "VALIDATION:"] {
            if let Some(message) = text.strip_prefix(marker) {
                return DynoxideError::ValidationException(message.to_owned());
            }
        }
        for marker in ["SERIALIZATION_AS_READ:", "SERIALIZATION:"] {
            if let Some(message) = text.strip_prefix(marker) {
                return DynoxideError::SerializationException(message.to_owned());
            }
        }
        if ["missing field", "unknown variant", "invalid type: null", "AttributeValue"]
            .iter()
            .any(|it| text.contains(it))
        {
            return DynoxideError::ValidationException(text.to_owned());
        }
        DynoxideError::SerializationException(text.to_owned())
    })
}

fn write(response: &impl Serialize) -> Result<String, DynoxideError> {
    serde_json::to_string(response).map_err(|cause| DynoxideError::InternalServerError(cause.to_string()))
}
