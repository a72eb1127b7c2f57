//! The message types LINE offers, and the parts every one of them may carry.
use super::field::Field;
use super::violation::Report;
use super::{common, flex, imagemap, keys, simple, template};
use serde_json::Value;

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// Plain text with LINE emoji by position.
    Text,
    /// Text with placeholders.
    TextV2,
    /// One picture.
    Image,
    /// One film.
    Video,
    /// One recording.
    Audio,
    /// A place on a map.
    Location,
    /// A LINE sticker.
    Sticker,
    /// A picture with tappable areas.
    Imagemap,
    /// Buttons, a question, or a row of cards.
    Template,
    /// Free layout.
    Flex,
    /// A coupon made at LINE.
    Coupon,
}

const KINDS: [(&str, MessageKind); 11] = [
    ("text", MessageKind::Text),
    ("textV2", MessageKind::TextV2),
    ("image", MessageKind::Image),
    ("video", MessageKind::Video),
    ("audio", MessageKind::Audio),
    ("location", MessageKind::Location),
    ("sticker", MessageKind::Sticker),
    ("imagemap", MessageKind::Imagemap),
    ("template", MessageKind::Template),
    ("flex", MessageKind::Flex),
    ("coupon", MessageKind::Coupon),
];

impl MessageKind {
    /// By the message's `type`; `None` for what LINE does not offer.
    pub fn of(message: &Value) -> Option<Self> {
        let name = message.get("type")?.as_str()?;
        KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }
}

/// Checks one message of any type.
pub(super) fn check(message: &Field<'_>, report: &mut Report) {
    if !message.required_object(report) {
        return;
    }
    let Some(kind) = message.value().and_then(MessageKind::of) else {
        message.get("type").word(report, &KINDS.map(|(name, _)| name), true);
        return;
    };
    match kind {
        MessageKind::Text => simple::text(message, report),
        MessageKind::TextV2 => simple::text_v2(message, report),
        MessageKind::Image => simple::image(message, report),
        MessageKind::Video => simple::video(message, report),
        MessageKind::Audio => simple::audio(message, report),
        MessageKind::Location => simple::location(message, report),
        MessageKind::Sticker => simple::sticker(message, report),
        MessageKind::Imagemap => imagemap::check(message, report),
        MessageKind::Template => template::check(message, report),
        MessageKind::Flex => flex::check(message, report),
        MessageKind::Coupon => simple::coupon(message, report),
    }
    message.only(report, &[keys::MESSAGE, keys_of(kind)]);
    common::quick_reply(&message.get("quickReply"), report);
    common::sender(&message.get("sender"), report);
}

const fn keys_of(kind: MessageKind) -> &'static [&'static str] {
    match kind {
        MessageKind::Text => keys::TEXT,
        MessageKind::TextV2 => keys::TEXT_V2,
        MessageKind::Image => keys::IMAGE,
        MessageKind::Video => keys::VIDEO,
        MessageKind::Audio => keys::AUDIO,
        MessageKind::Location => keys::LOCATION,
        MessageKind::Sticker => keys::STICKER,
        MessageKind::Imagemap => keys::IMAGEMAP,
        MessageKind::Template => keys::TEMPLATE,
        MessageKind::Flex => keys::FLEX,
        MessageKind::Coupon => keys::COUPON,
    }
}
