//! For whom nobody knows whether they got it, for a person to decide about (R-D4).

use std::collections::BTreeMap;

use super::tally::halved;
use super::{Batch, BatchState};
use crate::delivery::Delivery;

/// What somebody has to know who decides about a settled delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// How many people; of a broadcast the friends known at planning, which may be nobody.
    pub people: u64,
    /// The first attempt at one of them, in their last round.
    pub tried_at_ms: u64,
    /// Since when one of them is unknown for good.
    pub since_ms: u64,
    /// People by what happened last.
    pub reasons: BTreeMap<String, u64>,
}

/// Who is unknown in a settled delivery; `None` where everybody's outcome is known, where something still moves, or where a
/// person has closed it. Read the delivery before the rows: those of a settled one stand still.
pub fn undecided(delivery: &Delivery, rows: &[Batch]) -> Option<Undecided> {
    if !delivery.settled || delivery.decisions.closed() {
        return None;
    }
    let mut found: Option<Undecided> = None;
    for (row, reason) in unknown(rows) {
        let tried_at_ms = row.first_attempt_at_ms.unwrap_or(row.updated_at_ms);
        let sum = found.get_or_insert_with(|| Undecided {
            people: 0,
            tried_at_ms,
            since_ms: row.updated_at_ms,
            reasons: BTreeMap::new(),
        });
        let people = u64::from(row.place.count);
        sum.people += people;
        sum.tried_at_ms = tried_at_ms.min(sum.tried_at_ms);
        sum.since_ms = row.updated_at_ms.min(sum.since_ms);
        *sum.reasons.entry(reason.to_owned()).or_default() += people;
    }
    found
}

/// Whether anything is left of which nobody knows.
pub fn has_unknown(rows: &[Batch]) -> bool {
    unknown(rows).next().is_some()
}

fn unknown(rows: &[Batch]) -> impl Iterator<Item = (&Batch, &str)> {
    let halved = halved(rows);
    rows.iter().filter_map(move |row| match &row.state {
        BatchState::Unknown { reason, .. } => {
            (!halved.contains(&(row.key.number, row.key.path.as_str()))).then_some((row, reason.as_str()))
        }
        _ => None,
    })
}
