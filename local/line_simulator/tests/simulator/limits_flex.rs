//! Flex messages: limits at their edge, and the dialect that points into the container.

use serde_json::{Value, json};

use crate::harness::Bot;
use crate::limits::{Limit, check_limits, url};

fn flex(contents: Value) -> Value {
    json!([{ "type": "flex", "altText": "案内", "contents": contents }])
}

fn text(words: &str) -> Value {
    json!({ "type": "text", "text": words })
}

fn bubble(contents: Value) -> Value {
    json!({ "type": "bubble", "body": { "type": "box", "layout": "vertical", "contents": contents } })
}

/// A bubble whose compact JSON has exactly this many bytes.
fn bubble_of(bytes: usize) -> Value {
    let frame = bubble(json!([text("")])).to_string().len();
    bubble(json!([text(&"a".repeat(bytes - frame))]))
}

/// A carousel of two bubbles whose compact JSON has exactly this many bytes.
fn carousel_of(bytes: usize) -> Value {
    let carousel = |second: Value| json!({ "type": "carousel", "contents": [bubble_of(25_000), second] });
    let frame = carousel(json!(null)).to_string().len() - 4;
    carousel(bubble_of(bytes - frame))
}

fn button(label: &str) -> Value {
    flex(bubble(json!([{ "type": "button", "action": { "type": "uri", "label": label, "uri": "tel:119" } }])))
}

#[rustfmt::skip]
const LIMITS: &[Limit] = &[
    Limit("messages[0].altText", 1500, |n| json!([{ "type": "flex", "altText": "a".repeat(n), "contents": bubble(json!([])) }])),
    Limit("/", 30_000, |n| flex(bubble_of(n))),
    Limit("/", 50_000, |n| flex(carousel_of(n))),
    Limit("/contents", 12, |n| flex(json!({ "type": "carousel", "contents": vec![bubble(json!([])); n] }))),
    Limit("/body/contents/0/url", 2000, |n| flex(bubble(json!([{ "type": "image", "url": url(n) }])))),
    Limit("/body/contents/0/action/label", 40, |n| button(&"👨‍👩‍👧".repeat(n))),
];

#[tokio::test]
async fn every_limit_of_flex_holds_at_its_edge() {
    check_limits(LIMITS).await;
}

async fn refused(bot: &Bot, messages: Value) -> (String, String, String) {
    let reply = bot.post("/v2/bot/message/validate/push", &json!({ "messages": messages })).await;
    assert_eq!(reply.status, 400, "{messages}");
    let detail = &reply.body["details"][0];
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    (text(&reply.body["message"]), text(&detail["message"]), text(&detail["property"]))
}

#[tokio::test]
async fn a_broken_container_is_told_in_the_dialect_of_flex() {
    let bot = Bot::start().await;
    let image = json!({ "type": "image", "url": "https://city.example/a.png", "txet": 1 });
    let mut messages = flex(bubble(json!([text("はい"), text("はい"), image])));
    messages.as_array_mut().unwrap().insert(0, json!({ "type": "text", "text": "はい" }));
    let (message, detail, property) = refused(&bot, messages).await;
    assert_eq!(message, "A message (messages[1]) in the request body is invalid");
    assert_eq!((detail.as_str(), property.as_str()), ("invalid property: txet", "/body/contents/2"));
}

#[tokio::test]
async fn what_flex_may_not_hold_is_pointed_at() {
    let bot = Bot::start().await;
    let baseline = |inner: Value| json!([{ "type": "box", "layout": "baseline", "contents": [inner] }]);
    let image = json!({ "type": "image", "url": "https://city.example/a.png" });
    let link = |uri: &str| json!({ "type": "uri", "label": "a", "uri": uri });
    let video = json!({ "type": "video", "url": url(30), "previewUrl": url(30), "altContent": image });
    let mut in_carousel = bubble(json!([]));
    in_carousel["hero"] = video.clone();
    let mut nano = in_carousel.clone();
    nano["size"] = "nano".into();
    let mut kilo = bubble(json!([]));
    kilo["size"] = "kilo".into();
    let cases = [
        (bubble(json!([text("")])), "/body/contents/0/text"),
        (bubble(json!([{ "type": "video" }])), "/body/contents/0/type"),
        (bubble(baseline(image.clone())), "/body/contents/0/contents/0"),
        (bubble(json!([{ "type": "icon", "url": url(30) }])), "/body/contents/0"),
        (bubble(json!([{ "type": "text", "text": "a", "color": "red" }])), "/body/contents/0/color"),
        (bubble(json!([{ "type": "text", "text": "a", "size": "huge" }])), "/body/contents/0/size"),
        (
            bubble(json!([{ "type": "button", "action": link("javascript:alert(1)") }])),
            "/body/contents/0/action/uri",
        ),
        (bubble(json!([{ "type": "button" }])), "/body/contents/0/action"),
        (
            bubble(json!([{ "type": "text", "contents": [{ "type": "span", "text": "" }] }])),
            "/body/contents/0/contents/0/text",
        ),
        (json!({ "type": "bubble" }), "/"),
        (json!({ "type": "bubble", "body": { "type": "box", "contents": [] } }), "/body/layout"),
        (nano, "/hero"),
        (json!({ "type": "carousel", "contents": [in_carousel] }), "/contents/0/hero"),
        (json!({ "type": "carousel", "contents": [bubble(json!([])), kilo] }), "/contents"),
        (json!({ "type": "page" }), "/type"),
    ];
    for (contents, expected) in cases {
        let (message, _, property) = refused(&bot, flex(contents)).await;
        assert_eq!(property, expected);
        assert_eq!(message, "A message (messages[0]) in the request body is invalid");
    }
}

#[tokio::test]
async fn a_rich_bubble_passes() {
    let bot = Bot::start().await;
    let contents = json!({
        "type": "bubble", "size": "giga", "direction": "ltr",
        "hero": { "type": "video", "url": url(30), "previewUrl": url(30), "aspectRatio": "20:13",
            "altContent": { "type": "image", "url": url(30), "size": "full", "aspectMode": "cover" } },
        "body": { "type": "box", "layout": "vertical", "spacing": "md", "paddingAll": "12px",
            "background": { "type": "linearGradient", "angle": "90deg", "startColor": "#FFFFFF", "endColor": "#00000080" },
            "contents": [
                { "type": "text", "text": "見出し", "weight": "bold", "size": "xl", "wrap": true, "color": "#1DB446" },
                { "type": "text", "contents": [{ "type": "span", "text": "強調", "decoration": "underline" }] },
                { "type": "separator", "margin": "lg" },
                { "type": "box", "layout": "baseline", "contents": [
                    { "type": "icon", "url": url(30), "size": "sm" }, text("場所"), { "type": "filler" }] },
            ] },
        "footer": { "type": "box", "layout": "horizontal", "contents": [
            { "type": "button", "style": "primary", "height": "sm",
              "action": { "type": "uri", "label": "地図", "uri": "https://city.example/", "altUri": { "desktop": "https://city.example/pc" } } }] },
        "styles": { "footer": { "separator": true, "backgroundColor": "#FFFFFF" } },
    });
    let reply = bot.post("/v2/bot/message/validate/push", &json!({ "messages": flex(contents) })).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}
