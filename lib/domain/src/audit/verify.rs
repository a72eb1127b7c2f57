//! Whether a day is as it was written.
use jiff::civil::Date;

use super::chain::{Link, Place};

/// What stands on both sides of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Neighbours {
    /// The record that the day's first one says it stands behind, as it stands now.
    pub before: Option<Place>,
    /// What the first record of the next day that has records says it stands behind.
    pub claimed_by_next: Option<Place>,
    /// Whether there is such a day.
    pub is_followed: bool,
}

/// How a day was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Records that stand there.
    pub records: u64,
    /// The first number at which something is wrong.
    pub broken_at: Option<u64>,
    /// The last record, whose hash covers all of the day before it.
    pub last: Option<Place>,
    /// Whether a later day stands behind this one. Otherwise nothing here tells whether records behind the last one, or all
    /// of the day, were taken away together with the head.
    pub is_followed: bool,
}

/// Looks through a day's rows in the order in which they stand; a row that is not readable is `None`. `head` is what
/// the day's head says that the last record is.
pub fn verify(day: Date, rows: &[Option<Link>], head: Option<&Place>, neighbours: &Neighbours) -> Verdict {
    let records = rows.len() as u64;
    let broken_at = first_broken(day, rows, head, neighbours);
    let last = rows.iter().flatten().last().map(|link| link.place.clone());
    Verdict { records, broken_at, last, is_followed: neighbours.is_followed }
}

fn first_broken(
    day: Date,
    rows: &[Option<Link>],
    head: Option<&Place>,
    neighbours: &Neighbours,
) -> Option<u64> {
    let mut last: Option<&Place> = None;
    for (row, number) in rows.iter().zip(1..) {
        let fits = |link: &Link| {
            let behind = last.or(neighbours.before.as_ref());
            link.place.day == day
                && link.place.number == number
                && link.behind.as_ref() == behind
                && behind.is_none_or(|behind| number > 1 || behind.day < day)
                && link.is_whole()
        };
        match row {
            Some(link) if fits(link) => last = Some(&link.place),
            _ => return Some(number),
        }
    }
    let records = rows.len() as u64;
    if head != last {
        let told = head.map_or(0, |head| head.number);
        return Some(if told == records { records } else { records.min(told) + 1 });
    }
    let claimed = neighbours.claimed_by_next.as_ref().filter(|claimed| claimed.day == day)?;
    let stands = usize::try_from(claimed.number).ok().and_then(|number| rows.get(number.checked_sub(1)?));
    let is_there = stands.and_then(Option::as_ref).is_some_and(|link| link.place == *claimed);
    (!is_there).then_some(claimed.number)
}
