//! Imagemaps: one picture, tappable areas, perhaps a film.
use super::action::{CLIPBOARD, SCHEMES, URI};
use super::field::Field;
use super::keys;
use super::template::ALT_TEXT;
use super::text::TextRule;
use super::violation::Report;
use serde_json::Value;

const MAX_ACTIONS: usize = 50;
/// LINE measures every imagemap as if it were this wide.
const WIDTH: i64 = 1_040;
/// No limit is written down; no picture is larger.
const MAX_SIDE: i64 = u16::MAX as i64;

pub(super) fn check(message: &Field<'_>, report: &mut Report) {
    message.get("baseUrl").https_url(report, true);
    message.get("altText").text(report, ALT_TEXT);
    base_size(&message.get("baseSize"), report);
    let height = side(&message.get("baseSize").get("height"));
    for action in message.get("actions").list(report, 1, MAX_ACTIONS) {
        self::action(&action, height, report);
    }
    video(&message.get("video"), height, report);
}

/// A length or a place that is one by itself.
fn side(field: &Field<'_>) -> Option<i64> {
    field.value().and_then(Value::as_i64).filter(|side| (0..=MAX_SIDE).contains(side))
}

fn base_size(size: &Field<'_>, report: &mut Report) {
    if !size.required_object(report) {
        return;
    }
    size.only(report, &[keys::BASE_SIZE]);
    let width = size.get("width");
    width.integer(report, 1..=i64::MAX, true);
    if let Some(actual) = width.value().and_then(Value::as_i64).filter(|width| *width != WIDTH && *width > 0)
    {
        width.out_of_range(report, WIDTH, actual, &format!("は{WIDTH}にしてください(いま{actual})"));
    }
    size.get("height").integer(report, 1..=MAX_SIDE, true);
}

fn action(action: &Field<'_>, height: Option<i64>, report: &mut Report) {
    if !action.required_object(report) {
        return;
    }
    action.get("type").word(report, &["uri", "message", "clipboard"], true);
    action.get("label").text(report, TextRule::graphemes(100).optional());
    let own = match action.type_name() {
        "uri" => {
            action.get("linkUri").link(report, URI, &SCHEMES);
            "linkUri"
        }
        "message" => {
            action.get("text").text(report, TextRule::utf16(400)); // no action object of its own: the stricter unit
            "text"
        }
        "clipboard" => {
            action.get("clipboardText").text(report, CLIPBOARD);
            "clipboardText"
        }
        _ => return, // the type itself has been reported
    };
    action.only(report, &[keys::IMAGEMAP_ACTION, &[own]]);
    area(&action.get("area"), height, report);
}

fn area(area: &Field<'_>, height: Option<i64>, report: &mut Report) {
    if area.required_object(report) {
        area.only(report, &[keys::AREA]);
        area.get("x").integer(report, 0..=MAX_SIDE, true);
        area.get("y").integer(report, 0..=MAX_SIDE, true);
        area.get("width").integer(report, 1..=MAX_SIDE, true);
        area.get("height").integer(report, 1..=MAX_SIDE, true);
        within(area, ("x", "width"), Some(WIDTH), "左端と幅", report);
        within(area, ("y", "height"), height, "上端と高さ", report);
    }
}

/// LINE says nothing of an area beyond the picture; what lies there no finger reaches.
fn within(
    area: &Field<'_>,
    keys: (&'static str, &'static str),
    whole: Option<i64>,
    sum: &str,
    report: &mut Report,
) {
    let length = area.get(keys.1);
    let (Some(from), Some(long), Some(whole)) = (side(&area.get(keys.0)), side(&length), whole) else {
        return;
    };
    let end = from + long;
    if long > 0 && end > whole {
        let sentence =
            format!("が画像からはみ出しています。{sum}を足して{whole}までにしてください(いま{end})");
        length.out_of_range(report, whole - from, long, &sentence);
    }
}

fn video(video: &Field<'_>, height: Option<i64>, report: &mut Report) {
    if !video.object(report) {
        return;
    }
    video.only(report, &[keys::IMAGEMAP_VIDEO]);
    video.get("originalContentUrl").https_url(report, true);
    video.get("previewImageUrl").https_url(report, true);
    area(&video.get("area"), height, report);
    let link = video.get("externalLink");
    if link.object(report) {
        link.only(report, &[keys::EXTERNAL_LINK]);
        link.get("linkUri").link(report, URI, &SCHEMES);
        link.get("label").text(report, TextRule::utf16(30));
    }
}
