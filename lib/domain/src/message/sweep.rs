//! What holds for every value wherever it stands: nesting, and characters no reader can see.
use super::MAX_MESSAGE_DEPTH;
use super::field::Field;
use super::violation::{Report, ViolationCode as Code};
use serde_json::Value;

/// Whether the message is shallow enough to be looked into further.
pub(super) fn check(message: &Field<'_>, report: &mut Report) -> bool {
    let shallow = message.value().is_none_or(|value| is_shallow(value, 1));
    if shallow {
        characters(message, report);
    } else {
        let sentence = format!("の入れ子は{MAX_MESSAGE_DEPTH}段までです");
        message.add(report, Code::TooDeep, &sentence);
    }
    shallow
}

/// The recursion ends with the allowed depth, whatever comes in.
fn is_shallow(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(_) | Value::Object(_) if depth > MAX_MESSAGE_DEPTH => false,
        Value::Array(entries) => entries.iter().all(|entry| is_shallow(entry, depth + 1)),
        Value::Object(fields) => fields.values().all(|field| is_shallow(field, depth + 1)),
        _ => true,
    }
}

fn characters(field: &Field<'_>, report: &mut Report) {
    match field.value() {
        Some(Value::String(text)) => refuse(text, field, report),
        Some(Value::Array(entries)) => {
            (0..entries.len()).for_each(|index| characters(&field.index(index), report));
        }
        Some(Value::Object(fields)) => {
            for key in fields.keys() {
                refuse(key, field, report);
                characters(&field.get(key), report);
            }
        }
        _ => {}
    }
}

fn refuse(text: &str, field: &Field<'_>, report: &mut Report) {
    if let Some(found) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        let sentence = format!("に使えない制御文字(U+{:04X})が入っています", u32::from(found));
        field.add(report, Code::ControlCharacter, &sentence);
    }
}
