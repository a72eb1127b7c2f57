//! Messages as LINE takes them: JSON that is checked against LINE's limits and otherwise left exactly as it is.
//!
//! A key that LINE does not have is refused, because LINE refuses the whole request for it; what is known is held to the
//! limits of the Messaging API reference, each in its own unit: UTF-16 code units in general, grapheme clusters for
//! labels and template texts. Every violation names the field and the limit in Japanese for staff. Line feeds and tabs are the only
//! control characters let through. Mentions are refused: this account speaks to single friends only.
mod action;
mod common;
mod compact;
mod field;
mod flex;
mod flex_component;
mod flex_keys;
mod flex_size;
mod imagemap;
mod keys;
mod kind;
mod link;
mod path;
mod simple;
mod strict;
mod sweep;
mod template;
mod text;
mod violation;

pub use kind::MessageKind;
pub use violation::{Violation, ViolationCode};

use field::Field;
use serde_json::Value;
use violation::Report;

/// LINE accepts at most 5 messages in one request.
pub const MAX_MESSAGES: usize = 5;
/// LINE refuses a request body above 2 MB; read as 2,000,000 bytes, the smaller reading.
pub const MAX_REQUEST_BYTES: usize = 2_000_000;
/// Kept free for the rest of a request: 500 user ids of 36 bytes and a few short fields.
pub const ENVELOPE_BYTES: usize = 20_000;
/// Deepest nesting of arrays and objects, the message itself being 1.
pub const MAX_MESSAGE_DEPTH: usize = 32;

/// Checks a JSON array of messages; an empty answer means LINE's documented limits are kept.
/// The first 100 findings are returned.
pub fn check_messages(messages: &Value) -> Vec<Violation> {
    let mut report = Report::default();
    let root = Field::root(messages);
    for message in root.list(&mut report, 1, MAX_MESSAGES) {
        if sweep::check(&message, &mut report) {
            kind::check(&message, &mut report);
        }
    }
    check_size(&root, messages, &mut report);
    report.into_violations()
}

fn check_size(root: &Field<'_>, messages: &Value, report: &mut Report) {
    let (limit, actual) = (MAX_REQUEST_BYTES - ENVELOPE_BYTES, messages.to_string().len());
    if actual > limit {
        root.too_large(report, limit, actual);
    }
}

/// One to five checked messages as compact JSON: the only thing a delivery can be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messages {
    json: String,
    kinds: Vec<MessageKind>,
}

impl Messages {
    /// Takes an array of messages that keeps every limit.
    pub fn parse(messages: &Value) -> Result<Self, Vec<Violation>> {
        let violations = check_messages(messages);
        if !violations.is_empty() {
            return Err(violations);
        }
        let kinds = messages.as_array().into_iter().flatten().filter_map(MessageKind::of).collect();
        Ok(Self { json: messages.to_string(), kinds })
    }

    /// Like [`Messages::parse`], from JSON text; a key that stands twice in one object is refused as well. The author's
    /// order, numbers and escapes stay; only blanks between them go.
    pub fn from_json(text: &str) -> Result<Self, Vec<Violation>> {
        let messages = strict::parse(text).map_err(|error| vec![Violation::not_json("messages", &error)])?;
        Self::as_written(&messages, compact::without_blanks(text))
    }

    /// Like [`Messages::from_json`], each message a JSON text of its own, as a draft keeps them. What is no JSON is named
    /// by its message, and the others are checked all the same.
    pub fn from_texts<T: AsRef<str>>(texts: &[T]) -> Result<Self, Vec<Violation>> {
        let (mut violations, mut messages) = (Vec::new(), Vec::new());
        for (index, text) in texts.iter().enumerate() {
            match strict::parse(text.as_ref()) {
                Ok(message) => messages.push(message),
                Err(error) => {
                    violations.push(Violation::not_json_at(index, &error));
                    messages.push(Value::Null);
                }
            }
        }
        if violations.is_empty() {
            let written: Vec<_> = texts.iter().map(|text| compact::without_blanks(text.as_ref())).collect();
            return Self::as_written(&Value::Array(messages), format!("[{}]", written.join(",")));
        }
        let unreadable: Vec<String> = violations.iter().map(|found| found.path.clone()).collect();
        let others = check_messages(&Value::Array(messages)).into_iter();
        violations.extend(others.filter(|found| !unreadable.contains(&found.path)));
        violations.sort_by(|one, other| one.path.cmp(&other.path));
        Err(violations)
    }

    /// Checks what a text says, and keeps the text.
    fn as_written(messages: &Value, json: String) -> Result<Self, Vec<Violation>> {
        let Self { kinds, .. } = Self::parse(messages)?;
        let (limit, actual) = (MAX_REQUEST_BYTES - ENVELOPE_BYTES, json.len());
        if actual > limit {
            let mut report = Report::default();
            Field::root(messages).too_large(&mut report, limit, actual);
            return Err(report.into_violations());
        }
        Ok(Self { json, kinds })
    }

    /// The bytes LINE gets as `messages`, the same at every attempt.
    pub fn as_bytes(&self) -> &[u8] {
        self.json.as_bytes()
    }

    /// The same bytes as text.
    pub fn as_json(&self) -> &str {
        &self.json
    }

    /// What each message is, in order.
    pub fn kinds(&self) -> &[MessageKind] {
        &self.kinds
    }
}
