//! Checks message objects against LINE's limits and answers in its two dialects: problems of the request name
//! `messages[0].text`, problems inside a Flex container a JSON pointer below it.
//! Unknown properties are refused everywhere: a misspelt one would otherwise be lost without a word.

pub(crate) mod action;
pub(crate) mod check;
mod flex;
mod flex_parts;
mod imagemap;
mod media;
mod quick_reply;
mod template;
mod text;

use std::collections::HashMap;
use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::error::{Refusal, unparsable};
use check::{Check, Issue, Object, Path};

/// LINE takes one to five message objects per request.
const MOST_MESSAGES: usize = 5;
/// So many checked bodies are remembered: batches of one delivery carry the same messages.
const REMEMBERED: usize = 64;

/// Messages that passed the check, shared by all talks they are shown in.
pub(crate) type Messages = Arc<Vec<Value>>;

/// Remembers the bodies that were checked last.
#[derive(Default)]
pub(crate) struct Checked {
    known: HashMap<Box<str>, Messages>,
}

impl Checked {
    /// Parses and checks the `messages` of a request, or returns what the same text gave before.
    pub(crate) fn messages(&mut self, raw: &str) -> Result<Messages, Refusal> {
        if let Some(messages) = self.known.get(raw) {
            return Ok(Arc::clone(messages));
        }
        let messages = parse(serde_json::from_str(raw).map_err(|error| unparsable(&error))?)?;
        if self.known.len() == REMEMBERED {
            self.known.clear();
        }
        self.known.insert(raw.into(), Arc::clone(&messages));
        Ok(messages)
    }
}

/// Checks the value of `messages`.
pub(crate) fn parse(value: Value) -> Result<Messages, Refusal> {
    let messages = match value {
        Value::Array(messages) => messages,
        Value::Null => return Err(Refusal::detail("messages", "May not be empty")),
        _ => return Err(Refusal::property("messages")),
    };
    if messages.is_empty() || messages.len() > MOST_MESSAGES {
        let why = format!("Size must be between 1 and {MOST_MESSAGES}");
        return Err(Refusal::detail("messages", why));
    }
    let mut check = Check::default();
    for (place, message) in messages.iter().enumerate() {
        check_message(&mut check, message, &Path::request(format!("messages[{place}]")), place);
    }
    if check.issues.is_empty() { Ok(Arc::new(messages)) } else { Err(refusal(&check.issues)) }
}

/// Words the issues: those of the request first, those of one Flex container when nothing else is wrong.
pub(crate) fn refusal(issues: &[Issue]) -> Refusal {
    let (flex, request): (Vec<&Issue>, Vec<&Issue>) =
        issues.iter().partition(|issue| issue.flex_message.is_some());
    let (message, told) = match flex.first().and_then(|issue| issue.flex_message) {
        Some(place) if request.is_empty() => {
            let told = flex.into_iter().filter(|issue| issue.flex_message == Some(place)).collect();
            (format!("A message (messages[{place}]) in the request body is invalid"), told)
        }
        _ => (format!("The request body has {} error(s)", request.len()), request),
    };
    let details: Vec<Value> =
        told.iter().map(|issue| json!({ "message": issue.message, "property": issue.property })).collect();
    Refusal::new(StatusCode::BAD_REQUEST, json!({ "message": message, "details": details }))
}

fn check_message(check: &mut Check, message: &Value, path: &Path, place: usize) {
    let Some(message) = check.as_object(message, path) else { return };
    let Some(kind) = check.required(message, path, "type") else { return };
    match kind {
        "text" => text::text(check, message, path),
        "textV2" => text::text_v2(check, message, path),
        "sticker" => media::sticker(check, message, path),
        "image" => media::image(check, message, path),
        "video" => media::video(check, message, path),
        "audio" => media::audio(check, message, path),
        "location" => media::location(check, message, path),
        "coupon" => media::coupon(check, message, path),
        "imagemap" => imagemap::imagemap(check, message, path),
        "template" => template::template(check, message, path),
        "flex" => flex::flex(check, message, path, place),
        _ => check.fail(&path.key("type"), "Must be one of the message types"),
    }
    quick_reply::quick_reply(check, message, path);
    sender(check, message, path);
}

/// Refuses what is neither one of these properties nor common to all messages.
fn message_keys(check: &mut Check, message: &Object, path: &Path, keys: &[&str]) {
    for key in message.keys() {
        if !keys.contains(&key.as_str()) && !["type", "quickReply", "sender"].contains(&key.as_str()) {
            check.fail(&path.key(key), "invalid property");
        }
    }
}

fn sender(check: &mut Check, message: &Object, path: &Path) {
    let Some(sender) = check.optional_object(message, path, "sender") else { return };
    let path = path.key("sender");
    check.keys(sender, &path, &["name", "iconUrl"]);
    if let Some(name) = check.utf16(sender, &path, "name", 20, false)
        && name.to_ascii_uppercase().contains("LINE")
    {
        check.fail(&path.key("name"), "May not contain the word LINE");
    }
    check.https_url(sender, &path, "iconUrl", false);
}
