//! Each limit, exactly reached and exceeded by one.
use crate::samples as s;
use crate::violations;
use domain::message::ViolationCode as Code;
use serde_json::{Map, Value, json};

struct Edge {
    message: fn() -> Value,
    field: &'static str,
    filling: fn(usize) -> Value,
    limit: usize,
    code: Code,
}

const fn long(
    message: fn() -> Value,
    field: &'static str,
    filling: fn(usize) -> Value,
    limit: usize,
) -> Edge {
    Edge { message, field, filling, limit, code: Code::TooLong }
}

const fn many(
    message: fn() -> Value,
    field: &'static str,
    filling: fn(usize) -> Value,
    limit: usize,
) -> Edge {
    Edge { message, field, filling, limit, code: Code::TooMany }
}

const EDGES: [Edge; 61] = [
    long(s::text, "text", s::utf16, 5_000),
    long(s::image, "originalContentUrl", s::https, 2_000),
    long(s::image, "previewImageUrl", s::https, 2_000),
    long(s::video, "originalContentUrl", s::https, 2_000),
    long(s::video, "previewImageUrl", s::https, 2_000),
    long(s::video, "trackingId", s::utf16, 100),
    long(s::audio, "originalContentUrl", s::https, 2_000),
    long(s::location, "title", s::utf16, 100),
    long(s::location, "address", s::utf16, 100),
    long(s::coupon, "deliveryTag", s::utf16, 30),
    long(s::imagemap, "baseUrl", s::https, 2_000),
    long(s::imagemap, "altText", s::utf16, 1_500),
    long(s::imagemap, "actions[0].linkUri", s::https, 1_000),
    long(s::imagemap, "actions[0].label", s::graphemes, 100),
    long(s::imagemap, "actions[1].text", s::utf16, 400),
    long(s::imagemap, "actions[2].clipboardText", s::utf16, 1_000),
    long(s::imagemap, "video.originalContentUrl", s::https, 2_000),
    long(s::imagemap, "video.previewImageUrl", s::https, 2_000),
    long(s::imagemap, "video.externalLink.linkUri", s::https, 1_000),
    long(s::imagemap, "video.externalLink.label", s::utf16, 30),
    long(s::buttons, "altText", s::utf16, 1_500),
    long(s::buttons, "template.text", s::graphemes, 160),
    long(s::buttons, "template.actions[0].label", s::graphemes, 20),
    long(s::buttons, "template.actions[0].uri", s::https, 1_000),
    long(s::buttons, "template.actions[1].data", s::utf16, 300),
    long(s::buttons, "template.actions[1].displayText", s::graphemes, 300),
    long(s::buttons, "template.actions[1].fillInText", s::graphemes, 300),
    long(s::buttons_with_title, "template.text", s::graphemes, 60),
    long(s::buttons_with_title, "template.title", s::graphemes, 40),
    long(s::buttons_with_title, "template.thumbnailImageUrl", s::https, 2_000),
    long(s::buttons_with_title, "template.defaultAction.label", s::graphemes, 20),
    long(s::confirm, "template.text", s::graphemes, 240),
    long(s::confirm, "template.actions[0].text", s::graphemes, 300),
    long(s::carousel, "template.columns[0].text", s::graphemes, 120),
    long(s::carousel_with_titles, "template.columns[1].text", s::graphemes, 60),
    long(s::carousel_with_titles, "template.columns[1].title", s::graphemes, 40),
    long(s::image_carousel, "template.columns[0].imageUrl", s::https, 2_000),
    long(s::image_carousel, "template.columns[0].action.label", s::graphemes, 12),
    long(s::flex, "altText", s::utf16, 1_500),
    long(s::flex, "contents.hero.url", s::https, 2_000),
    long(s::flex, "contents.hero.action.label", s::graphemes, 40),
    long(s::flex, "contents.footer.contents[0].action.label", s::graphemes, 40),
    long(s::flex, "contents.body.contents[3].contents[0].url", s::https, 2_000),
    long(s::film, "contents.hero.url", s::https, 2_000),
    long(s::film, "contents.hero.previewUrl", s::https, 2_000),
    long(s::quick_reply, "quickReply.items[0].imageUrl", s::https, 2_000),
    long(s::quick_reply, "quickReply.items[0].action.label", s::graphemes, 20),
    long(s::quick_reply, "quickReply.items[1].action.data", s::utf16, 300),
    long(s::quick_reply, "quickReply.items[2].action.clipboardText", s::utf16, 1_000),
    long(s::quick_reply, "sender.name", s::utf16, 20),
    long(s::quick_reply, "sender.iconUrl", s::https, 2_000),
    many(s::text_with_emoji, "emojis", emojis, 20),
    many(s::imagemap, "actions", areas, 50),
    many(s::buttons, "template.actions", links, 4),
    many(s::confirm, "template.actions", links, 2),
    many(s::carousel, "template.columns", columns, 10),
    many(s::image_carousel, "template.columns", pictures, 10),
    many(s::flex_carousel, "contents.contents", bubbles, 12),
    many(s::quick_reply, "quickReply.items", replies, 13),
    many(s::text_v2, "substitution", emoji_substitutions, 20),
    many(three_links, "template.columns[0].actions", links, 3),
];

fn emojis(n: usize) -> Value {
    vec![json!({"index": 2, "productId": "5ac1", "emojiId": "001"}); n].into()
}

fn areas(n: usize) -> Value {
    vec![s::imagemap()["actions"][0].clone(); n].into()
}

fn links(n: usize) -> Value {
    vec![s::link("開く"); n].into()
}

fn columns(n: usize) -> Value {
    vec![s::column(); n].into()
}

fn pictures(n: usize) -> Value {
    vec![s::image_carousel()["template"]["columns"][0].clone(); n].into()
}

fn bubbles(n: usize) -> Value {
    vec![s::bubble(); n].into()
}

fn replies(n: usize) -> Value {
    vec![s::quick_reply()["quickReply"]["items"][0].clone(); n].into()
}

fn emoji_substitutions(n: usize) -> Value {
    let emoji = s::text_v2()["substitution"]["sun"].clone();
    let others = (1..n).map(|n| (format!("e{n}"), emoji.clone()));
    others.chain([("sun".to_owned(), emoji.clone())]).collect::<Map<_, _>>().into()
}

fn three_links() -> Value {
    let mut carousel = s::carousel();
    carousel["template"]["columns"] = json!([s::column()]);
    carousel
}

pub fn put(message: &mut Value, field: &str, value: Value) {
    let pointer = format!("/{}", field.replace("].", "/").replace(['.', '['], "/").replace(']', ""));
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    message.pointer_mut(parent).unwrap()[key] = value;
}

#[test]
fn every_limit_may_be_reached_and_not_exceeded_by_one() {
    for edge in &EDGES {
        let Edge { field, limit, .. } = *edge;
        let with = |n: usize| {
            let mut message = (edge.message)();
            put(&mut message, field, (edge.filling)(n));
            violations(&message)
        };
        assert_eq!(with(limit), [], "{field} at {limit}");
        let over = with(limit + 1);
        let [violation] = over.as_slice() else { panic!("{field} over {limit}: {over:?}") };
        assert_eq!(violation.path, format!("messages[0].{field}"), "{limit}");
        assert_eq!((violation.code, violation.limit), (edge.code, Some(limit as u64)), "{field}");
        assert_eq!(violation.actual, Some(limit as u64 + 1), "{field}");
    }
}

#[test]
fn a_text_v2_has_at_most_100_substitutions() {
    // Emoji and mentions have lower limits of their own; nothing else can be substituted, so both are reported.
    let with = |n: usize| {
        let mut message = s::text_v2();
        message["substitution"] = emoji_substitutions(n);
        violations(&message).into_iter().map(|found| found.limit).collect::<Vec<_>>()
    };
    assert_eq!(with(100), [Some(20)]);
    assert_eq!(with(101), [Some(100), Some(20)]);
}

#[test]
fn mentions_are_counted_although_none_is_allowed() {
    let with = |n: usize| {
        let mention = json!({"type": "mention", "mentionee": {"type": "all"}});
        let mut message = s::text_v2();
        message["text"] = json!("こんにちは");
        let names = (0..n).map(|n| (format!("m{n}"), mention.clone()));
        message["substitution"] = names.collect::<Map<_, _>>().into();
        let found = violations(&message);
        let count = |code: Code| found.iter().filter(|v| v.code == code).count();
        (count(Code::TooMany), count(Code::NotAllowed))
    };
    assert_eq!(with(20), (0, 20));
    assert_eq!(with(21), (1, 21));
}

#[test]
fn a_placeholder_name_has_at_most_20_letters() {
    let with = |name: &str| {
        let mut message = s::text_v2();
        message["text"] = json!(format!("{{{name}}}"));
        message["substitution"] = json!({ name: s::text_v2()["substitution"]["sun"] });
        violations(&message).into_iter().map(|v| v.code).collect::<Vec<_>>()
    };
    assert_eq!(with(&"a".repeat(20)), []);
    assert_eq!(with(&"a".repeat(21)), [Code::BadFormat, Code::BadFormat]); // in the list and in the text
}

#[test]
fn one_to_five_messages_make_a_request() {
    let check = |n: usize| domain::message::check_messages(&vec![s::text(); n].into());
    assert_eq!(check(1), []);
    assert_eq!(check(5), []);
    assert_eq!(check(0)[0].code, Code::TooFew);
    assert_eq!(check(6)[0].code, Code::TooMany);
    assert_eq!(check(6)[0].message_ja, "メッセージは5個までです(いま6個)");
}

/// Fills the text at `text` until the compact JSON of `part` has `bytes` bytes.
fn padded(mut message: Value, part: &str, text: &str, bytes: usize) -> Value {
    *message.pointer_mut(text).unwrap() = json!("");
    let missing = bytes - message.pointer(part).unwrap().to_string().len();
    *message.pointer_mut(text).unwrap() = json!("x".repeat(missing));
    message
}

/// Its second bubble is almost as large as a bubble may be.
fn heavy_carousel() -> Value {
    let mut carousel = s::flex_carousel();
    carousel["contents"]["contents"][1]["body"]["contents"][0]["text"] = json!("y".repeat(28_000));
    carousel
}

#[test]
fn flex_and_whole_requests_have_a_limit_in_bytes() {
    let cases = [
        (s::flex(), "/contents", "", 30_000, "messages[0].contents"),
        (heavy_carousel(), "/contents", "/contents/0", 50_000, "messages[0].contents"),
        (s::flex_carousel(), "/contents/contents/1", "", 30_000, "messages[0].contents.contents[1]"),
    ];
    for (message, part, bubble, limit, path) in cases {
        let text = format!("{part}{bubble}/body/contents/0/text");
        assert_eq!(violations(&padded(message.clone(), part, &text, limit)), [], "{path}");
        let over = violations(&padded(message, part, &text, limit + 1));
        let found: Vec<_> = over.iter().map(|v| (v.path.as_str(), v.code, v.limit)).collect();
        assert_eq!(found, [(path, Code::TooLarge, Some(limit as u64))]);
    }
    let limit = 1_980_000;
    let mut text = s::text();
    text["quoteToken"] = json!("");
    assert_eq!(violations(&padded(text.clone(), "", "/quoteToken", limit - 2)), []); // the array's brackets are two more
    assert_eq!(violations(&padded(text, "", "/quoteToken", limit - 1))[0].code, Code::TooLarge);
}

#[test]
fn nesting_has_a_limit() {
    // The message is level 1, its unknown key holds the others.
    let nested = |levels: usize| {
        let mut message = s::text();
        message["x"] = (2..levels).fold(json!([]), |inner, _| json!([inner]));
        violations(&message).into_iter().map(|v| (v.path, v.code)).collect::<Vec<_>>()
    };
    assert_eq!(nested(32), [("messages[0].x".to_owned(), Code::UnknownKey)]);
    assert_eq!(nested(33), [("messages[0]".to_owned(), Code::TooDeep)]);
    assert_eq!(nested(100).len(), 1);
}

#[test]
fn ten_moving_pictures_may_stand_in_a_flex_message() {
    let with = |n: usize| {
        let mut flex = s::flex();
        let picture = json!({"type": "image", "url": s::URL, "animated": true});
        flex["contents"]["body"]["contents"] = vec![picture; n].into();
        violations(&flex).into_iter().map(|v| (v.code, v.limit, v.actual)).collect::<Vec<_>>()
    };
    assert_eq!(with(10), []);
    assert_eq!(with(11), [(Code::TooMany, Some(10), Some(11))]);
}
