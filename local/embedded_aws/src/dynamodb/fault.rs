//! A bad day's answers of DynamoDB, in AWS's shapes.

use serde_json::{Value, json};

use crate::faults::DynamoDbFault;
use crate::wire::{Answer, JSON_1_0, answer};

const PREFIX: &str = "com.amazonaws.dynamodb.v20120810#";

fn answer_body(fault: DynamoDbFault, operation: &str, request: &[u8]) -> Value {
    match fault {
        DynamoDbFault::Throttling => json!({
            "__type": format!("{PREFIX}ThrottlingException"),
            "message": "the request was throttled by a fault of the local city",
        }),
        DynamoDbFault::TransactionConflict if operation.starts_with("Transact") => {
            let reasons = conflict_reasons(request);
            json!({
                "__type": format!("{PREFIX}TransactionCanceledException"),
                "Message": format!("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
                    reasons.iter().filter_map(|it| it["Code"].as_str()).collect::<Vec<_>>().join(", ")),
                "CancellationReasons": reasons,
            })
        }
        DynamoDbFault::TransactionConflict => json!({
            "__type": format!("{PREFIX}TransactionConflictException"),
            "message": "Transaction is ongoing for the item",
        }),
    }
}

pub(super) fn answer_for(fault: DynamoDbFault, operation: &str, request: &[u8]) -> Answer {
    answer(400, JSON_1_0, answer_body(fault, operation, request).to_string())
}

/// The first action met another transaction, the others had no say.
fn conflict_reasons(request: &[u8]) -> Vec<Value> {
    let request: Value = serde_json::from_slice(request).unwrap_or_default();
    let actions = request["TransactItems"].as_array().map_or(1, Vec::len);
    let conflict = json!({ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" });
    std::iter::once(conflict)
        .chain(std::iter::repeat_n(json!({ "Code": "None" }), actions.saturating_sub(1)))
        .collect()
}
