//! The SQS event as functions receive it, and the answer that names what failed.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use embedded_aws::{MessageAttribute, ReceivedMessage};
use serde_json::{Value, json};

/// The event for one batch.
pub(crate) fn build(messages: &[ReceivedMessage], queue_arn: &str, region: &str) -> Bytes {
    let records: Vec<Value> = messages.iter().map(|message| record(message, queue_arn, region)).collect();
    Bytes::from(json!({ "Records": records }).to_string())
}

fn record(message: &ReceivedMessage, queue_arn: &str, region: &str) -> Value {
    json!({
        "messageId": message.message_id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": message.attributes,
        "messageAttributes": attributes(&message.message_attributes),
        "md5OfBody": message.md5_of_body,
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": region,
    })
}

fn attributes(attributes: &BTreeMap<String, MessageAttribute>) -> Value {
    let entries = attributes.iter().map(|(name, attribute)| {
        let binary = attribute.binary_value.as_ref().map(|bytes| STANDARD.encode(bytes));
        let value = json!({
            "stringValue": attribute.string_value,
            "binaryValue": binary,
            "stringListValues": [],
            "binaryListValues": [],
            "dataType": attribute.data_type,
        });
        (name.clone(), value)
    });
    Value::Object(entries.collect())
}

/// Which messages of the batch the function says it could not handle; `None` means that the answer is not one
/// Lambda understands, and then the whole batch has failed.
///
/// An absent, null or empty list is success; a null, empty or unknown `itemIdentifier` is a failure of all.
pub(crate) fn failures(answer: &[u8], messages: &[ReceivedMessage]) -> Option<BTreeSet<String>> {
    if answer.is_empty() {
        return Some(BTreeSet::new());
    }
    let answer: Value = serde_json::from_slice(answer).ok()?;
    let list = match &answer["batchItemFailures"] {
        Value::Null => return Some(BTreeSet::new()),
        Value::Array(list) => list,
        _ => return None,
    };
    let known = |id: &&str| messages.iter().any(|message| message.message_id == **id);
    list.iter().map(|item| item["itemIdentifier"].as_str().filter(known).map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_message(id: &str) -> ReceivedMessage {
        ReceivedMessage {
            message_id: id.to_owned(),
            receipt_handle: format!("receipt-{id}"),
            body: "本文".to_owned(),
            md5_of_body: "md5".to_owned(),
            attributes: BTreeMap::from([("ApproximateReceiveCount".to_owned(), "1".to_owned())]),
            message_attributes: BTreeMap::new(),
        }
    }

    #[test]
    fn an_absent_null_or_empty_list_means_that_all_was_handled() {
        for answer in
            ["", "null", "{}", "\"text\"", r#"{"batchItemFailures":null}"#, r#"{"batchItemFailures":[]}"#]
        {
            assert_eq!(failures(answer.as_bytes(), &[a_message("a")]), Some(BTreeSet::new()), "{answer}");
        }
    }

    #[test]
    fn only_the_named_messages_failed() {
        let answer = br#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#;
        let failed = failures(answer, &[a_message("a"), a_message("b")]);
        assert_eq!(failed, Some(BTreeSet::from(["b".to_owned()])));
    }

    #[test]
    fn a_null_empty_or_unknown_identifier_fails_the_whole_batch() {
        let answers = [
            r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":"stranger"}]}"#,
            r#"{"batchItemFailures":[{"id":"a"}]}"#,
            r#"{"batchItemFailures":"a"}"#,
            "not json",
        ];
        for answer in answers {
            assert_eq!(failures(answer.as_bytes(), &[a_message("a")]), None, "{answer}");
        }
    }

    #[test]
    fn the_event_has_the_fields_that_lambda_sends() {
        let event = build(&[a_message("a")], "arn:aws:sqs:ap-northeast-1:000000000000:Q", "ap-northeast-1");
        let event: Value = serde_json::from_slice(&event).unwrap();
        let record = &event["Records"][0];
        assert_eq!(record["eventSource"], "aws:sqs");
        assert_eq!(record["eventSourceARN"], "arn:aws:sqs:ap-northeast-1:000000000000:Q");
        assert_eq!(record["attributes"]["ApproximateReceiveCount"], "1");
        assert_eq!(record["body"], "本文");
        assert_eq!(record["messageAttributes"], json!({}));
    }
}
