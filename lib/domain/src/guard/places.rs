//! Where in the messages words and addresses stand: every message type, nested Flex, labels, quick replies.
use serde_json::Value;

/// Deeper than any message that passes the limits.
pub(super) const MAX_DEPTH: usize = 64;
/// Longer than any text of a message that passes the limits: a carousel has 50 KB. What is behind it is not looked at.
const MAX_CHARS: usize = 50_000;

/// What a text is to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Read as it stands.
    Words,
    /// Read as it stands, with `{name}` for LINE's emoji.
    WordsWithBraces,
    /// Shown in notifications and where the message itself cannot be.
    AltText,
    /// What one taps to open a link.
    LinkLabel,
    /// What a tap opens.
    Address,
}

/// A text and where it stands.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) role: Role,
    pub(super) text: String,
}

/// All places, message by message.
pub(super) fn of(messages: &[Value]) -> Vec<Place> {
    let mut places = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        walk(message, &format!("/messages/{index}"), 0, &mut places);
    }
    places
}

fn walk(value: &Value, path: &str, depth: usize, places: &mut Vec<Place>) {
    match value {
        _ if depth > MAX_DEPTH => {}
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                walk(entry, &format!("{path}/{index}"), depth + 1, places);
            }
        }
        Value::Object(fields) => {
            let spans = joined_spans(value);
            for (key, field) in fields {
                let path = format!("{path}/{}", escaped(key));
                match (field, &spans) {
                    (Value::String(text), _) => {
                        places.extend(role(key, value).map(|role| Place { path, role, text: shown(text) }));
                    }
                    (Value::Array(_), Some(joined)) if key == "contents" => {
                        places.push(Place { path, role: Role::Words, text: shown(joined) });
                    }
                    _ => walk(field, &path, depth + 1, places),
                }
            }
        }
        _ => {}
    }
}

fn shown(text: &str) -> String {
    let end = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(end, _)| end);
    text[..end].to_owned()
}

/// What a text means by its key; `None` for what nobody reads, such as a postback's data.
fn role(key: &str, owner: &Value) -> Option<Role> {
    let kind = owner["type"].as_str().unwrap_or_default();
    Some(match key {
        "altText" => Role::AltText,
        "label" if owner.get("uri").or(owner.get("linkUri")).is_some() => Role::LinkLabel,
        "text" if kind == "textV2" => Role::WordsWithBraces,
        "text" | "title" | "address" | "label" | "displayText" | "fillInText" | "clipboardText" | "name" => {
            Role::Words
        }
        "uri" | "linkUri" | "desktop" => Role::Address,
        _ => return None,
    })
}

/// A Flex text in several spans is read as one.
fn joined_spans(component: &Value) -> Option<String> {
    let spans = component.get("contents")?.as_array().filter(|_| component["type"] == "text")?;
    Some(spans.iter().filter_map(|span| span["text"].as_str()).collect())
}

/// As RFC 6901 wants it.
pub(super) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
