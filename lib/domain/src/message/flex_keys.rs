//! The keys that each Flex component has, from LINE's OpenAPI description (line-openapi 6e4c2a2, 2026-07-01).

const PLACED: &[&str] =
    &["margin", "position", "offsetTop", "offsetBottom", "offsetStart", "offsetEnd", "flex"];
const LETTERS: &[&str] = &["type", "text", "size", "color", "weight", "style", "decoration"];
const BOX: &[&str] = &[
    "type",
    "layout",
    "contents",
    "action",
    "spacing",
    "background",
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
    "justifyContent",
    "alignItems",
];
const BUTTON: &[&str] = &["type", "action", "height", "style", "color", "gravity", "adjustMode", "scaling"];
const IMAGE: &[&str] = &[
    "type",
    "url",
    "action",
    "align",
    "gravity",
    "size",
    "aspectRatio",
    "aspectMode",
    "backgroundColor",
    "animated",
];
const TEXT: &[&str] =
    &["contents", "action", "align", "gravity", "wrap", "lineSpacing", "maxLines", "adjustMode", "scaling"];

/// The keys of a component of this type; of one that LINE does not have, none.
pub(super) fn of(kind: &str) -> &'static [&'static [&'static str]] {
    match kind {
        "box" => &[BOX, PLACED],
        "button" => &[BUTTON, PLACED],
        "image" => &[IMAGE, PLACED],
        "video" => &[&["type", "url", "previewUrl", "altContent", "aspectRatio", "action"]],
        "icon" => &[&["type", "url", "size", "aspectRatio", "scaling"], ICON_PLACED],
        "text" => &[LETTERS, TEXT, PLACED],
        "span" => &[LETTERS],
        "separator" => &[&["type", "color", "margin"]],
        "filler" => &[&["type", "flex"]],
        "linearGradient" => &[&["type", "angle", "startColor", "endColor", "centerColor", "centerPosition"]],
        _ => &[],
    }
}

/// An icon takes its share of no row.
const ICON_PLACED: &[&str] = &["margin", "position", "offsetTop", "offsetBottom", "offsetStart", "offsetEnd"];
