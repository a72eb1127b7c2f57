//! Lengths inside a Flex bubble: one of LINE's words for them, or a number with `px` or `%`.
use super::field::Field;
use super::text::TextRule;
use super::violation::{Report, ViolationCode as Code};

const SPACES: &[&str] = &["none", "xs", "sm", "md", "lg", "xl", "xxl"];
const LETTERS: &[&str] = &["xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl"];
const PICTURES: &[&str] = &["xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl", "full"];
const BORDERS: &[&str] = &["none", "light", "normal", "medium", "semi-bold", "bold"];
const PLACED: [&str; 5] = ["margin", "offsetTop", "offsetBottom", "offsetStart", "offsetEnd"];
const IN_BOXES: [&str; 7] =
    ["spacing", "cornerRadius", "paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"];
const TEXT: TextRule = TextRule::utf16(30_000).optional().or_empty();

/// Checks the lengths of a component of this type.
pub(super) fn of(component: &Field<'_>, report: &mut Report, kind: &str) {
    let mut check = |key, words| length(&component.get(key), report, words);
    if kind != "span" {
        for key in PLACED {
            check(key, SPACES);
        }
    }
    match kind {
        "box" => {
            check("borderWidth", BORDERS);
            for key in IN_BOXES {
                check(key, SPACES);
            }
            for key in ["width", "maxWidth", "height", "maxHeight"] {
                check(key, &[]);
            }
        }
        "text" => {
            check("size", LETTERS);
            check("lineSpacing", &[]);
        }
        "span" | "icon" => check("size", LETTERS),
        "image" => check("size", PICTURES),
        _ => {}
    }
}

fn length(field: &Field<'_>, report: &mut Report, words: &[&str]) {
    let Some(text) = field.text(report, TEXT) else { return };
    let number = text.strip_suffix("px").or_else(|| text.strip_suffix('%'));
    let is_number = |digits: &str| {
        digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-')) && digits.parse::<f32>().is_ok()
    };
    if !words.contains(&text) && !number.is_some_and(is_number) {
        field.add(report, Code::BadFormat, "は「md」などのLINEの言葉か、「10px」「50%」の形にしてください");
    }
}
