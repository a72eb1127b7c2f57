//! SQS over the wire, as the current SDKs speak it.

use std::time::Duration;

use embedded_aws::{EmbeddedAws, NewMessage, QueueConfig};
use serde_json::{Value, json};

use crate::client::call;
use crate::{SECOND, a_city, soon};

async fn a_city_with_a_queue() -> (EmbeddedAws, String) {
    let aws = a_city().await;
    let url = aws.sqs().create_queue(QueueConfig::standard("Start")).unwrap().url;
    (aws, url)
}

async fn sqs(aws: &EmbeddedAws, operation: &str, input: Value) -> Value {
    let reply = call(aws, &format!("AmazonSQS.{operation}"), &input).await;
    assert_eq!(reply.status, 200, "{operation}: {:?}", reply.body);
    reply.json()
}

#[tokio::test]
async fn a_message_goes_round_with_its_attributes_and_sums() {
    let (aws, url) = a_city_with_a_queue().await;
    let attributes = json!({ "kind": { "DataType": "String", "StringValue": "batch" } });
    let sent = json!({ "QueueUrl": url, "MessageBody": "hello", "MessageAttributes": attributes });
    let sent = sqs(&aws, "SendMessage", sent).await;
    assert_eq!(sent["MD5OfMessageBody"], "5d41402abc4b2a76b9719d911017c592");
    let ask =
        json!({ "QueueUrl": url, "MessageSystemAttributeNames": ["All"], "MessageAttributeNames": ["All"] });
    let received = sqs(&aws, "ReceiveMessage", ask).await;
    let message = &received["Messages"][0];
    assert_eq!(message["Body"], "hello");
    assert_eq!(message["MD5OfBody"], sent["MD5OfMessageBody"]);
    assert_eq!(message["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"]);
    assert_eq!(message["MessageAttributes"], attributes);
    assert_eq!(message["Attributes"]["ApproximateReceiveCount"], "1");
    sqs(&aws, "DeleteMessage", json!({ "QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"] })).await;
    assert_eq!(aws.sqs().depth("Start").unwrap().total(), 0);
}

#[tokio::test]
async fn attribute_sums_are_those_of_aws() {
    let (aws, url) = a_city_with_a_queue().await;
    let attributes = json!({
        "one": { "DataType": "String", "StringValue": "1" },
        "two": { "DataType": "Binary", "BinaryValue": "Ag==" },
    });
    let sent = sqs(
        &aws,
        "SendMessage",
        json!({ "QueueUrl": url, "MessageBody": "x", "MessageAttributes": attributes }),
    )
    .await;
    assert_eq!(sent["MD5OfMessageAttributes"], expected_sum());
}

/// Lengths as four bytes, then name, type, 1 for text or 2 for binary, and the value.
fn expected_sum() -> String {
    use md5::Digest as _;
    let parts: [&[u8]; 14] = [
        &[0, 0, 0, 3],
        b"one",
        &[0, 0, 0, 6],
        b"String",
        &[1],
        &[0, 0, 0, 1],
        b"1",
        &[0, 0, 0, 3],
        b"two",
        &[0, 0, 0, 6],
        b"Binary",
        &[2],
        &[0, 0, 0, 1],
        &[2],
    ];
    hex::encode(md5::Md5::digest(parts.concat()))
}

#[tokio::test]
async fn a_long_poll_is_answered_when_a_message_comes_and_empty_when_its_time_is_over() {
    let (aws, url) = a_city_with_a_queue().await;
    let poll = || {
        let (aws, ask) = (aws.clone(), json!({ "QueueUrl": url, "WaitTimeSeconds": 20 }));
        tokio::spawn(async move { sqs(&aws, "ReceiveMessage", ask).await })
    };
    let waiting = poll();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!waiting.is_finished());
    aws.sqs().send("Start", NewMessage::new("go")).unwrap();
    assert_eq!(soon(waiting).await.unwrap()["Messages"][0]["Body"], "go");
    let waiting = poll();
    tokio::time::sleep(Duration::from_millis(50)).await;
    aws.clock().advance(21 * SECOND);
    assert_eq!(soon(waiting).await.unwrap(), json!({}));
}

#[tokio::test]
async fn a_batch_reports_each_entry_by_itself() {
    let (aws, url) = a_city_with_a_queue().await;
    let entries = json!([
        { "Id": "good", "MessageBody": "hello" },
        { "Id": "bad", "MessageBody": "nul\u{0}" },
    ]);
    let outcome = sqs(&aws, "SendMessageBatch", json!({ "QueueUrl": url, "Entries": entries })).await;
    assert_eq!(outcome["Successful"][0]["Id"], "good");
    assert_eq!(outcome["Failed"][0]["Id"], "bad");
    assert_eq!(outcome["Failed"][0]["Code"], "InvalidMessageContents");
    let received = sqs(&aws, "ReceiveMessage", json!({ "QueueUrl": url })).await;
    let handle = &received["Messages"][0]["ReceiptHandle"];
    let entries = json!([{ "Id": "1", "ReceiptHandle": handle }, { "Id": "2", "ReceiptHandle": "nonsense" }]);
    let outcome = sqs(&aws, "DeleteMessageBatch", json!({ "QueueUrl": url, "Entries": entries })).await;
    assert_eq!(outcome["Successful"], json!([{ "Id": "1" }]));
    assert_eq!(outcome["Failed"][0]["Code"], "ReceiptHandleIsInvalid");
}

#[tokio::test]
async fn batches_over_a_limit_are_refused_as_a_whole() {
    let (aws, url) = a_city_with_a_queue().await;
    let entry = |id: usize, body: &str| json!({ "Id": id.to_string(), "MessageBody": body });
    let half = "x".repeat(600 * 1024);
    let cases = [
        (json!([]), "AWS.SimpleQueueService.EmptyBatchRequest"),
        ((0..11).map(|id| entry(id, "x")).collect(), "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"),
        (json!([entry(1, "x"), entry(1, "y")]), "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"),
        (json!([{ "Id": "a b", "MessageBody": "x" }]), "AWS.SimpleQueueService.InvalidBatchEntryId"),
        (json!([entry(1, &half), entry(2, &half)]), "AWS.SimpleQueueService.BatchRequestTooLong"),
    ];
    for (entries, code) in cases {
        let reply =
            call(&aws, "AmazonSQS.SendMessageBatch", &json!({ "QueueUrl": url, "Entries": entries })).await;
        assert_eq!(reply.status, 400);
        assert_eq!(reply.header("x-amzn-query-error"), format!("{code};Sender"));
    }
    assert_eq!(aws.sqs().depth("Start").unwrap().total(), 0);
}

#[tokio::test]
async fn refusals_carry_the_type_and_the_query_code() {
    let aws = a_city().await;
    let reply = call(&aws, "AmazonSQS.GetQueueUrl", &json!({ "QueueName": "Nowhere" })).await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.json()["__type"], "com.amazonaws.sqs#QueueDoesNotExist");
    assert_eq!(reply.header("x-amzn-query-error"), "AWS.SimpleQueueService.NonExistentQueue;Sender");
}

#[tokio::test]
async fn a_queue_is_created_described_and_not_created_differently() {
    let aws = a_city().await;
    sqs(&aws, "CreateQueue", json!({ "QueueName": "Dead.fifo", "Attributes": { "FifoQueue": "true" } }))
        .await;
    let policy = json!({ "deadLetterTargetArn": "arn:aws:sqs:ap-northeast-1:000000000000:Dead.fifo", "maxReceiveCount": 3 });
    let attributes = json!({
        "FifoQueue": "true", "VisibilityTimeout": "180", "RedrivePolicy": policy.to_string(),
    });
    let create = json!({ "QueueName": "Event.fifo", "Attributes": attributes });
    let url = sqs(&aws, "CreateQueue", create.clone()).await["QueueUrl"].clone();
    assert_eq!(sqs(&aws, "CreateQueue", create).await["QueueUrl"], url);
    assert_eq!(sqs(&aws, "GetQueueUrl", json!({ "QueueName": "Event.fifo" })).await["QueueUrl"], url);
    let shown = sqs(&aws, "GetQueueAttributes", json!({ "QueueUrl": url, "AttributeNames": ["All"] })).await;
    assert_eq!(shown["Attributes"]["VisibilityTimeout"], "180");
    assert_eq!(shown["Attributes"]["FifoQueue"], "true");
    assert_eq!(shown["Attributes"]["ApproximateNumberOfMessages"], "0");
    let other = json!({ "QueueName": "Event.fifo", "Attributes": { "FifoQueue": "true" } });
    let reply = call(&aws, "AmazonSQS.CreateQueue", &other).await;
    assert_eq!(reply.header("x-amzn-query-error"), "QueueAlreadyExists;Sender");
}
