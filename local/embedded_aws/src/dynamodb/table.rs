//! From a template's table to the API's requests.

use serde_json::{Map, Value, json};

/// Members that mean the same in CloudFormation and in `CreateTable`.
const SHARED: [&str; 5] =
    ["TableName", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "LocalSecondaryIndexes"];

pub(super) fn create_request(properties: &Value) -> Value {
    let mut request = Map::new();
    for member in SHARED {
        if let Some(value) = properties.get(member) {
            request.insert(member.to_owned(), value.clone());
        }
    }
    request.insert("BillingMode".to_owned(), json!("PAY_PER_REQUEST"));
    if let Some(indexes) = request.get_mut("GlobalSecondaryIndexes").and_then(Value::as_array_mut) {
        for index in indexes.iter_mut().filter_map(Value::as_object_mut) {
            index.retain(|member, _| matches!(member.as_str(), "IndexName" | "KeySchema" | "Projection"));
        }
    }
    Value::Object(request)
}

pub(super) fn ttl_request(properties: &Value) -> Option<Value> {
    let specification = properties.get("TimeToLiveSpecification")?;
    Some(json!({ "TableName": properties.get("TableName")?, "TimeToLiveSpecification": specification }))
}
