//! Text, pictures, films, recordings, places, stickers and coupons.
use super::field::Field;
use super::keys;
use super::text::TextRule;
use super::violation::{Report, ViolationCode as Code};
use crate::letters::is_invisible;
use serde_json::Value;

const TEXT: TextRule = TextRule::utf16(5_000);
const MAX_EMOJIS: usize = 20;
const MAX_MENTIONS: usize = 20;
const MAX_SUBSTITUTIONS: usize = 100;
/// 49 days; no limit is written down, and beyond it a 32-bit reader would fail.
const MAX_DURATION_MS: i64 = u32::MAX as i64;
/// Identifiers LINE gives out; no limit is written down, so only their presence is checked.
const IDENTIFIER: TextRule = TextRule::utf16(1_000);

pub(super) fn text(message: &Field<'_>, report: &mut Report) {
    let text = words(&message.get("text"), report);
    let emojis = message.get("emojis");
    if !emojis.is_present() {
        return;
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    for emoji in emojis.list(report, 0, MAX_EMOJIS) {
        emoji.only(report, &[keys::EMOJI]);
        emoji.get("productId").text(report, IDENTIFIER);
        emoji.get("emojiId").text(report, IDENTIFIER);
        let index = emoji.get("index");
        index.integer(report, 0..=i64::MAX, true);
        let position = index.value().and_then(Value::as_u64);
        if position.is_some_and(|at| units.get(at as usize) != Some(&u16::from(b'$'))) {
            index.add(report, Code::Conflict, "にある文字が「$」ではありません");
        }
    }
}

/// What a text bubble says; blanks alone say nothing.
fn words<'a>(field: &Field<'a>, report: &mut Report) -> &'a str {
    let text = field.text(report, TEXT).unwrap_or_default();
    if !text.is_empty() && text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        field.add(report, Code::Empty, "が空白や改行だけです");
    }
    text
}

pub(super) fn text_v2(message: &Field<'_>, report: &mut Report) {
    let field = message.get("text");
    let text = words(&field, report);
    let substitution = message.get("substitution");
    substitution.object(report);
    substitutions(&substitution, report);
    match placeholders(text) {
        None => {
            field.add(
                report,
                Code::BadFormat,
                "の{ }が正しくありません。文字として使うときは{{ }}と書きます",
            );
        }
        Some(names) => {
            let missing =
                names.into_iter().find(|name| substitution.value().is_none_or(|s| s.get(name).is_none()));
            if let Some(name) = missing {
                field.add(report, Code::Conflict, &format!("の{{{name}}}に当たる置き換えがありません"));
            }
        }
    }
}

fn substitutions(substitution: &Field<'_>, report: &mut Report) {
    let Some(entries) = substitution.value().and_then(Value::as_object) else { return };
    let of_type = |name: &str| entries.values().filter(|entry| entry["type"] == name).count();
    let counts = [
        ("", MAX_SUBSTITUTIONS, entries.len()),
        ("のLINE絵文字", MAX_EMOJIS, of_type("emoji")),
        ("のメンション", MAX_MENTIONS, of_type("mention")),
    ];
    for (what, limit, actual) in counts {
        substitution.at_most(report, what, limit, actual);
    }
    for name in entries.keys() {
        let entry = substitution.get(name);
        if !is_name(name) {
            entry.add(report, Code::BadFormat, "の名前は英数字と_で20文字までです");
        }
        entry.get("type").word(report, &["mention", "emoji"], true);
        match entry.type_name() {
            "emoji" => {
                entry.only(report, &[keys::EMOJI_IN_WORDS]);
                entry.get("productId").text(report, IDENTIFIER);
                entry.get("emojiId").text(report, IDENTIFIER);
            }
            "mention" => entry.not_allowed(report, "のメンションは1対1のトークでは使えません"),
            _ => {}
        }
    }
}

fn is_name(name: &str) -> bool {
    (1..=20).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The names between single braces; `None` when a brace has no partner or a name is none.
fn placeholders(text: &str) -> Option<Vec<&str>> {
    let (mut names, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        let (brace, after) = rest[at..].split_at(1);
        if let Some(escaped) = after.strip_prefix(brace) {
            rest = escaped;
            continue;
        }
        let (name, after) = after.split_once('}').filter(|(name, _)| brace == "{" && is_name(name))?;
        names.push(name);
        rest = after;
    }
    Some(names)
}

pub(super) fn image(message: &Field<'_>, report: &mut Report) {
    message.get("originalContentUrl").https_url(report, true);
    message.get("previewImageUrl").https_url(report, true);
}

pub(super) fn video(message: &Field<'_>, report: &mut Report) {
    image(message, report);
    message.get("trackingId").text(report, TextRule::utf16(100).optional());
}

pub(super) fn audio(message: &Field<'_>, report: &mut Report) {
    message.get("originalContentUrl").https_url(report, true);
    message.get("duration").integer(report, 1..=MAX_DURATION_MS, true);
}

pub(super) fn location(message: &Field<'_>, report: &mut Report) {
    message.get("title").text(report, TextRule::utf16(100));
    message.get("address").text(report, TextRule::utf16(100));
    message.get("latitude").number(report, -90.0..=90.0);
    message.get("longitude").number(report, -180.0..=180.0);
}

pub(super) fn sticker(message: &Field<'_>, report: &mut Report) {
    for key in ["packageId", "stickerId"] {
        let id = message.get(key);
        let text = id.text(report, IDENTIFIER).unwrap_or_default();
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            id.add(report, Code::BadFormat, "は数字だけの文字列にしてください");
        }
    }
}

pub(super) fn coupon(message: &Field<'_>, report: &mut Report) {
    message.get("couponId").text(report, IDENTIFIER);
    message.get("deliveryTag").text(report, TextRule::utf16(30).optional());
}
