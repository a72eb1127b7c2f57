//! What became of each webhook: the console's statistics, and the events a test can have sent again.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

use super::sender::Pending;

/// The log keeps this many attempts, newest last.
const KEPT: usize = 10_000;

/// One attempt to deliver one event.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookRecord {
    /// Milliseconds since 1970 on the simulator's clock.
    pub at: u64,
    /// The event's id.
    pub webhook_event_id: String,
    /// `follow`, `message`, …
    pub event_type: String,
    /// The user the event comes from.
    pub user_id: String,
    /// The bot's status; none when it did not answer in time or no address is set.
    pub status: Option<u16>,
    /// Why there is no status.
    pub reason: Option<&'static str>,
    /// Whether the event was marked as a redelivery.
    pub is_redelivery: bool,
}

/// The newest attempts and their events.
#[derive(Default)]
pub(crate) struct WebhookLog {
    attempts: VecDeque<(WebhookRecord, Pending)>,
}

impl WebhookLog {
    pub(crate) fn add(
        &mut self,
        pending: &Pending,
        status: Result<u16, &'static str>,
        is_redelivery: bool,
        at: u64,
    ) -> WebhookRecord {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let record = WebhookRecord {
            at,
            webhook_event_id: pending.event_id.clone(),
            event_type: text(&pending.event["type"]),
            user_id: text(&pending.event["source"]["userId"]),
            status: status.ok(),
            reason: status.err(),
            is_redelivery,
        };
        if self.attempts.len() == KEPT {
            self.attempts.pop_front();
        }
        self.attempts.push_back((record.clone(), pending.kept()));
        record
    }

    pub(crate) fn records(&self) -> impl DoubleEndedIterator<Item = &WebhookRecord> {
        self.attempts.iter().map(|(record, _)| record)
    }

    pub(crate) fn event(&self, event_id: &str) -> Option<Pending> {
        self.attempts.iter().rev().find(|(_, pending)| pending.event_id == event_id).map(|(_, p)| p.clone())
    }
}
