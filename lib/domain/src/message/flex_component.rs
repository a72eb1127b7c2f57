//! The components inside a Flex bubble: what may stand in what, and their closed sets of words.
use super::action::{self, Context};
use super::field::Field;
use super::flex_keys;
use super::flex_size;
use super::text::TextRule;
use super::violation::{Report, ViolationCode as Code};

type Words = (&'static str, &'static [&'static str]);

const GRAVITY: Words = ("gravity", &["top", "bottom", "center"]);
const ALIGN: Words = ("align", &["start", "end", "center"]);
const WEIGHT: Words = ("weight", &["regular", "bold"]);
const TEXT_STYLE: Words = ("style", &["normal", "italic"]);
const DECORATION: Words = ("decoration", &["none", "underline", "line-through"]);
const ADJUST: Words = ("adjustMode", &["shrink-to-fit"]);
const POSITION: Words = ("position", &["relative", "absolute"]);
const BUTTON: [Words; 5] =
    [POSITION, GRAVITY, ADJUST, ("style", &["primary", "secondary", "link"]), ("height", &["md", "sm"])];
const IMAGE: [Words; 4] = [POSITION, GRAVITY, ALIGN, ("aspectMode", &["fit", "cover"])];
const TEXT: [Words; 7] = [POSITION, GRAVITY, ALIGN, WEIGHT, TEXT_STYLE, DECORATION, ADJUST];
const SPAN: [Words; 3] = [WEIGHT, TEXT_STYLE, DECORATION];
const BOX: [Words; 3] = [
    POSITION,
    (
        "justifyContent",
        &["center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"],
    ),
    ("alignItems", &["center", "flex-start", "flex-end"]),
];
const IN_BASELINE: [&str; 3] = ["icon", "text", "filler"];
const IN_BOX: [&str; 6] = ["box", "button", "image", "text", "separator", "filler"];
/// No limit is written down for these texts but the bubble's bytes.
const FREE_TEXT: TextRule = TextRule::utf16(30_000);

/// No limit is written down; beyond it a 32-bit reader would fail.
const MAX_NUMBER: i64 = i32::MAX as i64;

/// Checks a component and everything in it; `allowed` are the types that may stand here.
pub(super) fn check(component: &Field<'_>, report: &mut Report, allowed: &[&str]) {
    if !component.required_object(report) {
        return;
    }
    component.get("type").word(report, allowed, true);
    let kind = component.type_name();
    if !allowed.contains(&kind) {
        return;
    }
    component.only(report, flex_keys::of(kind));
    match kind {
        "box" => box_(component, report),
        "button" => {
            words(component, report, &BUTTON);
            component.get("color").colour(report, true);
            action::required(&component.get("action"), report, Context::FLEX_BUTTON);
        }
        "image" => image(component, report),
        "video" => video(component, report),
        "icon" => {
            words(component, report, &[POSITION]);
            component.get("url").https_url(report, true);
            ratio(component, report);
        }
        "text" => text(component, report),
        "separator" => component.get("color").colour(report, true),
        _ => {}
    }
    if component.get("flex").is_present() {
        component.get("flex").integer(report, 0..=MAX_NUMBER, false);
    }
    component.get("scaling").boolean(report);
    flex_size::of(component, report, kind);
}

fn words(component: &Field<'_>, report: &mut Report, sets: &[Words]) {
    for (key, words) in sets {
        component.get(key).word(report, words, false);
    }
}

fn box_(component: &Field<'_>, report: &mut Report) {
    component.get("layout").word(report, &["horizontal", "vertical", "baseline"], true);
    words(component, report, &BOX);
    component.get("backgroundColor").colour(report, true);
    component.get("borderColor").colour(report, true);
    background(&component.get("background"), report);
    action::optional(&component.get("action"), report, Context::FLEX);
    let baseline = component.get("layout").as_str() == Some("baseline");
    let allowed: &[&str] = if baseline { &IN_BASELINE } else { &IN_BOX };
    for inner in component.get("contents").list(report, 0, usize::MAX) {
        check(&inner, report, allowed);
    }
}

fn background(background: &Field<'_>, report: &mut Report) {
    if background.object(report) {
        background.only(report, flex_keys::of("linearGradient"));
        background.get("type").word(report, &["linearGradient"], true);
        background.get("angle").text(report, FREE_TEXT);
        for key in ["startColor", "endColor", "centerColor"] {
            let colour = background.get(key);
            if key != "centerColor" && !colour.is_present() {
                colour.missing(report);
            }
            colour.colour(report, true);
        }
    }
}

fn image(component: &Field<'_>, report: &mut Report) {
    words(component, report, &IMAGE);
    component.get("url").https_url(report, true);
    component.get("backgroundColor").colour(report, true);
    component.get("animated").boolean(report);
    ratio(component, report);
    action::optional(&component.get("action"), report, Context::FLEX);
}

fn video(component: &Field<'_>, report: &mut Report) {
    component.get("url").https_url(report, true);
    component.get("previewUrl").https_url(report, true);
    check(&component.get("altContent"), report, &["box", "image"]);
    action::optional(&component.get("action"), report, Context::FLEX);
}

fn text(component: &Field<'_>, report: &mut Report) {
    words(component, report, &TEXT);
    component.get("color").colour(report, true);
    component.get("wrap").boolean(report);
    if component.get("maxLines").is_present() {
        component.get("maxLines").integer(report, 0..=MAX_NUMBER, false);
    }
    action::optional(&component.get("action"), report, Context::FLEX);
    let (text, spans) = (component.get("text"), component.get("contents"));
    if !spans.is_present() {
        text.text(report, FREE_TEXT);
        return;
    }
    let spans = spans.list(report, 0, usize::MAX);
    text.text(report, if spans.is_empty() { FREE_TEXT } else { FREE_TEXT.optional().or_empty() });
    for span in spans {
        if span.required_object(report) {
            span.only(report, flex_keys::of("span"));
            span.get("type").word(report, &["span"], true);
            words(&span, report, &SPAN);
            span.get("color").colour(report, true);
            span.get("text").text(report, FREE_TEXT);
            flex_size::of(&span, report, "span");
        }
    }
}

/// `{width}:{height}`, each 1 to 100,000, no more than three times as high as wide.
fn ratio(component: &Field<'_>, report: &mut Report) {
    let ratio = component.get("aspectRatio");
    let Some(text) = ratio.text(report, FREE_TEXT.optional().or_empty()) else { return };
    let side = |text: &str| text.parse::<u64>().ok().filter(|side| (1..=100_000).contains(side));
    let sides = text.split_once(':').and_then(|(width, height)| side(width).zip(side(height)));
    if sides.is_none_or(|(width, height)| height > 3 * width) {
        let sentence = "は「幅:高さ」の形で、1から100000まで、高さは幅の3倍までです";
        ratio.add(report, Code::BadFormat, sentence);
    }
}
