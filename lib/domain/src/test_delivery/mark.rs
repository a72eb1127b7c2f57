//! The marks of a test: a first bubble that says what it is, and the same word in front of every alternative text, so
//! that a notification says it too. Everything else stays as its author wrote it, byte for byte.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::message::{MAX_MESSAGES, Messages, Violation};

/// What a test begins with.
pub const MARK: &str = "【テスト配信】";
const MARK_SENTENCE: &str = "職員が内容を確かめるための配信です。市民の皆さまには届いていません。";
/// UTF-16 code units of the longest alternative text that LINE takes.
const ALT_TEXT_UNITS: usize = 1_500;

#[derive(Deserialize)]
struct WithAltText<'a> {
    #[serde(borrow, rename = "altText")]
    alt_text: Option<&'a RawValue>,
}

/// The requests of a test, each one to five messages. Five bubbles leave no room for a sixth: then the mark goes ahead in
/// a request of its own, and nothing follows where it was not accepted.
pub(super) fn marked(messages: &Messages) -> Result<Vec<String>, Vec<Violation>> {
    let mark = serde_json::json!({ "type": "text", "text": format!("{MARK}\n{MARK_SENTENCE}") }).to_string();
    let bubbles: Vec<&RawValue> = serde_json::from_str(messages.as_json()).unwrap_or_default();
    let bubbles: Vec<String> = bubbles.into_iter().map(|bubble| with_marked_alt_text(bubble.get())).collect();
    let requests = if bubbles.len() < MAX_MESSAGES {
        vec![std::iter::once(mark).chain(bubbles).collect()]
    } else {
        vec![vec![mark], bubbles]
    };
    let checked = |request: Vec<String>| Messages::from_texts(&request).map(|fits| fits.as_json().to_owned());
    requests.into_iter().map(checked).collect()
}

fn with_marked_alt_text(bubble: &str) -> String {
    let found = serde_json::from_str::<WithAltText<'_>>(bubble).ok().and_then(|found| found.alt_text);
    let Some(raw) = found.map(RawValue::get) else { return bubble.to_owned() };
    let Ok(text) = serde_json::from_str::<String>(raw) else { return bubble.to_owned() };
    let start = raw.as_ptr() as usize - bubble.as_ptr() as usize;
    let marked = serde_json::Value::from(marked_text(&text)).to_string();
    format!("{}{marked}{}", &bubble[..start], &bubble[start + raw.len()..])
}

/// The mark and as much of the text as fits.
fn marked_text(text: &str) -> String {
    let (mut marked, mut left) = (MARK.to_owned(), ALT_TEXT_UNITS - MARK.encode_utf16().count());
    for character in text.chars() {
        let Some(rest) = left.checked_sub(character.len_utf16()) else { break };
        left = rest;
        marked.push(character);
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(requests: &[String]) -> Vec<Vec<Value>> {
        requests.iter().map(|request| serde_json::from_str(request).unwrap()).collect()
    }

    fn of(messages: &Value) -> Vec<String> {
        marked(&Messages::parse(messages).unwrap()).unwrap()
    }

    fn text(text: &str) -> Value {
        json!({ "type": "text", "text": text })
    }

    #[test]
    fn a_test_begins_with_its_bubble_and_the_rest_follows_in_order() {
        let requests = read(&of(&json!([text("一"), text("二")])));
        assert_eq!(requests.len(), 1);
        assert!(requests[0][0]["text"].as_str().unwrap().starts_with(MARK));
        assert_eq!(requests[0][1..], [text("一"), text("二")]);
    }

    #[test]
    fn five_bubbles_follow_in_a_request_of_their_own() {
        let five: Vec<Value> = (0..5).map(|number| text(&number.to_string())).collect();
        let requests = read(&of(&Value::from(five.clone())));
        assert_eq!((requests.len(), requests[0].len()), (2, 1));
        assert_eq!(requests[1], five);
        let four = read(&of(&Value::from(five[..4].to_vec())));
        assert_eq!((four.len(), four[0].len()), (1, 5));
    }

    #[test]
    fn every_alternative_text_is_marked_and_nothing_else_moves() {
        let written = r#"[{"type":"flex","contents":{"type":"bubble","size":"mega","body":{"layout":"vertical","type":"box","contents":[{"text":"altText","type":"text","flex":1}]}},"altText":"お知らせ \"大切\""}]"#;
        let requests = marked(&Messages::from_json(written).unwrap()).unwrap();
        let after = written.replace(r#""altText":"お"#, &format!(r#""altText":"{MARK}お"#));
        assert!(requests[0].ends_with(&after[1..]), "{}", requests[0]);
    }

    #[test]
    fn a_bubble_with_two_alternative_texts_is_no_message_and_never_comes_here() {
        let twice = r#"[{"type":"flex","altText":"一","contents":{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"text","text":"あ"}]}},"altText":"二"}]"#;
        assert!(Messages::from_json(twice).is_err());
        let escaped = twice.replacen("altText", r"alt\u0054ext", 1);
        assert!(Messages::from_json(&escaped).is_err(), "however the name is written");
        assert!(Messages::from_texts(&[&twice[1..twice.len() - 1]]).is_err());
    }

    #[test]
    fn a_long_alternative_text_makes_room_for_the_mark() {
        let confirm = |alt: &str| {
            json!([{ "type": "template", "altText": alt, "template": { "type": "confirm", "text": "参加しますか",
                "actions": [{ "type": "message", "label": "はい", "text": "はい" }, { "type": "message", "label": "いいえ", "text": "いいえ" }] } }])
        };
        let longest = "𠮷".repeat(750);
        let alt = read(&of(&confirm(&longest)))[0][1]["altText"].as_str().unwrap().to_owned();
        assert!(alt.starts_with(MARK) && alt.encode_utf16().count() <= 1_500);
        let short = read(&of(&confirm("夏祭り")))[0][1]["altText"].clone();
        assert_eq!(short, format!("{MARK}夏祭り"));
    }
}
