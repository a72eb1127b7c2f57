//! Accepting a send: quota, talk histories, statistics, ledger and retry key, all under one lock.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::State;
use crate::error::Refusal;
use crate::messages::Messages;
use crate::users::{Author, Entry, message_id};

/// A checked request to send messages.
pub(crate) struct Outgoing<'a> {
    /// `push`, `multicast`, `broadcast` or `reply`.
    pub(crate) kind: &'static str,
    pub(crate) request_id: Uuid,
    pub(crate) retry_key: Option<Uuid>,
    pub(crate) messages: Messages,
    pub(crate) unit: Option<&'a str>,
    /// Indexes of the users named, friends or not.
    pub(crate) users: Vec<u32>,
}

/// What was accepted.
pub(crate) struct Accepted {
    pub(crate) entry: u32,
    /// The users who see it.
    pub(crate) readers: Vec<u32>,
    pub(crate) sent_messages: Value,
}

impl State {
    /// Carries out a send. Nobody gets anything when it is refused.
    pub(crate) fn accept(&mut self, out: Outgoing, now_ms: u64) -> Result<Accepted, Refusal> {
        let readers: Vec<u32> =
            out.users.iter().copied().filter(|user| self.users.is_friend(*user)).collect();
        let counted = if out.kind == "reply" { 0 } else { readers.len() as u64 };
        if !self.usage.spend(counted, self.settings.quota, now_ms) {
            return Err(Refusal::over_quota());
        }
        let statistics = self.statistics_key(&out, readers.len() as u64, now_ms);
        let entry = self.users.write(Entry {
            at_ms: now_ms,
            author: Author::Account,
            messages: Arc::clone(&out.messages),
            delivered_by: Some(out.kind),
            statistics,
        });
        for user in &readers {
            self.users.show(entry, *user);
        }
        let sent: Vec<Value> = (0..out.messages.len())
            .map(|place| json!({ "id": message_id(entry, place), "quoteToken": format!("quote-{entry}-{place}") }))
            .collect();
        let sent_messages = Value::Array(sent);
        let delivery = match (out.unit, out.retry_key) {
            (Some(unit), _) => unit.to_owned(),
            (None, Some(key)) => format!("key:{key}"),
            (None, None) => format!("request:{}", out.request_id),
        };
        self.ledger.accept(delivery, &out.users);
        if let Some(key) = out.retry_key {
            let sent = (out.kind == "push").then(|| sent_messages.clone());
            self.retry_keys.accept(key, out.request_id.to_string(), sent);
        }
        Ok(Accepted { entry, readers, sent_messages })
    }

    /// Where openings and clicks of this send will be counted, if anywhere.
    fn statistics_key(&mut self, out: &Outgoing, delivered: u64, now_ms: u64) -> Option<Arc<str>> {
        let key: Arc<str> = match out.unit {
            Some(unit) if self.units.assign(unit, now_ms) => unit.into(),
            None if out.kind == "broadcast" => out.request_id.to_string().into(),
            _ => return None,
        };
        self.statistics.sent(&key, &out.messages, delivered, now_ms);
        Some(key)
    }
}
