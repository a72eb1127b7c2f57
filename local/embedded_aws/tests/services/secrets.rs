//! Secrets Manager.

use embedded_aws::EmbeddedAws;
use serde_json::{Value, json};

use crate::a_city;
use crate::client::{Reply, call};

async fn secrets(aws: &EmbeddedAws, operation: &str, input: Value) -> Reply {
    call(aws, &format!("secretsmanager.{operation}"), &input).await
}

#[tokio::test]
async fn a_secret_has_no_value_until_it_is_put_and_then_a_current_and_a_previous_one() {
    let aws = a_city().await;
    let arn = aws.secrets().create("ChannelSecret");
    let empty = secrets(&aws, "GetSecretValue", json!({ "SecretId": "ChannelSecret" })).await;
    assert_eq!((empty.status, &empty.json()["__type"]), (400, &json!("ResourceNotFoundException")));
    for value in ["one", "two"] {
        let put = secrets(&aws, "PutSecretValue", json!({ "SecretId": arn, "SecretString": value })).await;
        assert_eq!(put.status, 200);
    }
    let current = secrets(&aws, "GetSecretValue", json!({ "SecretId": arn })).await.json();
    assert_eq!((&current["SecretString"], &current["Name"]), (&json!("two"), &json!("ChannelSecret")));
    let previous = json!({ "SecretId": arn, "VersionStage": "AWSPREVIOUS" });
    assert_eq!(secrets(&aws, "GetSecretValue", previous).await.json()["SecretString"], "one");
    assert_eq!(aws.secrets().get(&arn).as_deref(), Some("two"));
}

#[tokio::test]
async fn a_secret_is_created_once() {
    let aws = a_city().await;
    let request = json!({ "Name": "WebhookSecret", "SecretString": "x" });
    assert_eq!(secrets(&aws, "CreateSecret", request.clone()).await.status, 200);
    assert_eq!(secrets(&aws, "CreateSecret", request).await.json()["__type"], "ResourceExistsException");
    let described = secrets(&aws, "DescribeSecret", json!({ "SecretId": "WebhookSecret" })).await.json();
    assert_eq!(described["VersionIdsToStages"].as_object().unwrap().len(), 1);
    let unknown = secrets(&aws, "DescribeSecret", json!({ "SecretId": "Nowhere" })).await.json();
    assert_eq!(unknown["__type"], "ResourceNotFoundException");
}
