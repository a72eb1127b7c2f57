//! One valid message of each kind, and fillings that are exactly as long as asked.
use serde_json::{Value, json};

pub const URL: &str = "https://city.example.jp/a.png";

pub fn text() -> Value {
    json!({"type": "text", "text": "避難所を開設しました。"})
}

pub fn text_with_emoji() -> Value {
    json!({"type": "text", "text": "𠮷$です", "emojis": [{"index": 2, "productId": "5ac1", "emojiId": "001"}]})
}

pub fn text_v2() -> Value {
    json!({"type": "textV2", "text": "{sun} 晴れ {{括弧}}",
        "substitution": {"sun": {"type": "emoji", "productId": "5ac1", "emojiId": "002"}}})
}

pub fn image() -> Value {
    json!({"type": "image", "originalContentUrl": URL, "previewImageUrl": URL})
}

pub fn video() -> Value {
    json!({"type": "video", "originalContentUrl": "https://city.example.jp/v.mp4", "previewImageUrl": URL,
        "trackingId": "film-1"})
}

pub fn audio() -> Value {
    json!({"type": "audio", "originalContentUrl": "https://city.example.jp/a.m4a", "duration": 60_000})
}

pub fn location() -> Value {
    json!({"type": "location", "title": "市役所", "address": "川崎区宮本町1", "latitude": 35.53, "longitude": 139.7})
}

pub fn sticker() -> Value {
    json!({"type": "sticker", "packageId": "446", "stickerId": "1988"})
}

pub fn coupon() -> Value {
    json!({"type": "coupon", "couponId": "01J", "deliveryTag": "kouhou"})
}

pub fn imagemap() -> Value {
    let area = json!({"x": 0, "y": 0, "width": 520, "height": 520});
    json!({"type": "imagemap", "baseUrl": "https://city.example.jp/map", "altText": "避難所の地図",
        "baseSize": {"width": 1040, "height": 1040},
        "actions": [
            {"type": "uri", "linkUri": "https://city.example.jp/", "label": "地図", "area": area},
            {"type": "message", "text": "避難所", "label": "一覧", "area": area},
            {"type": "clipboard", "clipboardText": "044-200-0000", "area": area},
        ],
        "video": {"originalContentUrl": "https://city.example.jp/v.mp4", "previewImageUrl": URL, "area": area,
            "externalLink": {"linkUri": "https://city.example.jp/", "label": "詳しく"}}})
}

fn template(template: Value) -> Value {
    json!({"type": "template", "altText": "ごみの日", "template": template})
}

pub fn link(label: &str) -> Value {
    json!({"type": "uri", "label": label, "uri": "https://city.example.jp/%E9%98%B2%E7%81%BD"})
}

pub fn postback() -> Value {
    json!({"type": "postback", "label": "選ぶ", "data": "a=1", "displayText": "選びました",
        "inputOption": "openKeyboard", "fillInText": "名前: "})
}

pub fn buttons() -> Value {
    template(json!({"type": "buttons", "text": "選んでください", "actions": [link("詳しく"), postback()]}))
}

pub fn buttons_with_title() -> Value {
    template(json!({"type": "buttons", "thumbnailImageUrl": URL, "imageAspectRatio": "square",
        "imageSize": "contain", "imageBackgroundColor": "#FFFFFF", "title": "ごみの日", "text": "明日です",
        "defaultAction": link("開く"), "actions": [link("詳しく")]}))
}

pub fn confirm() -> Value {
    let answer = |label: &str| json!({"type": "message", "label": label, "text": label});
    template(
        json!({"type": "confirm", "text": "参加しますか", "actions": [answer("はい"), answer("いいえ")]}),
    )
}

pub fn column() -> Value {
    json!({"text": "説明", "actions": [link("開く")]})
}

pub fn carousel() -> Value {
    template(json!({"type": "carousel", "columns": [column(), column()]}))
}

pub fn carousel_with_titles() -> Value {
    let mut column = column();
    column["title"] = json!("題");
    template(json!({"type": "carousel", "columns": [column, column]}))
}

pub fn image_carousel() -> Value {
    template(json!({"type": "image_carousel", "columns": [{"imageUrl": URL, "action": link("見る")}]}))
}

pub fn bubble() -> Value {
    json!({"type": "bubble", "size": "mega",
        "hero": {"type": "image", "url": URL, "size": "full", "aspectRatio": "20:13", "aspectMode": "cover",
            "action": {"type": "uri", "uri": "tel:0442000000"}},
        "body": {"type": "box", "layout": "vertical", "contents": [
            {"type": "text", "text": "お知らせ", "weight": "bold", "color": "#1A1A1A"},
            {"type": "text", "contents": [{"type": "span", "text": "強", "weight": "bold"}]},
            {"type": "separator", "color": "#00000020"},
            {"type": "box", "layout": "baseline", "contents": [
                {"type": "icon", "url": URL}, {"type": "text", "text": "川崎区", "flex": 0}, {"type": "filler"}]},
        ]},
        "footer": {"type": "box", "layout": "horizontal", "contents": [
            {"type": "button", "style": "primary", "height": "sm", "action": link("申し込む")}]},
        "styles": {"footer": {"separator": true, "separatorColor": "#CCCCCC"}}})
}

pub fn flex() -> Value {
    json!({"type": "flex", "altText": "お知らせ", "contents": bubble()})
}

pub fn film() -> Value {
    let mut flex = flex();
    flex["contents"]["hero"] = json!({"type": "video", "url": "https://city.example.jp/v.mp4", "previewUrl": URL,
        "aspectRatio": "16:9", "altContent": {"type": "image", "url": URL}});
    flex
}

pub fn flex_carousel() -> Value {
    json!({"type": "flex", "altText": "お知らせ",
        "contents": {"type": "carousel", "contents": [bubble(), bubble()]}})
}

pub fn quick_reply() -> Value {
    let mut text = text();
    text["quickReply"] = json!({"items": [
        {"type": "action", "imageUrl": URL, "action": {"type": "camera", "label": "撮る"}},
        {"type": "action", "action": {"type": "datetimepicker", "label": "日時", "data": "d", "mode": "datetime",
            "initial": "2026-04-01t10:00", "min": "1900-01-01t00:00", "max": "2100-12-31t23:59"}},
        {"type": "action", "action": {"type": "clipboard", "label": "写す", "clipboardText": "あ"}},
    ]});
    text["sender"] = json!({"name": "川崎市 防災", "iconUrl": URL});
    text
}

pub fn all() -> Vec<Value> {
    let made: [fn() -> Value; 21] = [
        text,
        text_with_emoji,
        text_v2,
        image,
        video,
        audio,
        location,
        sticker,
        coupon,
        imagemap,
        buttons,
        buttons_with_title,
        confirm,
        carousel,
        carousel_with_titles,
        image_carousel,
        flex,
        film,
        flex_carousel,
        quick_reply,
        || json!({"type": "text", "text": "改行\nとタブ\t"}),
    ];
    made.iter().map(|make| make()).collect()
}

/// `n` UTF-16 code units in about half as many characters and graphemes.
pub fn utf16(n: usize) -> Value {
    json!("𠮷".repeat(n / 2) + &"あ".repeat(n % 2))
}

/// `n` graphemes in many more UTF-16 code units.
pub fn graphemes(n: usize) -> Value {
    json!("👨‍👩‍👧".repeat(n))
}

pub fn https(n: usize) -> Value {
    json!(format!("{:a<n$}", "https://city.example.jp/"))
}
