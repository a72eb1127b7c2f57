//! Looking through the trail, from the newest record back. One look ends before the front door gives up and says where
//! it stopped: whoever finds nothing has to know up to where nothing was found.

use std::time::{Duration, Instant};

use domain::audit::{Entry, Place, Wanted};
use jiff::civil::Date;
use usecases::port_error::PortError;

use super::{AuditTable, TABLE, number_of, read_entry};
use crate::error::broken;

/// Heads of days read at once.
const DAYS_AT_ONCE: i32 = 100;

/// How far one search looks.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// Records of one answer of DynamoDB; one is about a kilobyte.
    pub page: i32,
    /// Records that one look reads.
    pub records: usize,
    /// Answers that one look reads: a day without much has one of its own.
    pub answers: usize,
    /// How long a search for all of it begins one more look.
    pub patience: Duration,
}

impl Default for Reach {
    /// About three seconds a look; a function of the console has 20 s and rings at 16.
    fn default() -> Self {
        Self { page: 500, records: 20_000, answers: 400, patience: Duration::from_secs(10) }
    }
}

/// What a search found, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The records with their entries.
    pub records: Vec<(Place, Entry)>,
    /// Where to go on; `None` at the end.
    pub next: Option<Cursor>,
    /// The day at which it stopped because it had looked at so much; `None` where it looked as far as it was asked to.
    pub stopped_on: Option<Date>,
}

/// Where a search goes on: behind this record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(super) day: Date,
    pub(super) number: u64,
}

impl Cursor {
    /// Reads what [`Cursor`] shows.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, number) = text.split_once('.')?;
        Some(Self { day: day.parse().ok()?, number: number.parse().ok()? })
    }

    /// The day that it stands in.
    pub fn day(&self) -> Date {
        self.day
    }

    fn newest_of(day: Date) -> Self {
        Self { day, number: u64::MAX }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.day, self.number)
    }
}

/// One look under way.
struct Look<'a> {
    wanted: &'a Wanted,
    span_ms: (u64, u64),
    limit: usize,
    answers: usize,
    records: usize,
    found: Found,
}

impl Look<'_> {
    fn is_wanted(&self, entry: &Entry) -> bool {
        (self.span_ms.0..=self.span_ms.1).contains(&entry.at_ms) && self.wanted.takes(entry)
    }
}

impl AuditTable {
    /// The same, looking only so far.
    #[must_use]
    pub fn reaching(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    /// At most `limit` records of a time that are looked for, the newest first, behind `cursor` if that is given. Ends
    /// early where there is very much to look through, and says where to go on.
    pub async fn search(
        &self,
        wanted: &Wanted,
        span_ms: (u64, u64),
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Found, PortError> {
        let day = domain::job::day_in_japan;
        let first = day(span_ms.0);
        let mut look = Look { wanted, span_ms, limit, answers: 0, records: 0, found: Found::default() };
        let mut at = cursor.unwrap_or_else(|| Cursor::newest_of(day(span_ms.1)));
        loop {
            let heads = self.heads("<=", at.day, false, DAYS_AT_ONCE).await?;
            let before = heads.last().and_then(|oldest| oldest.day.yesterday().ok());
            for head in heads {
                if head.day < first {
                    return Ok(look.found);
                }
                let end = head.number + 1;
                let below = if head.day == at.day { at.number.min(end) } else { end };
                if self.ends_within(&mut look, head.day, below).await? {
                    return Ok(look.found);
                }
            }
            let Some(before) = before else { return Ok(look.found) };
            at = Cursor::newest_of(before);
        }
    }

    /// The same, going on until `limit` records are found, all of it is looked through, or patience has an end.
    pub async fn search_on(
        &self,
        wanted: &Wanted,
        span_ms: (u64, u64),
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Found, PortError> {
        let begun = Instant::now();
        let mut all = Found { next: cursor, ..Found::default() };
        loop {
            let found = self.search(wanted, span_ms, all.next, limit - all.records.len()).await?;
            all.records.extend(found.records);
            (all.next, all.stopped_on) = (found.next, found.stopped_on);
            if all.stopped_on.is_none() || begun.elapsed() >= self.reach.patience {
                return Ok(all);
            }
        }
    }

    /// Looks through a day, from below this number back to its first record; whether the search ends there.
    async fn ends_within(&self, look: &mut Look<'_>, day: Date, mut below: u64) -> Result<bool, PortError> {
        while below > 1 {
            if look.answers >= self.reach.answers || look.records >= self.reach.records {
                look.found.next = Some(Cursor { day, number: below });
                look.found.stopped_on = Some(day);
                return Ok(true);
            }
            let rows = self.rows(day, below).await?;
            look.answers += 1;
            look.records += rows.len();
            if rows.is_empty() {
                break; // the rest of the day is gone; `verify` says so
            }
            for row in rows {
                below = number_of(&row).ok_or_else(|| broken(TABLE))?;
                let Some((place, entry)) = read_entry(&row) else { continue };
                if !look.is_wanted(&entry) {
                    continue;
                }
                if look.found.records.len() == look.limit {
                    look.found.next = Some(Cursor { day, number: below + 1 });
                    return Ok(true);
                }
                look.found.records.push((place, entry));
            }
        }
        Ok(false)
    }
}
