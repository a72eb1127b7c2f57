//! Imagemaps: one picture, tappable areas, perhaps a film.
use super::action::{CLIPBOARD, SCHEMES, URI};
use super::field::Field;
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
    for action in message.get("actions").list(report, 0, MAX_ACTIONS) {
        self::action(&action, report);
    }
    video(&message.get("video"), report);
}

fn base_size(size: &Field<'_>, report: &mut Report) {
    if !size.required_object(report) {
        return;
    }
    let width = size.get("width");
    width.integer(report, 1..=i64::MAX, true);
    if let Some(actual) = width.value().and_then(Value::as_i64).filter(|width| *width != WIDTH && *width > 0)
    {
        width.out_of_range(report, WIDTH, actual, &format!("は{WIDTH}にしてください(いま{actual})"));
    }
    size.get("height").integer(report, 1..=MAX_SIDE, true);
}

fn action(action: &Field<'_>, report: &mut Report) {
    if !action.required_object(report) {
        return;
    }
    action.get("type").word(report, &["uri", "message", "clipboard"], true);
    action.get("label").text(report, TextRule::graphemes(100).optional());
    match action.type_name() {
        "uri" => action.get("linkUri").link(report, URI, &SCHEMES),
        "message" => {
            action.get("text").text(report, TextRule::utf16(400)); // no action object of its own: the stricter unit
        }
        "clipboard" => {
            action.get("clipboardText").text(report, CLIPBOARD);
        }
        _ => {}
    }
    area(&action.get("area"), report);
}

fn area(area: &Field<'_>, report: &mut Report) {
    if area.required_object(report) {
        area.get("x").integer(report, 0..=MAX_SIDE, true);
        area.get("y").integer(report, 0..=MAX_SIDE, true);
        area.get("width").integer(report, 1..=MAX_SIDE, true);
        area.get("height").integer(report, 1..=MAX_SIDE, true);
    }
}

fn video(video: &Field<'_>, report: &mut Report) {
    if !video.object(report) {
        return;
    }
    video.get("originalContentUrl").https_url(report, true);
    video.get("previewImageUrl").https_url(report, true);
    area(&video.get("area"), report);
    let link = video.get("externalLink");
    if link.object(report) {
        link.get("linkUri").link(report, URI, &SCHEMES);
        link.get("label").text(report, TextRule::utf16(30));
    }
}
