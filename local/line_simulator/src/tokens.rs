//! Channel access tokens: v2.1 (JWT, 30 at a time), stateless v3 (15 minutes), short-lived (30 days, the oldest goes),
//! with verification and revocation. All times are the simulator's clock.

use std::collections::HashMap;

use uuid::Uuid;

use crate::clock::{DAY_MS, MINUTE_MS};
use crate::error::Refusal;

/// LINE issues at most this many v2.1 tokens; it also keeps as many short-lived ones.
const TOKENS_MAX: usize = 30;
/// Life of a stateless token.
pub(crate) const STATELESS_MS: u64 = 15 * MINUTE_MS;
/// Life of a short-lived token, and the longest of a v2.1 token.
pub(crate) const LONGEST_MS: u64 = 30 * DAY_MS;

/// How a token was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    V21,
    Stateless,
    ShortLived,
}

struct Token {
    kind: TokenKind,
    issued_ms: u64,
    expires_ms: u64,
    key_id: Option<String>,
}

/// The channel's tokens.
#[derive(Default)]
pub(crate) struct Tokens {
    tokens: HashMap<String, Token>,
}

/// A token just made.
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) expires_in_s: u64,
    pub(crate) key_id: Option<String>,
}

impl Tokens {
    /// A v2.1 token; refused when 30 are alive.
    pub(crate) fn issue_v21(&mut self, life_ms: u64, now_ms: u64) -> Result<Issued, Refusal> {
        self.sweep(now_ms);
        if self.count(TokenKind::V21) >= TOKENS_MAX {
            return Err(Refusal::oauth("invalid_request", "The maximum number of tokens has been issued"));
        }
        Ok(self.issue(TokenKind::V21, life_ms, now_ms))
    }

    pub(crate) fn issue_stateless(&mut self, now_ms: u64) -> Issued {
        self.sweep(now_ms);
        self.issue(TokenKind::Stateless, STATELESS_MS, now_ms)
    }

    /// A short-lived token; the 31st takes the oldest one's place.
    pub(crate) fn issue_short_lived(&mut self, now_ms: u64) -> Issued {
        self.sweep(now_ms);
        if self.count(TokenKind::ShortLived) >= TOKENS_MAX {
            let of_kind = self.tokens.iter().filter(|(_, token)| token.kind == TokenKind::ShortLived);
            let oldest = of_kind.min_by_key(|(_, token)| token.issued_ms).map(|(text, _)| text.clone());
            oldest.and_then(|text| self.tokens.remove(&text));
        }
        self.issue(TokenKind::ShortLived, LONGEST_MS, now_ms)
    }

    fn issue(&mut self, kind: TokenKind, life_ms: u64, now_ms: u64) -> Issued {
        let access_token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let key_id = (kind == TokenKind::V21).then(|| Uuid::new_v4().simple().to_string());
        let (expires_ms, issued_ms) = (now_ms + life_ms, now_ms);
        let token = Token { kind, issued_ms, expires_ms, key_id: key_id.clone() };
        self.tokens.insert(access_token.clone(), token);
        Issued { access_token, expires_in_s: life_ms / 1000, key_id }
    }

    fn count(&self, kind: TokenKind) -> usize {
        self.tokens.values().filter(|token| token.kind == kind).count()
    }

    fn sweep(&mut self, now_ms: u64) {
        self.tokens.retain(|_, token| now_ms < token.expires_ms);
    }

    /// Seconds left of a valid token of one of these kinds.
    pub(crate) fn expires_in(&self, token: &str, kinds: &[TokenKind], now_ms: u64) -> Option<u64> {
        let token = self.tokens.get(token).filter(|token| kinds.contains(&token.kind))?;
        token.expires_ms.checked_sub(now_ms).filter(|left| *left > 0).map(|left| left / 1000)
    }

    /// Whether the token opens the Messaging API.
    pub(crate) fn is_valid(&self, token: &str, now_ms: u64) -> bool {
        let kinds = [TokenKind::V21, TokenKind::Stateless, TokenKind::ShortLived];
        self.expires_in(token, &kinds, now_ms).is_some()
    }

    /// Takes a token of this kind back; unknown ones are nothing to take back. Stateless ones cannot be.
    pub(crate) fn revoke(&mut self, token: &str, kind: TokenKind) {
        if self.tokens.get(token).is_some_and(|known| known.kind == kind) {
            self.tokens.remove(token);
        }
    }

    /// Key ids of the v2.1 tokens alive.
    pub(crate) fn key_ids(&self, now_ms: u64) -> Vec<&str> {
        let alive = self.tokens.values().filter(|token| now_ms < token.expires_ms);
        alive.filter_map(|token| token.key_id.as_deref()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_31st_v21_token_is_refused_until_one_is_revoked() {
        let mut tokens = Tokens::default();
        let first = tokens.issue_v21(LONGEST_MS, 0).unwrap();
        for _ in 1..30 {
            tokens.issue_v21(LONGEST_MS, 0).unwrap();
        }
        assert!(tokens.issue_v21(LONGEST_MS, 0).is_err());
        tokens.revoke(&first.access_token, TokenKind::V21);
        assert!(tokens.issue_v21(LONGEST_MS, 0).is_ok());
    }

    #[test]
    fn the_31st_short_lived_token_ends_the_oldest() {
        let mut tokens = Tokens::default();
        let all: Vec<_> = (0..31).map(|at| tokens.issue_short_lived(at).access_token).collect();
        assert!(!tokens.is_valid(&all[0], 40));
        assert!(all[1..].iter().all(|token| tokens.is_valid(token, 40)));
    }

    #[test]
    fn a_stateless_token_lives_15_minutes_and_cannot_be_revoked() {
        let mut tokens = Tokens::default();
        let token = tokens.issue_stateless(0).access_token;
        tokens.revoke(&token, TokenKind::ShortLived);
        assert!(tokens.is_valid(&token, STATELESS_MS - 1));
        assert!(!tokens.is_valid(&token, STATELESS_MS));
    }
}
