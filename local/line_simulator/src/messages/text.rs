//! Text messages, with LINE emojis (`text`) or substitutions (`textV2`).

use std::collections::HashSet;

use super::check::{Check, Object, Path};
use super::message_keys;

const TEXT_MAX: usize = 5000;
const EMOJIS_MAX: usize = 20;
const SUBSTITUTIONS_MAX: usize = 100;

pub(super) fn text(check: &mut Check, message: &Object, path: &Path) {
    message_keys(check, message, path, &["text", "emojis", "quoteToken"]);
    let text: Vec<u16> = check
        .utf16(message, path, "text", TEXT_MAX, true)
        .map(|text| text.encode_utf16().collect())
        .unwrap_or_default();
    check.string(message, path, "quoteToken");
    for (place, emoji) in check.list(message, path, "emojis", 0..=EMOJIS_MAX).iter().enumerate() {
        let path = path.at("emojis", place);
        let Some(emoji) = check.as_object(emoji, &path) else { continue };
        check.keys(emoji, &path, &["index", "productId", "emojiId"]);
        check.required(emoji, &path, "productId");
        check.required(emoji, &path, "emojiId");
        let index = emoji.get("index").and_then(serde_json::Value::as_u64);
        if index.and_then(|index| text.get(index as usize)) != Some(&u16::from(b'$')) {
            check.fail(&path.key("index"), "The specified index must point at a $ in the text");
        }
    }
}

pub(super) fn text_v2(check: &mut Check, message: &Object, path: &Path) {
    message_keys(check, message, path, &["text", "substitution", "quoteToken"]);
    let text = check.utf16(message, path, "text", TEXT_MAX, true);
    check.string(message, path, "quoteToken");
    let empty = Object::new();
    let substitution = check.optional_object(message, path, "substitution").unwrap_or(&empty);
    if substitution.len() > SUBSTITUTIONS_MAX {
        check.fail(&path.key("substitution"), format!("Size must be between 0 and {SUBSTITUTIONS_MAX}"));
    }
    match text.map(placeholders) {
        Some(Ok(names)) => {
            for name in names.into_iter().filter(|name| !substitution.contains_key(*name)) {
                check.fail(&path.key("text"), format!("No substitution is given for {{{name}}}"));
            }
        }
        Some(Err(why)) => check.fail(&path.key("text"), why),
        None => (),
    }
    substitutions(check, substitution, &path.key("substitution"));
}

fn substitutions(check: &mut Check, substitution: &Object, path: &Path) {
    let mut emojis = 0;
    for (name, value) in substitution {
        let path = path.key(name);
        if !is_name(name) {
            check.fail(&path, "A key must match [0-9a-zA-Z_]{1,20}");
        }
        let Some(value) = check.as_object(value, &path) else { continue };
        match check.required(value, &path, "type") {
            Some("emoji") => {
                emojis += 1;
                check.keys(value, &path, &["type", "productId", "emojiId"]);
                check.required(value, &path, "productId");
                check.required(value, &path, "emojiId");
            }
            Some("mention") => check.fail(&path, "A mention is only possible in a group chat"),
            Some(_) => check.fail(&path.key("type"), "Must be one of the following values: [emoji, mention]"),
            None => (),
        }
    }
    if emojis > EMOJIS_MAX {
        check.fail(path, format!("At most {EMOJIS_MAX} emojis are possible"));
    }
}

fn is_name(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The names between braces; doubled braces stand for themselves.
fn placeholders(text: &str) -> Result<HashSet<&str>, &'static str> {
    let (mut names, mut rest) = (HashSet::new(), text);
    while let Some(brace) = rest.find(['{', '}']) {
        let from_brace = &rest[brace..];
        if from_brace.starts_with("{{") || from_brace.starts_with("}}") {
            rest = &from_brace[2..];
            continue;
        }
        let inner = from_brace.strip_prefix('{').ok_or("A single } has to be written }}")?;
        let end = inner.find('}').ok_or("A { is not closed")?;
        if !is_name(&inner[..end]) {
            return Err("A placeholder must match {[0-9a-zA-Z_]{1,20}}");
        }
        names.insert(&inner[..end]);
        rest = &inner[end + 1..];
    }
    Ok(names)
}
