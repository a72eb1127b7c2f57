//! Template messages: buttons, confirm, carousel and image carousel.

use serde_json::Value;

use super::action::{Place, action};
use super::check::{Check, Object, Path};
use super::message_keys;

const ALT_TEXT_MAX: usize = 1500;
const COLUMNS_MAX: usize = 10;

pub(super) fn template(check: &mut Check, message: &Object, path: &Path) {
    message_keys(check, message, path, &["altText", "template"]);
    check.utf16(message, path, "altText", ALT_TEXT_MAX, true);
    let Some(template) = check.object(message, path, "template") else { return };
    let path = path.key("template");
    match check.required(template, &path, "type") {
        Some("buttons") => buttons(check, template, &path),
        Some("confirm") => confirm(check, template, &path),
        Some("carousel") => carousel(check, template, &path),
        Some("image_carousel") => image_carousel(check, template, &path),
        Some(_) => check.fail(&path.key("type"), "Must be one of the template types"),
        None => (),
    }
}

fn buttons(check: &mut Check, template: &Object, path: &Path) {
    let keys = [
        "type",
        "thumbnailImageUrl",
        "imageAspectRatio",
        "imageSize",
        "imageBackgroundColor",
        "title",
        "text",
        "defaultAction",
        "actions",
    ];
    check.keys(template, path, &keys);
    image_style(check, template, path);
    card(check, template, path, 160);
    actions(check, template, path, 1..=4);
}

fn confirm(check: &mut Check, template: &Object, path: &Path) {
    check.keys(template, path, &["type", "text", "actions"]);
    check.graphemes(template, path, "text", 240, true);
    actions(check, template, path, 2..=2);
}

fn carousel(check: &mut Check, template: &Object, path: &Path) {
    check.keys(template, path, &["type", "columns", "imageAspectRatio", "imageSize"]);
    image_style(check, template, path);
    let columns = check.list(template, path, "columns", 1..=COLUMNS_MAX);
    let keys = ["thumbnailImageUrl", "imageBackgroundColor", "title", "text", "defaultAction", "actions"];
    for (place, column) in columns.iter().enumerate() {
        let path = path.at("columns", place);
        let Some(column) = check.as_object(column, &path) else { continue };
        check.keys(column, &path, &keys);
        card(check, column, &path, 120);
        actions(check, column, &path, 1..=3);
    }
    let shape = |column: &Value| {
        let actions = column.get("actions").and_then(Value::as_array).map_or(0, Vec::len);
        (actions, has(column, "title"), has(column, "thumbnailImageUrl"))
    };
    if columns.windows(2).any(|pair| shape(&pair[0]) != shape(&pair[1])) {
        check.fail(
            &path.key("columns"),
            "All columns need the same number of actions, and all or none a title and an image",
        );
    }
}

fn image_carousel(check: &mut Check, template: &Object, path: &Path) {
    check.keys(template, path, &["type", "columns"]);
    let columns = check.list(template, path, "columns", 1..=COLUMNS_MAX);
    for (place, column) in columns.iter().enumerate() {
        let path = path.at("columns", place);
        let Some(column) = check.as_object(column, &path) else { continue };
        check.keys(column, &path, &["imageUrl", "action"]);
        check.https_url(column, &path, "imageUrl", true);
        if let Some(object) = check.object(column, &path, "action") {
            action(check, object, &path.key("action"), Place::ImageCarousel);
        }
    }
}

/// What buttons and columns share: image, title, text (shorter when there is an image or a title), default action.
fn card(check: &mut Check, card: &Object, path: &Path, text_max: usize) {
    check.https_url(card, path, "thumbnailImageUrl", false);
    check.graphemes(card, path, "title", 40, false);
    let beside = card.contains_key("title") || card.contains_key("thumbnailImageUrl");
    check.graphemes(card, path, "text", if beside { 60 } else { text_max }, true);
    check.suits(card, path, "imageBackgroundColor", is_rgb, "Must be a colour like #FFFFFF");
    if let Some(object) = check.optional_object(card, path, "defaultAction") {
        action(check, object, &path.key("defaultAction"), Place::Default);
    }
}

fn image_style(check: &mut Check, template: &Object, path: &Path) {
    check.one_of(template, path, "imageAspectRatio", &["rectangle", "square"], false);
    check.one_of(template, path, "imageSize", &["cover", "contain"], false);
}

fn actions(check: &mut Check, object: &Object, path: &Path, size: std::ops::RangeInclusive<usize>) {
    for (place, value) in check.list(object, path, "actions", size).iter().enumerate() {
        let path = path.at("actions", place);
        if let Some(object) = check.as_object(value, &path) {
            action(check, object, &path, Place::Template);
        }
    }
}

fn has(column: &Value, key: &str) -> bool {
    column.get(key).is_some_and(|value| !value.is_null())
}

fn is_rgb(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}
