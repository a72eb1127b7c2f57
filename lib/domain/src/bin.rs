//! The bin: what staff deleted and may put back for thirty days. It says whose a thing was and until when it lies there;
//! the thing itself stands beside it, and each kind decides what it comes back as.

use serde::{Deserialize, Serialize};

use crate::draft::Person;
use crate::staff::Permission;

const DAY_MS: u64 = 24 * 3_600_000;
/// How long something can be put back: requirement 24 of the staff console.
pub const KEPT_DAYS: u64 = 30;
/// Characters of a title in the list, which is read whole: what lies there keeps its own.
pub const MAX_BINNED_TITLE_CHARS: usize = 200;

/// What can lie in the bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinKind {
    /// A draft that was never sent off, or was taken back.
    Draft,
    /// A template.
    Template,
    /// A saved segment.
    Segment,
    /// A group of testers, by their ids.
    TesterGroup,
}

impl BinKind {
    /// The name in keys and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Template => "template",
            Self::Segment => "segment",
            Self::TesterGroup => "tester_group",
        }
    }

    /// Who may see and put back such a thing: whoever may delete it.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Draft | Self::Template => Permission::DeliveriesWrite,
            Self::Segment => Permission::Groups,
            Self::TesterGroup => Permission::Testers,
        }
    }
}

/// What the bin says of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binned {
    /// What it is.
    pub kind: BinKind,
    /// Its id, which it keeps.
    pub id: String,
    /// The version that was deleted.
    pub version: u64,
    /// What staff called it.
    pub title: String,
    /// The department's id, or words that are none where it is everybody's.
    pub department: Option<String>,
    /// Who deleted it.
    pub deleted_by: Person,
    /// When, in milliseconds since 1970 UTC.
    pub deleted_at_ms: u64,
}

impl Binned {
    /// From then on it is gone for good.
    pub const fn expires_at_ms(&self) -> u64 {
        self.deleted_at_ms.saturating_add(KEPT_DAYS * DAY_MS)
    }

    /// Whether it can still be put back.
    pub const fn lies(&self, now_ms: u64) -> bool {
        now_ms < self.expires_at_ms()
    }

    /// Days until it is gone, a day that has begun counted whole.
    pub const fn days_left(&self, now_ms: u64) -> u64 {
        self.expires_at_ms().saturating_sub(now_ms).div_ceil(DAY_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thrown_away(deleted_at_ms: u64) -> Binned {
        Binned {
            kind: BinKind::Template,
            id: "01".to_owned(),
            version: 3,
            title: "水道".to_owned(),
            department: None,
            deleted_by: Person { id: "01".to_owned(), name: "花".to_owned() },
            deleted_at_ms,
        }
    }

    #[test]
    fn it_lies_there_for_thirty_days_to_the_millisecond() {
        let thing = thrown_away(5);
        assert!(thing.lies(5) && thing.lies(5 + 30 * DAY_MS - 1) && !thing.lies(5 + 30 * DAY_MS));
        assert_eq!((thing.days_left(5), thing.days_left(6)), (30, 30));
        assert_eq!((thing.days_left(5 + 29 * DAY_MS), thing.days_left(5 + 30 * DAY_MS - 1)), (1, 1));
        assert_eq!(thing.days_left(5 + 31 * DAY_MS), 0);
    }

    #[test]
    fn the_names_in_keys_are_the_names_in_bodies() {
        for kind in [BinKind::Draft, BinKind::Template, BinKind::Segment, BinKind::TesterGroup] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
