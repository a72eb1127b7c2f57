//! The slow way: one follower at a time, by the meaning of the words, knowing nothing of planes.
use crate::month;
use domain::calendar::YearMonth;
use domain::follower::{AnswerValue, Follower, Friendship};
use domain::segment::{Bounds, Condition, IdPage, Query, SegmentIndex, SegmentPage, SystemFact};
use domain::survey::Catalogue;
use domain::user_id::{ShardNumber, UserId};
use std::collections::BTreeMap;

/// Whether a delivery to this condition reaches the follower.
pub fn matches(follower: &Follower, condition: &Condition) -> bool {
    follower.friendship == Friendship::Following && holds(follower, condition) == Some(true)
}

/// Whether a count that asks about friendship counts the follower.
pub fn knows(follower: &Follower, condition: &Condition) -> bool {
    holds(follower, condition) == Some(true)
}

/// `None`: cannot be said, because the follower has not answered.
fn holds(follower: &Follower, condition: &Condition) -> Option<bool> {
    match condition {
        Condition::Choice { item, any_of } => {
            let answer = follower.answers.get(item)?;
            Some(any_of.iter().any(|option| answer.value.options().any(|chosen| chosen == option)))
        }
        Condition::Unset { item } => Some(follower.answers.get(item).is_none()),
        Condition::System(SystemFact::Tester) => Some(follower.tester),
        Condition::System(SystemFact::Registered) => {
            Some(follower.consent_version.is_some() || follower.answers.iter().next().is_some())
        }
        Condition::Age { item, years } => match follower.answers.get(item)?.value {
            AnswerValue::Month(born) => {
                let age = age_in_years(born, month());
                Some(age >= 0 && within(*years, age))
            }
            _ => None,
        },
        Condition::Number { item, range } => match follower.answers.get(item)?.value {
            AnswerValue::Number(number) => Some(within(*range, number)),
            _ => None,
        },
        Condition::Registered(days) => {
            let is_registered =
                follower.consent_version.is_some() || follower.answers.iter().next().is_some();
            let at = follower.registered_at_ms.filter(|_| is_registered)?;
            let at = jiff::Timestamp::from_millisecond(at as i64).unwrap();
            let day = at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9))).date();
            let first = jiff::civil::date(2020, 1, 1);
            Some(within(*days, day.max(first)))
        }
        Condition::Friendship(friendship) => Some(follower.friendship == *friendship),
        Condition::Reacted { reaction, delivery } => {
            Some(follower.reactions.iter().any(|(to, did)| to == *delivery && did >= *reaction))
        }
        Condition::Not(part) => holds(follower, part).map(|held| !held),
        Condition::All(parts) => decide(follower, parts, false),
        Condition::Any(parts) => decide(follower, parts, true),
    }
}

fn within<T: PartialOrd>(bounds: Bounds<T>, value: T) -> bool {
    bounds.from.is_none_or(|from| value >= from) && bounds.to.is_none_or(|to| value <= to)
}

/// As people count it: one more in the month of birth of each year.
fn age_in_years(born: YearMonth, now: YearMonth) -> i64 {
    let split = |month: YearMonth| {
        let text = month.to_string();
        let (year, month) = text.split_once('-').unwrap();
        (year.parse::<i64>().unwrap(), month.parse::<i64>().unwrap())
    };
    let ((birth_year, birth_month), (year, month)) = (split(born), split(now));
    year - birth_year - i64::from(month < birth_month)
}

/// One part that is `decisive` settles the group; otherwise one that cannot be said leaves it open.
fn decide(follower: &Follower, parts: &[Condition], decisive: bool) -> Option<bool> {
    let held: Vec<Option<bool>> = parts.iter().map(|part| holds(follower, part)).collect();
    if held.contains(&Some(decisive)) {
        return Some(decisive);
    }
    if held.contains(&None) { None } else { Some(!decisive) }
}

/// Pages as the store would hold them, with the place of each follower.
#[derive(Default)]
pub struct Pages {
    pub pages: BTreeMap<(ShardNumber, u32), (SegmentPage, IdPage)>,
    pub places: Vec<((ShardNumber, u32), u16)>,
}

impl Pages {
    pub fn of(followers: &[Follower], catalogue: &Catalogue, shard: impl Fn(&UserId) -> ShardNumber) -> Self {
        let mut pages = Self::default();
        for follower in followers {
            let shard = shard(&follower.user_id);
            let open = pages.pages.range((shard, 0)..=(shard, u32::MAX)).next_back();
            let number = open.map_or(0, |((_, number), (page, _))| number + u32::from(page.is_full()));
            let key = (shard, number);
            let new = || (SegmentPage::new(shard, number), IdPage::default());
            let (page, ids) = pages.pages.entry(key).or_insert_with(new);
            let slot = page.append(&follower.planes(catalogue)).unwrap();
            assert_eq!(ids.push(&follower.user_id), Ok(slot));
            pages.places.push((key, slot));
        }
        pages
    }

    pub fn index(&self) -> SegmentIndex {
        let mut index = SegmentIndex::default();
        self.pages.values().for_each(|(page, _)| index.replace_page(page));
        index
    }

    /// The ids a query finds, sorted.
    pub fn select(&self, query: &Query) -> Vec<UserId> {
        let select = |(page, ids): &(SegmentPage, IdPage)| page.select_ids(ids, query).unwrap();
        let mut found: Vec<UserId> = self.pages.values().flat_map(select).collect();
        found.sort();
        found
    }
}
