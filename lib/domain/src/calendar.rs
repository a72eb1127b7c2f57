//! Months and days of the calendar in Japan, which has been nine hours ahead of UTC all year since 1952.
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::Offset};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

const JAPAN: Offset = jiff::tz::offset(9);
const FIRST_YEAR: u16 = 1900;
/// Twelve planes hold months up to April 2241; this is the last whole century before.
const LAST_YEAR: u16 = 2199;
/// Day 1 of [`registration_day`] is 2020-01-01, before the system existed; 0 stands for "not known".
const BEFORE_DAY_ONE: Date = Date::constant(2019, 12, 31);
/// Thirteen planes hold no more days: June 2042.
pub const LAST_REGISTRATION_DAY: i64 = 8_191;

/// The text is not a month of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a month is written as 1990-04, from 1900 to 2199")]
pub struct InvalidMonth;

/// A month of a year, such as the one a citizen was born in. As text: `1990-04`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct YearMonth(u16);

impl YearMonth {
    /// Month 1 to 12 of a year from 1900 to 2199.
    pub fn new(year: u16, month: u16) -> Result<Self, InvalidMonth> {
        let is_ours = (FIRST_YEAR..=LAST_YEAR).contains(&year) && (1..=12).contains(&month);
        if is_ours { Ok(Self((year - FIRST_YEAR) * 12 + month - 1)) } else { Err(InvalidMonth) }
    }

    /// Reads `1990-04`; nothing shorter or longer.
    pub fn parse(text: &str) -> Result<Self, InvalidMonth> {
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        match text.split_once('-') {
            Some((year, month)) if year.len() == 4 && month.len() == 2 && digits(year) && digits(month) => {
                let number = |part: &str| part.parse().map_err(|_| InvalidMonth);
                Self::new(number(year)?, number(month)?)
            }
            _ => Err(InvalidMonth),
        }
    }

    /// The month in Japan at a moment, in milliseconds since 1970 UTC.
    pub fn in_japan(now_ms: u64) -> Self {
        let now = in_japan(now_ms);
        Self::new(now.year().unsigned_abs(), now.month().unsigned_abs().into()).unwrap_or(Self(0))
    }

    /// The month before; January 1900 has none.
    pub fn before(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }

    /// Months since January 1900.
    pub const fn since_1900(self) -> u16 {
        self.0
    }
}

impl TryFrom<String> for YearMonth {
    type Error = InvalidMonth;
    fn try_from(text: String) -> Result<Self, InvalidMonth> {
        Self::parse(&text)
    }
}

impl From<YearMonth> for String {
    fn from(month: YearMonth) -> Self {
        month.to_string()
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", FIRST_YEAR + self.0 / 12, self.0 % 12 + 1)
    }
}

/// The day in Japan at a moment as registrations count it: 1 is 2020-01-01 or earlier.
pub fn registration_day(at_ms: u64) -> i64 {
    day_number(in_japan(at_ms).date()).clamp(1, LAST_REGISTRATION_DAY)
}

/// Days since the eve of 2020; negative before.
pub fn day_number(date: Date) -> i64 {
    date.duration_since(BEFORE_DAY_ONE).as_hours() / 24
}

/// Reads `2026-04-01`; nothing shorter or longer.
pub fn parse_date(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| date.to_string() == text)
}

/// The wall clock in Japan at a moment.
pub(crate) fn in_japan(at_ms: u64) -> DateTime {
    let at = i64::try_from(at_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    JAPAN.to_datetime(at.unwrap_or(Timestamp::UNIX_EPOCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_written_in_one_way_only() {
        for good in ["1900-01", "1990-04", "2199-12"] {
            assert_eq!(YearMonth::parse(good).unwrap().to_string(), good);
        }
        for bad in
            ["1899-12", "2200-01", "1990-4", "1990-13", "1990-00", "+990-04", "1990-04-01", "", "1990/04"]
        {
            assert_eq!(YearMonth::parse(bad), Err(InvalidMonth), "{bad}");
        }
        assert!(YearMonth::parse("2199-12").unwrap().since_1900() < 1 << 12);
    }

    #[test]
    fn the_day_changes_at_midnight_in_japan() {
        let midnight = 1_743_433_200_000; // 2025-04-01T00:00:00+09:00
        assert_eq!(YearMonth::in_japan(midnight).to_string(), "2025-04");
        assert_eq!(YearMonth::in_japan(midnight - 1).to_string(), "2025-03");
        assert_eq!(registration_day(midnight), day_number(parse_date("2025-04-01").unwrap()));
        assert_eq!(registration_day(midnight - 1), registration_day(midnight) - 1);
        assert_eq!((registration_day(0), registration_day(u64::MAX)), (1, 1));
        assert_eq!(day_number(parse_date("2020-01-01").unwrap()), 1);
        assert_eq!(parse_date("20260401"), None);
        assert_eq!(parse_date("2026-02-30"), None);
    }
}
