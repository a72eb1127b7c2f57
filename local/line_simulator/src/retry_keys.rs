//! `X-Line-Retry-Key`: remembered for 24 hours from the first request. Once accepted, the same key is answered 409;
//! after the 24 hours it is a new request and sends again.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::Value;
use uuid::Uuid;

use crate::clock::DAY_MS;
use crate::error::Refusal;

/// SHA-256 of a request body.
pub(crate) type BodyHash = [u8; 32];

/// What a request with a retry key turns out to be.
pub(crate) enum Known {
    /// Not accepted yet: go on.
    New,
    /// Accepted before: answer 409 with this request id.
    Accepted { request_id: String, sent_messages: Option<Value>, same_body: bool },
}

struct Remembered {
    first_ms: u64,
    body: BodyHash,
    accepted: Option<(String, Option<Value>)>,
}

/// The keys of the last 24 hours.
#[derive(Default)]
pub(crate) struct RetryKeys {
    keys: HashMap<Uuid, Remembered>,
    swept_ms: u64,
}

impl RetryKeys {
    /// Looks a key up without remembering it.
    pub(crate) fn look_up(&self, key: Uuid, body: &BodyHash, now_ms: u64) -> Known {
        let alive = self.keys.get(&key).filter(|known| now_ms < known.first_ms + DAY_MS);
        match alive.and_then(|known| Some((known, known.accepted.clone()?))) {
            Some((known, (request_id, sent_messages))) => {
                Known::Accepted { request_id, sent_messages, same_body: known.body == *body }
            }
            None => Known::New,
        }
    }

    /// Remembers a key that came with a valid request. Returns false when it came before with another body.
    pub(crate) fn remember(&mut self, key: Uuid, body: BodyHash, now_ms: u64) -> bool {
        self.sweep(now_ms);
        let fresh = Remembered { first_ms: now_ms, body, accepted: None };
        match self.keys.entry(key) {
            Entry::Occupied(mut known) if now_ms >= known.get().first_ms + DAY_MS => {
                known.insert(fresh);
                true
            }
            Entry::Occupied(known) => known.get().body == body,
            Entry::Vacant(slot) => {
                slot.insert(fresh);
                true
            }
        }
    }

    /// Marks a remembered key as accepted by the request with this id.
    pub(crate) fn accept(&mut self, key: Uuid, request_id: String, sent_messages: Option<Value>) {
        if let Some(known) = self.keys.get_mut(&key) {
            known.accepted = Some((request_id, sent_messages));
        }
    }

    fn sweep(&mut self, now_ms: u64) {
        if now_ms > self.swept_ms + DAY_MS {
            self.keys.retain(|_, known| now_ms < known.first_ms + DAY_MS);
            self.swept_ms = now_ms;
        }
    }
}

/// Reads the header's value.
pub(crate) fn parse(header: Option<&str>) -> Result<Option<Uuid>, Refusal> {
    let Some(text) = header else { return Ok(None) };
    let parsed = Uuid::parse_str(text).ok().filter(|_| text.len() == 36);
    parsed.map(Some).ok_or_else(|| Refusal::bad("The value of X-Line-Retry-Key is not a UUID"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Uuid = Uuid::from_u128(7);
    const HOUR_MS: u64 = DAY_MS / 24;

    #[test]
    fn a_key_is_known_for_24_hours_from_its_first_request() {
        let mut keys = RetryKeys::default();
        assert!(keys.remember(KEY, [1; 32], 0));
        assert!(keys.remember(KEY, [1; 32], 2 * HOUR_MS));
        keys.accept(KEY, "first".to_owned(), None);
        assert!(matches!(keys.look_up(KEY, &[1; 32], DAY_MS - 1), Known::Accepted { same_body: true, .. }));
        assert!(matches!(keys.look_up(KEY, &[1; 32], DAY_MS), Known::New));
    }

    #[test]
    fn another_body_under_the_same_key_is_noticed() {
        let mut keys = RetryKeys::default();
        assert!(keys.remember(KEY, [1; 32], 0));
        assert!(!keys.remember(KEY, [2; 32], 1));
        keys.accept(KEY, "first".to_owned(), None);
        assert!(matches!(keys.look_up(KEY, &[2; 32], 2), Known::Accepted { same_body: false, .. }));
    }

    #[test]
    fn only_a_uuid_with_dashes_is_a_key() {
        assert!(parse(Some("123e4567-e89b-12d3-a456-426614174000")).unwrap().is_some());
        assert!(parse(None).unwrap().is_none());
        for wrong in ["", "key", "123e4567e89b12d3a456426614174000"] {
            assert!(parse(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
