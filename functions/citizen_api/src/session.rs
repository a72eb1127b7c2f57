//! What the form carries after it signed in: a user id and an end, sealed with our own key. Nothing is stored, so a
//! session is ended by waiting half an hour, or for everybody by changing the key.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::user_id::UserId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Long enough for a slow reader of a long form, short enough for a phone that is left lying about.
pub const SESSION_S: u64 = 30 * 60;
/// Kept apart from everything else that may ever be signed with the key.
const PURPOSE: &[u8] = b"kairan form session 1\0";
/// 16 bytes of the user id, 8 of the end, 32 of the seal.
const LENGTH: usize = 56;
const SEALED: usize = 24;
/// A key that is shorter is a mistake in the secret.
const SHORTEST_KEY: usize = 32;

/// Seals and opens sessions.
pub struct SessionKey(Hmac<Sha256>);

/// The session is none of ours, or over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the session is over")]
pub struct SessionOver;

/// The key is too short to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the session key has fewer than 32 bytes")]
pub struct WeakKey;

impl SessionKey {
    /// Takes the secret's key.
    pub fn new(key: &[u8]) -> Result<Self, WeakKey> {
        if key.len() < SHORTEST_KEY {
            return Err(WeakKey);
        }
        <Hmac<Sha256> as KeyInit>::new_from_slice(key).map(Self).map_err(|_| WeakKey)
    }

    /// A session for this user from now on.
    pub fn open(&self, user: &UserId, now_ms: u64) -> String {
        let mut token = [0; LENGTH];
        token[..16].copy_from_slice(&user.to_bytes());
        token[16..SEALED].copy_from_slice(&(now_ms / 1_000 + SESSION_S).to_be_bytes());
        let seal = self.seal(&token[..SEALED]);
        token[SEALED..].copy_from_slice(&seal);
        BASE64_URL_SAFE_NO_PAD.encode(token)
    }

    /// Whose session this is. The seal is compared in constant time before anything is read.
    pub fn user(&self, session: &str, now_ms: u64) -> Result<UserId, SessionOver> {
        let mut token = [0; LENGTH + 1]; // one spare byte, so that a longer one is seen as longer
        if BASE64_URL_SAFE_NO_PAD.decode_slice(session, &mut token) != Ok(LENGTH) {
            return Err(SessionOver);
        }
        let (sealed, seal) = token[..LENGTH].split_at(SEALED);
        if !bool::from(self.seal(sealed).ct_eq(seal)) {
            return Err(SessionOver);
        }
        let (user, end) = sealed.split_at(16);
        let user: [u8; 16] = user.try_into().map_err(|_| SessionOver)?;
        let end = u64::from_be_bytes(end.try_into().map_err(|_| SessionOver)?);
        if end <= now_ms / 1_000 { Err(SessionOver) } else { Ok(UserId::from_bytes(user)) }
    }

    fn seal(&self, sealed: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(PURPOSE);
        mac.update(sealed);
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_790_000_000_000;

    fn key(byte: u8) -> SessionKey {
        SessionKey::new(&[byte; 32]).unwrap()
    }

    #[test]
    fn a_session_names_its_user_for_half_an_hour() {
        let user = UserId::from_bytes([7; 16]);
        let session = key(1).open(&user, NOW_MS);
        assert_eq!(key(1).user(&session, NOW_MS), Ok(user.clone()));
        assert_eq!(key(1).user(&session, NOW_MS + 1_799_000), Ok(user));
        assert_eq!(key(1).user(&session, NOW_MS + 1_800_000), Err(SessionOver));
    }

    #[test]
    fn another_key_and_any_changed_letter_end_it() {
        let session = key(1).open(&UserId::from_bytes([7; 16]), NOW_MS);
        assert_eq!(key(2).user(&session, NOW_MS), Err(SessionOver));
        for at in 0..session.len() {
            let mut changed = session.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(key(1).user(&changed, NOW_MS), Err(SessionOver), "letter {at}");
        }
        for other in
            ["", "AAAA", &format!("{session}A"), &session[..session.len() - 1], &format!("{session}=")]
        {
            assert_eq!(key(1).user(other, NOW_MS), Err(SessionOver));
        }
    }

    #[test]
    fn a_short_key_is_refused() {
        assert_eq!(SessionKey::new(&[1; 31]).err(), Some(WeakKey));
    }
}
