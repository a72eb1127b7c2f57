//! The public half of a passkey, out of the COSE key that its device wrote (RFC 9053).
use serde::{Deserialize, Serialize};

use super::Bytes;
use super::cbor::Cbor;

/// How a passkey signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyAlgorithm {
    /// ECDSA over P-256 with SHA-256; the signature is DER.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSA, PKCS #1 v1.5, with SHA-256.
    Rs256,
}

impl PasskeyAlgorithm {
    /// All of them, the best first.
    pub const ALL: [Self; 3] = [Self::EdDsa, Self::Es256, Self::Rs256];

    /// COSE's number, as browsers are told.
    pub const fn cose(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }
}

/// What a passkey's signatures are checked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyKey {
    /// How it signs.
    pub algorithm: PasskeyAlgorithm,
    /// An uncompressed point, 32 bytes, or the modulus.
    pub key: Bytes,
    /// RSA's exponent; empty otherwise.
    pub exponent: Bytes,
}

/// RSA keys shorter than 2,048 bits are not taken, nor such as take a second to check.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

impl PasskeyKey {
    pub(super) fn read(cose: &Cbor<'_>) -> Option<Self> {
        let number = |key: i64| cose.get(&Cbor::Number(key));
        let bytes = |key: i64| number(key).and_then(Cbor::bytes);
        let is = |key: i64, value: i64| number(key) == Some(&Cbor::Number(value));
        let of = |algorithm, key: Vec<u8>, exponent: &[u8]| Self {
            algorithm,
            key: Bytes(key),
            exponent: Bytes(exponent.to_vec()),
        };
        let thirty_two = |bytes: &&[u8]| bytes.len() == 32;
        if is(1, 2) && is(3, PasskeyAlgorithm::Es256.cose()) && is(-1, 1) {
            let (x, y) = (bytes(-2).filter(thirty_two)?, bytes(-3).filter(thirty_two)?);
            return Some(of(PasskeyAlgorithm::Es256, [&[4], x, y].concat(), &[]));
        }
        if is(1, 1) && is(3, PasskeyAlgorithm::EdDsa.cose()) && is(-1, 6) {
            return Some(of(PasskeyAlgorithm::EdDsa, bytes(-2).filter(thirty_two)?.to_vec(), &[]));
        }
        if is(1, 3) && is(3, PasskeyAlgorithm::Rs256.cose()) {
            let modulus = bytes(-1).filter(|bytes| RSA_BYTES.contains(&bytes.len()))?;
            let exponent = bytes(-2).filter(|bytes| (1..=4).contains(&bytes.len()))?;
            return Some(of(PasskeyAlgorithm::Rs256, modulus.to_vec(), exponent));
        }
        None
    }
}
