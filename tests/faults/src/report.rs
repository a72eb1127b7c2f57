//! What the product tells about a delivery: the answers of `admin_api`, read as any client would.

use serde::Deserialize;

/// `GET /api/deliveries/{id}`.
#[derive(Debug, Clone, Deserialize)]
pub struct Report {
    /// The delivery's id.
    pub id: String,
    /// `sending`, `sent`, `cancelled` …
    pub status: String,
    /// When it was cancelled or is to start.
    pub at: Option<String>,
    /// For the next change.
    pub version: u64,
    /// All recipients are frozen.
    pub plan_complete: bool,
    /// Nothing moves any more.
    pub settled: bool,
    /// How many batches were planned.
    pub batches: u32,
    /// The sums.
    pub counts: Counts,
}

/// Recipients by where they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Counts {
    /// In the frozen list.
    pub planned: u64,
    /// Not sent so far.
    pub waiting: u64,
    /// Being sent.
    pub in_flight: u64,
    /// LINE took the request.
    pub accepted: u64,
    /// Refused for good.
    pub failed: u64,
    /// May or may not have been accepted.
    pub unknown: u64,
    /// Stopped before they were sent.
    pub cancelled: u64,
    /// What the product itself says about the balance.
    pub balanced: bool,
}

impl Counts {
    /// Whether the bench's own addition comes out, and the product agrees.
    pub fn balance(&self) -> bool {
        let sum = self.waiting + self.in_flight + self.accepted + self.failed + self.unknown + self.cancelled;
        self.balanced && self.planned == sum
    }
}

/// One item of `GET /api/deliveries/{id}/batches`.
#[derive(Debug, Clone, Deserialize)]
pub struct BatchRow {
    /// Number in the plan.
    pub number: u32,
    /// Halves that lead to it.
    pub path: String,
    /// How many people.
    pub recipients: u64,
    /// `accepted`, `unknown` …
    pub state: String,
    /// LINE's id of the accepted request.
    pub request_id: Option<String>,
    /// Its retry key.
    pub retry_key: String,
    /// Claims so far.
    pub attempts: u32,
}

/// A time of a report in milliseconds since 1970.
pub fn time_ms(text: &str) -> u64 {
    text.parse::<jiff::Timestamp>().map_or(0, |at| at.as_millisecond() as u64)
}
