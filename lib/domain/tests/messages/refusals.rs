//! What is refused for other reasons than size, each with exactly one violation.
use crate::samples as s;
use crate::violations;
use domain::message::ViolationCode as Code;
use serde_json::{Value, json};

/// Replaces the value at a JSON pointer (adding the key if it is new); `null` takes it away.
pub type Change = (fn() -> Value, &'static str, fn() -> Value, Code, &'static str);

fn changed((make, pointer, value, ..): &Change) -> Value {
    let mut message = make();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = message.pointer_mut(parent).unwrap();
    match (value(), parent) {
        (Value::Null, Value::Object(fields)) => drop(fields.remove(key)),
        (value, Value::Array(entries)) => entries[key.parse::<usize>().unwrap()] = value,
        (value, parent) => parent[key] = value,
    }
    message
}

pub fn check(changes: &[Change]) {
    for change in changes {
        let found = violations(&changed(change));
        let found: Vec<_> =
            found.iter().map(|v| (v.code, v.path.trim_start_matches("messages[0]"))).collect();
        assert_eq!(found, [(change.3, change.4)], "{} {}", change.1, change.2());
    }
}

#[test]
fn what_is_missing_is_named() {
    check(&[
        (s::text, "/text", || json!(null), Code::Missing, ".text"),
        (s::text, "/type", || json!(null), Code::Missing, ".type"),
        (s::image, "/previewImageUrl", || json!(null), Code::Missing, ".previewImageUrl"),
        (s::audio, "/duration", || json!(null), Code::Missing, ".duration"),
        (s::location, "/latitude", || json!(null), Code::Missing, ".latitude"),
        (s::sticker, "/stickerId", || json!(null), Code::Missing, ".stickerId"),
        (s::coupon, "/couponId", || json!(null), Code::Missing, ".couponId"),
        (s::imagemap, "/altText", || json!(null), Code::Missing, ".altText"),
        (s::imagemap, "/baseSize", || json!(null), Code::Missing, ".baseSize"),
        (s::imagemap, "/actions/0/area", || json!(null), Code::Missing, ".actions[0].area"),
        (s::buttons, "/altText", || json!(null), Code::Missing, ".altText"),
        (s::buttons, "/template", || json!(null), Code::Missing, ".template"),
        (
            s::buttons,
            "/template/actions/0/label",
            || json!(null),
            Code::Missing,
            ".template.actions[0].label",
        ),
        (s::flex, "/altText", || json!(null), Code::Missing, ".altText"),
        (s::flex, "/contents", || json!(null), Code::Missing, ".contents"),
        (s::flex, "/contents/body/layout", || json!(null), Code::Missing, ".contents.body.layout"),
        (
            s::flex,
            "/contents/body/contents/0/text",
            || json!(null),
            Code::Missing,
            ".contents.body.contents[0].text",
        ),
        (
            s::flex,
            "/contents/footer/contents/0/action/label",
            || json!(null),
            Code::Missing,
            ".contents.footer.contents[0].action.label",
        ),
        (s::flex, "/contents", || json!({"type": "bubble"}), Code::Missing, ".contents"),
        (
            s::quick_reply,
            "/quickReply/items/0/action/label",
            || json!(null),
            Code::Missing,
            ".quickReply.items[0].action.label",
        ),
    ]);
}

#[test]
fn what_line_does_not_know_is_named() {
    check(&[
        (s::text, "/type", || json!("Text"), Code::UnknownValue, ".type"),
        (s::buttons, "/template/type", || json!("button"), Code::UnknownValue, ".template.type"),
        (
            s::buttons,
            "/template/actions/0/type",
            || json!("url"),
            Code::UnknownValue,
            ".template.actions[0].type",
        ),
        (
            s::buttons_with_title,
            "/template/imageSize",
            || json!("fill"),
            Code::UnknownValue,
            ".template.imageSize",
        ),
        (s::flex, "/contents/type", || json!("bubbles"), Code::UnknownValue, ".contents.type"),
        (s::flex, "/contents/size", || json!("tera"), Code::UnknownValue, ".contents.size"),
        (s::flex, "/contents/body/type", || json!("text"), Code::UnknownValue, ".contents.body.type"),
        (s::flex, "/contents/body/layout", || json!("grid"), Code::UnknownValue, ".contents.body.layout"),
        (
            s::flex,
            "/contents/body/contents/0/weight",
            || json!("heavy"),
            Code::UnknownValue,
            ".contents.body.contents[0].weight",
        ),
        (
            s::flex,
            "/contents/body/contents/3/contents/2/type",
            || json!("button"),
            Code::UnknownValue,
            ".contents.body.contents[3].contents[2].type",
        ),
        (
            s::flex,
            "/contents/body/contents/2/type",
            || json!("icon"),
            Code::UnknownValue,
            ".contents.body.contents[2].type",
        ),
        (
            s::quick_reply,
            "/quickReply/items/1/action/mode",
            || json!("year"),
            Code::UnknownValue,
            ".quickReply.items[1].action.mode",
        ),
    ]);
}

#[test]
fn wrong_types_and_ranges_are_named() {
    check(&[
        (s::text, "/text", || json!(5), Code::WrongType, ".text"),
        (s::text, "/text", || json!(""), Code::Empty, ".text"),
        (s::text, "/quickReply", || json!([]), Code::WrongType, ".quickReply"),
        (s::buttons, "/template/actions", || json!({}), Code::WrongType, ".template.actions"),
        (s::confirm, "/template/actions", || json!([s::link("一つ")]), Code::TooFew, ".template.actions"),
        (s::audio, "/duration", || json!(0), Code::OutOfRange, ".duration"),
        (s::sticker, "/stickerId", || json!("１９"), Code::BadFormat, ".stickerId"),
        (s::imagemap, "/baseSize/height", || json!(65_536), Code::OutOfRange, ".baseSize.height"),
        (s::audio, "/duration", || json!(1.5), Code::WrongType, ".duration"),
        (s::location, "/latitude", || json!(90.1), Code::OutOfRange, ".latitude"),
        (s::location, "/longitude", || json!("139"), Code::WrongType, ".longitude"),
        (s::imagemap, "/baseSize/width", || json!(1041), Code::OutOfRange, ".baseSize.width"),
        (s::imagemap, "/actions/0/area/x", || json!(-1), Code::OutOfRange, ".actions[0].area.x"),
        (s::imagemap, "/actions/0/area/x", || json!(521), Code::OutOfRange, ".actions[0].area.width"),
        (s::imagemap, "/actions/1/area/height", || json!(1_041), Code::OutOfRange, ".actions[1].area.height"),
        (s::imagemap, "/video/area/y", || json!(2_000), Code::OutOfRange, ".video.area.height"),
        (
            s::flex,
            "/contents/body/contents/0/wrap",
            || json!("true"),
            Code::WrongType,
            ".contents.body.contents[0].wrap",
        ),
        (
            s::flex,
            "/contents/body/contents/0/color",
            || json!("red"),
            Code::BadFormat,
            ".contents.body.contents[0].color",
        ),
        (
            s::buttons_with_title,
            "/template/imageBackgroundColor",
            || json!("#FFFFFF80"),
            Code::BadFormat,
            ".template.imageBackgroundColor",
        ),
        (
            s::flex,
            "/contents/hero/aspectRatio",
            || json!("1:4"),
            Code::BadFormat,
            ".contents.hero.aspectRatio",
        ),
    ]);
}

#[test]
fn urls_are_https_encoded_and_whole() {
    let at = ".originalContentUrl";
    check(&[
        (s::image, "/originalContentUrl", || json!("http://city.example.jp/a.png"), Code::BadUrl, at),
        (s::image, "/originalContentUrl", || json!("https://city.example.jp/地図.png"), Code::BadUrl, at),
        (s::image, "/originalContentUrl", || json!("https://city.example.jp/a b.png"), Code::BadUrl, at),
        (s::image, "/originalContentUrl", || json!("https:city.example.jp"), Code::BadUrl, at),
        (s::image, "/originalContentUrl", || json!("//city.example.jp/a.png"), Code::BadUrl, at),
        (s::image, "/originalContentUrl", || json!("https://city.jp@evil.jp/a.png"), Code::BadUrl, at),
        (
            s::buttons,
            "/template/actions/0/uri",
            || json!("javascript:alert(1)"),
            Code::BadUrl,
            ".template.actions[0].uri",
        ),
        (s::buttons, "/template/actions/0/uri", || json!("tel:"), Code::BadUrl, ".template.actions[0].uri"),
    ]);
    for uri in [
        "http://city.example.jp",
        "https://city.example.jp/?a=%20",
        "line://ti/p/@kawasaki",
        "tel:044-200-0000",
    ] {
        let mut message = s::buttons();
        message["template"]["actions"][0]["uri"] = json!(uri);
        assert_eq!(violations(&message), [], "{uri}");
    }
}

#[test]
fn what_stands_in_the_wrong_place_is_named() {
    check(&[
        (
            s::buttons,
            "/template/actions/0",
            || json!({"type": "camera", "label": "撮る"}),
            Code::NotAllowed,
            ".template.actions[0]",
        ),
        (
            s::flex,
            "/contents/footer/contents/0/action",
            || json!({"type": "location", "label": "送る"}),
            Code::NotAllowed,
            ".contents.footer.contents[0].action",
        ),
        (
            s::quick_reply,
            "/quickReply/items/0/action",
            || json!({"type": "richmenuswitch", "label": "次", "data": "", "richMenuAliasId": "b"}),
            Code::NotAllowed,
            ".quickReply.items[0].action",
        ),
        (s::film, "/contents/size", || json!("micro"), Code::NotAllowed, ".contents.hero"),
        (
            s::flex_carousel,
            "/contents/contents/0/hero",
            || s::film()["contents"]["hero"].clone(),
            Code::NotAllowed,
            ".contents.contents[0].hero",
        ),
        (s::quick_reply, "/sender/name", || json!("LINE公式"), Code::NotAllowed, ".sender.name"),
        (s::quick_reply, "/sender/name", || json!("防災Online"), Code::NotAllowed, ".sender.name"),
        (
            s::text_v2,
            "/substitution/sun",
            || json!({"type": "mention", "mentionee": {"type": "all"}}),
            Code::NotAllowed,
            ".substitution.sun",
        ),
    ]);
}

#[test]
fn texts_that_contradict_their_emoji_are_refused() {
    check(&[
        (s::text_with_emoji, "/emojis/0/index", || json!(1), Code::Conflict, ".emojis[0].index"),
        (s::text_with_emoji, "/emojis/0/index", || json!(99), Code::Conflict, ".emojis[0].index"),
        (s::text_v2, "/text", || json!("{sun}{moon}"), Code::Conflict, ".text"),
        (s::text_v2, "/text", || json!("{sun"), Code::BadFormat, ".text"),
        (s::text_v2, "/text", || json!("sun}"), Code::BadFormat, ".text"),
        (s::text_v2, "/text", || json!("{}"), Code::BadFormat, ".text"),
        (
            s::text_v2,
            "/substitution/a-b",
            || json!({"type": "emoji", "productId": "1", "emojiId": "2"}),
            Code::BadFormat,
            ".substitution.a-b",
        ),
    ]);
}

#[test]
fn contradictions_between_fields_are_named() {
    check(&[
        (
            s::buttons,
            "/template/actions/1/text",
            || json!("両方"),
            Code::Conflict,
            ".template.actions[1].displayText",
        ),
        (
            s::buttons,
            "/template/actions/1/inputOption",
            || json!("openVoice"),
            Code::Conflict,
            ".template.actions[1].fillInText",
        ),
        (
            s::carousel_with_titles,
            "/template/columns/0/title",
            || json!(null),
            Code::Conflict,
            ".template.columns",
        ),
        (
            s::carousel,
            "/template/columns/1/thumbnailImageUrl",
            || json!(s::URL),
            Code::Conflict,
            ".template.columns",
        ),
        (
            s::carousel,
            "/template/columns/1/actions",
            || json!([s::link("a"), s::link("b")]),
            Code::Conflict,
            ".template.columns",
        ),
        (
            s::flex_carousel,
            "/contents/contents/1/size",
            || json!("kilo"),
            Code::Conflict,
            ".contents.contents",
        ),
    ]);
}

#[test]
fn impossible_dates_are_refused() {
    check(&[
        (
            s::quick_reply,
            "/quickReply/items/1/action/max",
            || json!("1899-12-31t00:00"),
            Code::BadFormat,
            ".quickReply.items[1].action.max",
        ),
        (
            s::quick_reply,
            "/quickReply/items/1/action/initial",
            || json!("2026-02-30t10:00"),
            Code::BadFormat,
            ".quickReply.items[1].action.initial",
        ),
        (
            s::quick_reply,
            "/quickReply/items/1/action/max",
            || json!("1900-01-01t00:00"),
            Code::Conflict,
            ".quickReply.items[1].action.min",
        ),
    ]);
}

#[test]
fn control_characters_are_refused_wherever_they_stand() {
    check(&[
        (s::text, "/text", || json!("a\u{0}b"), Code::ControlCharacter, ".text"),
        (s::text, "/text", || json!("a\r\nb"), Code::ControlCharacter, ".text"),
        (s::text, "/text", || json!("a\u{7f}"), Code::ControlCharacter, ".text"),
        (s::text, "/text", || json!("a\u{85}"), Code::ControlCharacter, ".text"),
        (s::text, "/quoteToken", || json!("x\u{1b}"), Code::ControlCharacter, ".quoteToken"),
        (
            s::flex,
            "/contents/body/contents/0/text",
            || json!("\u{8}"),
            Code::ControlCharacter,
            ".contents.body.contents[0].text",
        ),
    ]);
    let found = violations(&json!({"type": "text", "text": "a\u{7}"}));
    assert_eq!(found[0].message_ja, "1件目のテキストに使えない制御文字(U+0007)が入っています");
}

#[test]
fn flex_lengths_are_lines_words_or_numbers_with_a_unit() {
    check(&[
        (s::flex, "/contents/hero/size", || json!("huge"), Code::BadFormat, ".contents.hero.size"),
        (s::flex, "/contents/hero/size", || json!("px"), Code::BadFormat, ".contents.hero.size"),
        (s::flex, "/contents/hero/size", || json!(5), Code::WrongType, ".contents.hero.size"),
        (
            s::flex,
            "/contents/body/paddingAll",
            || json!("full"),
            Code::BadFormat,
            ".contents.body.paddingAll",
        ),
        (
            s::flex,
            "/contents/body/contents/0",
            || json!({"type": "text", "contents": []}),
            Code::Missing,
            ".contents.body.contents[0].text",
        ),
    ]);
    for length in ["md", "10px", "1.5px", "50%", "full"] {
        let mut message = s::flex();
        message["contents"]["hero"]["size"] = json!(length);
        assert_eq!(violations(&message), [], "{length}");
    }
}
