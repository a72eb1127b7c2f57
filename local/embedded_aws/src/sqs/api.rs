//! The HTTP door: the JSON protocol of the current SDKs (`X-Amz-Target: AmazonSQS.*`).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Sqs;
use super::error::SqsError;
use super::message::{MessageAttribute, NewMessage, ReceivedMessage, Sent, md5_hex, md5_of_attributes};
use crate::names::queue_name;
use crate::wire::{Answer, AwsError, JSON_1_0, answer};

/// The members of all requests; each operation reads its own.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Request {
    queue_url: String,
    queue_name: String,
    queue_name_prefix: Option<String>,
    attributes: BTreeMap<String, String>,
    attribute_names: Vec<String>,
    message_system_attribute_names: Vec<String>,
    message_attribute_names: Vec<String>,
    max_number_of_messages: Option<usize>,
    visibility_timeout: Option<u64>,
    wait_time_seconds: Option<u64>,
    receipt_handle: String,
    pub(super) entries: Vec<Value>,
}

impl Request {
    pub(super) fn queue(&self) -> &str {
        queue_name(&self.queue_url)
    }
}

/// What a sender gives, alone or as a batch entry.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct SendRequest {
    pub(super) id: String,
    message_body: String,
    delay_seconds: Option<u64>,
    message_attributes: BTreeMap<String, MessageAttribute>,
    message_system_attributes: BTreeMap<String, MessageAttribute>,
    message_group_id: Option<String>,
    message_deduplication_id: Option<String>,
}

impl SendRequest {
    pub(super) fn into_message(mut self) -> NewMessage {
        let trace = self.message_system_attributes.remove("AWSTraceHeader");
        NewMessage {
            body: self.message_body,
            group_id: self.message_group_id,
            deduplication_id: self.message_deduplication_id,
            delay: self.delay_seconds.map(Duration::from_secs),
            attributes: self.message_attributes,
            trace_header: trace.and_then(|it| it.string_value),
        }
    }
}

impl Sqs {
    pub(crate) async fn answer(&self, operation: &str, body: &[u8]) -> Answer {
        let outcome = match operation {
            "SendMessage" => self.send_message(body),
            "ReceiveMessage" => match parse(body) {
                Ok(request) => self.receive_message(&request).await,
                Err(refusal) => Err(refusal),
            },
            _ => match parse(body).and_then(|request| self.at_once(operation, &request)) {
                Ok(None) => return AwsError::not_done("sqs", operation).to_json_answer(JSON_1_0),
                Ok(Some(value)) => Ok(value),
                Err(refusal) => Err(refusal),
            },
        };
        match outcome {
            Ok(value) => answer(200, JSON_1_0, value.to_string()),
            Err(refusal) => refusal.to_answer(),
        }
    }

    /// Operations that neither wait nor read other members; `None` for those that are not done here.
    fn at_once(&self, operation: &str, request: &Request) -> Result<Option<Value>, SqsError> {
        let (queue, now_ms) = (request.queue(), self.now_ms());
        let value = match operation {
            "SendMessageBatch" => self.send_batch(queue, &request.entries)?,
            "DeleteMessageBatch" => self.delete_batch(queue, &request.entries)?,
            "ChangeMessageVisibilityBatch" => self.change_visibility_batch(queue, &request.entries)?,
            "DeleteMessage" => {
                self.core().delete(queue, &request.receipt_handle, now_ms)?;
                json!({})
            }
            "ChangeMessageVisibility" => {
                let seconds =
                    request.visibility_timeout.ok_or_else(|| SqsError::missing("VisibilityTimeout"))?;
                let visibility = Duration::from_secs(seconds);
                self.core().change_visibility(queue, &request.receipt_handle, visibility, now_ms)?;
                json!({})
            }
            "PurgeQueue" => {
                self.purge(queue)?;
                json!({})
            }
            "DeleteQueue" => {
                self.core().drop_queue(queue)?;
                json!({})
            }
            "GetQueueUrl" => json!({ "QueueUrl": self.queue(&request.queue_name)?.url }),
            "ListQueues" => self.list_queues(request.queue_name_prefix.as_deref().unwrap_or_default()),
            "CreateQueue" => self.create_from(&request.queue_name, &request.attributes)?,
            "SetQueueAttributes" => self.set_attributes(queue, &request.attributes)?,
            "GetQueueAttributes" => self.attributes_of(queue, &request.attribute_names)?,
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    fn send_message(&self, body: &[u8]) -> Result<Value, SqsError> {
        let queue: Request = parse(body)?;
        let message = parse::<SendRequest>(body)?.into_message();
        self.send_one(queue.queue(), message)
    }

    pub(super) fn send_one(&self, queue: &str, message: NewMessage) -> Result<Value, SqsError> {
        let (md5, md5_of_attributes) =
            (md5_hex(message.body.as_bytes()), md5_of_attributes(&message.attributes));
        let Sent { message_id, sequence_number } = self.send(queue, message)?;
        let mut sent = json!({ "MessageId": message_id, "MD5OfMessageBody": md5 });
        if let Some(md5) = md5_of_attributes {
            sent["MD5OfMessageAttributes"] = json!(md5);
        }
        if let Some(number) = sequence_number {
            sent["SequenceNumber"] = json!(number);
        }
        Ok(sent)
    }

    async fn receive_message(&self, request: &Request) -> Result<Value, SqsError> {
        let (queue, max) = (request.queue(), request.max_number_of_messages.unwrap_or(1));
        if !(1..=10).contains(&max) {
            return Err(SqsError::invalid(
                "Value for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
            ));
        }
        let wait = match request.wait_time_seconds {
            Some(seconds @ 0..=20) => Duration::from_secs(seconds),
            Some(_) => {
                return Err(SqsError::invalid(
                    "Value for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
                ));
            }
            None => self.core().queue(queue)?.config.receive_wait,
        };
        let visibility = request.visibility_timeout.map(Duration::from_secs);
        let clock = &self.shared.clock;
        let until = clock.now() + wait;
        loop {
            let messages = self.take(queue, max, visibility)?;
            if !messages.is_empty() {
                let messages: Vec<Value> = messages.into_iter().map(|it| request.show(it)).collect();
                return Ok(json!({ "Messages": messages }));
            }
            tokio::select! {
                biased;
                () = clock.sleep_until(until) => return Ok(json!({})),
                waited = self.wait_for_message(queue) => waited?,
            }
        }
    }

    fn list_queues(&self, prefix: &str) -> Value {
        let names = self.queues().into_iter().filter(|name| name.starts_with(prefix));
        let urls: Vec<String> = names.map(|name| self.handle(&name).url).collect();
        json!({ "QueueUrls": urls })
    }
}

impl Request {
    /// A received message with the attributes that were asked for.
    fn show(&self, message: ReceivedMessage) -> Value {
        let mut shown = json!({
            "MessageId": message.message_id,
            "ReceiptHandle": message.receipt_handle,
            "MD5OfBody": message.md5_of_body,
            "Body": message.body,
        });
        let wanted = |names: &[String], name: &str| names.iter().any(|it| it == "All" || it == name);
        let system: BTreeMap<_, _> = (message.attributes.into_iter())
            .filter(|(name, _)| {
                wanted(&self.message_system_attribute_names, name) || wanted(&self.attribute_names, name)
            })
            .collect();
        if !system.is_empty() {
            shown["Attributes"] = json!(system);
        }
        let own: BTreeMap<_, _> = (message.message_attributes.into_iter())
            .filter(|(name, _)| self.message_attribute_names.iter().any(|it| matches(it, name)))
            .collect();
        if !own.is_empty() {
            shown["MD5OfMessageAttributes"] = json!(md5_of_attributes(&own));
            shown["MessageAttributes"] = json!(own);
        }
        shown
    }
}

/// `All`, `.*`, `prefix.*` or the name itself.
fn matches(wanted: &str, name: &str) -> bool {
    wanted == "All"
        || wanted == name
        || wanted.strip_suffix(".*").is_some_and(|prefix| name.starts_with(prefix))
}

pub(super) fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, SqsError> {
    serde_json::from_slice(if body.is_empty() { b"{}" } else { body })
        .map_err(|cause| SqsError::invalid(format!("cannot read the request: {cause}")))
}
