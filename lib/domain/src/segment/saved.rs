//! A condition that staff keep under a name.
use super::condition::Condition;
use crate::delivery::DeliveryId;
use crate::letters::unfit_for_a_name;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use ulid::Ulid;

/// Longest name of a saved segment or of its department, in characters.
pub const MAX_SEGMENT_NAME_CHARS: usize = 100;

/// The text is not the id of a saved segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not the id of a saved segment")]
pub struct InvalidSegmentId;

/// Which saved segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SegmentId(Ulid);

impl SegmentId {
    /// The segment of this ULID.
    pub const fn from_ulid(ulid: Ulid) -> Self {
        Self(ulid)
    }

    /// Reads what [`SegmentId`] shows.
    pub fn parse(text: &str) -> Result<Self, InvalidSegmentId> {
        text.parse().map(Self).map_err(|_| InvalidSegmentId)
    }
}

impl fmt::Display for SegmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// When people of a condition were last sent something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastUse {
    /// The delivery.
    pub delivery: DeliveryId,
    /// When it began to go out, in milliseconds since 1970 UTC.
    pub at_ms: u64,
}

impl LastUse {
    /// The later one of two, where there is any.
    pub fn later(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        one.into_iter().chain(other).max_by_key(|last| last.at_ms)
    }
}

/// A saved segment as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSegment {
    /// Which.
    pub id: SegmentId,
    /// What staff call it.
    pub name: String,
    /// The department it belongs to.
    pub department: String,
    /// Whom it means.
    pub condition: Condition,
    /// In milliseconds since 1970 UTC.
    pub created_at_ms: u64,
    /// The last change.
    pub updated_at_ms: u64,
    /// The last use of the conditions that it had before the one it has.
    pub used_before: Option<LastUse>,
    /// Raised with each change; a store writes only over the version before.
    pub version: u64,
}

/// Whether a text can be a segment's name or its department: something to read, and not too much of it.
pub fn is_segment_name(text: &str) -> bool {
    let chars = text.chars().count();
    !text.trim().is_empty() && chars <= MAX_SEGMENT_NAME_CHARS && unfit_for_a_name(text).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_can_be_read_and_ids_come_back() {
        assert!(is_segment_name("子育て世帯(北部)") && is_segment_name(&"あ".repeat(100)));
        for bad in ["", " ", "a\nb", &"あ".repeat(101)] {
            assert!(!is_segment_name(bad), "{bad}");
        }
        let id = SegmentId::from_ulid(Ulid::from(7_u128));
        assert_eq!(SegmentId::parse(&id.to_string()), Ok(id));
        assert_eq!(SegmentId::parse("count"), Err(InvalidSegmentId));
    }
}
