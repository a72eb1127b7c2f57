//! Flex messages as a whole: bubbles, carousels, and their sizes.
use super::action::{self, Context};
use super::field::Field;
use super::flex_component as component;
use super::template::ALT_TEXT;
use super::violation::{Report, ViolationCode as Code};
use serde_json::Value;

/// LINE says 30 KB and 50 KB without saying what a KB is: the smaller reading, of compact JSON.
const MAX_BUBBLE_BYTES: usize = 30_000;
const MAX_CAROUSEL_BYTES: usize = 50_000;
const MAX_BUBBLES: usize = 12;
const MAX_ANIMATED: usize = 10;
const SIZES: [&str; 7] = ["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"];
const DEFAULT_SIZE: &str = "mega";
const BUBBLE_KEYS: &[&str] =
    &["type", "size", "direction", "header", "hero", "body", "footer", "styles", "action"];
const BLOCKS: &[&str] = &["header", "hero", "body", "footer"];

pub(super) fn check(message: &Field<'_>, report: &mut Report) {
    message.get("altText").text(report, ALT_TEXT);
    let contents = message.get("contents");
    if !contents.required_object(report) {
        return;
    }
    match contents.type_name() {
        "bubble" => bubble(&contents, report, false),
        "carousel" => carousel(&contents, report),
        _ => contents.get("type").word(report, &["bubble", "carousel"], true),
    }
    let animated = contents.value().map_or(0, count_animated);
    contents.at_most(report, "の動く画像", MAX_ANIMATED, animated);
}

fn carousel(carousel: &Field<'_>, report: &mut Report) {
    carousel.only(report, &[&["type", "contents"]]);
    at_most_bytes(carousel, report, MAX_CAROUSEL_BYTES);
    let contents = carousel.get("contents");
    let bubbles = contents.list(report, 1, MAX_BUBBLES);
    for bubble in &bubbles {
        if bubble.required_object(report) {
            bubble.get("type").word(report, &["bubble"], true);
            self::bubble(bubble, report, true);
        }
    }
    if bubbles.windows(2).any(|pair| size(&pair[0]) != size(&pair[1])) {
        contents.add(report, Code::Conflict, "のサイズは全部同じにしてください");
    }
}

fn bubble(bubble: &Field<'_>, report: &mut Report, in_carousel: bool) {
    bubble.only(report, &[BUBBLE_KEYS]);
    at_most_bytes(bubble, report, MAX_BUBBLE_BYTES);
    bubble.get("size").word(report, &SIZES, false);
    bubble.get("direction").word(report, &["ltr", "rtl"], false);
    for key in ["header", "body", "footer"] {
        let block = bubble.get(key);
        if block.object(report) {
            component::check(&block, report, &["box"]);
        }
    }
    hero(bubble, report, in_carousel);
    if !BLOCKS.iter().any(|key| bubble.get(key).is_present()) {
        let sentence = "にはヘッダー・ヒーロー・ボディ・フッターのどれかが必要です";
        bubble.add(report, Code::Missing, sentence);
    }
    styles(&bubble.get("styles"), report);
    action::optional(&bubble.get("action"), report, Context::FLEX);
}

fn hero(bubble: &Field<'_>, report: &mut Report, in_carousel: bool) {
    let hero = bubble.get("hero");
    if !hero.object(report) {
        return;
    }
    component::check(&hero, report, &["box", "image", "video"]);
    if hero.type_name() == "video" && (in_carousel || !["kilo", "mega", "giga"].contains(&size(bubble))) {
        hero.not_allowed(report, "の動画は、サイズがkilo・mega・gigaの単独のバブルでだけ使えます");
    }
}

fn styles(styles: &Field<'_>, report: &mut Report) {
    if !styles.object(report) {
        return;
    }
    styles.only(report, &[BLOCKS]);
    for key in BLOCKS {
        let block = styles.get(key);
        if block.object(report) {
            block.only(report, &[&["backgroundColor", "separator", "separatorColor"]]);
            block.get("backgroundColor").colour(report, true);
            block.get("separatorColor").colour(report, true);
            block.get("separator").boolean(report);
        }
    }
}

fn size<'a>(bubble: &Field<'a>) -> &'a str {
    bubble.get("size").as_str().unwrap_or(DEFAULT_SIZE)
}

fn at_most_bytes(field: &Field<'_>, report: &mut Report, limit: usize) {
    let actual = field.value().map_or(0, |value| value.to_string().len());
    if actual > limit {
        field.too_large(report, limit, actual);
    }
}

/// The sweep has bounded the depth before.
fn count_animated(value: &Value) -> usize {
    match value {
        Value::Array(entries) => entries.iter().map(count_animated).sum(),
        Value::Object(fields) => {
            let here = value["type"] == "image" && value["animated"] == true;
            usize::from(here) + fields.values().map(count_animated).sum::<usize>()
        }
        _ => 0,
    }
}
