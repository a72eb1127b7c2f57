//! Refusals of SQS in the JSON protocol, with the older query code that SDKs still read from a header.

use http::HeaderValue;
use serde_json::json;

use crate::wire::{Answer, JSON_1_0, answer};

/// A refusal as SQS words it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct SqsError {
    /// Error code as in a batch entry, for example `InvalidMessageContents`.
    pub code: &'static str,
    /// What SQS would say.
    pub message: String,
    shape: &'static str,
}

const SQS: &str = "com.amazonaws.sqs#";

impl SqsError {
    fn new(code: &'static str, shape: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), shape }
    }

    pub(super) fn no_queue() -> Self {
        Self::new(
            "AWS.SimpleQueueService.NonExistentQueue",
            "QueueDoesNotExist",
            "The specified queue does not exist.",
        )
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterValue", "InvalidParameterValueException", message)
    }

    pub(super) fn missing(parameter: &str) -> Self {
        let message = format!("The request must contain the parameter {parameter}.");
        Self::new("MissingParameter", "MissingRequiredParameterException", message)
    }

    pub(super) fn contents() -> Self {
        let message = "Invalid characters found. Valid unicode characters are \
                       #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";
        Self::new("InvalidMessageContents", "InvalidMessageContents", message)
    }

    pub(super) fn receipt() -> Self {
        let message = "The input receipt handle is not a valid receipt handle.";
        Self::new("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", message)
    }

    pub(super) fn not_in_flight() -> Self {
        let message = "The message is not in flight, so its visibility cannot be changed.";
        Self::new("AWS.SimpleQueueService.MessageNotInflight", "MessageNotInflight", message)
    }

    pub(super) fn name_exists() -> Self {
        let message = "A queue already exists with the same name and a different value for an attribute.";
        Self::new("QueueAlreadyExists", "QueueNameExists", message)
    }

    pub(super) fn over_limit() -> Self {
        Self::new("OverLimit", "OverLimit", "Too many messages of the queue are in flight.")
    }

    pub(super) fn empty_batch() -> Self {
        let message = "There should be at least one entry in the request.";
        Self::new("AWS.SimpleQueueService.EmptyBatchRequest", "EmptyBatchRequest", message)
    }

    pub(super) fn too_many_entries(count: usize) -> Self {
        Self::new(
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            "TooManyEntriesInBatchRequest",
            format!("Maximum number of entries per request are 10. You have sent {count}."),
        )
    }

    pub(super) fn repeated_entry_id(id: &str) -> Self {
        let code = "AWS.SimpleQueueService.BatchEntryIdsNotDistinct";
        Self::new(code, "BatchEntryIdsNotDistinct", format!("Id {id} repeated."))
    }

    pub(super) fn invalid_entry_id() -> Self {
        let message = "A batch entry id can only contain alphanumeric characters, hyphens and underscores. \
                       It can be at most 80 letters long.";
        Self::new("AWS.SimpleQueueService.InvalidBatchEntryId", "InvalidBatchEntryId", message)
    }

    pub(super) fn batch_too_long(limit: usize, size: usize) -> Self {
        let message =
            format!("Batch requests cannot be longer than {limit} bytes. You have sent {size} bytes.");
        Self::new("AWS.SimpleQueueService.BatchRequestTooLong", "BatchRequestTooLong", message)
    }

    pub(super) fn to_answer(&self) -> Answer {
        let prefix = if self.shape.ends_with("Exception") { "com.amazon.coral.service#" } else { SQS };
        let body = json!({ "__type": format!("{prefix}{}", self.shape), "message": self.message });
        let mut answer = answer(400, JSON_1_0, body.to_string());
        if let Ok(value) = HeaderValue::try_from(format!("{};Sender", self.code)) {
            answer.headers_mut().insert("x-amzn-query-error", value);
        }
        answer
    }
}
