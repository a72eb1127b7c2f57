//! A breaker in the memory of one process: while the chatbot is down, each body is tried once instead of four times,
//! so that one user's wait stays short and the chatbot is not hammered when it comes back.

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

/// So many bodies in a row that were not taken open the breaker.
const FAILURES_TO_OPEN: u32 = 5;
/// So long after the last failure it counts as open.
const OPEN_FOR: Duration = Duration::from_secs(30);

/// Counts bodies in a row that were not taken.
#[derive(Debug, Default)]
pub struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    last_failure: Option<Instant>,
}

impl Breaker {
    /// Whether the chatbot is taken to be down at this moment.
    pub fn is_open(&self) -> bool {
        let state = self.state();
        state.failures >= FAILURES_TO_OPEN && state.last_failure.is_some_and(|at| at.elapsed() < OPEN_FOR)
    }

    /// A body was taken, or was answered with a definite refusal: the chatbot is there.
    pub fn answered(&self) {
        *self.state() = State::default();
    }

    /// A body was not taken after all its tries.
    pub fn failed(&self) {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        state.last_failure = Some(Instant::now());
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
