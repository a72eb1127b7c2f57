//! Schedule expressions: `at(...)` in its time zone and `rate(n unit)`.

use std::time::{Duration, SystemTime};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::wire::AwsError;

/// When a schedule fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    At(SystemTime),
    Every(Duration),
}

impl Expression {
    /// Reads an expression; the zone only matters to `at(...)`.
    pub(super) fn parse(text: &str, zone: &str) -> Result<Self, AwsError> {
        let invalid = || AwsError::validation(format!("Invalid Schedule Expression {text}."));
        if let Some(inner) = inside(text, "at(") {
            let zone = time_zone(zone)?;
            let time: DateTime = inner.parse().map_err(|_| invalid())?;
            let instant = time.to_zoned(zone).map_err(|_| invalid())?;
            return Ok(Self::At(SystemTime::from(instant.timestamp())));
        }
        if let Some(inner) = inside(text, "rate(") {
            let (number, unit) = inner.split_once(' ').ok_or_else(invalid)?;
            let number: u64 = number.parse().ok().filter(|it| *it > 0).ok_or_else(invalid)?;
            let minutes = match unit {
                "minute" | "minutes" => 1,
                "hour" | "hours" => 60,
                "day" | "days" => 24 * 60,
                _ => return Err(invalid()),
            };
            return Ok(Self::Every(Duration::from_secs(number * minutes * 60)));
        }
        if text.starts_with("cron(") {
            return Err(AwsError::not_done("scheduler", "cron expressions"));
        }
        Err(invalid())
    }
}

fn inside<'a>(text: &'a str, function: &str) -> Option<&'a str> {
    text.strip_prefix(function)?.strip_suffix(')')
}

/// The two zones that the city needs are compiled in.
fn time_zone(name: &str) -> Result<TimeZone, AwsError> {
    match name {
        "UTC" => Ok(TimeZone::UTC),
        "Asia/Tokyo" => Ok(jiff::tz::get!("Asia/Tokyo")),
        other => {
            Err(AwsError::not_done("scheduler", &format!("time zone {other}; it knows UTC and Asia/Tokyo")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, zone: &str) -> SystemTime {
        match Expression::parse(text, zone).unwrap() {
            Expression::At(time) => time,
            Expression::Every(_) => panic!("expected a point in time"),
        }
    }

    #[test]
    fn a_time_in_tokyo_is_nine_hours_before_the_same_time_in_utc() {
        let (tokyo, utc) =
            (at("at(2026-04-01T09:30:00)", "Asia/Tokyo"), at("at(2026-04-01T00:30:00)", "UTC"));
        assert_eq!(tokyo, utc);
    }

    #[test]
    fn a_rate_is_read_in_its_unit() {
        let every = |text| Expression::parse(text, "UTC").unwrap();
        assert_eq!(every("rate(1 minute)"), Expression::Every(Duration::from_mins(1)));
        assert_eq!(every("rate(2 hours)"), Expression::Every(Duration::from_hours(2)));
    }

    #[test]
    fn what_is_not_a_schedule_is_refused() {
        for text in ["", "at(tomorrow)", "rate(0 minutes)", "rate(5)", "at(2026-04-01T09:30:00"] {
            assert_eq!(Expression::parse(text, "UTC").unwrap_err().code, "ValidationException", "{text}");
        }
        assert_eq!(Expression::parse("cron(0 9 * * ? *)", "UTC").unwrap_err().status, 501);
        assert_eq!(Expression::parse("at(2026-04-01T09:30:00)", "Europe/Paris").unwrap_err().status, 501);
    }
}
