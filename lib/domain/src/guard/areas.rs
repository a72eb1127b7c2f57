//! A place in the words that the target leaves out: the message of one ward on its way to another.
use super::Context;
use super::finding::{Findings, WarningCode as Code};
use super::folded::{Folded, fold};
use super::places::{Place, Role};
use super::words::occurrences;
use crate::segment::{Condition, Target};
use crate::survey::Catalogue;
use std::collections::BTreeSet;
use std::ops::Range;

/// How the names of places end that citizens choose among; other answers (防災, 30代) are everyday words.
const ENDINGS: [char; 5] = ['区', '市', '町', '村', '郡'];

/// The places that citizens choose among, by whether a target holds them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aimed {
    /// Those whom it is for.
    pub within: BTreeSet<String>,
    /// The other answers to the same questions.
    pub beyond: BTreeSet<String>,
}

impl Aimed {
    /// Of a target; nothing where no place was chosen: it is for all of them.
    pub fn of(target: Option<&Target>, catalogue: &Catalogue) -> Self {
        let mut aimed = Self::default();
        if let Some(Target::Segment(condition)) = target {
            aimed.walk(condition, true, catalogue);
            aimed.beyond.retain(|label| !aimed.within.contains(label));
        }
        aimed
    }

    fn walk(&mut self, condition: &Condition, is_wanted: bool, catalogue: &Catalogue) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                for part in parts {
                    self.walk(part, is_wanted, catalogue);
                }
            }
            Condition::Not(part) => self.walk(part, !is_wanted, catalogue),
            Condition::Choice { item, any_of } => {
                let options = catalogue.item(item).map(|item| item.options.as_slice()).unwrap_or_default();
                for option in options.iter().filter(|option| is_place(&option.label)) {
                    let is_meant = any_of.contains(&option.id) == is_wanted;
                    let side = if is_meant { &mut self.within } else { &mut self.beyond };
                    side.insert(option.label.trim().to_owned());
                }
            }
            _ => {}
        }
    }

    /// That a place is not in the target, and which are: none where it is for an answer that is no place.
    fn instead(&self) -> String {
        let names = self.within.iter().map(String::as_str).collect::<Vec<_>>().join("、");
        let within = if names.is_empty() { names } else { format!("（対象：{names}）") };
        format!("入っていません{within}")
    }
}

fn is_place(label: &str) -> bool {
    let label = label.trim();
    label.chars().count() > 1 && label.ends_with(ENDINGS)
}

/// Each place that is named once and left out by the target, unless the words name one that it holds, too: then it is where
/// something happens, and not for whom.
pub(super) fn beyond(places: &[Place], context: &Context<'_>, findings: &mut Findings) {
    let Some(aimed) = context.aimed.filter(|aimed| !aimed.beyond.is_empty()) else { return };
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for place in places.iter().filter(|place| place.role != Role::Address) {
        let text = Folded::of(&place.text);
        for label in named(text.plain(), aimed) {
            if aimed.within.contains(label) {
                return;
            }
            if told.insert(label) {
                found.push((place, label));
            }
        }
    }
    for (place, label) in found {
        let message = format!(
            "「{label}」と書いてありますが、対象に{}。宛先がまちがっていないか、「2 対象」を確かめてください。",
            aimed.instead()
        );
        findings.add(place, Code::PlaceBeyondTarget, label, message);
    }
}

/// The longest name at each place: 「港南区」 names no 「南区」.
fn named<'a>(chars: &[char], aimed: &'a Aimed) -> Vec<&'a str> {
    let mut at: Vec<(Range<usize>, &'a str)> = Vec::new();
    for label in aimed.within.iter().chain(&aimed.beyond) {
        let folded: String = label.chars().map(fold).collect();
        at.extend(occurrences(chars, &folded).into_iter().map(|range| (range, label.as_str())));
    }
    at.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
    let mut end = 0;
    at.retain(|(range, _)| {
        let is_free = range.start >= end;
        end = end.max(range.end);
        is_free
    });
    at.into_iter().map(|(_, label)| label).collect()
}
