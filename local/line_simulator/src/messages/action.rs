//! Actions of templates, quick replies, Flex components and rich menus: each place has its own rules for the label
//! and for which types it takes.

use super::check::{Check, Object, Path};

/// Where an action stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Template,
    ImageCarousel,
    /// `defaultAction` of a template: no label is shown.
    Default,
    QuickReply,
    FlexButton,
    FlexOther,
    RichMenu,
}

impl Place {
    /// Most grapheme clusters of the label, and whether one is required.
    fn label(self) -> (usize, bool) {
        match self {
            Self::Template | Self::QuickReply => (20, true),
            Self::ImageCarousel => (12, false),
            Self::FlexButton => (40, true),
            Self::FlexOther => (40, false),
            Self::Default | Self::RichMenu => (20, false),
        }
    }
}

/// Checks one action.
pub(crate) fn action(check: &mut Check, action: &Object, path: &Path, place: Place) {
    let Some(kind) = check.required(action, path, "type") else { return };
    let (label_max, label_required) = place.label();
    check.graphemes(action, path, "label", label_max, label_required);
    let quick_reply_only = matches!(kind, "camera" | "cameraRoll" | "location");
    if quick_reply_only && place != Place::QuickReply || kind == "richmenuswitch" && place != Place::RichMenu
    {
        return check.fail(&path.key("type"), "This action is not possible here");
    }
    let own: &[&str] = match kind {
        "postback" => postback(check, action, path),
        "message" => {
            check.graphemes(action, path, "text", 300, true);
            &["text"]
        }
        "uri" => uri(check, action, path),
        "datetimepicker" => datetimepicker(check, action, path),
        "clipboard" => {
            check.utf16(action, path, "clipboardText", 1000, true);
            &["clipboardText"]
        }
        "camera" | "cameraRoll" | "location" => &[],
        "richmenuswitch" => {
            check.required(action, path, "richMenuAliasId");
            check.suits(action, path, "richMenuAliasId", is_alias, "Must match [a-z0-9_-]{1,32}");
            check.utf16(action, path, "data", 300, true);
            &["richMenuAliasId", "data"]
        }
        _ => return check.fail(&path.key("type"), "Must be one of the action types"),
    };
    check.keys(action, path, &[&["type", "label"], own].concat());
}

fn postback(check: &mut Check, action: &Object, path: &Path) -> &'static [&'static str] {
    check.utf16(action, path, "data", 300, true);
    let shown = check.graphemes(action, path, "displayText", 300, false);
    let sent = check.graphemes(action, path, "text", 300, false);
    if shown.is_some() && sent.is_some() {
        check.fail(&path.key("displayText"), "May not be given together with text");
    }
    let inputs = ["closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"];
    check.one_of(action, path, "inputOption", &inputs, false);
    let filled = check.graphemes(action, path, "fillInText", 300, false);
    if filled.is_some() && action.get("inputOption").is_none_or(|option| option != "openKeyboard") {
        check.fail(&path.key("fillInText"), "Needs inputOption openKeyboard");
    }
    &["data", "displayText", "text", "inputOption", "fillInText"]
}

fn uri(check: &mut Check, action: &Object, path: &Path) -> &'static [&'static str] {
    check.utf16(action, path, "uri", 1000, true);
    check.suits(action, path, "uri", is_uri, "invalid uri scheme");
    if let Some(alternative) = check.optional_object(action, path, "altUri") {
        let path = path.key("altUri");
        check.keys(alternative, &path, &["desktop"]);
        check.utf16(alternative, &path, "desktop", 1000, false);
        check.suits(alternative, &path, "desktop", is_uri, "invalid uri scheme");
    }
    &["uri", "altUri"]
}

/// Whether LINE opens the URI: `http`, `https`, `line` or `tel`.
pub(crate) fn is_uri(text: &str) -> bool {
    match text.split_once(':') {
        Some(("http" | "https" | "line", rest)) => rest.len() > 2 && rest.starts_with("//"),
        Some(("tel", rest)) => !rest.is_empty(),
        _ => false,
    }
}

/// Whether the text can be the id of a rich menu alias.
pub(crate) fn is_alias(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    (1..=32).contains(&text.len()) && text.bytes().all(fits)
}

fn datetimepicker(check: &mut Check, action: &Object, path: &Path) -> &'static [&'static str] {
    check.utf16(action, path, "data", 300, true);
    check.one_of(action, path, "mode", &["date", "time", "datetime"], true);
    let suits = match action.get("mode").and_then(serde_json::Value::as_str) {
        Some("date") => is_date,
        Some("time") => is_time,
        _ => is_datetime,
    };
    for key in ["initial", "max", "min"] {
        check.suits(
            action,
            path,
            key,
            suits,
            "Must be a date or time between 1900 and 2100 in the mode's form",
        );
    }
    let limit = |key| Some(action.get(key)?.as_str()?.replace('t', "T"));
    if let (Some(least), Some(most)) = (limit("min"), limit("max"))
        && least >= most
    {
        check.fail(&path.key("max"), "Must be later than min");
    }
    &["data", "mode", "initial", "max", "min"]
}

fn is_date(text: &str) -> bool {
    let date: Option<jiff::civil::Date> = text.parse().ok().filter(|_| text.len() == 10);
    date.is_some_and(|date| (1900..=2100).contains(&date.year()))
}

fn is_time(text: &str) -> bool {
    let number = |digits: &str| digits.parse::<u8>().ok().filter(|_| digits.len() == 2);
    text.split_once(':').is_some_and(|(hours, minutes)| {
        number(hours).is_some_and(|h| h < 24) && number(minutes).is_some_and(|m| m < 60)
    })
}

fn is_datetime(text: &str) -> bool {
    text.split_once(['t', 'T']).is_some_and(|(date, time)| is_date(date) && is_time(time))
}
