//! Letters in a Flex message that hardly stand out from their ground, by WCAG 2.2: 4.5 to 1, and 3 to 1 for large ones.
//! What lies behind a text is the nearest set colour around it, or a bubble's white. Where a picture, a gradient or
//! something moved may lie behind it nobody can tell, and nothing is said.
use super::colour::Colour;
use super::finding::{Findings, WarningCode as Code};
use super::places::{MAX_DEPTH, Place, Role};
use serde_json::Value;

const ENOUGH: f64 = 4.5;
const ENOUGH_FOR_LARGE: f64 = 3.0;
/// LINE's words for letters of 22 px and more, and those that are large when bold.
const LARGE: [&str; 6] = ["xl", "xxl", "3xl", "4xl", "5xl", "lg"];
const LARGE_PX: f64 = 22.0;
const LARGE_BOLD_PX: f64 = 19.0;
/// Sides by which a component can be moved over another.
const MOVED: [&str; 4] = ["offsetTop", "offsetBottom", "offsetStart", "offsetEnd"];

/// Letters that are hard to read.
struct Faint {
    path: String,
    words: String,
    letters: Colour,
    ground: Colour,
    enough: f64,
}

/// One finding for a message and pair of colours, named by the first place: a card's captions are all alike.
pub(super) fn find(messages: &[Value], findings: &mut Findings) {
    for (index, message) in messages.iter().enumerate().filter(|(_, message)| message["type"] == "flex") {
        let mut faint = Vec::new();
        container(&message["contents"], &format!("/messages/{index}/contents"), &mut faint);
        while let Some(first) = faint.first().filter(|_| !findings.is_full()) {
            let (letters, ground, enough) = (first.letters, first.ground, first.enough);
            let is_alike = |one: &Faint| {
                (one.letters, one.ground) == (letters, ground) && (one.enough - enough).abs() < f64::EPSILON
            };
            let (alike, others): (Vec<_>, Vec<_>) = faint.into_iter().partition(is_alike);
            report(&alike, findings);
            faint = others;
        }
    }
}

fn report(alike: &[Faint], findings: &mut Findings) {
    let Some(Faint { path, words, letters, ground, enough }) = alike.first() else { return };
    let ratio = (letters.contrast(*ground) * 10.0).floor() / 10.0;
    let more = if alike.len() > 1 { format!("など{}か所", alike.len()) } else { String::new() };
    let message = format!(
        "「{words}」{more}の文字の色（{letters}）は、背景の色（{ground}）との差が小さく（{ratio}対1）、読みにくいです。\
         {enough}対1以上になるよう、文字か背景の色を変えてください。"
    );
    let text = alike.iter().map(|one| one.words.as_str()).collect::<Vec<_>>().join("\n");
    findings.add(&Place { path: path.clone(), role: Role::Words, text }, Code::LowContrast, words, message);
}

fn container(contents: &Value, path: &str, faint: &mut Vec<Faint>) {
    match contents["type"].as_str() {
        Some("bubble") => bubble(contents, path, faint),
        Some("carousel") => {
            for (index, inner) in contents["contents"].as_array().into_iter().flatten().enumerate() {
                bubble(inner, &format!("{path}/contents/{index}"), faint);
            }
        }
        _ => {}
    }
}

fn bubble(bubble: &Value, path: &str, faint: &mut Vec<Faint>) {
    for block in ["header", "hero", "body", "footer"] {
        let behind = painted(&bubble["styles"][block]["backgroundColor"], Some(Colour::WHITE));
        component(&bubble[block], &format!("{path}/{block}"), behind, 0, faint);
    }
}

/// What lies behind the letters once this colour is put on it; nothing known where neither is.
fn painted(colour: &Value, behind: Option<Colour>) -> Option<Colour> {
    match colour.as_str() {
        None => behind,
        Some(text) => Colour::parse(text)?.over(behind),
    }
}

fn component(component: &Value, path: &str, behind: Option<Colour>, depth: usize, faint: &mut Vec<Faint>) {
    let behind = if is_moved(component) { None } else { behind };
    match component["type"].as_str() {
        Some("box") if depth <= MAX_DEPTH => a_box(component, path, behind, depth, faint),
        Some("text") => text(component, path, behind, faint),
        Some("button") => button(component, path, behind, faint),
        _ => {}
    }
}

fn is_moved(component: &Value) -> bool {
    component["position"] == "absolute" || MOVED.iter().any(|side| !component[side].is_null())
}

fn a_box(container: &Value, path: &str, behind: Option<Colour>, depth: usize, faint: &mut Vec<Faint>) {
    let painted = painted(&container["backgroundColor"], behind);
    let inner = container["contents"].as_array().map_or(&[][..], Vec::as_slice);
    let is_covered = !container["background"].is_null()
        || inner.iter().any(|one| is_moved(one) && matches!(one["type"].as_str(), Some("image" | "box")));
    let ground = if is_covered { None } else { painted };
    for (index, one) in inner.iter().enumerate() {
        component(one, &format!("{path}/contents/{index}"), ground, depth + 1, faint);
    }
}

fn text(text: &Value, path: &str, ground: Option<Colour>, faint: &mut Vec<Faint>) {
    let spans = text["contents"].as_array().filter(|spans| !spans.is_empty());
    let Some(spans) = spans else {
        return judge(&[text], &format!("{path}/text"), ground, faint);
    };
    for (index, span) in spans.iter().enumerate() {
        judge(&[span, text], &format!("{path}/contents/{index}/text"), ground, faint);
    }
}

/// `styled` is what says the words, and behind it what it has its style from.
fn judge(styled: &[&Value], path: &str, ground: Option<Colour>, faint: &mut Vec<Faint>) {
    let style = |key: &str| styled.iter().find_map(|one| one[key].as_str());
    let words = styled.first().and_then(|one| one["text"].as_str()).unwrap_or_default();
    let letters = style("color").map_or(Some(Colour::LETTERS), Colour::parse);
    let is_large = is_large(style("size").unwrap_or("md"), style("weight") == Some("bold"));
    let enough = if is_large { ENOUGH_FOR_LARGE } else { ENOUGH };
    compare(words, path, (letters, ground), enough, faint);
}

fn is_large(size: &str, is_bold: bool) -> bool {
    match size.strip_suffix("px").and_then(|number| number.parse::<f64>().ok()) {
        Some(pixels) => pixels >= if is_bold { LARGE_BOLD_PX } else { LARGE_PX },
        None => LARGE.contains(&size) && (is_bold || size != "lg"),
    }
}

/// A button whose colour somebody has chosen: the ground of its label, or the label's own. LINE's own colours are LINE's.
fn button(button: &Value, path: &str, behind: Option<Colour>, faint: &mut Vec<Faint>) {
    let Some(colour) = button["color"].as_str() else { return };
    let chosen = Colour::parse(colour);
    let pair = match button["style"].as_str() {
        Some("primary") => (Some(Colour::WHITE), chosen.and_then(|colour| colour.over(behind))),
        Some("secondary") => (Some(Colour::LETTERS), chosen.and_then(|colour| colour.over(behind))),
        _ => (chosen, behind),
    };
    let words = button["action"]["label"].as_str().unwrap_or_default();
    compare(words, &format!("{path}/action/label"), pair, ENOUGH, faint);
}

fn compare(
    words: &str,
    path: &str,
    (letters, ground): (Option<Colour>, Option<Colour>),
    enough: f64,
    faint: &mut Vec<Faint>,
) {
    let words = words.trim();
    let Some(ground) = ground else { return };
    let Some(letters) = letters.and_then(|letters| letters.over(Some(ground))) else { return };
    if !words.is_empty() && letters.contrast(ground) < enough {
        faint.push(Faint { path: path.to_owned(), words: words.to_owned(), letters, ground, enough });
    }
}
