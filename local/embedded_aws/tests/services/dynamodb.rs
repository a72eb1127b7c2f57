//! DynamoDB through the front.

use embedded_aws::{DynamoDbFault, DynamoDbRule, EmbeddedAws};
use serde_json::{Value, json};

use crate::a_city;
use crate::client::{Reply, call};

async fn a_city_with_a_table() -> EmbeddedAws {
    let aws = a_city().await;
    assert!(aws.dynamodb().create_table(&delivery_table()).await.unwrap());
    aws
}

/// As a template has it, with settings that mean nothing here.
fn delivery_table() -> Value {
    json!({
        "TableName": "Delivery",
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": true,
        "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true },
        "SSESpecification": { "SSEEnabled": true, "SSEType": "KMS" },
        "AttributeDefinitions": [
            { "AttributeName": "pk", "AttributeType": "S" }, { "AttributeName": "sk", "AttributeType": "S" },
            { "AttributeName": "active", "AttributeType": "S" }, { "AttributeName": "due_at", "AttributeType": "N" },
        ],
        "KeySchema": [{ "AttributeName": "pk", "KeyType": "HASH" }, { "AttributeName": "sk", "KeyType": "RANGE" }],
        "GlobalSecondaryIndexes": [{
            "IndexName": "ActiveIndex",
            "KeySchema": [
                { "AttributeName": "active", "KeyType": "HASH" }, { "AttributeName": "due_at", "KeyType": "RANGE" },
            ],
            "Projection": { "ProjectionType": "KEYS_ONLY" },
        }],
        "TimeToLiveSpecification": { "AttributeName": "expires_at", "Enabled": true },
    })
}

async fn dynamodb(aws: &EmbeddedAws, operation: &str, input: Value) -> Reply {
    call(aws, &format!("DynamoDB_20120810.{operation}"), &input).await
}

fn put(sk: &str) -> Value {
    json!({ "TableName": "Delivery", "Item": { "pk": { "S": "d1" }, "sk": { "S": sk }, "n": { "N": "1" } } })
}

#[tokio::test]
async fn a_table_from_a_template_has_its_index_and_ttl_and_is_made_once() {
    let aws = a_city_with_a_table().await;
    assert!(!aws.dynamodb().create_table(&delivery_table()).await.unwrap());
    assert_eq!(aws.dynamodb().tables().await.unwrap(), ["Delivery"]);
    let ttl = dynamodb(&aws, "DescribeTimeToLive", json!({ "TableName": "Delivery" })).await.json();
    assert_eq!(ttl["TimeToLiveDescription"]["AttributeName"], "expires_at");
    let mut item = put("header");
    item["Item"]["active"] = json!({ "S": "1" });
    item["Item"]["due_at"] = json!({ "N": "5" });
    assert_eq!(dynamodb(&aws, "PutItem", item).await.status, 200);
    let query = json!({
        "TableName": "Delivery", "IndexName": "ActiveIndex", "KeyConditionExpression": "active = :a AND due_at <= :t",
        "ExpressionAttributeValues": { ":a": { "S": "1" }, ":t": { "N": "5" } },
    });
    assert_eq!(dynamodb(&aws, "Query", query).await.json()["Count"], 1);
}

#[tokio::test]
async fn capacity_is_counted_and_not_shown_unless_asked_for() {
    let aws = a_city_with_a_table().await;
    let quiet = dynamodb(&aws, "PutItem", put("a")).await.json();
    assert_eq!(quiet, json!({}));
    let mut asked = put("b");
    asked["ReturnConsumedCapacity"] = json!("TOTAL");
    let shown = dynamodb(&aws, "PutItem", asked).await.json();
    assert_eq!(shown["ConsumedCapacity"]["CapacityUnits"], 1.0);
    let get = json!({ "TableName": "Delivery", "Key": put("a")["Item"], "ConsistentRead": true });
    let mut get = get;
    get["Key"].as_object_mut().unwrap().remove("n");
    dynamodb(&aws, "GetItem", get).await;
    let batch = json!({ "RequestItems": { "Delivery": [
        { "PutRequest": { "Item": put("c")["Item"] } }, { "PutRequest": { "Item": put("d")["Item"] } },
    ] } });
    dynamodb(&aws, "BatchWriteItem", batch).await;
    let counters = aws.counters().reset();
    assert_eq!(counters.calls_of("dynamodb.PutItem"), 2);
    assert_eq!(counters.calls_to("dynamodb"), 4);
    assert!((counters.units["Delivery.PutItem"].write - 2.0).abs() < f64::EPSILON);
    assert!((counters.units["Delivery.BatchWriteItem"].write - 2.0).abs() < f64::EPSILON);
    assert!((counters.units["Delivery.GetItem"].read - 1.0).abs() < f64::EPSILON);
    assert_eq!(aws.counters().snapshot().calls_to("dynamodb"), 0);
}

#[tokio::test]
async fn a_transaction_costs_twice_the_units() {
    let aws = a_city_with_a_table().await;
    let items = json!([{ "Put": put("a") }, { "Put": put("b") }]);
    assert_eq!(dynamodb(&aws, "TransactWriteItems", json!({ "TransactItems": items })).await.status, 200);
    let units = aws.counters().snapshot().units["Delivery.TransactWriteItems"];
    assert!((units.write - 4.0).abs() < f64::EPSILON, "{units:?}");
}

#[tokio::test]
async fn a_failed_condition_gives_the_old_item_back_when_asked() {
    let aws = a_city_with_a_table().await;
    dynamodb(&aws, "PutItem", put("a")).await;
    let mut again = put("a");
    again["ConditionExpression"] = json!("attribute_not_exists(pk)");
    again["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    let reply = dynamodb(&aws, "PutItem", again).await;
    assert_eq!(reply.status, 400);
    let refusal = reply.json();
    assert_eq!(refusal["__type"], "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException");
    assert_eq!(refusal["Item"]["n"]["N"], "1");
}

#[tokio::test]
async fn a_cancelled_transaction_names_the_reason_of_each_action() {
    let aws = a_city_with_a_table().await;
    dynamodb(&aws, "PutItem", put("a")).await;
    let mut clash = put("a");
    clash["ConditionExpression"] = json!("attribute_not_exists(pk)");
    clash["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    let items = json!([{ "Put": put("b") }, { "Put": clash }]);
    let reply = dynamodb(&aws, "TransactWriteItems", json!({ "TransactItems": items })).await;
    assert_eq!(reply.status, 400);
    let refusal = reply.json();
    assert_eq!(refusal["__type"], "com.amazonaws.dynamodb.v20120810#TransactionCanceledException");
    assert_eq!(refusal["CancellationReasons"][0]["Code"], "None");
    assert_eq!(refusal["CancellationReasons"][1]["Code"], "ConditionalCheckFailed");
    assert_eq!(refusal["CancellationReasons"][1]["Item"]["n"]["N"], "1");
    let all = aws.dynamodb().call("Scan", &json!({ "TableName": "Delivery", "Limit": 10 })).await.unwrap();
    assert_eq!(all["Count"], 1, "nothing of the transaction was done");
}

#[tokio::test]
async fn faults_throttle_calls_and_cancel_transactions() {
    let aws = a_city_with_a_table().await;
    let rule =
        |operation: &str, fault| DynamoDbRule { operation: operation.to_owned(), fault, probability: 1.0 };
    aws.faults().set_dynamodb(
        1,
        vec![
            rule("PutItem", DynamoDbFault::Throttling),
            rule("TransactWriteItems", DynamoDbFault::TransactionConflict),
        ],
    );
    let throttled = dynamodb(&aws, "PutItem", put("a")).await.json();
    assert_eq!(throttled["__type"], "com.amazonaws.dynamodb.v20120810#ThrottlingException");
    let items = json!([{ "Put": put("a") }, { "Put": put("b") }]);
    let conflict = dynamodb(&aws, "TransactWriteItems", json!({ "TransactItems": items })).await.json();
    assert_eq!(conflict["CancellationReasons"][0]["Code"], "TransactionConflict");
    assert_eq!(conflict["CancellationReasons"][1]["Code"], "None");
    aws.faults().clear();
    assert_eq!(dynamodb(&aws, "PutItem", put("a")).await.status, 200);
}

#[tokio::test]
async fn what_cannot_be_read_is_a_validation_error_and_what_is_not_done_a_501() {
    let aws = a_city_with_a_table().await;
    let reply =
        dynamodb(&aws, "GetItem", json!({ "TableName": "Delivery", "Key": { "pk": { "X": "1" } } })).await;
    assert_eq!(reply.status, 400);
    assert!(reply.json()["__type"].as_str().unwrap().ends_with("ValidationException"), "{:?}", reply.body);
    assert!(!reply.json().to_string().contains("VALIDATION"), "{:?}", reply.body);
    let reply = dynamodb(&aws, "UpdateContinuousBackups", json!({})).await;
    assert_eq!(reply.status, 501);
    assert!(reply.json()["message"].as_str().unwrap().contains("UpdateContinuousBackups"));
}
