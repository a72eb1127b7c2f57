//! Reply tokens: usable once, within a minute of the webhook's (re)delivery, and never 20 minutes after the event.

use std::collections::HashMap;

use uuid::Uuid;

use crate::clock::MINUTE_MS;
use crate::error::Refusal;

const AFTER_EVENT_MS: u64 = 20 * MINUTE_MS;

struct Token {
    user: u32,
    event_ms: u64,
    delivered_ms: u64,
}

/// The unused tokens.
#[derive(Default)]
pub(crate) struct ReplyTokens {
    tokens: HashMap<String, Token>,
    swept_ms: u64,
}

impl ReplyTokens {
    pub(crate) fn make(&mut self, user: u32, now_ms: u64) -> String {
        if now_ms > self.swept_ms + AFTER_EVENT_MS {
            self.tokens.retain(|_, token| now_ms <= token.event_ms + AFTER_EVENT_MS);
            self.swept_ms = now_ms;
        }
        let text = Uuid::new_v4().simple().to_string();
        self.tokens.insert(text.clone(), Token { user, event_ms: now_ms, delivered_ms: now_ms });
        text
    }

    /// Notes that the webhook with this token was sent now.
    pub(crate) fn delivered(&mut self, text: &str, now_ms: u64) {
        if let Some(token) = self.tokens.get_mut(text) {
            token.delivered_ms = now_ms;
        }
    }

    /// The user behind a usable token, without using it up.
    pub(crate) fn user(&self, text: &str, now_ms: u64) -> Result<u32, Refusal> {
        let usable = |token: &&Token| {
            now_ms <= token.delivered_ms + MINUTE_MS && now_ms <= token.event_ms + AFTER_EVENT_MS
        };
        let token = self.tokens.get(text).filter(usable);
        token.map(|token| token.user).ok_or_else(|| Refusal::bad("Invalid reply token"))
    }

    pub(crate) fn use_up(&mut self, text: &str) {
        self.tokens.remove(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lives_a_minute_after_its_delivery() {
        let mut tokens = ReplyTokens::default();
        let token = tokens.make(1, 0);
        assert_eq!(tokens.user(&token, MINUTE_MS).unwrap(), 1);
        assert!(tokens.user(&token, MINUTE_MS + 1).is_err());
        tokens.delivered(&token, 10 * MINUTE_MS);
        assert!(tokens.user(&token, 11 * MINUTE_MS).is_ok());
        tokens.delivered(&token, 20 * MINUTE_MS);
        assert!(tokens.user(&token, 20 * MINUTE_MS + 1).is_err());
    }

    #[test]
    fn a_used_token_is_gone() {
        let mut tokens = ReplyTokens::default();
        let token = tokens.make(1, 0);
        tokens.use_up(&token);
        assert!(tokens.user(&token, 0).is_err());
    }
}
