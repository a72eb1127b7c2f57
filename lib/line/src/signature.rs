//! The signature LINE puts on a webhook: base64 of HMAC-SHA256 over the raw body, keyed by the channel secret.
//! Checked before anything is parsed, in constant time. Two secrets may be valid while the channel's secret is
//! being replaced.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// The header that carries the signature; header names are compared without case.
pub const SIGNATURE_HEADER: &str = "x-line-signature";

const SIGNATURE_BYTES: usize = 32;

/// The channel secrets that are valid now, the current one first. The keyed state is prepared once.
#[derive(Clone)]
pub struct ChannelSecrets(Vec<Hmac<Sha256>>);

/// No usable secret was given: a list without secrets, with an empty one, or with more than two.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a channel needs one or two secrets that are not empty")]
pub struct InvalidSecrets;

impl ChannelSecrets {
    /// Takes the current secret and, during a replacement, the previous one.
    pub fn new<S: AsRef<[u8]>>(secrets: &[S]) -> Result<Self, InvalidSecrets> {
        if secrets.is_empty() || secrets.len() > 2 {
            return Err(InvalidSecrets);
        }
        secrets.iter().map(|secret| keyed(secret.as_ref())).collect::<Result<_, _>>().map(Self)
    }

    /// Whether `signature` (the header's text) belongs to exactly these bytes under one of the secrets.
    /// Every secret is tried whatever the first one answers.
    pub fn verify(&self, body: &[u8], signature: &[u8]) -> bool {
        let mut given = [0_u8; SIGNATURE_BYTES + 1]; // one spare byte, so that a longer value is seen as longer
        if STANDARD.decode_slice(signature, &mut given) != Ok(SIGNATURE_BYTES) {
            return false;
        }
        let given = &given[..SIGNATURE_BYTES];
        let found = self.0.iter().fold(Choice::from(0), |found, key| found | mac(key, body).ct_eq(given));
        found.into()
    }

    /// Signs `body` with the current secret, as LINE would.
    pub fn sign(&self, body: &[u8]) -> String {
        STANDARD.encode(mac(&self.0[0], body))
    }
}

impl fmt::Debug for ChannelSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChannelSecrets({} hidden)", self.0.len())
    }
}

fn keyed(secret: &[u8]) -> Result<Hmac<Sha256>, InvalidSecrets> {
    if secret.is_empty() {
        return Err(InvalidSecrets);
    }
    <Hmac<Sha256> as KeyInit>::new_from_slice(secret).map_err(|_| InvalidSecrets)
}

fn mac(key: &Hmac<Sha256>, body: &[u8]) -> [u8; SIGNATURE_BYTES] {
    let mut mac = key.clone();
    mac.update(body);
    mac.finalize().into_bytes().into()
}
