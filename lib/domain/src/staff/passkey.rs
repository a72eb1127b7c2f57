//! Passkeys: a key that never leaves somebody's device signs a challenge that is ours, for a site that is ours. What of
//! W3C's Web Authentication (Level 3) is asked for here: no attestation, user verification, ES256, Ed25519 or RS256. Who
//! computes signatures is not here; whoever asks brings a function for it.
mod authenticator;
mod cbor;
mod ceremony;
mod client;
mod key;
mod site;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

pub use ceremony::{Asserted, PasskeyFault, Registered, ShownPasskey, recognise, register};
pub use key::{PasskeyAlgorithm, PasskeyKey};
pub use site::{OddSite, Site};

/// Passkeys of one person.
pub const MAX_PASSKEYS: usize = 10;
/// Characters of the longest name of a passkey.
pub const MAX_PASSKEY_NAME_CHARS: usize = 40;
/// A challenge counts for so long; W3C's advice for the browser's own patience.
pub const CHALLENGE_LASTS_MS: u64 = 5 * 60 * 1_000;
/// W3C: an id has at most so many bytes.
const MAX_ID_BYTES: usize = 1_023;

/// Bytes as browsers write them: base64url without padding.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    /// Reads base64url without padding.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok().map(Self)
    }

    /// As browsers write it.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.0)
    }
}

impl TryFrom<String> for Bytes {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not base64url")
    }
}

impl From<Bytes> for String {
    fn from(bytes: Bytes) -> Self {
        bytes.text()
    }
}

/// Keys and challenges are long and say nothing.
impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}

/// A passkey that was set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// As its device calls it.
    pub id: Bytes,
    /// What its signatures are checked with.
    pub key: PasskeyKey,
    /// As its owner calls it.
    pub name: String,
    /// Which of its names this is, beginning with 1.
    #[serde(default = "first")]
    pub version: u64,
    /// How often its device says that it has signed; 0 for devices that do not count.
    pub counter: u32,
    /// Milliseconds since 1970 UTC.
    pub added_at_ms: u64,
    /// When it last proved somebody.
    pub used_at_ms: Option<u64>,
}

const fn first() -> u64 {
    1
}

impl Passkey {
    /// The same one under another name.
    #[must_use]
    pub fn renamed(&self, name: String) -> Self {
        Self { name, version: self.version + 1, ..self.clone() }
    }
}

/// What a challenge is for; one for a purpose serves no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A new passkey.
    Register,
    /// A passkey that is known, on the way in or before something grave.
    Prove,
}

/// Thirty-two random bytes that are signed once, kept in the session that they were made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Random.
    pub bytes: Bytes,
    /// What it is for.
    pub purpose: Purpose,
    /// Milliseconds since 1970 UTC.
    pub made_at_ms: u64,
}

impl Challenge {
    /// A challenge of these random bytes.
    pub fn new(random: [u8; 32], purpose: Purpose, now_ms: u64) -> Self {
        Self { bytes: Bytes(random.to_vec()), purpose, made_at_ms: now_ms }
    }

    /// Whether it counts for this purpose now.
    pub fn is_for(&self, purpose: Purpose, now_ms: u64) -> bool {
        let age = now_ms.checked_sub(self.made_at_ms);
        self.purpose == purpose && age.is_some_and(|age| age < CHALLENGE_LASTS_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_counts_for_one_purpose_and_five_minutes() {
        let challenge = Challenge::new([7; 32], Purpose::Prove, 1_000);
        assert!(challenge.is_for(Purpose::Prove, 1_000) && challenge.is_for(Purpose::Prove, 300_999));
        assert!(!challenge.is_for(Purpose::Prove, 301_000) && !challenge.is_for(Purpose::Prove, 999));
        assert!(!challenge.is_for(Purpose::Register, 1_000));
        let text = serde_json::to_string(&challenge).unwrap();
        assert_eq!(serde_json::from_str::<Challenge>(&text).unwrap(), challenge);
        for odd in ["=", "AA==", "A", "あ", "+/"] {
            assert_eq!(Bytes::parse(odd), None, "{odd}");
        }
    }
}
