//! LINE's limits as the platform reference lists them (§2.3): a field, its unit and its limit.

use serde_json::{Value, json};

use super::samples as s;

/// A field of a valid message that may be so long (or a list that may have so many entries) and no longer.
pub struct Edge {
    message: fn() -> Value,
    /// LINE's path below `messages[0]`.
    pub field: &'static str,
    filling: fn(usize, &Value) -> Value,
    /// In the filling's unit.
    pub limit: usize,
}

impl Edge {
    /// The message with the field filled so far.
    pub fn message_of(&self, length: usize) -> Value {
        let mut message = (self.message)();
        let pointer = format!("/{}", self.field.replace("].", "/").replace(['.', '['], "/").replace(']', ""));
        let place = message.pointer_mut(&pointer).unwrap_or_else(|| panic!("no {pointer} in the sample"));
        *place = (self.filling)(length, place);
        message
    }
}

/// So many UTF-16 code units in about half as many characters.
fn utf16(length: usize, _: &Value) -> Value {
    json!("𠮷".repeat(length / 2) + &"あ".repeat(length % 2))
}

/// So many graphemes in many more code units.
fn graphemes(length: usize, _: &Value) -> Value {
    json!("👨‍👩‍👧".repeat(length))
}

fn https(length: usize, _: &Value) -> Value {
    json!(format!("{:a<length$}", "https://city.example.jp/"))
}

/// The list's first entry so often.
fn copies(count: usize, list: &Value) -> Value {
    json!(vec![list[0].clone(); count])
}

const fn edge(
    message: fn() -> Value,
    field: &'static str,
    filling: fn(usize, &Value) -> Value,
    limit: usize,
) -> Edge {
    Edge { message, field, filling, limit }
}

/// Every limit of a text or a list.
pub const ALL: [Edge; 53] = [
    edge(s::text, "text", utf16, 5_000),
    edge(s::emoji, "emojis", copies, 20),
    edge(s::image, "originalContentUrl", https, 2_000),
    edge(s::image, "previewImageUrl", https, 2_000),
    edge(s::video, "previewImageUrl", https, 2_000),
    edge(s::video, "trackingId", utf16, 100),
    edge(s::audio, "originalContentUrl", https, 2_000),
    edge(s::location, "title", utf16, 100),
    edge(s::location, "address", utf16, 100),
    edge(s::coupon, "deliveryTag", utf16, 30),
    edge(s::imagemap, "baseUrl", https, 2_000),
    edge(s::imagemap, "altText", utf16, 1_500),
    edge(s::imagemap, "actions", copies, 50),
    edge(s::imagemap, "actions[0].linkUri", https, 1_000),
    edge(s::imagemap, "actions[0].label", graphemes, 100),
    edge(s::imagemap, "actions[1].text", utf16, 400),
    edge(s::imagemap, "actions[2].clipboardText", utf16, 1_000),
    edge(s::imagemap, "video.externalLink.linkUri", https, 1_000),
    edge(s::imagemap, "video.externalLink.label", utf16, 30),
    edge(s::buttons, "altText", utf16, 1_500),
    edge(s::buttons, "template.text", graphemes, 160),
    edge(s::buttons, "template.actions", copies, 4),
    edge(s::buttons, "template.actions[0].label", graphemes, 20),
    edge(s::buttons, "template.actions[0].uri", https, 1_000),
    edge(s::buttons, "template.actions[0].altUri.desktop", https, 1_000),
    edge(s::buttons, "template.actions[1].data", utf16, 300),
    edge(s::buttons, "template.actions[1].displayText", graphemes, 300),
    edge(s::buttons, "template.actions[1].fillInText", graphemes, 300),
    edge(s::buttons, "template.actions[2].text", graphemes, 300),
    edge(s::buttons_with_picture, "template.text", graphemes, 60),
    edge(s::buttons_with_picture, "template.title", graphemes, 40),
    edge(s::buttons_with_picture, "template.thumbnailImageUrl", https, 2_000),
    edge(s::buttons_with_picture, "template.defaultAction.label", graphemes, 20),
    edge(s::buttons_with_picture, "template.actions[0].data", utf16, 300),
    edge(s::confirm, "template.text", graphemes, 240),
    edge(s::confirm, "template.actions", copies, 2),
    edge(s::plain_carousel, "template.columns", copies, 10),
    edge(s::plain_carousel, "template.columns[0].text", graphemes, 120),
    edge(s::carousel, "template.columns[1].text", graphemes, 60),
    edge(s::carousel, "template.columns[1].title", graphemes, 40),
    edge(s::image_carousel, "template.columns", copies, 10),
    edge(s::image_carousel, "template.columns[0].action.label", graphemes, 12),
    edge(s::flex, "altText", utf16, 1_500),
    edge(s::flex, "contents.hero.url", https, 2_000),
    edge(s::flex, "contents.action.label", graphemes, 40),
    edge(s::flex, "contents.footer.contents[0].action.label", graphemes, 40),
    edge(s::film, "contents.hero.previewUrl", https, 2_000),
    edge(s::small_carousel, "contents.contents", copies, 12),
    edge(s::quick_reply, "quickReply.items", copies, 13),
    edge(s::quick_reply, "quickReply.items[0].imageUrl", https, 2_000),
    edge(s::quick_reply, "quickReply.items[0].action.label", graphemes, 20),
    edge(s::quick_reply, "quickReply.items[3].action.clipboardText", utf16, 1_000),
    edge(s::quick_reply, "sender.name", utf16, 20),
];
