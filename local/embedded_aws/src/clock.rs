//! The city's clock: real time plus an offset that tests push forward.
//!
//! Every part that waits (long polls, visibility, schedules) asks this clock and is woken when it jumps, so an
//! hour passes in a test as soon as somebody says so. The clock never runs backwards by itself.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

/// A shared clock; clones show and move the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    offset: Arc<watch::Sender<Duration>>,
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock {
    /// A clock that shows real time until it is advanced.
    pub fn new() -> Self {
        Self { offset: Arc::new(watch::Sender::new(Duration::ZERO)) }
    }

    /// Real time plus everything it was advanced by.
    pub fn now(&self) -> SystemTime {
        SystemTime::now() + self.offset()
    }

    /// Now in milliseconds since 1970.
    pub fn now_ms(&self) -> u64 {
        millis(self.now())
    }

    /// Now as HTTP's `Date` says it.
    pub fn http_date(&self) -> String {
        let now = jiff::Timestamp::try_from(self.now()).unwrap_or_default();
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now).unwrap_or_default()
    }

    /// How far the clock is ahead of real time.
    pub fn offset(&self) -> Duration {
        *self.offset.borrow()
    }

    /// Moves the clock forward and wakes everybody who waits for a time.
    pub fn advance(&self, by: Duration) {
        self.offset.send_modify(|offset| *offset += by);
    }

    /// Sees every change of the offset.
    pub fn subscribe(&self) -> watch::Receiver<Duration> {
        self.offset.subscribe()
    }

    /// Waits until the clock shows `until`, whether time passes or is advanced. Cancel-safe.
    pub async fn sleep_until(&self, until: SystemTime) {
        let mut jumps = self.subscribe();
        loop {
            jumps.borrow_and_update();
            let Ok(left) = until.duration_since(self.now()) else { return };
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => (),
                _ = jumps.changed() => (),
            }
        }
    }

    /// Waits for a duration on this clock. Cancel-safe.
    pub async fn sleep(&self, duration: Duration) {
        self.sleep_until(self.now() + duration).await;
    }
}

/// Milliseconds since 1970, 0 for anything earlier.
pub(crate) fn millis(at: SystemTime) -> u64 {
    at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// The time that many milliseconds after 1970.
pub(crate) fn from_millis(at_ms: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(at_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_clock_is_advanced_past_its_hour() {
        let clock = Clock::new();
        let sleeper = clock.clone();
        let task = tokio::spawn(async move { sleeper.sleep(Duration::from_hours(1)).await });
        tokio::task::yield_now().await;
        clock.advance(Duration::from_secs(3601));
        tokio::time::timeout(Duration::from_secs(5), task).await.unwrap().unwrap();
        assert_eq!(clock.offset(), Duration::from_secs(3601));
    }
}
