//! The keys that each object outside Flex has, from LINE's OpenAPI description (line-openapi 6e4c2a2, 2026-07-01). LINE
//! refuses a whole request for one that it does not know.

/// What every message may carry.
pub(super) const MESSAGE: &[&str] = &["type", "quickReply", "sender"];
pub(super) const TEXT: &[&str] = &["text", "emojis", "quoteToken"];
pub(super) const TEXT_V2: &[&str] = &["text", "substitution", "quoteToken"];
pub(super) const IMAGE: &[&str] = &["originalContentUrl", "previewImageUrl"];
pub(super) const VIDEO: &[&str] = &["originalContentUrl", "previewImageUrl", "trackingId"];
pub(super) const AUDIO: &[&str] = &["originalContentUrl", "duration"];
pub(super) const LOCATION: &[&str] = &["title", "address", "latitude", "longitude"];
pub(super) const STICKER: &[&str] = &["packageId", "stickerId", "quoteToken"];
pub(super) const IMAGEMAP: &[&str] = &["baseUrl", "altText", "baseSize", "actions", "video"];
pub(super) const TEMPLATE: &[&str] = &["altText", "template"];
pub(super) const FLEX: &[&str] = &["altText", "contents"];
pub(super) const COUPON: &[&str] = &["couponId", "deliveryTag"];

pub(super) const EMOJI: &[&str] = &["index", "productId", "emojiId"];
pub(super) const EMOJI_IN_WORDS: &[&str] = &["type", "productId", "emojiId"];
pub(super) const QUICK_REPLY: &[&str] = &["items"];
pub(super) const QUICK_REPLY_ITEM: &[&str] = &["type", "imageUrl", "action"];
pub(super) const SENDER: &[&str] = &["name", "iconUrl"];

pub(super) const BASE_SIZE: &[&str] = &["width", "height"];
pub(super) const AREA: &[&str] = &["x", "y", "width", "height"];
pub(super) const IMAGEMAP_ACTION: &[&str] = &["type", "label", "area"];
pub(super) const IMAGEMAP_VIDEO: &[&str] = &["originalContentUrl", "previewImageUrl", "area", "externalLink"];
pub(super) const EXTERNAL_LINK: &[&str] = &["linkUri", "label"];

/// What buttons and one column of a carousel share.
pub(super) const CARD: &[&str] =
    &["thumbnailImageUrl", "imageBackgroundColor", "title", "text", "defaultAction", "actions"];
pub(super) const PICTURE_OPTIONS: &[&str] = &["type", "imageAspectRatio", "imageSize"];
pub(super) const CONFIRM: &[&str] = &["type", "text", "actions"];
pub(super) const COLUMNS: &[&str] = &["columns"];
pub(super) const IMAGE_CAROUSEL: &[&str] = &["type", "columns"];
pub(super) const IMAGE_COLUMN: &[&str] = &["imageUrl", "action"];

/// What every action has.
pub(super) const ACTION: &[&str] = &["type", "label"];
pub(super) const ALTERNATIVE: &[&str] = &["desktop"];

/// What an action of this type has beside [`ACTION`]; `None` where the type itself is refused.
pub(super) fn of_action(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "postback" => &["data", "displayText", "text", "inputOption", "fillInText"],
        "message" => &["text"],
        "uri" => &["uri", "altUri"],
        "datetimepicker" => &["data", "mode", "initial", "max", "min"],
        "clipboard" => &["clipboardText"],
        "camera" | "cameraRoll" | "location" => &[],
        _ => return None,
    })
}
