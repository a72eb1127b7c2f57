//! Keys of creations, in the console table: `IDEM#<digest>`/`IDEM` for a week. The first request that comes with a key
//! holds it; the same request again learns what the first one began with, and another request is turned away. A key
//! tells of no change, so it comes without a record; what is made under it has one.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use usecases::port_error::PortError;

use crate::console::ConsoleTable;
use crate::error::{broken, port_error};
use crate::segment_item::key;

const TABLE: &str = "the console table";
/// Longer than any page waits to ask again.
const KEPT_S: u64 = 7 * 24 * 3_600;

/// What a creation begins with; the same request again gets the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// 64 random hex digits, of which secrets are made that nobody stores.
    pub seed: String,
    /// In milliseconds since 1970 UTC.
    pub began_at_ms: u64,
}

impl ConsoleTable {
    /// Holds a key for a request and answers what it began with; `None` where another request holds it.
    pub async fn claim(&self, digest: &str, request: &str, fresh: Claim) -> Result<Option<Claim>, PortError> {
        let number = |value: u64| AttributeValue::N(value.to_string());
        let names = [("#request", "request"), ("#seed", "seed"), ("#began", "began_at_ms"), ("#v", "v")];
        let mut asked = self
            .client()
            .update_item()
            .table_name(self.name())
            .set_key(Some(key(&format!("IDEM#{digest}"), "IDEM")))
            .update_expression(
                "SET #request = if_not_exists(#request, :request), #seed = if_not_exists(#seed, :seed), \
                 #began = if_not_exists(#began, :began), #expires = if_not_exists(#expires, :expires), #v = :v",
            )
            .condition_expression("attribute_not_exists(#request) OR #request = :request")
            .expression_attribute_names("#expires", "expires_at")
            .expression_attribute_values(":request", AttributeValue::S(request.to_owned()))
            .expression_attribute_values(":seed", AttributeValue::S(fresh.seed))
            .expression_attribute_values(":began", number(fresh.began_at_ms))
            .expression_attribute_values(":expires", number(fresh.began_at_ms / 1_000 + KEPT_S))
            .expression_attribute_values(":v", number(1))
            .return_values(ReturnValue::AllNew);
        for (short, name) in names {
            asked = asked.expression_attribute_names(short, name);
        }
        let row = match asked.send().await {
            Ok(written) => written.attributes.unwrap_or_default(),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => return Ok(None),
                _ => return Err(port_error(TABLE, error)),
            },
        };
        let seed = row.get("seed").and_then(|seed| seed.as_s().ok()).cloned();
        let began = row.get("began_at_ms").and_then(|began| began.as_n().ok()?.parse().ok());
        let claim = seed.zip(began).map(|(seed, began_at_ms)| Claim { seed, began_at_ms });
        claim.map(Some).ok_or_else(|| broken(TABLE))
    }
}
