//! Templates: buttons, confirm, carousel and image carousel.
use super::action::{self, Context};
use super::field::Field;
use super::keys;
use super::text::TextRule;
use super::violation::{Report, ViolationCode as Code};
use serde_json::Value;

/// Shown in notifications and where the message itself cannot be; also for imagemaps and Flex.
pub(super) const ALT_TEXT: TextRule = TextRule::utf16(1_500);
const TITLE: TextRule = TextRule::graphemes(40).optional();
/// Longest text of a card that has a title or a picture.
const SHORT_TEXT: TextRule = TextRule::graphemes(60);
const MAX_COLUMNS: usize = 10;

pub(super) fn check(message: &Field<'_>, report: &mut Report) {
    message.get("altText").text(report, ALT_TEXT);
    let template = message.get("template");
    if !template.required_object(report) {
        return;
    }
    match template.type_name() {
        "buttons" => {
            template.only(report, &[keys::PICTURE_OPTIONS, keys::CARD]);
            picture_options(&template, report);
            card(&template, report, TextRule::graphemes(160), 4);
        }
        "confirm" => {
            template.only(report, &[keys::CONFIRM]);
            template.get("text").text(report, TextRule::graphemes(240));
            actions(&template, report, 2, 2);
        }
        "carousel" => carousel(&template, report),
        "image_carousel" => {
            template.only(report, &[keys::IMAGE_CAROUSEL]);
            for column in template.get("columns").list(report, 1, MAX_COLUMNS) {
                column.only(report, &[keys::IMAGE_COLUMN]);
                column.get("imageUrl").https_url(report, true);
                action::required(&column.get("action"), report, Context::IMAGE_CAROUSEL);
            }
        }
        _ => {
            let types = ["buttons", "confirm", "carousel", "image_carousel"];
            template.get("type").word(report, &types, true);
        }
    }
}

fn picture_options(template: &Field<'_>, report: &mut Report) {
    template.get("imageAspectRatio").word(report, &["rectangle", "square"], false);
    template.get("imageSize").word(report, &["cover", "contain"], false);
}

fn carousel(template: &Field<'_>, report: &mut Report) {
    template.only(report, &[keys::PICTURE_OPTIONS, keys::COLUMNS]);
    picture_options(template, report);
    let columns = template.get("columns").list(report, 1, MAX_COLUMNS);
    for column in &columns {
        if column.required_object(report) {
            column.only(report, &[keys::CARD]);
            card(column, report, TextRule::graphemes(120), 3);
        }
    }
    let list = template.get("columns");
    if columns.windows(2).any(|pair| number_of_actions(&pair[0]) != number_of_actions(&pair[1])) {
        list.add(report, Code::Conflict, "のアクションの数は全部同じにしてください");
    }
    for (key, name) in [("title", "タイトル"), ("thumbnailImageUrl", "画像")] {
        let with = columns.iter().filter(|column| column.get(key).is_present()).count();
        if with != 0 && with != columns.len() {
            let sentence = format!("の{name}は全部に付けるか、全部外してください");
            list.add(report, Code::Conflict, &sentence);
        }
    }
}

fn number_of_actions(column: &Field<'_>) -> usize {
    column.get("actions").value().and_then(Value::as_array).map_or(0, Vec::len)
}

/// Title, picture, text and actions of buttons or of one column.
fn card(card: &Field<'_>, report: &mut Report, long_text: TextRule, max_actions: usize) {
    let (image, title) = (card.get("thumbnailImageUrl"), card.get("title"));
    image.https_url(report, false);
    card.get("imageBackgroundColor").colour(report, false);
    title.text(report, TITLE);
    let short = image.is_present() || title.is_present();
    card.get("text").text(report, if short { SHORT_TEXT } else { long_text });
    action::optional(&card.get("defaultAction"), report, Context::DEFAULT);
    actions(card, report, 1, max_actions);
}

fn actions(card: &Field<'_>, report: &mut Report, min: usize, max: usize) {
    for action in card.get("actions").list(report, min, max) {
        action::required(&action, report, Context::TEMPLATE);
    }
}
