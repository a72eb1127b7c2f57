//! The counters over several services.

use embedded_aws::{NewMessage, QueueConfig};
use http::Method;
use serde_json::json;

use crate::a_city;
use crate::client::{call, object, schedule};

#[tokio::test]
async fn calls_are_counted_by_service_and_operation_and_the_hosts_own_polling_apart() {
    let aws = a_city().await;
    let url = aws.sqs().create_queue(QueueConfig::standard("Start")).unwrap().url;
    aws.s3().create_bucket("recipients").await.unwrap();
    call(&aws, "AmazonSQS.SendMessage", &json!({ "QueueUrl": url, "MessageBody": "x" })).await;
    object(&aws, Method::PUT, "/recipients/d1", &[], "x").await;
    object(&aws, Method::GET, "/recipients/d1", &[], "").await;
    schedule(&aws, Method::GET, "/schedules", &json!({})).await;
    aws.sqs().send("Start", NewMessage::new("from the host")).unwrap();
    aws.sqs().receive("Start", 10).unwrap();
    let counters = aws.counters().snapshot();
    let expected = [
        ("s3.GetObject", 1),
        ("s3.PutObject", 1),
        ("scheduler.ListSchedules", 1),
        ("sqs-mapping.ReceiveMessage", 1),
        ("sqs.SendMessage", 1),
    ];
    let counted: Vec<_> = counters.calls.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(counted, expected);
    assert_eq!(counters.calls_to("sqs"), 1);
}
