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
    /// Every slot that somebody stands in. No page stores it: it follows from the page's length.
    pub(crate) const OCCUPIED: Self = Self(u16::MAX);
    /// The first number for survey items; those below are kept for the system.
    pub const FIRST_FREE: Self = Self(16);

    /// The plane with this number.
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number after this one; the last one stays.
    pub(super) const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
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

/// A run of planes that holds one whole number of each follower in binary, the lowest bit first, so that comparing
/// is AND and OR of planes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BitSlices {
    /// The plane of the lowest bit; the others follow it.
    pub first: PlaneNumber,
    /// How many planes, at most 32.
    pub count: u8,
    /// The number that is stored as zero.
    pub base: i64,
}

impl BitSlices {
    /// The day of the first registration, 0 where it is not known. Planes 3 to 15 of the system.
    pub const REGISTRATION_DAY: Self = Self { first: PlaneNumber(3), count: 13, base: 0 };

    /// Planes for the numbers from `min` to `max`.
    pub(super) fn for_numbers(first: PlaneNumber, min: i64, max: i64) -> Self {
        let bits = 64 - max.abs_diff(min).leading_zeros();
        Self { first, count: bits.clamp(1, 32) as u8, base: min }
    }

    /// Every plane of the run, the lowest bit first. The catalogue has seen to it that the last number exists.
    pub fn planes(self) -> impl DoubleEndedIterator<Item = PlaneNumber> + ExactSizeIterator {
        (0..self.count).map(move |bit| PlaneNumber(self.first.0.saturating_add(bit.into())))
    }

    /// The largest number the run can hold.
    pub fn largest(self) -> i64 {
        self.base.saturating_add((1_i64 << self.count.min(32)) - 1)
    }

    /// Whether the run can hold `number`.
    pub fn holds(self, number: i64) -> bool {
        (self.base..=self.largest()).contains(&number)
    }

    /// The planes in which a follower with this number has a bit. The number must be one the run holds.
    pub fn planes_of(self, number: i64) -> impl Iterator<Item = PlaneNumber> {
        let offset = number.abs_diff(self.base);
        self.planes().zip(0_u32..).filter(move |(_, bit)| offset >> bit & 1 == 1).map(|(plane, _)| plane)
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
