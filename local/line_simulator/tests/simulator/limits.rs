//! Every limit of message objects, at the limit and one over, in the unit it is counted in.

use serde_json::{Value, json};

use crate::harness::Bot;

/// Two UTF-16 code units, one grapheme cluster.
const WIDE: &str = "𠮷";
/// Eleven UTF-16 code units, one grapheme cluster.
const FAMILY: &str = "👨‍👩‍👧‍👦";

/// A limit: the property that is refused, the limit, and messages of that size.
pub struct Limit(pub &'static str, pub usize, pub fn(usize) -> Value);

fn a(length: usize) -> String {
    "a".repeat(length)
}

fn families(count: usize) -> String {
    FAMILY.repeat(count)
}

pub fn url(length: usize) -> String {
    format!("https://city.example/{}", a(length - 21))
}

fn template(template: Value) -> Value {
    json!([{ "type": "template", "altText": "案内", "template": template }])
}

fn buttons(change: impl FnOnce(&mut Value)) -> Value {
    let mut buttons = json!({ "type": "buttons", "text": "選んでください", "actions": [message("はい")] });
    change(&mut buttons);
    template(buttons)
}

fn button_with(action: Value) -> Value {
    buttons(|buttons| buttons["actions"] = json!([action]))
}

fn message(label: &str) -> Value {
    json!({ "type": "message", "label": label, "text": "はい" })
}

fn columns(count: usize, change: impl FnOnce(&mut Value)) -> Value {
    let mut column = json!({ "text": "案内", "actions": [message("はい")] });
    change(&mut column);
    template(json!({ "type": "carousel", "columns": vec![column; count] }))
}

fn images(count: usize, label: &str) -> Value {
    let action = json!({ "type": "uri", "label": label, "uri": "https://city.example/" });
    let column = json!({ "imageUrl": "https://city.example/a.png", "action": action });
    template(json!({ "type": "image_carousel", "columns": vec![column; count] }))
}

fn imagemap(change: impl FnOnce(&mut Value)) -> Value {
    let mut map = json!({
        "type": "imagemap", "baseUrl": "https://city.example/map", "altText": "地図",
        "baseSize": { "width": 1040, "height": 1040 },
        "actions": [area(json!({ "type": "message", "text": "はい" }))],
    });
    change(&mut map);
    json!([map])
}

fn area(mut action: Value) -> Value {
    action["area"] = json!({ "x": 0, "y": 0, "width": 10, "height": 10 });
    action
}

fn imagemap_action(action: Value) -> Value {
    imagemap(|map| map["actions"] = json!([area(action)]))
}

fn quick_replies(count: usize, label: &str) -> Value {
    let item = json!({ "type": "action", "action": message(label) });
    json!([{ "type": "text", "text": "はい", "quickReply": { "items": vec![item; count] } }])
}

fn text_v2(substitution: Value) -> Value {
    json!([{ "type": "textV2", "text": "はい", "substitution": substitution }])
}

fn emoji_keys(count: usize, kind: &Value) -> Value {
    let keys = (0..count).map(|n| (format!("k{n}"), kind.clone()));
    text_v2(Value::Object(keys.collect()))
}

fn emoji() -> Value {
    json!({ "type": "emoji", "productId": "1", "emojiId": "2" })
}

fn location(title: String, address: String) -> Value {
    json!([{ "type": "location", "title": title, "address": address, "latitude": 35.5, "longitude": 139.7 }])
}

fn sender(sender: Value) -> Value {
    json!([{ "type": "text", "text": "はい", "sender": sender }])
}

#[rustfmt::skip]
const LIMITS: &[Limit] = &[
    Limit("messages", 5, |n| json!(vec![json!({ "type": "text", "text": "はい" }); n])),
    Limit("messages[0].text", 5000, |n| json!([{ "type": "text", "text": a(n) }])),
    Limit("messages[0].text", 2500, |n| json!([{ "type": "text", "text": WIDE.repeat(n) }])),
    Limit("messages[0].emojis", 20, |n| json!([{ "type": "text", "text": "$", "emojis":
        vec![json!({ "index": 0, "productId": "1", "emojiId": "2" }); n] }])),
    Limit("messages[0].text", 5000, |n| json!([{ "type": "textV2", "text": a(n) }])),
    Limit("messages[0].substitution", 20, |n| emoji_keys(n, &emoji())),
    Limit("messages[0].originalContentUrl", 2000, |n| json!([{ "type": "image", "originalContentUrl": url(n),
        "previewImageUrl": url(30) }])),
    Limit("messages[0].trackingId", 100, |n| json!([{ "type": "video", "originalContentUrl": url(30),
        "previewImageUrl": url(30), "trackingId": a(n) }])),
    Limit("messages[0].title", 100, |n| location(a(n), a(1))),
    Limit("messages[0].address", 50, |n| location(a(1), if n == 50 { WIDE.repeat(50) } else { WIDE.repeat(51) })),
    Limit("messages[0].deliveryTag", 30, |n| json!([{ "type": "coupon", "couponId": "1", "deliveryTag": a(n) }])),
    Limit("messages[0].altText", 1500, |n| imagemap(|map| map["altText"] = a(n).into())),
    Limit("messages[0].baseUrl", 2000, |n| imagemap(|map| map["baseUrl"] = url(n).into())),
    Limit("messages[0].baseSize.width", 1040, |n| imagemap(|map| map["baseSize"]["width"] = n.into())),
    Limit("messages[0].actions", 50, |n| imagemap(|map| map["actions"] = json!(vec![map["actions"][0].clone(); n]))),
    Limit("messages[0].actions[0].text", 400, |n| imagemap_action(json!({ "type": "message", "text": a(n) }))),
    Limit("messages[0].actions[0].linkUri", 1000, |n| imagemap_action(json!({ "type": "uri", "linkUri": url(n) }))),
    Limit("messages[0].actions[0].label", 100, |n| imagemap_action(json!({ "type": "message", "text": "はい", "label": families(n) }))),
    Limit("messages[0].actions[0].clipboardText", 1000, |n| imagemap_action(json!({ "type": "clipboard", "clipboardText": a(n) }))),
    Limit("messages[0].video.externalLink.label", 30, |n| imagemap(|map| map["video"] = area(json!({
        "originalContentUrl": url(30), "previewImageUrl": url(30),
        "externalLink": { "linkUri": url(30), "label": a(n) } })))),
    Limit("messages[0].altText", 1500, |n| json!([{ "type": "template", "altText": a(n),
        "template": { "type": "confirm", "text": "はい", "actions": [message("はい"), message("いいえ")] } }])),
    Limit("messages[0].template.title", 40, |n| buttons(|buttons| buttons["title"] = families(n).into())),
    Limit("messages[0].template.text", 160, |n| buttons(|buttons| buttons["text"] = families(n).into())),
    Limit("messages[0].template.text", 60, |n| buttons(|buttons| {
        buttons["text"] = families(n).into(); buttons["title"] = "題".into(); })),
    Limit("messages[0].template.text", 60, |n| buttons(|buttons| {
        buttons["text"] = families(n).into(); buttons["thumbnailImageUrl"] = url(30).into(); })),
    Limit("messages[0].template.actions", 4, |n| buttons(|buttons| buttons["actions"] = json!(vec![message("はい"); n]))),
    Limit("messages[0].template.text", 240, |n| template(json!({ "type": "confirm", "text": families(n),
        "actions": [message("はい"), message("いいえ")] }))),
    Limit("messages[0].template.actions", 2, |n| template(json!({ "type": "confirm", "text": "はい",
        "actions": vec![message("はい"); n] }))),
    Limit("messages[0].template.columns", 10, |n| columns(n, |_| ())),
    Limit("messages[0].template.columns[0].title", 40, |n| columns(1, |column| column["title"] = families(n).into())),
    Limit("messages[0].template.columns[0].text", 120, |n| columns(1, |column| column["text"] = families(n).into())),
    Limit("messages[0].template.columns[0].text", 60, |n| columns(1, |column| {
        column["text"] = families(n).into(); column["title"] = "題".into(); })),
    Limit("messages[0].template.columns[0].actions", 3, |n| columns(1, |column| column["actions"] = json!(vec![message("はい"); n]))),
    Limit("messages[0].template.columns", 10, |n| images(n, "見る")),
    Limit("messages[0].template.columns[0].action.label", 12, |n| images(1, &families(n))),
    Limit("messages[0].quickReply.items", 13, |n| quick_replies(n, "はい")),
    Limit("messages[0].quickReply.items[0].action.label", 20, |n| quick_replies(1, &families(n))),
    Limit("messages[0].sender.name", 20, |n| sender(json!({ "name": a(n) }))),
    Limit("messages[0].sender.iconUrl", 2000, |n| sender(json!({ "iconUrl": url(n) }))),
    Limit("messages[0].template.actions[0].label", 20, |n| button_with(message(&families(n)))),
    Limit("messages[0].template.actions[0].text", 300, |n| button_with(json!({ "type": "message", "label": "はい", "text": families(n) }))),
    Limit("messages[0].template.actions[0].data", 300, |n| button_with(json!({ "type": "postback", "label": "はい", "data": a(n) }))),
    Limit("messages[0].template.actions[0].displayText", 300, |n| button_with(json!({ "type": "postback", "label": "はい",
        "data": "d", "displayText": families(n) }))),
    Limit("messages[0].template.actions[0].fillInText", 300, |n| button_with(json!({ "type": "postback", "label": "はい",
        "data": "d", "inputOption": "openKeyboard", "fillInText": families(n) }))),
    Limit("messages[0].template.actions[0].uri", 1000, |n| button_with(json!({ "type": "uri", "label": "はい", "uri": url(n) }))),
    Limit("messages[0].template.actions[0].data", 300, |n| button_with(json!({ "type": "datetimepicker", "label": "はい",
        "data": a(n), "mode": "date" }))),
    Limit("messages[0].template.actions[0].clipboardText", 1000, |n| button_with(json!({ "type": "clipboard", "label": "はい",
        "clipboardText": a(n) }))),
];

pub async fn check_limits(limits: &[Limit]) {
    let bot = Bot::start().await;
    for Limit(property, limit, messages) in limits {
        let validate = async |size: usize| {
            bot.post("/v2/bot/message/validate/push", &json!({ "messages": messages(size) })).await
        };
        let fits = validate(*limit).await;
        assert_eq!(fits.status, 200, "{property} at {limit}: {}", fits.body);
        let breaks = validate(limit + 1).await;
        assert_eq!((breaks.status, breaks.property()), (400, *property), "{limit} + 1: {}", breaks.body);
    }
}

#[tokio::test]
async fn every_limit_holds_at_its_edge() {
    check_limits(LIMITS).await;
}

#[tokio::test]
async fn a_text_v2_takes_100_keys_of_20_letters() {
    let bot = Bot::start().await;
    let status = async |messages: Value| {
        bot.post("/v2/bot/message/validate/push", &json!({ "messages": messages })).await
    };
    // Only emojis are possible outside groups, and 20 of them: the 100 keys can be seen by what is refused.
    let property = async |messages: Value| status(messages).await.body["details"].clone();
    let too_many = property(emoji_keys(101, &emoji())).await;
    assert_eq!(too_many[0]["message"], "Size must be between 0 and 100");
    assert_eq!(property(emoji_keys(100, &emoji())).await[0]["message"], "At most 20 emojis are possible");
    let key = |length| text_v2(json!({ a(length): emoji() }));
    assert_eq!((status(key(20)).await.status, status(key(21)).await.status), (200, 400));
    let mention = text_v2(json!({ "you": { "type": "mention", "mentionee": { "type": "all" } } }));
    assert_eq!(status(mention).await.status, 400);
}

#[tokio::test]
async fn what_a_message_may_not_hold_is_named() {
    let cases = [
        (json!([]), "messages"),
        (json!([{ "text": "はい" }]), "messages[0].type"),
        (json!([{ "type": "dance" }]), "messages[0].type"),
        (json!([{ "type": "text", "text": "" }]), "messages[0].text"),
        (json!([{ "type": "text", "text": "はい", "txet": 1 }]), "messages[0].txet"),
        (
            json!([{ "type": "text", "text": "は$", "emojis": [{ "index": 0, "productId": "1", "emojiId": "2" }] }]),
            "messages[0].emojis[0].index",
        ),
        (json!([{ "type": "textV2", "text": "{name}さん" }]), "messages[0].text"),
        (json!([{ "type": "textV2", "text": "{{name}} }" }]), "messages[0].text"),
        (
            json!([{ "type": "image", "originalContentUrl": "http://city.example/a", "previewImageUrl": url(30) }]),
            "messages[0].originalContentUrl",
        ),
        (
            json!([{ "type": "image", "originalContentUrl": "https://city.example/あ", "previewImageUrl": url(30) }]),
            "messages[0].originalContentUrl",
        ),
        (
            json!([{ "type": "location", "title": "a", "address": "b", "latitude": 91, "longitude": 0 }]),
            "messages[0].latitude",
        ),
        (sender(json!({ "name": "LINE係" })), "messages[0].sender.name"),
        (imagemap(|map| map["baseSize"]["width"] = 1039.into()), "messages[0].baseSize.width"),
    ];
    each_is_refused(&cases).await;
}

#[tokio::test]
async fn what_an_action_may_not_hold_is_named() {
    let cases = [
        (
            template(json!({ "type": "confirm", "text": "a", "actions": [message("はい")] })),
            "messages[0].template.actions",
        ),
        (
            button_with(json!({ "type": "uri", "label": "a", "uri": "ftp://city.example/" })),
            "messages[0].template.actions[0].uri",
        ),
        (button_with(json!({ "type": "message", "text": "a" })), "messages[0].template.actions[0].label"),
        (button_with(json!({ "type": "camera", "label": "a" })), "messages[0].template.actions[0].type"),
        (
            button_with(
                json!({ "type": "richmenuswitch", "label": "a", "richMenuAliasId": "a", "data": "d" }),
            ),
            "messages[0].template.actions[0].type",
        ),
        (
            button_with(
                json!({ "type": "postback", "label": "a", "data": "d", "text": "a", "displayText": "b" }),
            ),
            "messages[0].template.actions[0].displayText",
        ),
        (
            button_with(
                json!({ "type": "datetimepicker", "label": "a", "data": "d", "mode": "date", "initial": "1899-12-31" }),
            ),
            "messages[0].template.actions[0].initial",
        ),
        (
            button_with(
                json!({ "type": "datetimepicker", "label": "a", "data": "d", "mode": "time", "max": "24:00" }),
            ),
            "messages[0].template.actions[0].max",
        ),
    ];
    each_is_refused(&cases).await;
}

async fn each_is_refused(cases: &[(Value, &str)]) {
    let bot = Bot::start().await;
    for (messages, property) in cases {
        let reply = bot.post("/v2/bot/message/validate/push", &json!({ "messages": messages })).await;
        assert_eq!((reply.status, reply.property()), (400, *property), "{}", reply.body);
        let message = reply.body["message"].as_str().expect("text");
        assert!(message.starts_with("The request body has "), "{message}");
    }
}

#[tokio::test]
async fn carousel_columns_need_the_same_shape() {
    let bot = Bot::start().await;
    let plain = json!({ "text": "案内", "actions": [message("はい")] });
    let mut titled = plain.clone();
    titled["title"] = "題".into();
    let mut busier = plain.clone();
    busier["actions"] = json!([message("はい"), message("いいえ")]);
    for other in [titled, busier] {
        let messages = template(json!({ "type": "carousel", "columns": [plain, other] }));
        let reply = bot.post("/v2/bot/message/validate/push", &json!({ "messages": messages })).await;
        assert_eq!(reply.property(), "messages[0].template.columns");
    }
}
