//! The chain: a record's place in its day, and the hash over everything that it says and stands behind.
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

use super::entry::Entry;
use crate::job::day_in_japan;

/// Which record of which day, and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The day in Japan.
    pub day: Date,
    /// From 1, without gaps.
    pub number: u64,
    /// SHA-256 in lower-case hex.
    pub hash: String,
}

/// A record in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it stands.
    pub place: Place,
    /// What it stands behind: the record before it on the same day, or the last one of an earlier day that its writer
    /// saw. The very first record stands behind nothing.
    pub behind: Option<Place>,
    /// The entry as JSON, byte by byte as it was hashed.
    pub body: String,
}

impl Link {
    /// An entry behind the last record that there is.
    pub fn after(last: Option<Place>, entry: &Entry) -> Option<Self> {
        let (day, body) = (day_in_japan(entry.at_ms), serde_json::to_string(entry).ok()?);
        let number = last.as_ref().filter(|last| last.day == day).map_or(0, |last| last.number) + 1;
        let hash = hash(day, number, last.as_ref(), &body);
        Some(Self { place: Place { day, number, hash }, behind: last, body })
    }

    /// The entry, if the body is one.
    pub fn entry(&self) -> Option<Entry> {
        serde_json::from_str(&self.body).ok()
    }

    /// Whether the hash is that of what the record says, and the entry is one of this day.
    pub fn is_whole(&self) -> bool {
        let Place { day, number, hash: shown } = &self.place;
        hash(*day, *number, self.behind.as_ref(), &self.body) == *shown
            && self.entry().is_some_and(|entry| day_in_japan(entry.at_ms) == *day)
    }
}

/// Each part is preceded by its length, so that no two records have the same bytes.
fn hash(day: Date, number: u64, behind: Option<&Place>, body: &str) -> String {
    let mut sha = Sha256::new();
    let mut part = |bytes: &[u8]| {
        sha.update((bytes.len() as u64).to_be_bytes());
        sha.update(bytes);
    };
    part(b"kairan audit 1");
    part(day.to_string().as_bytes());
    part(&number.to_be_bytes());
    match behind {
        None => part(b""),
        Some(Place { day, number, hash }) => {
            part(day.to_string().as_bytes());
            part(&number.to_be_bytes());
            part(hash.as_bytes());
        }
    }
    part(body.as_bytes());
    sha.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
