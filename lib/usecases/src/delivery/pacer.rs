//! The pace of one sender: evenly spaced slots, and a hard limit on what really left in any second.
//!
//! LINE takes 200 multicasts a second and counts in a token bucket. Two senders with 98 each leave a margin of four
//! for jitter on the way. A sender that starts anew has a burst of one, so a restart never adds a second's worth.

use std::collections::VecDeque;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

/// Requests a second of one sender; template.yaml lets two run.
pub const PER_SECOND: usize = 98;

/// Batches that are claimed and wait for their slot; a claim takes about 5 ms and slots lie 10 ms apart.
const CLAIMED_AHEAD: usize = 4;

const SECOND: Duration = Duration::from_secs(1);

/// Hands out the moments at which a request may leave.
pub struct Pacer {
    per_second: usize,
    ahead: Semaphore,
    state: Mutex<State>,
    // Apart from the state, so that a pause does not queue behind those who wait for a slot.
    held_until: std::sync::Mutex<Option<Instant>>,
}

struct State {
    next_slot: Option<Instant>,
    left_at: VecDeque<Instant>,
}

impl Default for Pacer {
    fn default() -> Self {
        Self::new(PER_SECOND)
    }
}

impl Pacer {
    /// A pacer of this many requests in any second.
    pub fn new(per_second: usize) -> Self {
        let state = Mutex::new(State { next_slot: None, left_at: VecDeque::new() });
        Self {
            per_second,
            ahead: Semaphore::new(CLAIMED_AHEAD),
            state,
            held_until: std::sync::Mutex::new(None),
        }
    }

    /// Waits until one of the few places in front of the slots is free. Taken before a claim and given up with the
    /// slot, it keeps a sender from holding more leases than calls: what a killed sender leaves unknown stays small.
    pub async fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.ahead.acquire().await.ok() // nobody closes it
    }

    /// Waits for the next slot; slots are handed out in the order of the calls.
    pub async fn slot(&self) {
        let mut state = self.state.lock().await;
        let interval = SECOND / self.per_second as u32;
        let now = Instant::now();
        let slot = state.next_slot.map_or(now, |slot| slot.max(now));
        sleep_until(slot).await;
        // Taken out only when somebody leaves: a caller may give up while it waits.
        let full = state.left_at.len() >= self.per_second;
        if let Some(oldest) = state.left_at.front().filter(|_| full) {
            sleep_until(*oldest + SECOND).await;
        }
        while let Some(until) = self.held().filter(|until| *until > Instant::now()) {
            sleep_until(until).await;
        }
        let left = Instant::now();
        if full {
            state.left_at.pop_front();
        }
        state.left_at.push_back(left);
        // A late wake-up may be made good, but by no more than one slot.
        state.next_slot = Some((slot + interval).max(left));
    }

    /// Nobody leaves before this much time has passed (after a 429), those who wait already included.
    pub fn hold(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut held = self.held_until.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some(held.map_or(until, |earlier| earlier.max(until)));
    }

    /// When the pause after a 429 ends; now, if there is none.
    pub fn free_at(&self) -> Instant {
        let now = Instant::now();
        self.held().map_or(now, |until| until.max(now))
    }

    fn held(&self) -> Option<Instant> {
        *self.held_until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_second_sees_more_than_the_limit_and_the_limit_is_used() {
        let (pacer, begin) = (Pacer::default(), Instant::now());
        let mut left = Vec::new();
        for _ in 0..980 {
            pacer.slot().await;
            left.push(Instant::now());
        }
        for (first, window) in left.windows(PER_SECOND + 1).enumerate() {
            assert!(window[PER_SECOND] - window[0] >= SECOND, "request {first}");
        }
        assert!(begin.elapsed() < Duration::from_millis(10_400), "{:?}", begin.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_stall_is_not_followed_by_a_burst() {
        let pacer = Pacer::default();
        pacer.slot().await;
        tokio::time::advance(Duration::from_secs(5)).await;
        let begin = Instant::now();
        for _ in 0..11 {
            pacer.slot().await;
        }
        assert!(begin.elapsed() >= Duration::from_millis(100), "{:?}", begin.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_429_nobody_leaves_until_the_pause_is_over() {
        let (pacer, begin) = (Pacer::default(), Instant::now());
        pacer.hold(Duration::from_secs(4));
        pacer.slot().await;
        assert!(begin.elapsed() >= Duration::from_secs(4));
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_gives_up_while_waiting_does_not_widen_the_second() {
        let pacer = Pacer::new(2);
        let mut left = Vec::new();
        for _ in 0..2 {
            pacer.slot().await;
            left.push(Instant::now());
        }
        assert!(tokio::time::timeout(Duration::from_millis(300), pacer.slot()).await.is_err());
        for _ in 0..4 {
            pacer.slot().await;
            left.push(Instant::now());
        }
        for window in left.windows(3) {
            assert!(window[2] - window[0] >= SECOND, "{left:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn i7_only_four_batches_are_claimed_ahead_of_their_slots() {
        let pacer = Pacer::default();
        let mut places = Vec::new();
        for _ in 0..CLAIMED_AHEAD {
            places.push(pacer.place().await);
        }
        assert!(tokio::time::timeout(SECOND, pacer.place()).await.is_err());
        places.pop();
        assert!(tokio::time::timeout(SECOND, pacer.place()).await.is_ok());
    }
}
