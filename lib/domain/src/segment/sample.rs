//! A few of those whom a query matches, as what they chose and nothing else: enough for a writer to see what kind of
//! people a condition means, and never enough to see who they are.
use super::index::SegmentIndex;
use super::page::{SLOTS, SlotSet};
use super::query::Query;
use crate::calendar::YearMonth;
use crate::survey::{BitSlices, Catalogue, Item, ItemKind, PlaneSet};

/// Nobody is shown of fewer matches: a handful of people with their choices would be persons that somebody knows.
pub const FEWEST_FOR_SAMPLES: u64 = 20;
/// So many are shown.
pub const SAMPLES: usize = 5;

impl SegmentIndex {
    /// Up to [`SAMPLES`] of the matching people, each as a Japanese phrase; none of fewer than [`FEWEST_FOR_SAMPLES`].
    /// They come from different pages as far as there are any, so that they joined at different times.
    pub fn samples(&self, query: &Query, catalogue: &Catalogue, month: YearMonth) -> Vec<String> {
        if self.count(query) < FEWEST_FOR_SAMPLES {
            return Vec::new();
        }
        let pages = self.select(query);
        let step = (pages.len() / SAMPLES).max(1);
        let places = (0..SAMPLES).flat_map(|nth| pages.iter().step_by(step).map(move |page| (page, nth)));
        let people = places.filter_map(|((shard, page, slots), nth)| {
            let slot = nth_slot(slots, nth)?;
            Some(phrase(&self.planes_of(*shard, *page, slot), catalogue, month))
        });
        people.take(SAMPLES).collect()
    }
}

/// The slot of the n-th bit.
fn nth_slot(slots: &SlotSet, nth: usize) -> Option<u16> {
    let matches = |slot: &u16| slots[usize::from(slot / 64)] >> (slot % 64) & 1 == 1;
    (0..SLOTS as u16).filter(matches).nth(nth)
}

fn phrase(planes: &PlaneSet, catalogue: &Catalogue, month: YearMonth) -> String {
    let answers =
        catalogue.items().iter().filter(|item| !item.deleted && planes.contains(item.answered_plane));
    let told: Vec<String> = answers.filter_map(|item| answer(planes, item, month)).collect();
    if told.is_empty() { "登録なし".to_owned() } else { told.join("／") }
}

fn answer(planes: &PlaneSet, item: &Item, month: YearMonth) -> Option<String> {
    let told = match (item.kind, item.slices) {
        (ItemKind::Month, Some(slices)) => decade(number(planes, slices), month)?,
        (ItemKind::Number { .. }, Some(slices)) => number(planes, slices).to_string(),
        _ => {
            let chosen =
                item.options.iter().filter(|option| !option.deleted && planes.contains(option.plane));
            chosen.map(|option| option.label.as_str()).collect::<Vec<_>>().join("・")
        }
    };
    (!told.is_empty()).then(|| format!("{}：{told}", item.label))
}

fn number(planes: &PlaneSet, slices: BitSlices) -> i64 {
    let bits = slices.planes().zip(0_u32..).filter(|(plane, _)| planes.contains(*plane));
    slices.base + bits.map(|(_, bit)| 1_i64 << bit).sum::<i64>()
}

/// The age in tens of years: a month of birth would say more than a writer needs.
fn decade(born_since_1900: i64, month: YearMonth) -> Option<String> {
    let years = (i64::from(month.since_1900()) - born_since_1900).div_euclid(12);
    match years {
        0..10 => Some("10歳未満".to_owned()),
        10..=120 => Some(format!("{}代", years / 10 * 10)),
        _ => None,
    }
}
