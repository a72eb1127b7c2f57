//! Letters that hardly stand out: the ground behind a text, how large it is, and where nothing can be known.
use crate::{ORDINARY, warnings};
use domain::guard::WarningCode as Code;
use serde_json::{Value, json};

fn text(color: &str) -> Value {
    json!({"type": "text", "text": "受付時間", "color": color})
}

fn vertical(contents: &[Value]) -> Value {
    json!({"type": "box", "layout": "vertical", "contents": contents})
}

fn with(mut value: Value, key: &str, set: impl Into<Value>) -> Value {
    value[key] = set.into();
    value
}

/// Where faint letters are found in a bubble of this body.
fn faint(body: Value) -> Vec<String> {
    faint_in(json!({"type": "bubble", "body": body}))
}

fn faint_in(contents: Value) -> Vec<String> {
    let flex = json!({"type": "flex", "altText": "図書館の案内", "contents": contents});
    let low = |code| code == Code::LowContrast;
    warnings(&[flex], &ORDINARY)
        .into_iter()
        .filter(|warning| low(warning.code))
        .map(|warning| warning.path)
        .collect()
}

const FIRST: &str = "/messages/0/contents/body/contents/0/text";

#[test]
fn letters_need_four_and_a_half_to_one() {
    for (color, is_faint) in [
        ("#777777", true), // 4.48
        ("#767676", false),
        ("#aaaaaa", true),
        ("#AAAAAAFF", true),
        ("#00000050", true), // black that lets the white through
        ("#000000", false),
        ("#06c755", true), // LINE's green
    ] {
        let found = faint(vertical(&[text(color)]));
        assert_eq!(found, if is_faint { vec![FIRST] } else { vec![] }, "{color}");
    }
}

#[test]
fn large_letters_need_three_to_one() {
    for (size, weight, is_large) in [
        ("md", "bold", false),
        ("lg", "regular", false),
        ("lg", "bold", true),
        ("xl", "regular", true),
        ("5xl", "regular", true),
        ("21px", "regular", false),
        ("22px", "regular", true),
        ("19px", "bold", true),
    ] {
        // 3.5 on white.
        let letters = with(with(text("#888888"), "size", size), "weight", weight);
        assert_eq!(faint(vertical(&[letters])).is_empty(), is_large, "{size} {weight}");
        // 2.3 is too little for any.
        let letters = with(with(text("#aaaaaa"), "size", size), "weight", weight);
        assert_eq!(faint(vertical(&[letters])), [FIRST], "{size} {weight}");
    }
}

#[test]
fn the_nearest_set_colour_is_what_lies_behind() {
    let dark = with(vertical(&[text("#ffffff")]), "backgroundColor", "#0017c1");
    assert_eq!(faint(vertical(&[dark])), Vec::<String>::new());
    let light_in_dark = with(
        vertical(&[with(vertical(&[text("#ffffff")]), "backgroundColor", "#ffffff")]),
        "backgroundColor",
        "#0017c1",
    );
    assert_eq!(faint(light_in_dark), ["/messages/0/contents/body/contents/0/contents/0/text"]);
    // Letters without a colour are nearly black.
    let plain = json!({"type": "text", "text": "受付時間"});
    assert_eq!(faint(with(vertical(&[plain]), "backgroundColor", "#0017c1")), [FIRST]);
}

#[test]
fn a_blocks_style_lies_behind_its_box() {
    let bubble = json!({"type": "bubble", "styles": {"footer": {"backgroundColor": "#333333"}},
        "body": vertical(&[text("#ffffff")]), "footer": vertical(&[text("#ffffff")])});
    let carousel = json!({"type": "carousel", "contents": [{"type": "bubble"}, bubble]});
    assert_eq!(faint_in(carousel), ["/messages/0/contents/contents/1/body/contents/0/text"]);
}

#[test]
fn a_span_has_its_own_colour_or_its_texts() {
    let spans =
        json!([{"type": "span", "text": "休館日"}, {"type": "span", "text": "月曜", "color": "#dddddd"}]);
    let mixed = json!({"type": "text", "color": "#000000", "contents": spans});
    assert_eq!(faint(vertical(&[mixed])), ["/messages/0/contents/body/contents/0/contents/1/text"]);
}

#[test]
fn a_button_whose_colour_somebody_chose_is_judged_by_its_label() {
    let button = |style: &str, color: Value| {
        json!({"type": "button", "style": style, "color": color,
            "action": {"type": "uri", "label": "申し込む", "uri": "https://city.jp/"}})
    };
    for (style, color, is_faint) in [
        ("primary", json!("#06c755"), true),
        ("primary", json!("#0017c1"), false),
        ("primary", Value::Null, false), // LINE's own
        ("secondary", json!("#0017c1"), true),
        ("secondary", json!("#eeeeee"), false),
        ("link", json!("#cccccc"), true),
    ] {
        let found = faint(vertical(&[button(style, color.clone())]));
        let label = "/messages/0/contents/body/contents/0/action/label";
        assert_eq!(found, if is_faint { vec![label] } else { vec![] }, "{style} {color}");
    }
}

#[test]
fn where_a_picture_a_gradient_or_something_moved_may_lie_behind_nothing_is_said() {
    let white = text("#ffffff");
    let picture = json!({"type": "image", "url": "https://city.jp/a.png", "position": "absolute"});
    let gradient =
        json!({"type": "linearGradient", "angle": "0deg", "startColor": "#000000", "endColor": "#333333"});
    for body in [
        vertical(&[picture.clone(), white.clone()]),
        vertical(&[
            vertical(std::slice::from_ref(&picture)),
            with(vertical(std::slice::from_ref(&white)), "position", "absolute"),
        ]),
        with(vertical(std::slice::from_ref(&white)), "background", gradient),
        vertical(&[with(white.clone(), "offsetTop", "-20px")]),
        with(vertical(std::slice::from_ref(&white)), "backgroundColor", "dark"),
    ] {
        assert_eq!(faint(body.clone()), Vec::<String>::new(), "{body}");
    }
    // Its own ground is known wherever it lies.
    let band = with(with(vertical(&[white]), "position", "absolute"), "backgroundColor", "#ffffff");
    assert_eq!(faint(vertical(&[picture, band])), ["/messages/0/contents/body/contents/1/contents/0/text"]);
}

#[test]
fn captions_of_the_same_colour_are_one_finding() {
    let flex = json!({"type": "flex", "altText": "図書館の案内", "contents": {"type": "bubble",
        "body": vertical(&[text("#aaaaaa"), with(text("#aaaaaa"), "text", "休館日"), text("#bbbbbb")])}});
    let found = warnings(&[flex], &ORDINARY);
    let messages: Vec<_> = found.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "「受付時間」など2か所の文字の色（#AAAAAA）は、背景の色（#FFFFFF）との差が小さく（2.3対1）、読みにくいです。\
             4.5対1以上になるよう、文字か背景の色を変えてください。",
            "「受付時間」の文字の色（#BBBBBB）は、背景の色（#FFFFFF）との差が小さく（1.9対1）、読みにくいです。\
             4.5対1以上になるよう、文字か背景の色を変えてください。",
        ]
    );
}
