//! A job's name: made by chance for what staff ask for, made of kind and day for what runs every night.
use jiff::civil::Date;
use std::fmt;
use thiserror::Error;

/// The identity of a job: 1 to 64 letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(String);

/// Text that names no job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a job id")]
pub struct InvalidJobId;

impl JobId {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, InvalidJobId> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if (1..=64).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidJobId)
        }
    }

    /// A name for one job among all.
    pub fn from_ulid(ulid: ulid::Ulid) -> Self {
        Self(ulid.to_string())
    }

    /// The name of what runs once a day, so that it cannot be made twice.
    pub fn of_day(what: &'static str, day: Date) -> Self {
        Self(format!("{what}-{day}"))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_keys_and_addresses() {
        for good in ["compare-2026-11-26", "01JZZZZZZZZZZZZZZZZZZZZZZZ"] {
            assert_eq!(JobId::parse(good).map(|id| id.to_string()).as_deref(), Ok(good));
        }
        for bad in ["", "a/b", "a#b", "..", "あ", &"a".repeat(65)] {
            assert_eq!(JobId::parse(bad), Err(InvalidJobId), "{bad}");
        }
        assert_eq!(JobId::of_day("compare", jiff::civil::date(2026, 1, 2)).as_str(), "compare-2026-01-02");
    }
}
