//! A small LINE: remembers retry keys for 24 hours, counts who got what, and fails as scripted.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::batch::{AttemptOutcome, RefusedFor};
use domain::retry_key::RetryKey;
use serde_json::Value;
use usecases::delivery::ports::Messenger;
use usecases::port_error::PortError;

use super::fakes::Death;

/// What LINE does to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Accepts.
    Accept,
    /// Accepts and answers 500.
    AcceptThenFail,
    /// Accepts and answers nothing.
    AcceptThenSilence,
    /// Answers 500 and accepts nothing.
    Fail,
    /// 429, request rate.
    RateLimited,
    /// 429, request rate, with a `retry-after` of so many seconds.
    RateLimitedFor(u64),
    /// 429, month.
    QuotaReached,
    /// 401.
    Unauthorized,
    /// No connection: not a byte of the request left.
    NotSent,
    /// 400 about a message.
    RefuseContent,
    /// 400 that names no message.
    RefuseRecipients,
}

#[derive(Debug, Default)]
struct State {
    now_ms: u64,
    accepted_keys: HashMap<String, u64>,
    per_user: HashMap<String, u32>,
    requests: u64,
    script: Vec<Script>,
    unknown_user: Option<String>,
}

/// The fake. A day after its first use a retry key is forgotten, as LINE documents.
#[derive(Debug, Clone, Default)]
pub struct FakeLine {
    state: Arc<Mutex<State>>,
    /// Who dies when.
    pub death: Arc<Death>,
}

const DAY_MS: u64 = 24 * 3_600_000;

impl FakeLine {
    /// A LINE whose calls count towards the same death as the other ports' calls.
    pub fn sharing(death: &Arc<Death>) -> Self {
        Self { death: Arc::clone(death), ..Self::default() }
    }

    fn look<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Moves LINE's clock.
    pub fn set_now(&self, now_ms: u64) {
        self.look(|state| state.now_ms = now_ms);
    }

    /// What happens to the next calls, first one first; afterwards everything is accepted.
    pub fn will(&self, script: &[Script]) {
        self.look(|state| state.script = script.iter().rev().copied().collect());
    }

    /// A user id that LINE refuses with a 400.
    pub fn refuses(&self, user: &str) {
        self.look(|state| state.unknown_user = Some(user.to_owned()));
    }

    /// Calls so far.
    pub fn requests(&self) -> u64 {
        self.look(|state| state.requests)
    }

    /// How many users got the message, and the largest number of times that one of them got it.
    pub fn reached(&self) -> (usize, u32) {
        self.look(|state| (state.per_user.len(), state.per_user.values().copied().max().unwrap_or(0)))
    }

    /// How often each user got a message; a broadcast counts for `everyone`.
    pub fn ledger(&self) -> BTreeMap<String, u32> {
        self.look(|state| state.per_user.iter().map(|(user, times)| (user.clone(), *times)).collect())
    }

    fn answer(&self, body: &[u8], key: RetryKey) -> AttemptOutcome {
        self.look(|state| {
            state.requests += 1;
            let script = state.script.pop().unwrap_or(Script::Accept);
            match script {
                Script::RateLimited => return AttemptOutcome::RateLimited { retry_after: None },
                Script::RateLimitedFor(seconds) => {
                    let retry_after = Some(Duration::from_secs(seconds));
                    return AttemptOutcome::RateLimited { retry_after };
                }
                Script::QuotaReached => return AttemptOutcome::QuotaReached,
                Script::Unauthorized => return AttemptOutcome::Unauthorized,
                Script::NotSent => return AttemptOutcome::NotSent,
                Script::Fail => return AttemptOutcome::ServerError { status: 500 },
                Script::RefuseContent => return refused(RefusedFor::Content),
                Script::RefuseRecipients => return refused(RefusedFor::Recipients),
                _ => (),
            }
            let outcome = state.accept(body, key);
            match script {
                Script::AcceptThenFail => AttemptOutcome::ServerError { status: 500 },
                Script::AcceptThenSilence => AttemptOutcome::Unanswered,
                _ => outcome,
            }
        })
    }
}

impl State {
    fn accept(&mut self, body: &[u8], key: RetryKey) -> AttemptOutcome {
        let request_id = format!("request-{key}");
        let remembered = self.accepted_keys.get(&key.to_string()).is_some_and(|at| self.now_ms < at + DAY_MS);
        if remembered {
            return AttemptOutcome::Accepted { request_id };
        }
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let users: Vec<String> = match body["to"].as_array() {
            Some(users) => users.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            None => vec!["everyone".to_owned()],
        };
        if self.unknown_user.as_ref().is_some_and(|unknown| users.contains(unknown)) {
            let message = "The property, to[0], in the request body is invalid".to_owned();
            return AttemptOutcome::Refused { because: RefusedFor::Recipients, message };
        }
        self.accepted_keys.insert(key.to_string(), self.now_ms);
        for user in users {
            *self.per_user.entry(user).or_default() += 1;
        }
        AttemptOutcome::Accepted { request_id }
    }
}

fn refused(because: RefusedFor) -> AttemptOutcome {
    AttemptOutcome::Refused { because, message: "400".to_owned() }
}

impl Messenger for FakeLine {
    async fn multicast(&self, body: Vec<u8>, key: RetryKey) -> Result<AttemptOutcome, PortError> {
        self.death.around(|| self.answer(&body, key))
    }

    async fn broadcast(&self, body: Vec<u8>, key: RetryKey) -> Result<AttemptOutcome, PortError> {
        self.death.around(|| self.answer(&body, key))
    }
}
