//! Messages against LINE's limits.
#![allow(clippy::unwrap_used, reason = "a helper that unwraps fails the test that called it")]

mod limits;
mod refusals;
mod samples;

use domain::message::{MessageKind, Messages, Violation, ViolationCode, check_messages};
use serde_json::{Value, json};

fn violations(message: &Value) -> Vec<Violation> {
    check_messages(&json!([message]))
}

#[test]
fn every_kind_of_valid_message_passes_and_is_not_altered() {
    for message in samples::all() {
        assert_eq!(violations(&message), [], "{message}");
        let messages = Messages::parse(&json!([message])).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(messages.as_bytes()).unwrap(), json!([message]));
        assert_eq!(Messages::from_json(messages.as_json()), Ok(messages));
    }
}

#[test]
fn messages_know_their_kinds() {
    let messages = Messages::parse(&json!([samples::flex(), samples::text()])).unwrap();
    assert_eq!(messages.kinds(), [MessageKind::Flex, MessageKind::Text]);
}

#[test]
fn staff_read_which_message_which_field_and_which_limit() {
    let say = |messages: Value| check_messages(&messages).remove(0).message_ja;
    let long = json!({"type": "text", "text": "あ".repeat(5_001)});
    assert_eq!(say(json!([long])), "1件目のテキストは5,000文字までです(いま5,001文字)");
    let emoji = json!({"type": "text", "text": "😀".repeat(2_501)});
    assert_eq!(
        say(json!([samples::text(), emoji])),
        "2件目のテキストは5,000文字までです(いま5,002文字。絵文字などは2文字以上に数えます)"
    );
    let mut carousel = samples::carousel();
    carousel["template"]["columns"][1]["actions"][0]["label"] = json!("あ".repeat(21));
    assert_eq!(
        say(json!([carousel])),
        "1件目の2枚目のカラムの1番目のアクションのラベルは20文字までです(いま21文字)"
    );
    let mut flex = samples::flex();
    flex["contents"]["footer"]["contents"][0]["action"]["uri"] = json!("https://例.jp");
    assert_eq!(
        say(json!([flex])),
        "1件目のFlexの内容のフッターの1番目の要素のアクションのリンク先に日本語や空白がそのまま入っています。%エンコードしてください"
    );
    assert_eq!(say(json!({"type": "text"})), "メッセージは配列にしてください");
    assert_eq!(say(json!(["text"])), "1件目はオブジェクトにしてください");
}

#[test]
fn json_with_a_second_meaning_is_refused() {
    let code = |text: &str| Messages::from_json(text).unwrap_err().remove(0);
    let twice = code(r#"[{"type":"text","text":"安全です","text":"危険です"}]"#);
    assert_eq!(twice.code, ViolationCode::NotJson);
    assert!(twice.message_ja.contains("同じキーが2回"), "{}", twice.message_ja);
    for broken in ["", "[", "[{}] x", r#"[{"type":"text","text":"\ud800"}]"#, &"[".repeat(10_000)] {
        assert_eq!(code(broken).code, ViolationCode::NotJson);
    }
}

#[test]
fn findings_are_written_for_programs_too() {
    let found = violations(&json!({"type": "text", "text": "a".repeat(5_001)}));
    assert_eq!(
        serde_json::to_value(&found).unwrap(),
        json!([{"path": "messages[0].text", "code": "too_long", "limit": 5000, "actual": 5001,
            "message_ja": "1件目のテキストは5,000文字までです(いま5,001文字)"}])
    );
    let flood = json!({"type": "flex", "altText": "a", "contents": {"type": "bubble", "body":
        {"type": "box", "layout": "vertical", "contents": vec![json!({"type": "text"}); 500]}}});
    assert_eq!(violations(&flood).len(), 100);
}
