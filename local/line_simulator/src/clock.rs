//! The simulator's clock: a time source (the machine's, or the host's own) plus an offset that tests move forward.
//! Dates are counted in Japan's zone, as LINE counts its months and statistics.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Where the time comes from; share one closure to couple several clocks.
pub type TimeSource = Arc<dyn Fn() -> SystemTime + Send + Sync>;
/// Moves the host's time, which its source then shows, by so much; the error says why that cannot be.
pub type MoveTime = Arc<dyn Fn(Duration) -> Result<(), String> + Send + Sync>;

/// One minute in milliseconds.
pub(crate) const MINUTE_MS: u64 = 60_000;
/// One day in milliseconds.
pub(crate) const DAY_MS: u64 = 24 * 60 * MINUTE_MS;

/// A clock that runs like its source and can be moved forward: by its host, or else by an offset that clones share.
#[derive(Clone)]
pub(crate) struct Clock {
    source: TimeSource,
    host: Option<MoveTime>,
    offset_us: Arc<AtomicU64>,
}

impl Clock {
    pub(crate) fn new(source: Option<TimeSource>, host: Option<MoveTime>) -> Self {
        let source = source.unwrap_or_else(|| Arc::new(SystemTime::now));
        Self { source, host, offset_us: Arc::new(AtomicU64::new(0)) }
    }

    /// Microseconds since 1970.
    pub(crate) fn now_us(&self) -> u64 {
        let since = (self.source)().duration_since(UNIX_EPOCH).unwrap_or_default();
        since.as_micros() as u64 + self.offset_us.load(Ordering::Relaxed)
    }

    /// Milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> u64 {
        self.now_us() / 1000
    }

    pub(crate) fn advance(&self, by: Duration) -> Result<(), String> {
        if let Some(host) = &self.host {
            return host(by);
        }
        self.offset_us.fetch_add(by.as_micros() as u64, Ordering::Relaxed);
        Ok(())
    }
}

/// The calendar day in Japan as `yyyymmdd`.
pub(crate) fn day_in_japan(at_ms: u64) -> u32 {
    let date = japan(at_ms);
    (i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())) as u32
}

/// The calendar month in Japan as `yyyymm`.
pub(crate) fn month_in_japan(at_ms: u64) -> u32 {
    day_in_japan(at_ms) / 100
}

/// RFC 3339 with milliseconds, in UTC, as LINE writes times.
pub(crate) fn rfc3339(at_ms: u64) -> String {
    let timestamp = jiff::Timestamp::from_millisecond(at_ms as i64).unwrap_or_default();
    format!("{timestamp:.3}")
}

fn japan(at_ms: u64) -> jiff::civil::DateTime {
    let timestamp = jiff::Timestamp::from_millisecond(at_ms as i64).unwrap_or_default();
    jiff::tz::Offset::constant(9).to_datetime(timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_japan() {
        let last_of_march_15_utc = 1_775_055_599_000; // 2026-04-01T14:59:59Z
        assert_eq!(day_in_japan(last_of_march_15_utc), 20_260_401);
        assert_eq!(day_in_japan(last_of_march_15_utc + 1000), 20_260_402);
        assert_eq!(month_in_japan(last_of_march_15_utc), 202_604);
    }

    #[test]
    fn advancing_moves_every_clone() {
        let clock = Clock::new(Some(Arc::new(|| UNIX_EPOCH + Duration::from_secs(5))), None);
        let clone = clock.clone();
        clock.advance(Duration::from_mins(1)).unwrap();
        assert_eq!(clone.now_ms(), 65_000);
    }
}
