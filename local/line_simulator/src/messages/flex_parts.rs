//! Flex components: boxes and what stands in them.

use serde_json::Value;

use super::action::{Place, action};
use super::check::{Check, Object, Path};

const KEYWORDS: [&str; 7] = ["none", "xs", "sm", "md", "lg", "xl", "xxl"];
const FONT_SIZES: [&str; 10] = ["xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl"];
const PLACED: [&str; 6] = ["margin", "position", "offsetTop", "offsetBottom", "offsetStart", "offsetEnd"];
const WEIGHTS: [&str; 2] = ["regular", "bold"];
const DECORATIONS: [&str; 3] = ["none", "underline", "line-through"];
const GRAVITIES: [&str; 3] = ["top", "bottom", "center"];

/// Checks one component that stands in a box of this layout.
pub(super) fn component(check: &mut Check, object: &Object, path: &Path, parent: &str) {
    let Some(kind) = check.required(object, path, "type") else { return };
    if parent == "baseline" && !["icon", "text", "filler"].contains(&kind) {
        return check.fail(path, format!("A {kind} may not be in a baseline box"));
    }
    if kind == "icon" && parent != "baseline" {
        return check.fail(path, "An icon may only be in a baseline box");
    }
    match kind {
        "box" => flex_box(check, object, path),
        "text" => text(check, object, path),
        "button" => button(check, object, path),
        "image" => image(check, object, path),
        "icon" => icon(check, object, path),
        "separator" => {
            own_keys(check, object, path, &["margin", "color"], false);
            check.suits(object, path, "color", is_colour, "invalid color");
        }
        "filler" => own_keys(check, object, path, &["flex"], false),
        _ => check.fail(&path.key("type"), "Must be one of the component types"),
    }
    placed(check, object, path);
    if let Some(object) = check.optional_object(object, path, "action") {
        let place = if kind == "button" { Place::FlexButton } else { Place::FlexOther };
        action(check, object, &path.key("action"), place);
    }
}

fn own_keys(check: &mut Check, object: &Object, path: &Path, own: &[&str], can_be_placed: bool) {
    let placed: &[&str] = if can_be_placed { &PLACED } else { &[] };
    for key in object.keys().map(String::as_str) {
        if key != "type" && !own.contains(&key) && !placed.contains(&key) {
            check.fail(path, format!("invalid property: {key}"));
        }
    }
}

fn placed(check: &mut Check, object: &Object, path: &Path) {
    check.one_of(object, path, "position", &["relative", "absolute"], false);
    for key in ["margin", "offsetTop", "offsetBottom", "offsetStart", "offsetEnd"] {
        length(check, object, path, key, &KEYWORDS);
    }
    check.integer(object, path, "flex", 0..=i32::MAX, false);
}

fn flex_box(check: &mut Check, object: &Object, path: &Path) {
    let keys = [
        "layout",
        "flex",
        "contents",
        "spacing",
        "backgroundColor",
        "borderColor",
        "borderWidth",
        "cornerRadius",
        "width",
        "maxWidth",
        "height",
        "maxHeight",
        "paddingAll",
        "paddingTop",
        "paddingBottom",
        "paddingStart",
        "paddingEnd",
        "action",
        "justifyContent",
        "alignItems",
        "background",
    ];
    own_keys(check, object, path, &keys, true);
    check.one_of(object, path, "layout", &["horizontal", "vertical", "baseline"], true);
    let aligned = ["flex-start", "center", "flex-end", "space-between", "space-around", "space-evenly"];
    check.one_of(object, path, "justifyContent", &aligned, false);
    check.one_of(object, path, "alignItems", &aligned[..3], false);
    box_measures(check, object, path);
    background(check, object, path);
    if !object.contains_key("contents") {
        check.fail(&path.key("contents"), "May not be empty");
    }
    let layout = object.get("layout").and_then(Value::as_str).unwrap_or("vertical");
    for (place, value) in check.list(object, path, "contents", 0..=usize::MAX).iter().enumerate() {
        let path = path.at("contents", place);
        if let Some(inner) = check.as_object(value, &path) {
            component(check, inner, &path, layout);
        }
    }
}

fn box_measures(check: &mut Check, object: &Object, path: &Path) {
    for key in
        ["spacing", "cornerRadius", "paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"]
    {
        length(check, object, path, key, &KEYWORDS);
    }
    length(check, object, path, "borderWidth", &["none", "light", "normal", "medium", "semi-bold", "bold"]);
    for key in ["width", "maxWidth", "height", "maxHeight"] {
        length(check, object, path, key, &[]);
    }
    for key in ["backgroundColor", "borderColor"] {
        check.suits(object, path, key, is_colour, "invalid color");
    }
}

fn background(check: &mut Check, object: &Object, path: &Path) {
    let Some(background) = check.optional_object(object, path, "background") else { return };
    let path = path.key("background");
    check.keys(
        background,
        &path,
        &["type", "angle", "startColor", "endColor", "centerColor", "centerPosition"],
    );
    check.one_of(background, &path, "type", &["linearGradient"], true);
    check.required(background, &path, "angle");
    for key in ["startColor", "endColor"] {
        check.required(background, &path, key);
    }
    for key in ["startColor", "endColor", "centerColor"] {
        check.suits(background, &path, key, is_colour, "invalid color");
    }
}

fn text(check: &mut Check, object: &Object, path: &Path) {
    let keys = [
        "flex",
        "text",
        "size",
        "align",
        "gravity",
        "color",
        "weight",
        "style",
        "decoration",
        "wrap",
        "lineSpacing",
        "action",
        "maxLines",
        "contents",
        "adjustMode",
        "scaling",
    ];
    own_keys(check, object, path, &keys, true);
    let spans = check.list(object, path, "contents", 0..=usize::MAX);
    let words = check.string(object, path, "text").unwrap_or_default();
    if spans.is_empty() && words.is_empty() {
        check.fail(&path.key("text"), "must be non-empty text");
    }
    letters(check, object, path);
    check.one_of(object, path, "align", &["start", "end", "center"], false);
    check.one_of(object, path, "gravity", &GRAVITIES, false);
    check.one_of(object, path, "adjustMode", &["shrink-to-fit"], false);
    check.integer(object, path, "maxLines", 0..=i32::MAX, false);
    length(check, object, path, "lineSpacing", &[]);
    for key in ["wrap", "scaling"] {
        check.boolean(object, path, key);
    }
    for (place, value) in spans.iter().enumerate() {
        let path = path.at("contents", place);
        let Some(span) = check.as_object(value, &path) else { continue };
        check.one_of(span, &path, "type", &["span"], true);
        own_keys(check, span, &path, &["text", "size", "color", "weight", "style", "decoration"], false);
        check.required(span, &path, "text");
        letters(check, span, &path);
    }
}

fn letters(check: &mut Check, object: &Object, path: &Path) {
    length(check, object, path, "size", &FONT_SIZES);
    check.suits(object, path, "color", is_colour, "invalid color");
    check.one_of(object, path, "weight", &WEIGHTS, false);
    check.one_of(object, path, "style", &["normal", "italic"], false);
    check.one_of(object, path, "decoration", &DECORATIONS, false);
}

fn button(check: &mut Check, object: &Object, path: &Path) {
    let keys = ["flex", "action", "height", "style", "color", "gravity", "adjustMode", "scaling"];
    own_keys(check, object, path, &keys, true);
    check.object(object, path, "action");
    check.one_of(object, path, "height", &["sm", "md"], false);
    check.one_of(object, path, "style", &["primary", "secondary", "link"], false);
    check.one_of(object, path, "gravity", &GRAVITIES, false);
    check.one_of(object, path, "adjustMode", &["shrink-to-fit"], false);
    check.suits(object, path, "color", is_colour, "invalid color");
    check.boolean(object, path, "scaling");
}

fn image(check: &mut Check, object: &Object, path: &Path) {
    let keys = [
        "url",
        "flex",
        "align",
        "gravity",
        "size",
        "aspectRatio",
        "aspectMode",
        "backgroundColor",
        "action",
        "animated",
    ];
    own_keys(check, object, path, &keys, true);
    check.https_url(object, path, "url", true);
    length(check, object, path, "size", &[&FONT_SIZES[..], &["full"]].concat());
    check.one_of(object, path, "align", &["start", "end", "center"], false);
    check.one_of(object, path, "gravity", &GRAVITIES, false);
    check.one_of(object, path, "aspectMode", &["cover", "fit"], false);
    check.suits(object, path, "aspectRatio", is_ratio, "Must be a ratio like 20:13");
    check.suits(object, path, "backgroundColor", is_colour, "invalid color");
    check.boolean(object, path, "animated");
}

fn icon(check: &mut Check, object: &Object, path: &Path) {
    own_keys(check, object, path, &["url", "size", "aspectRatio", "scaling"], true);
    check.https_url(object, path, "url", true);
    length(check, object, path, "size", &FONT_SIZES);
    check.suits(object, path, "aspectRatio", is_ratio, "Must be a ratio like 20:13");
    check.boolean(object, path, "scaling");
}

/// One of the keywords, or a number with `px` or `%`.
fn length(check: &mut Check, object: &Object, path: &Path, key: &str, keywords: &[&str]) {
    let Some(text) = check.string(object, path, key) else { return };
    let number = text.strip_suffix("px").or_else(|| text.strip_suffix('%'));
    let is_size = number.is_some_and(|digits| digits.parse::<f32>().is_ok());
    if !is_size && !keywords.contains(&text) {
        check.fail(&path.key(key), "invalid size");
    }
}

/// `#RRGGBB` or `#RRGGBBAA`.
pub(super) fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| matches!(hex.len(), 6 | 8) && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn is_ratio(text: &str) -> bool {
    let side = |digits: &str| digits.parse::<f64>().is_ok_and(|side| side > 0.0);
    text.split_once(':').is_some_and(|(width, height)| side(width) && side(height))
}
