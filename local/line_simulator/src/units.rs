//! Custom aggregation units: 1,000 distinct names a month. A name beyond that is silently not assigned, though the
//! message goes out.

use std::collections::BTreeSet;

use crate::clock::month_in_japan;

const NAMES_MAX: usize = 1000;

/// The names used in the current month of Japan's zone.
#[derive(Default)]
pub(crate) struct Units {
    month: u32,
    names: BTreeSet<String>,
}

impl Units {
    /// Whether the name is assigned to a message sent now.
    pub(crate) fn assign(&mut self, name: &str, now_ms: u64) -> bool {
        self.turn(now_ms);
        if self.names.contains(name) {
            return true;
        }
        self.names.len() < NAMES_MAX && self.names.insert(name.to_owned())
    }

    pub(crate) fn names(&mut self, now_ms: u64) -> &BTreeSet<String> {
        self.turn(now_ms);
        &self.names
    }

    fn turn(&mut self, now_ms: u64) {
        let month = month_in_japan(now_ms);
        if month != self.month {
            *self = Self { month, names: BTreeSet::new() };
        }
    }
}

/// Whether the text can name a unit: `[A-Za-z0-9_]{1,30}`.
pub(crate) fn is_unit(text: &str) -> bool {
    (1..=30).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DAY_MS;

    #[test]
    fn the_1001st_name_of_a_month_is_not_assigned() {
        let mut units = Units::default();
        assert!((0..1000).all(|n| units.assign(&format!("d{n}"), 0)));
        assert!(!units.assign("one_more", 0));
        assert!(units.assign("d7", 0));
        assert!(units.assign("one_more", 40 * DAY_MS));
    }

    #[test]
    fn a_unit_is_1_to_30_letters_digits_or_underscores() {
        assert!(is_unit(&"a".repeat(30)) && is_unit("A_9"));
        assert!(!is_unit("") && !is_unit(&"a".repeat(31)) && !is_unit("2026-11-22") && !is_unit("回覧"));
    }
}
