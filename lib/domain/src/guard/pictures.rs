//! What those get who cannot see a picture: words instead of it, and words beside it.
use super::finding::{Findings, WarningCode as Code};
use super::folded::fold;
use super::places::{Place, Role};
use crate::message::MessageKind;
use serde_json::Value;

/// Alt texts that say nothing.
const EMPTY_WORDS: [&str; 24] = [
    "画像",
    "写真",
    "イメージ",
    "図",
    "バナー",
    "ちらし",
    "チラシ",
    "ポスター",
    "代替テキスト",
    "テキスト",
    "メッセージ",
    "お知らせ",
    "リッチメッセージ",
    "カルーセル",
    "image",
    "img",
    "photo",
    "picture",
    "banner",
    "flex",
    "flexmessage",
    "alttext",
    "alt",
    "notitle",
];
const FILE_ENDINGS: [&str; 6] = [".png", ".jpg", ".jpeg", ".gif", ".pdf", ".webp"];

pub(super) fn poor_alt_text(place: &Place, findings: &mut Findings) {
    let folded: String = place.text.chars().map(fold).filter(|c| !c.is_whitespace()).collect();
    let folded = folded.to_ascii_lowercase();
    let quote = place.text.trim();
    let message = if folded.is_empty() {
        "代替テキストが空です。通知と、画像が見えない人のために、内容を短い文で書いてください。".to_owned()
    } else if EMPTY_WORDS.contains(&folded.as_str())
        || FILE_ENDINGS.iter().any(|ending| folded.ends_with(ending))
        || (folded.starts_with("http") && folded.is_ascii())
    {
        format!("代替テキスト「{quote}」では内容が伝わりません。何のお知らせかを短い文で書いてください。")
    } else {
        return;
    };
    findings.add(place, Code::PoorAltText, quote, message);
}

/// Reports a delivery of pictures alone, and bubbles that say what another one says.
pub(super) fn without_words(messages: &[Value], findings: &mut Findings) {
    let kinds: Vec<_> = messages.iter().filter_map(MessageKind::of).collect();
    let silent = [MessageKind::Image, MessageKind::Video, MessageKind::Audio];
    if !kinds.is_empty() && kinds.len() == messages.len() && kinds.iter().all(|kind| silent.contains(kind)) {
        let place = Place { path: "/messages".to_owned(), role: Role::Words, text: text_of(messages) };
        let message =
            "文章がありません。画像・動画・音声が使えない人のために、同じ内容の文章を添えてください。";
        findings.add(&place, Code::PictureOnly, "", message.to_owned());
    }
    let spoken = [MessageKind::Imagemap, MessageKind::Template, MessageKind::Flex];
    for (index, message) in messages.iter().enumerate() {
        if MessageKind::of(message).is_some_and(|kind| spoken.contains(&kind)) && message["altText"].is_null()
        {
            let path = format!("/messages/{index}/altText");
            poor_alt_text(&Place { path, role: Role::AltText, text: String::new() }, findings);
        }
    }
    for (index, again) in messages.iter().enumerate() {
        if again.is_object() && messages[..index].contains(again) {
            let place =
                Place { path: format!("/messages/{index}"), role: Role::Words, text: again.to_string() };
            let message = format!(
                "{}件目は前の吹き出しと同じ内容です。二重になっていないか確かめてください。",
                index + 1
            );
            findings.add(&place, Code::RepeatedMessage, "", message);
        }
    }
}

fn text_of(messages: &[Value]) -> String {
    messages.iter().map(Value::to_string).collect()
}
