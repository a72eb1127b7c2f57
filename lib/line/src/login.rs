//! Who holds a phone: LINE Login's ID tokens as LIFF hands them to the citizens' form, checked here and not at LINE.
//!
//! A token counts only if LINE signed it with ES256, for our Login channel, and not long ago; its `sub` is then the
//! only thing we believe about the caller. The clock is the caller's. LINE's keys are fetched by key id and kept:
//! when LINE does not answer, those known last go on working.

mod keys;

use jsonwebtoken::errors::Error as JwtError;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use domain::user_id::UserId;

use crate::client::LineHosts;
use keys::Keys;

/// Who signs ID tokens.
pub const ISSUER: &str = "https://access.line.me";
/// LINE's tokens have some 700 bytes; what is much longer is none.
const LONGEST: usize = 4_096;
/// A token of an older sign-in opens nothing, although LINE calls it valid for an hour.
const OLDEST_S: u64 = 10 * 60;
/// LINE's clock may be ahead of ours by so much.
const AHEAD_S: u64 = 60;

/// Why a token opens nothing. No variant repeats the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoginRefused {
    /// Not a token of LINE for our channel, or one that ran out.
    #[error("the ID token is not valid")]
    Invalid,
    /// LINE's token, but the sign-in was more than ten minutes ago.
    #[error("the ID token is of an old sign-in")]
    TooOld,
    /// LINE's keys were never fetched, so nothing can be said.
    #[error("LINE's keys for ID tokens could not be fetched")]
    NoKeys,
}

/// Checks ID tokens; one a process, because it keeps LINE's keys.
pub struct IdTokens {
    keys: Keys,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    // Places where a token could bring its own key. LINE uses none of them.
    jku: Option<serde::de::IgnoredAny>,
    jwk: Option<serde::de::IgnoredAny>,
    x5u: Option<serde::de::IgnoredAny>,
    x5c: Option<serde::de::IgnoredAny>,
    crit: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    exp: u64,
    iat: u64,
}

impl IdTokens {
    /// Asks this LINE for its keys.
    pub fn new(hosts: &LineHosts) -> Result<Self, reqwest::Error> {
        Ok(Self { keys: Keys::new(hosts)? })
    }

    /// The user whose phone this token comes from.
    pub async fn verify(
        &self,
        token: &str,
        login_channel: &str,
        now_ms: u64,
    ) -> Result<UserId, LoginRefused> {
        let kid = key_id(token).ok_or(LoginRefused::Invalid)?;
        let key = self.keys.find(&kid, now_ms).await?;
        let claims = signed_claims(token, &key).map_err(|_| LoginRefused::Invalid)?;
        claims.judge(login_channel, now_ms / 1_000)
    }
}

/// The key id of a token whose header promises nothing but ES256.
fn key_id(token: &str) -> Option<String> {
    use base64::Engine as _;
    if token.len() > LONGEST || token.bytes().filter(|byte| *byte == b'.').count() != 2 {
        return None;
    }
    let header = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?;
    let header: Header = serde_json::from_slice(&header).ok()?;
    let brings_a_key = [&header.jku, &header.jwk, &header.x5u, &header.x5c, &header.crit]
        .iter()
        .any(|field| field.is_some());
    (header.alg == "ES256" && !brings_a_key).then_some(header.kid)
}

/// Signature first; times, issuer and audience are judged by us, on the caller's clock.
fn signed_claims(token: &str, key: &DecodingKey) -> Result<Claims, JwtError> {
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    Ok(jsonwebtoken::decode::<Claims>(token, key, &validation)?.claims)
}

impl Claims {
    fn judge(self, login_channel: &str, now_s: u64) -> Result<UserId, LoginRefused> {
        let ours = self.iss == ISSUER && !login_channel.is_empty() && self.aud == login_channel;
        if !ours || self.iat > now_s + AHEAD_S || self.exp <= self.iat {
            return Err(LoginRefused::Invalid);
        }
        if self.iat + OLDEST_S < now_s {
            return Err(LoginRefused::TooOld);
        }
        if self.exp <= now_s { Err(LoginRefused::Invalid) } else { Ok(self.sub) }
    }
}

impl std::fmt::Debug for IdTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdTokens")
    }
}
