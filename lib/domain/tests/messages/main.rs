//! Messages against LINE's limits.
#![allow(clippy::unwrap_used, reason = "a helper that unwraps fails the test that called it")]

mod composer;
mod limits;
mod refusals;
mod samples;
mod slips;

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
    for blanks in [" ", "\u{3000}\n", "\t\u{200b}"] {
        let blank = json!({"type": "text", "text": blanks});
        assert_eq!(say(json!([blank])), "1件目のテキストが空白や改行だけです");
    }
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

#[test]
fn keys_that_flex_does_not_have_are_refused_by_name_wherever_they_stand() {
    for (pointer, path) in [
        ("/contents", "contents"),
        ("/contents/hero", "contents.hero"),
        ("/contents/body", "contents.body"),
        ("/contents/body/contents/0", "contents.body.contents[0]"),
        ("/contents/body/contents/1/contents/0", "contents.body.contents[1].contents[0]"),
        ("/contents/body/contents/2", "contents.body.contents[2]"),
        ("/contents/body/contents/3/contents/0", "contents.body.contents[3].contents[0]"),
        ("/contents/body/contents/3/contents/2", "contents.body.contents[3].contents[2]"),
        ("/contents/footer/contents/0", "contents.footer.contents[0]"),
        ("/contents/styles", "contents.styles"),
        ("/contents/styles/footer", "contents.styles.footer"),
    ] {
        let mut flex = samples::flex();
        flex.pointer_mut(pointer).unwrap()["colour"] = json!("#FFFFFF");
        let found: Vec<_> = violations(&flex).into_iter().map(|v| (v.code, v.path)).collect();
        assert_eq!(found, [(ViolationCode::UnknownKey, format!("messages[0].{path}.colour"))]);
    }
    let mut carousel = samples::flex_carousel();
    carousel["contents"]["size"] = json!("mega");
    let found = violations(&carousel).remove(0);
    assert_eq!((found.code, found.path.as_str()), (ViolationCode::UnknownKey, "messages[0].contents.size"));
    assert_eq!(
        found.message_ja,
        "1件目のFlexの内容のサイズは、ここでは使えない項目です。つづりを確かめるか、消してください"
    );
}

#[test]
fn keys_that_no_other_message_has_are_refused_by_name_wherever_they_stand() {
    for message in samples::all() {
        let mut places = Vec::new();
        objects(&message, String::new(), &mut places);
        for place in places.iter().filter(|place| !place.ends_with("/substitution")) {
            let mut changed = message.clone();
            changed.pointer_mut(place).unwrap()["bogus"] = json!(1);
            let found = violations(&changed);
            assert!(found.iter().any(|v| v.code == ViolationCode::UnknownKey), "{place}: {changed}");
        }
    }
}

/// Where objects stand.
fn objects(value: &Value, pointer: String, places: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, inner)| objects(inner, format!("{pointer}/{key}"), places));
            places.push(pointer);
        }
        Value::Array(list) => {
            let entries = list.iter().enumerate();
            entries.for_each(|(at, inner)| objects(inner, format!("{pointer}/{at}"), places));
        }
        _ => {}
    }
}

#[test]
fn what_the_author_wrote_reaches_line_as_it_is() {
    let written = r#"[ {"type": "location",
 "title": "a  b\u3042", "longitude": 1e2, "latitude": 1.0, "address": "x"} ]"#;
    let messages = Messages::from_json(written).unwrap();
    let compact =
        r#"[{"type":"location","title":"a  b\u3042","longitude":1e2,"latitude":1.0,"address":"x"}]"#;
    assert_eq!(messages.as_json(), compact);
    let texts = [written[1..written.len() - 1].to_owned(), samples::image().to_string()];
    let from_texts = Messages::from_texts(&texts).unwrap();
    assert_eq!(from_texts.kinds(), [MessageKind::Location, MessageKind::Image]);
    assert_eq!(Messages::from_json(from_texts.as_json()), Ok(from_texts.clone()));
    assert!(from_texts.as_json().starts_with(&messages.as_json()[..messages.as_json().len() - 1]));
}

#[test]
fn a_draft_learns_which_bubble_is_no_json_and_what_is_wrong_with_the_others() {
    let texts = [samples::text().to_string(), "{\"type\":".to_owned(), "{\"type\": \"text\"}".to_owned()];
    let found = Messages::from_texts(&texts).unwrap_err();
    let found: Vec<_> = found.iter().map(|v| (v.path.as_str(), v.code)).collect();
    assert_eq!(
        found,
        [("messages[1]", ViolationCode::NotJson), ("messages[2].text", ViolationCode::Missing)]
    );
    let say = Messages::from_texts(&["x"]).unwrap_err().remove(0).message_ja;
    assert_eq!(say, "1件目の1行目1文字目: JSONとして読めません");
    assert_eq!(Messages::from_texts::<String>(&[]).unwrap_err()[0].code, ViolationCode::TooFew);
}

#[test]
fn numbers_out_of_range_tell_the_limit_and_what_was_found() {
    let mut imagemap = samples::imagemap();
    imagemap["baseSize"]["width"] = json!(1_039);
    imagemap["actions"][0]["area"]["x"] = json!(65_536);
    let found: Vec<_> =
        violations(&imagemap).into_iter().map(|v| (v.code, v.limit, v.actual, v.message_ja)).collect();
    let wide = "1件目の基準サイズの幅は1040にしてください(いま1039)";
    let far = "1件目の1番目のアクションの領域の左端の位置は0から65535までです(いま65536)";
    assert_eq!(
        found,
        [
            (ViolationCode::OutOfRange, Some(1_040), Some(1_039), wide.to_owned()),
            (ViolationCode::OutOfRange, Some(65_535), Some(65_536), far.to_owned()),
        ]
    );
}

#[test]
fn no_place_is_told_twice_and_none_in_english() {
    let mut carousel = samples::flex_carousel();
    carousel["contents"]["contents"][1]["size"] = json!("kilo");
    carousel["contents"]["contents"][0]["body"]["layout"] = json!("grid");
    let say: Vec<_> = violations(&carousel).into_iter().map(|v| v.message_ja).collect();
    assert_eq!(
        say,
        [
            "1件目のFlexの内容の1枚目のバブルのボディのレイアウトはhorizontal、vertical、baselineのどれかにしてください",
            "1件目のFlexの内容のバブルのサイズは全部同じにしてください",
        ]
    );
}
