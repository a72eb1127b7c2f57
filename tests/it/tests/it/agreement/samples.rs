//! Valid messages of every kind with as many of LINE's properties as there are: the seeds of the corpus.

use serde_json::{Value, json};

pub const URL: &str = "https://city.example.jp/%E9%98%B2%E7%81%BD/a.png?x=1";

fn link(label: &str) -> Value {
    json!({ "type": "uri", "label": label, "uri": URL, "altUri": { "desktop": "https://city.example.jp/pc" } })
}

fn postback() -> Value {
    json!({ "type": "postback", "label": "選ぶ", "data": "a=1", "displayText": "選びました",
        "inputOption": "openKeyboard", "fillInText": "名前: " })
}

fn say(text: &str) -> Value {
    json!({ "type": "message", "label": text, "text": text })
}

fn when(mode: &str, initial: &str, min: &str, max: &str) -> Value {
    json!({ "type": "datetimepicker", "label": "日時", "data": "d", "mode": mode, "initial": initial, "min": min, "max": max })
}

fn clipboard() -> Value {
    json!({ "type": "clipboard", "label": "写す", "clipboardText": "044-200-0000" })
}

pub fn text() -> Value {
    json!({ "type": "text", "text": "避難所を開設しました。\n市役所 044-200-0000" })
}

pub fn emoji() -> Value {
    json!({ "type": "text", "text": "𠮷$と$です", "emojis": [
        { "index": 2, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001" },
        { "index": 4, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "002" }] })
}

pub fn text_v2() -> Value {
    json!({ "type": "textV2", "text": "{sun} 晴れ {{括弧}} {sea_1}", "substitution": {
        "sun": { "type": "emoji", "productId": "5ac1", "emojiId": "002" },
        "sea_1": { "type": "emoji", "productId": "5ac1", "emojiId": "003" } } })
}

pub fn image() -> Value {
    json!({ "type": "image", "originalContentUrl": URL, "previewImageUrl": URL })
}

pub fn video() -> Value {
    json!({ "type": "video", "originalContentUrl": URL, "previewImageUrl": URL, "trackingId": "film-1" })
}

pub fn audio() -> Value {
    json!({ "type": "audio", "originalContentUrl": URL, "duration": 60_000 })
}

pub fn location() -> Value {
    json!({ "type": "location", "title": "市役所", "address": "川崎区宮本町1", "latitude": 35.53, "longitude": 139.7 })
}

pub fn sticker() -> Value {
    json!({ "type": "sticker", "packageId": "446", "stickerId": "1988" })
}

pub fn coupon() -> Value {
    json!({ "type": "coupon", "couponId": "01JA", "deliveryTag": "kouhou" })
}

pub fn imagemap() -> Value {
    let area = json!({ "x": 0, "y": 0, "width": 520, "height": 520 });
    json!({ "type": "imagemap", "baseUrl": "https://city.example.jp/map", "altText": "避難所の地図",
        "baseSize": { "width": 1040, "height": 700 },
        "actions": [
            { "type": "uri", "linkUri": "https://city.example.jp/", "label": "地図", "area": area },
            { "type": "message", "text": "避難所", "label": "一覧", "area": area },
            { "type": "clipboard", "clipboardText": "044-200-0000", "area": area }],
        "video": { "originalContentUrl": URL, "previewImageUrl": URL, "area": area,
            "externalLink": { "linkUri": "https://city.example.jp/", "label": "詳しく" } } })
}

fn template(template: Value) -> Value {
    json!({ "type": "template", "altText": "ごみの日", "template": template })
}

pub fn buttons() -> Value {
    template(json!({ "type": "buttons", "text": "選んでください",
        "actions": [link("詳しく"), postback(), say("はい"), clipboard()] }))
}

pub fn buttons_with_picture() -> Value {
    template(
        json!({ "type": "buttons", "thumbnailImageUrl": URL, "imageAspectRatio": "square", "imageSize": "contain",
        "imageBackgroundColor": "#FFFFFF", "title": "ごみの日", "text": "明日です", "defaultAction": link("開く"),
        "actions": [when("date", "2026-04-01", "1900-01-01", "2100-12-31"), when("time", "10:00", "00:00", "23:59")] }),
    )
}

pub fn confirm() -> Value {
    template(json!({ "type": "confirm", "text": "参加しますか", "actions": [say("はい"), say("いいえ")] }))
}

pub fn carousel() -> Value {
    let column = json!({ "thumbnailImageUrl": URL, "imageBackgroundColor": "#000000", "title": "題", "text": "説明",
        "defaultAction": link("開く"), "actions": [link("開く"), postback(), say("はい")] });
    template(
        json!({ "type": "carousel", "imageAspectRatio": "rectangle", "imageSize": "cover", "columns": [column, column] }),
    )
}

pub fn plain_carousel() -> Value {
    let column = json!({ "text": "説明", "actions": [link("開く")] });
    template(json!({ "type": "carousel", "columns": [column, column, column] }))
}

pub fn image_carousel() -> Value {
    let column = json!({ "imageUrl": URL, "action": link("見る") });
    template(json!({ "type": "image_carousel", "columns": [column, column] }))
}

fn block() -> Value {
    json!({ "type": "box", "layout": "vertical", "spacing": "md", "margin": "10px", "paddingAll": "5%", "cornerRadius": "xl",
        "borderWidth": "light", "borderColor": "#112233", "backgroundColor": "#FFFFFF80", "width": "100%", "maxHeight": "300px",
        "justifyContent": "space-between", "alignItems": "center", "action": link("箱"),
        "background": { "type": "linearGradient", "angle": "90deg", "startColor": "#112233", "endColor": "#445566",
            "centerColor": "#778899", "centerPosition": "40%" },
        "contents": [
            { "type": "text", "text": "お知らせ", "weight": "bold", "style": "italic", "decoration": "underline",
                "color": "#1A1A1A", "size": "xxl", "align": "center", "gravity": "top", "wrap": true, "lineSpacing": "12px",
                "maxLines": 3, "adjustMode": "shrink-to-fit", "scaling": true, "flex": 2, "offsetTop": "3px" },
            { "type": "text", "contents": [
                { "type": "span", "text": "強", "weight": "bold", "size": "lg", "color": "#FF0000" },
                { "type": "span", "text": "弱", "style": "normal", "decoration": "line-through" }] },
            { "type": "separator", "margin": "sm", "color": "#00000020" },
            { "type": "image", "url": URL, "size": "full", "aspectRatio": "20:13", "aspectMode": "cover", "align": "start",
                "gravity": "bottom", "backgroundColor": "#EEEEEE", "animated": false, "position": "absolute" },
            { "type": "box", "layout": "baseline", "contents": [
                { "type": "icon", "url": URL, "size": "sm", "aspectRatio": "1:1" },
                { "type": "text", "text": "川崎区", "flex": 0, "margin": "xs" }, { "type": "filler", "flex": 1 }] }] })
}

fn bubble() -> Value {
    json!({ "type": "bubble", "size": "mega", "direction": "ltr", "header": block(),
        "hero": { "type": "image", "url": URL, "size": "50px", "action": { "type": "uri", "uri": "tel:0442000000" } },
        "body": block(),
        "footer": { "type": "box", "layout": "horizontal", "contents": [
            { "type": "button", "style": "primary", "height": "sm", "color": "#00AA00", "gravity": "center",
                "action": link("申し込む") },
            { "type": "button", "style": "link", "action": postback() }] },
        "styles": { "header": { "backgroundColor": "#FFFFFF" }, "footer": { "separator": true, "separatorColor": "#CCCCCC" } },
        "action": { "type": "uri", "uri": "line://ti/p/@kawasaki", "label": "全体" } })
}

pub fn flex() -> Value {
    json!({ "type": "flex", "altText": "お知らせ", "contents": bubble() })
}

pub fn film() -> Value {
    let mut flex = flex();
    flex["contents"]["hero"] = json!({ "type": "video", "url": URL, "previewUrl": URL, "aspectRatio": "16:9",
        "altContent": { "type": "image", "url": URL, "size": "full" }, "action": link("映像") });
    flex
}

pub fn flex_carousel() -> Value {
    json!({ "type": "flex", "altText": "お知らせ", "contents": { "type": "carousel", "contents": [bubble(), bubble()] } })
}

pub fn small_carousel() -> Value {
    let words = json!({ "type": "text", "text": "お知らせ" });
    let bubble = json!({ "type": "bubble", "size": "nano", "body": { "type": "box", "layout": "vertical", "contents": [words] } });
    json!({ "type": "flex", "altText": "お知らせ", "contents": { "type": "carousel", "contents": [bubble] } })
}

pub fn quick_reply() -> Value {
    let mut text = text();
    let reply = |action: Value| json!({ "type": "action", "imageUrl": URL, "action": action });
    text["quickReply"] = json!({ "items": [
        reply(json!({ "type": "camera", "label": "撮る" })), reply(json!({ "type": "cameraRoll", "label": "選ぶ" })),
        reply(json!({ "type": "location", "label": "場所" })), reply(clipboard()), reply(say("はい")), reply(link("開く")),
        reply(when("datetime", "2026-04-01t10:00", "1900-01-01T00:00", "2100-12-31t23:59")), reply(postback())] });
    text["sender"] = json!({ "name": "川崎市 防災", "iconUrl": URL });
    text
}

/// One of each.
pub fn all() -> Vec<Value> {
    let made: [fn() -> Value; 21] = [
        text,
        emoji,
        text_v2,
        image,
        video,
        audio,
        location,
        sticker,
        coupon,
        imagemap,
        buttons,
        buttons_with_picture,
        confirm,
        carousel,
        plain_carousel,
        image_carousel,
        flex,
        film,
        flex_carousel,
        small_carousel,
        quick_reply,
    ];
    made.iter().map(|make| make()).collect()
}
