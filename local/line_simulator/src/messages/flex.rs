//! Flex messages: the container (bubble or carousel), its size limits and its blocks.

use serde_json::Value;

use super::action::{Place, action};
use super::check::{Check, Object, Path};
use super::flex_parts::{component, is_colour};
use super::message_keys;

const ALT_TEXT_MAX: usize = 1500;
/// LINE says 30 KB without a base; the stricter reading, compact JSON.
const BUBBLE_BYTES_MAX: usize = 30_000;
/// LINE says 50 KB without a base; the stricter reading, compact JSON.
const CAROUSEL_BYTES_MAX: usize = 50_000;
const BUBBLES_MAX: usize = 12;
const SIZES: [&str; 7] = ["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"];

pub(super) fn flex(check: &mut Check, message: &Object, path: &Path, place: usize) {
    message_keys(check, message, path, &["altText", "contents"]);
    check.utf16(message, path, "altText", ALT_TEXT_MAX, true);
    let Some(container) = check.object(message, path, "contents") else { return };
    let root = Path::flex(place);
    match check.required(container, &root, "type") {
        Some("bubble") => {
            size(check, container, &root, BUBBLE_BYTES_MAX);
            bubble(check, container, &root, false);
        }
        Some("carousel") => carousel(check, container, &root),
        Some(_) => check.fail(&root.key("type"), "Must be one of the following values: [bubble, carousel]"),
        None => (),
    }
}

fn size(check: &mut Check, container: &Object, path: &Path, max: usize) {
    let bytes = serde_json::to_vec(container).map_or(0, |json| json.len());
    if bytes > max {
        check.fail(path, format!("Too large flex message: {bytes} bytes, the maximum is {max} bytes"));
    }
}

fn carousel(check: &mut Check, carousel: &Object, path: &Path) {
    check.keys(carousel, path, &["type", "contents"]);
    size(check, carousel, path, CAROUSEL_BYTES_MAX);
    let bubbles = check.list(carousel, path, "contents", 1..=BUBBLES_MAX);
    for (place, value) in bubbles.iter().enumerate() {
        let path = path.at("contents", place);
        let Some(object) = check.as_object(value, &path) else { continue };
        check.one_of(object, &path, "type", &["bubble"], true);
        size(check, object, &path, BUBBLE_BYTES_MAX);
        bubble(check, object, &path, true);
    }
    let width = |bubble: &Value| bubble.get("size").cloned().unwrap_or_else(|| "mega".into());
    if bubbles.windows(2).any(|pair| width(&pair[0]) != width(&pair[1])) {
        check.fail(&path.key("contents"), "All bubbles of a carousel need the same size");
    }
}

fn bubble(check: &mut Check, bubble: &Object, path: &Path, in_carousel: bool) {
    let keys = ["type", "size", "direction", "header", "hero", "body", "footer", "styles", "action"];
    check.keys(bubble, path, &keys);
    check.one_of(bubble, path, "size", &SIZES, false);
    check.one_of(bubble, path, "direction", &["ltr", "rtl"], false);
    for block in ["header", "body", "footer"] {
        if let Some(object) = check.optional_object(bubble, path, block) {
            let path = path.key(block);
            check.one_of(object, &path, "type", &["box"], true);
            component(check, object, &path, "vertical");
        }
    }
    if ["header", "hero", "body", "footer"].iter().all(|block| !bubble.contains_key(*block)) {
        check.fail(path, "At least one block must be specified");
    }
    hero(check, bubble, path, in_carousel);
    styles(check, bubble, path);
    if let Some(object) = check.optional_object(bubble, path, "action") {
        action(check, object, &path.key("action"), Place::FlexOther);
    }
}

fn hero(check: &mut Check, bubble: &Object, path: &Path, in_carousel: bool) {
    let Some(hero) = check.optional_object(bubble, path, "hero") else { return };
    let path = path.key("hero");
    check.one_of(hero, &path, "type", &["box", "image", "video"], true);
    if hero.get("type").is_some_and(|kind| kind == "video") {
        let size = bubble.get("size").and_then(Value::as_str).unwrap_or("mega");
        if in_carousel || !["kilo", "mega", "giga"].contains(&size) {
            check.fail(&path, "A video needs a single bubble of size kilo, mega or giga");
        }
        video(check, hero, &path);
    } else {
        component(check, hero, &path, "vertical");
    }
}

fn video(check: &mut Check, video: &Object, path: &Path) {
    check.keys(video, path, &["type", "url", "previewUrl", "altContent", "aspectRatio", "action"]);
    check.https_url(video, path, "url", true);
    check.https_url(video, path, "previewUrl", true);
    if let Some(content) = check.object(video, path, "altContent") {
        let path = path.key("altContent");
        check.one_of(content, &path, "type", &["box", "image"], true);
        component(check, content, &path, "vertical");
    }
    if let Some(object) = check.optional_object(video, path, "action") {
        action(check, object, &path.key("action"), Place::FlexOther);
    }
}

fn styles(check: &mut Check, bubble: &Object, path: &Path) {
    let Some(styles) = check.optional_object(bubble, path, "styles") else { return };
    let path = path.key("styles");
    check.keys(styles, &path, &["header", "hero", "body", "footer"]);
    for block in ["header", "hero", "body", "footer"] {
        let Some(style) = check.optional_object(styles, &path, block) else { continue };
        let path = path.key(block);
        check.keys(style, &path, &["backgroundColor", "separator", "separatorColor"]);
        check.boolean(style, &path, "separator");
        for key in ["backgroundColor", "separatorColor"] {
            check.suits(style, &path, key, is_colour, "invalid color");
        }
    }
}
