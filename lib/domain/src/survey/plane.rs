//! Plane numbers: which bit plane of a segment page holds which fact about a follower.
use serde::{Deserialize, Serialize};
use std::fmt;

/// The number of one bit plane. Given out once by the catalogue and never again for anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlaneNumber(u16);

impl PlaneNumber {
    /// Followers who have added the account and not blocked it; every query is masked with it.
    pub const FOLLOWING: Self = Self(0);
    /// Followers who receive test deliveries.
    pub const TESTER: Self = Self(1);
    /// Followers who have registered: answered at least one item or agreed to the consent text.
    pub const REGISTERED: Self = Self(2);
    /// The first number for survey items; those below are kept for the system.
    pub const FIRST_FREE: Self = Self(16);

    /// The plane with this number.
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The bare number.
    pub const fn as_u16(self) -> u16 {
        self.0
    }
}

impl fmt::Display for PlaneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The planes one follower has a bit in, in rising order and without repetition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaneSet(Vec<PlaneNumber>);

impl PlaneSet {
    /// Whether the follower has a bit in `plane`.
    pub fn contains(&self, plane: PlaneNumber) -> bool {
        self.0.binary_search(&plane).is_ok()
    }

    /// The planes in rising order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = PlaneNumber> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<PlaneNumber> for PlaneSet {
    fn from_iter<I: IntoIterator<Item = PlaneNumber>>(planes: I) -> Self {
        let mut planes: Vec<_> = planes.into_iter().collect();
        planes.sort_unstable();
        planes.dedup();
        Self(planes)
    }
}
