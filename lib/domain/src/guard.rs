//! The text check before confirmation: what LINE would take and a reader should not get.
//!
//! Leftover placeholders, weekdays that do not match, days gone by, links without encryption, drill words in earnest,
//! emergency words in everyday messages and emergencies without any, places that the target leaves out, pictures that say
//! nothing to those who cannot see them, letters that hardly stand out, letters that nobody sees, files that others can
//! change. A finding never stops a delivery: a person acknowledges it by its key, and the key holds for that finding in
//! that very text only.
//!
//! More than [`MAX_WARNINGS`] are not told one by one: the last one of the answer stands for the rest, which nobody has
//! seen, and whoever asks has to refuse such a draft.
//!
//! Guaranteed: any text is taken, in a time that grows with its length and no faster, and the same texts give the same
//! keys. Not guaranteed: that everything wrong is found, or that more is looked at than a delivery can hold.
mod areas;
mod calendar_words;
mod colour;
mod contrast;
mod dates;
mod drills;
mod finding;
mod folded;
mod kana;
mod leftovers;
mod letters;
mod links;
mod media;
mod number;
mod pictures;
mod places;
mod quick_replies;
mod read_date;
mod weekday;
mod words;

pub use areas::Aimed;
pub use finding::{MAX_WARNINGS, Warning, WarningCode};
pub use folded::alike;
pub use links::opened;

use crate::draft::MAX_BUBBLES;
use crate::message::Messages;
use finding::Findings;
use folded::Folded;
use places::{Place, Role};
use serde_json::Value;

/// What a text means depends on when and as what it goes out.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// When the delivery starts, or would start if it were sent now.
    pub start_ms: u64,
    /// Goes out as an emergency.
    pub emergency: bool,
    /// Goes out in earnest; `false` for what is announced as a drill.
    pub live: bool,
    /// Words that the department wants to be asked about.
    pub words: &'a [String],
    /// The places that its target holds and leaves out; `None` while no target is known.
    pub aimed: Option<&'a Aimed>,
    /// The address before every published file of the city, without a slash at its end.
    pub media: &'a str,
}

/// Looks into messages as their author wrote them, one JSON text each. What is no JSON is left to the check of limits.
pub fn check<T: AsRef<str>>(messages: &[T], context: &Context<'_>) -> Vec<Warning> {
    let messages = messages.iter().take(MAX_BUBBLES);
    let parsed = messages.map(|text| serde_json::from_str(text.as_ref()).unwrap_or_default());
    check_values(&parsed.collect::<Vec<_>>(), context)
}

/// Looks into checked messages.
pub fn check_messages(messages: &Messages, context: &Context<'_>) -> Vec<Warning> {
    let parsed: Vec<Value> = serde_json::from_str(messages.as_json()).unwrap_or_default();
    check_values(&parsed, context)
}

fn check_values(messages: &[Value], context: &Context<'_>) -> Vec<Warning> {
    let places = places::of(messages);
    let mut findings = Findings::default();
    for place in &places {
        match place.role {
            Role::Address => links::unencrypted_address(place, &mut findings),
            Role::Words | Role::AltText | Role::LinkLabel | Role::WordsWithBraces => {
                look_into(place, context, &mut findings);
            }
        }
    }
    words::everyday(&places, context, &mut findings);
    areas::beyond(&places, context, &mut findings);
    links::forgotten(&places, &mut findings);
    pictures::without_words(messages, &mut findings);
    media::of_others(messages, context.media, &mut findings);
    contrast::find(messages, &mut findings);
    quick_replies::unseen(messages, &mut findings);
    findings.into_warnings()
}

fn look_into(place: &Place, context: &Context<'_>, findings: &mut Findings) {
    let text = Folded::of(&place.text);
    letters::find(place, &text, findings);
    leftovers::find(place, &text, findings);
    dates::find(place, &text, context, findings);
    links::find(place, &text, findings);
    words::find(place, &text, context, findings);
    if place.role == Role::AltText {
        pictures::poor_alt_text(place, findings);
    }
}
