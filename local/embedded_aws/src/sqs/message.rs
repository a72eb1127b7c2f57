//! A message: what a sender gives, what is checked, what a receiver gets, and the MD5 sums clients compare.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use serde::{Deserialize, Serialize};

use super::error::SqsError;

/// An attribute that a sender put on a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MessageAttribute {
    /// `String`, `Number` or `Binary`, with an optional label after a dot.
    pub data_type: String,
    /// Value of a text or a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub string_value: Option<String>,
    /// Value of a binary.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "binary")]
    pub binary_value: Option<Vec<u8>>,
}

/// Binary values travel as base64.
mod binary {
    use super::STANDARD;
    use base64::Engine as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands the field over like this")]
    pub(super) fn serialize<S: Serializer>(
        value: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(value.as_deref().unwrap_or_default()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| STANDARD.decode(text).map_err(serde::de::Error::custom)).transpose()
    }
}

/// A message to send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewMessage {
    /// Text of at most the queue's limit, without control characters.
    pub body: String,
    /// Required on FIFO queues: messages of one group are received in order.
    pub group_id: Option<String>,
    /// FIFO: a second message with this id within five minutes is accepted and dropped.
    pub deduplication_id: Option<String>,
    /// Standard queues only: at most 15 minutes.
    pub delay: Option<Duration>,
    /// At most ten.
    pub attributes: BTreeMap<String, MessageAttribute>,
    /// `AWSTraceHeader`.
    pub trace_header: Option<String>,
}

impl NewMessage {
    /// A message with nothing but a body.
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// The same for a FIFO queue.
    #[must_use]
    pub fn in_group(mut self, group_id: impl Into<String>, deduplication_id: impl Into<String>) -> Self {
        self.group_id = Some(group_id.into());
        self.deduplication_id = Some(deduplication_id.into());
        self
    }

    /// What counts against the size limits: the body and all of the attributes.
    pub(super) fn size_bytes(&self) -> usize {
        let attribute = |(name, it): (&String, &MessageAttribute)| {
            let value = it.string_value.as_ref().map_or(0, String::len)
                + it.binary_value.as_ref().map_or(0, Vec::len);
            name.len() + it.data_type.len() + value
        };
        self.body.len() + self.attributes.iter().map(attribute).sum::<usize>()
    }

    /// What does not depend on the queue's kind.
    pub(super) fn check(&self, limit_bytes: usize) -> Result<(), SqsError> {
        if self.body.is_empty() {
            return Err(SqsError::missing("MessageBody"));
        }
        let texts = self.attributes.values().filter_map(|it| it.string_value.as_deref());
        if std::iter::once(self.body.as_str()).chain(texts).any(|text| !text.chars().all(is_allowed)) {
            return Err(SqsError::contents());
        }
        if self.size_bytes() > limit_bytes {
            let message = format!(
                "One or more parameters are invalid. Reason: Message must be shorter than {limit_bytes} bytes."
            );
            return Err(SqsError::invalid(message));
        }
        if self.attributes.len() > 10 {
            return Err(SqsError::invalid("Number of message attributes exceeds the allowed maximum: 10."));
        }
        if self.delay.is_some_and(|delay| delay > Duration::from_mins(15)) {
            return Err(SqsError::invalid(
                "Value for parameter DelaySeconds is invalid. Reason: Must be between 0 and 900.",
            ));
        }
        Ok(())
    }
}

/// The characters of XML 1.0, which is what SQS accepts.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// What the sender is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Message id; the first one's when a duplicate was dropped.
    pub message_id: String,
    /// FIFO queues only: twenty digits that grow.
    pub sequence_number: Option<String>,
}

/// A message handed to a receiver, invisible to others until its visibility ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedMessage {
    /// Message id, the same at every delivery.
    pub message_id: String,
    /// Key to delete or extend this delivery.
    pub receipt_handle: String,
    /// The text.
    pub body: String,
    /// MD5 of the text in hex.
    pub md5_of_body: String,
    /// System attributes under SQS's names, as a Lambda event carries them.
    pub attributes: BTreeMap<String, String>,
    /// The sender's attributes.
    pub message_attributes: BTreeMap<String, MessageAttribute>,
}

pub(super) fn md5_hex(bytes: &[u8]) -> String {
    hex::encode(Md5::digest(bytes))
}

/// MD5 over name, type and value of every attribute in the order of names; `None` without attributes.
pub(super) fn md5_of_attributes(attributes: &BTreeMap<String, MessageAttribute>) -> Option<String> {
    let mut digest = Md5::new();
    for (name, attribute) in attributes {
        let (kind, value) = match (&attribute.string_value, &attribute.binary_value) {
            (_, Some(binary)) => (2_u8, binary.as_slice()),
            (Some(text), None) => (1, text.as_bytes()),
            (None, None) => (1, &[][..]),
        };
        for part in [name.as_bytes(), attribute.data_type.as_bytes()] {
            digest.update((part.len() as u32).to_be_bytes());
            digest.update(part);
        }
        digest.update([kind]);
        digest.update((value.len() as u32).to_be_bytes());
        digest.update(value);
    }
    (!attributes.is_empty()).then(|| hex::encode(digest.finalize()))
}
