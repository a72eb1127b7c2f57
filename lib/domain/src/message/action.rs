//! Actions: what happens on a tap, and which of them may stand where.
use super::field::Field;
use super::keys;
use super::text::TextRule;
use super::violation::{Report, ViolationCode as Code};
use jiff::civil::{Date, Time};

/// What the place of an action allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    label: TextRule,
    quick_reply: bool,
}

impl Context {
    pub(super) const TEMPLATE: Self = Self { label: TextRule::graphemes(20), quick_reply: false };
    /// The label of a tap on the picture is not shown.
    pub(super) const DEFAULT: Self = Self { label: TextRule::graphemes(20).optional(), quick_reply: false };
    pub(super) const IMAGE_CAROUSEL: Self =
        Self { label: TextRule::graphemes(12).optional(), quick_reply: false };
    pub(super) const QUICK_REPLY: Self = Self { label: TextRule::graphemes(20), quick_reply: true };
    pub(super) const FLEX_BUTTON: Self = Self { label: TextRule::graphemes(40), quick_reply: false };
    pub(super) const FLEX: Self = Self { label: TextRule::graphemes(40).optional(), quick_reply: false };
}

const TYPES: [&str; 9] = [
    "postback",
    "message",
    "uri",
    "datetimepicker",
    "clipboard",
    "camera",
    "cameraRoll",
    "location",
    "richmenuswitch",
];
const INPUT_OPTIONS: [&str; 4] = ["closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"];
const SHOWN: TextRule = TextRule::graphemes(300);
/// LINE's description allows none; a tap of which nothing comes back tells nobody what was meant.
const DATA: TextRule = TextRule::utf16(300);
/// Schemes a tap may open.
pub(super) const SCHEMES: [&str; 4] = ["http", "https", "line", "tel"];
pub(super) const URI: TextRule = TextRule::utf16(1_000);
pub(super) const CLIPBOARD: TextRule = TextRule::utf16(1_000);

pub(super) fn optional(action: &Field<'_>, report: &mut Report, context: Context) {
    if action.is_present() {
        required(action, report, context);
    }
}

pub(super) fn required(action: &Field<'_>, report: &mut Report, context: Context) {
    if !action.required_object(report) {
        return;
    }
    action.get("type").word(report, &TYPES, true);
    action.get("label").text(report, context.label);
    if let Some(own) = keys::of_action(action.type_name()) {
        action.only(report, &[keys::ACTION, own]);
    }
    match action.type_name() {
        "postback" => postback(action, report),
        "message" => {
            action.get("text").text(report, SHOWN);
        }
        "uri" => uri(action, report),
        "datetimepicker" => datetime_picker(action, report),
        "clipboard" => {
            action.get("clipboardText").text(report, CLIPBOARD);
        }
        "camera" | "cameraRoll" | "location" if !context.quick_reply => {
            action.not_allowed(report, "のカメラ・カメラロール・位置情報はクイックリプライでだけ使えます");
        }
        "richmenuswitch" => action.not_allowed(report, "のメニュー切り替えはリッチメニューでだけ使えます"),
        _ => {}
    }
}

fn postback(action: &Field<'_>, report: &mut Report) {
    action.get("data").text(report, DATA);
    let (text, shown) = (action.get("text"), action.get("displayText"));
    text.text(report, SHOWN.optional());
    shown.text(report, SHOWN.optional());
    if text.is_present() && shown.is_present() {
        shown.add(report, Code::Conflict, "とテキストは一緒に使えません");
    }
    let (input, fill_in) = (action.get("inputOption"), action.get("fillInText"));
    input.word(report, &INPUT_OPTIONS, false);
    fill_in.text(report, SHOWN.optional());
    if fill_in.is_present() && input.as_str() != Some("openKeyboard") {
        fill_in.add(report, Code::Conflict, "はキーボードを開く設定(openKeyboard)と一緒に使います");
    }
}

fn uri(action: &Field<'_>, report: &mut Report) {
    action.get("uri").link(report, URI, &SCHEMES);
    let alternative = action.get("altUri");
    if alternative.object(report) {
        alternative.only(report, &[keys::ALTERNATIVE]);
        alternative.get("desktop").link(report, URI.optional(), &SCHEMES);
    }
}

fn datetime_picker(action: &Field<'_>, report: &mut Report) {
    action.get("data").text(report, DATA);
    action.get("mode").word(report, &["date", "time", "datetime"], true);
    let Some(mode) = action.get("mode").as_str() else { return };
    let moment = |key, report: &mut Report| {
        let field = action.get(key);
        let text = field.text(report, TextRule::utf16(16).optional())?.replace('t', "T");
        if is_moment(&text, mode) {
            return Some(text);
        }
        field.add(report, Code::BadFormat, "は1900年から2100年までの正しい日時にしてください");
        None
    };
    moment("initial", report);
    let (min, max) = (moment("min", report), moment("max", report));
    if min.zip(max).is_some_and(|(min, max)| min >= max) {
        action.get("min").add(report, Code::Conflict, "は最後の日時より前にしてください");
    }
}

/// Zero-padded, so that texts of one mode sort like the moments they name.
fn is_moment(text: &str, mode: &str) -> bool {
    let date = |text: &str| {
        text.len() == 10 && text.parse::<Date>().is_ok_and(|date| (1900..=2100).contains(&date.year()))
    };
    let time = |text: &str| text.len() == 5 && text.parse::<Time>().is_ok();
    match mode {
        "date" => date(text),
        "time" => time(text),
        "datetime" => text.split_once('T').is_some_and(|(day, hour)| date(day) && time(hour)),
        _ => true, // the mode itself has been reported
    }
}
