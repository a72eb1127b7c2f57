//! Every place where words or links can stand is looked into, and named by its JSON pointer.
use crate::{ORDINARY, found, of_text, warnings};
use domain::guard::{WarningCode as Code, check, check_messages};
use domain::message::Messages;
use serde_json::{Value, json};

fn paths(message: Value) -> Vec<(Code, String)> {
    warnings(&[message], &ORDINARY).into_iter().map(|warning| (warning.code, warning.path)).collect()
}

fn uri(label: &str, uri: &str) -> Value {
    json!({"type": "uri", "label": label, "uri": uri})
}

#[test]
fn words_are_found_in_every_kind_of_message() {
    let slip = "○時から";
    let action = |key: &str| json!({"type": "postback", "label": "選ぶ", "data": "○時", key: slip});
    for (message, path) in [
        (json!({"type": "textV2", "text": slip}), "/messages/0/text"),
        (json!({"type": "location", "title": slip, "address": "宮本町1"}), "/messages/0/title"),
        (json!({"type": "location", "title": "市役所", "address": slip}), "/messages/0/address"),
        (json!({"type": "imagemap", "altText": slip}), "/messages/0/altText"),
        (
            json!({"type": "imagemap", "altText": "冬の行事の案内", "actions": [{"type": "message", "text": slip}]}),
            "/messages/0/actions/0/text",
        ),
        (
            json!({"type": "template", "altText": "冬の行事の案内", "template": {"type": "buttons", "title": slip}}),
            "/messages/0/template/title",
        ),
        (
            json!({"type": "template", "altText": "冬の行事の案内",
                "template": {"type": "carousel", "columns": [{"text": "1"}, {"text": slip}]}}),
            "/messages/0/template/columns/1/text",
        ),
        (
            json!({"type": "template", "altText": "冬の行事の案内",
                "template": {"type": "confirm", "text": "1", "actions": [action("displayText")]}}),
            "/messages/0/template/actions/0/displayText",
        ),
        (
            json!({"type": "flex", "altText": "冬の行事の案内", "contents": {"type": "bubble", "body": {"type": "box",
                "contents": [{"type": "box", "contents": [{"type": "text", "text": slip}]}]}}}),
            "/messages/0/contents/body/contents/0/contents/0/text",
        ),
        (
            json!({"type": "flex", "altText": "冬の行事の案内", "contents": {"type": "bubble", "body": {"type": "box",
                "contents": [{"type": "text", "contents": [{"type": "span", "text": "○"}, {"type": "span", "text": "時"}]}]}}}),
            "/messages/0/contents/body/contents/0/contents",
        ),
        (
            json!({"type": "text", "text": "1", "quickReply": {"items": [{"action": action("fillInText")}]}}),
            "/messages/0/quickReply/items/0/action/fillInText",
        ),
        (json!({"type": "text", "text": "1", "sender": {"name": slip}}), "/messages/0/sender/name"),
        (
            json!({"type": "text", "text": "1", "quickReply": {"items": [{"action":
                {"type": "clipboard", "label": "写す", "clipboardText": slip}}]}}),
            "/messages/0/quickReply/items/0/action/clipboardText",
        ),
    ] {
        assert_eq!(paths(message), [(Code::Placeholder, path.to_owned())], "{path}");
    }
}

#[test]
fn links_behind_buttons_and_areas_are_judged_and_so_are_their_words() {
    let buttons = json!({"type": "template", "altText": "冬の行事の案内", "template": {"type": "buttons", "text": "1",
        "actions": [uri("詳しくはこちら", "https://city.jp/"), uri("申し込む", "http://city.jp/")]}});
    assert_eq!(
        paths(buttons),
        [
            (Code::BareLink, "/messages/0/template/actions/0/label".to_owned()),
            (Code::HttpLink, "/messages/0/template/actions/1/uri".to_owned()),
        ]
    );
    let area = json!({"type": "imagemap", "altText": "冬の行事の案内", "actions": [{"type": "uri", "linkUri": "http://city.jp/"}]});
    assert_eq!(paths(area), [(Code::HttpLink, "/messages/0/actions/0/linkUri".to_owned())]);
    for good in ["申し込みはこちら", "こちらの地図を見る", "ここから応募要項を開く", "リンク集"]
    {
        let quick = json!({"type": "text", "text": "1", "quickReply": {"items": [{"action": uri(good, "tel:0442002111")}]}});
        assert_eq!(paths(quick), [], "{good}");
    }
}

#[test]
fn a_postbacks_data_and_a_placeholder_of_text_v2_are_read_by_nobody() {
    let message = json!({"type": "textV2", "text": "{sun} 晴れ", "substitution": {"sun": {"type": "emoji"}},
        "quickReply": {"items": [{"action": {"type": "postback", "label": "はい", "data": "kairan:clicked:{delivery}"}}]}});
    assert_eq!(paths(message), []);
    assert_eq!(found(&of_text("{sun} 晴れ", &ORDINARY)), [(Code::Placeholder, "{sun}")]);
}

#[test]
fn alt_texts_that_say_nothing_are_named() {
    for poor in ["　", "", "画像", "お知らせ", "Flex Message", "IMG_2041.PNG", "https://city.jp/a"] {
        let flex = json!({"type": "flex", "altText": poor, "contents": {}});
        assert_eq!(paths(flex), [(Code::PoorAltText, "/messages/0/altText".to_owned())], "{poor}");
    }
    assert_eq!(
        paths(json!({"type": "flex", "contents": {}})),
        [(Code::PoorAltText, "/messages/0/altText".to_owned())]
    );
    assert_eq!(paths(json!({"type": "flex", "altText": "冬の交通安全のお知らせ", "contents": {}})), []);
}

#[test]
fn pictures_alone_and_repeated_bubbles_are_named() {
    let image = json!({"type": "image", "originalContentUrl": "https://media.city.example.jp/a",
        "previewImageUrl": "https://media.city.example.jp/b"});
    let text = json!({"type": "text", "text": "ごみの日が変わります。"});
    let codes = |messages: &[Value]| {
        warnings(messages, &ORDINARY)
            .into_iter()
            .map(|warning| (warning.code, warning.path))
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(std::slice::from_ref(&image)), [(Code::PictureOnly, "/messages".to_owned())]);
    assert_eq!(codes(&[image, text.clone()]), []);
    assert_eq!(codes(&[text.clone(), text]), [(Code::RepeatedMessage, "/messages/1".to_owned())]);
}

#[test]
fn quick_replies_of_a_bubble_that_is_not_the_last_are_named() {
    let action = json!({"type": "message", "label": "参加する", "text": "参加します"});
    let replies = json!({"items": [{"type": "action", "action": action}]});
    let asked = json!({"type": "text", "text": "参加しますか。", "quickReply": replies});
    let empty = json!({"type": "text", "text": "お知らせです。", "quickReply": {"items": []}});
    let last = json!({"type": "text", "text": "では会場で。"});
    let codes = |messages: &[Value]| {
        let found = warnings(messages, &ORDINARY);
        found.into_iter().map(|warning| (warning.code, warning.path)).collect::<Vec<_>>()
    };
    assert_eq!(codes(&[last.clone(), asked.clone()]), []);
    assert_eq!(codes(&[empty, last.clone()]), []);
    assert_eq!(codes(&[asked, last]), [(Code::QuickReplyUnseen, "/messages/0/quickReply".to_owned())]);
}

#[test]
fn what_is_no_json_is_left_to_the_check_of_limits() {
    assert_eq!(check(&["", "{", "[]", "null", "\"○時\"", "{\"type\":\"text\",\"text\":5}"], &ORDINARY), []);
}

#[test]
fn checked_messages_and_their_texts_give_the_same_findings() {
    let message = json!({"type": "text", "text": "○時に開きます。http://city.jp/ もどうぞ。"});
    let messages = Messages::parse(&json!([message])).unwrap();
    assert_eq!(check_messages(&messages, &ORDINARY), warnings(&[message], &ORDINARY));
    assert_eq!(check_messages(&messages, &ORDINARY).len(), 2);
}

#[test]
fn files_of_others_are_told_of_once_a_host_and_the_citys_own_never() {
    let own = "https://media.city.example.jp/m/1/original.jpg";
    let bubble = |url: &str| {
        json!({"type": "flex", "altText": "冬の行事の案内", "contents": {"type": "bubble",
            "hero": {"type": "image", "url": url}, "body": {"type": "box", "contents": [{"type": "text", "text": "冬の行事"}]}}})
    };
    let foreign = |message: Value| -> Vec<(String, String)> {
        let found = warnings(&[message], &ORDINARY).into_iter();
        let found = found.filter(|warning| warning.code == Code::ForeignMedia);
        found.map(|warning| (warning.path, warning.quote)).collect()
    };
    let image = |url: &str| json!({"type": "image", "originalContentUrl": url, "previewImageUrl": url});
    let film = |url: &str| json!({"type": "video", "originalContentUrl": url, "previewImageUrl": own});
    let map = |url: &str| json!({"type": "imagemap", "altText": "冬の行事の案内", "baseUrl": url});
    let sender =
        |url: &str| json!({"type": "text", "text": "冬の行事", "sender": {"name": "防災課", "iconUrl": url}});
    for message in [image(own), film(own), map(own), bubble(own), sender(own)] {
        assert_eq!(foreign(message), []);
    }
    let elsewhere = "https://pictures.example.org/one.jpg";
    for (message, path) in [
        (image(elsewhere), "/messages/0/originalContentUrl"),
        (film(elsewhere), "/messages/0/originalContentUrl"),
        (map(elsewhere), "/messages/0/baseUrl"),
        (bubble(elsewhere), "/messages/0/contents/hero/url"),
        (sender(elsewhere), "/messages/0/sender/iconUrl"),
        (image("https://media.city.example.jp.evil.example/m/1.jpg"), "/messages/0/originalContentUrl"),
    ] {
        let found = foreign(message);
        assert_eq!(found.len(), 1, "{path}: {found:?}");
        assert_eq!(found[0].0, path);
    }
    let key = |url: &str| warnings(&[image(url)], &ORDINARY).remove(0).key;
    assert_ne!(
        key(elsewhere),
        key("https://pictures.example.org/two.jpg"),
        "acknowledged for that file only"
    );
}
