//! What the judge says about one seed, and the sum over many.

use std::fmt;

/// Counts and violations of one seed or of several.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// Sentences about what a correct product never does.
    pub violations: Vec<String>,
    /// People (or events) whose message was expected and accepted.
    pub accepted: u64,
    /// Expected and not there.
    pub lost: u64,
    /// There more than once.
    pub doubled: u64,
    /// People in batches whose outcome is unknown.
    pub unknown: u64,
    /// Processes that were killed.
    pub kills: u64,
    /// Requests that LINE (or the chatbot) saw.
    pub requests: u64,
    /// Reports read while it went on.
    pub polls: u64,
}

impl Verdict {
    /// Notes a violation unless the sentence's condition holds.
    pub fn expect(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.violations.push(otherwise());
        }
    }

    /// Adds another seed's figures.
    pub fn add(&mut self, other: Self) {
        self.violations.extend(other.violations);
        self.accepted += other.accepted;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.unknown += other.unknown;
        self.kills += other.kills;
        self.requests += other.requests;
        self.polls += other.polls;
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { violations, accepted, lost, doubled, unknown, kills, requests, polls } = self;
        let verdict = if violations.is_empty() { "ok" } else { "VIOLATED" };
        write!(
            f,
            "accepted {accepted} lost {lost} doubled {doubled} unknown {unknown} kills {kills} requests {requests} \
             polls {polls} {verdict}"
        )
    }
}
