//! Makes ID tokens with a key of its own, as LINE does and as LINE never would.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

pub const NOW_MS: u64 = 1_790_000_000_000;
pub const CHANNEL: &str = "2000000002";
pub const USER: &str = "U0123456789abcdef0123456789abcdef";

/// A signing key and its id.
pub struct Forge {
    pub kid: &'static str,
    pub pair: EcdsaKeyPair,
}

pub fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl Forge {
    pub fn new(kid: &'static str) -> Self {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let der = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).unwrap();
        Self { kid, pair: EcdsaKeyPair::from_pkcs8(algorithm, der.as_ref()).unwrap() }
    }

    /// The public key as `x` and `y`.
    pub fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref(); // 0x04, x, y
        json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.kid,
            "x": encode(&point[1..33]), "y": encode(&point[33..]) })
    }

    /// What LINE publishes: this key between others that are not for ID tokens.
    pub fn key_set(&self) -> String {
        let other = json!({ "kty": "RSA", "alg": "RS256", "kid": "r1", "n": "AQAB", "e": "AQAB" });
        json!({ "keys": [other, self.jwk()] }).to_string()
    }

    pub fn header(&self) -> Value {
        json!({ "typ": "JWT", "alg": "ES256", "kid": self.kid })
    }

    pub fn claims_at(now_ms: u64) -> Value {
        let now_s = now_ms / 1_000;
        json!({ "iss": "https://access.line.me", "sub": USER, "aud": CHANNEL, "exp": now_s + 3_600, "iat": now_s,
            "amr": ["linesso"], "name": "花子" })
    }

    pub fn sign(&self, header: &[u8], claims: &[u8]) -> String {
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", encode(signature.as_ref()))
    }

    pub fn make(&self, header: &Value, claims: &Value) -> String {
        self.sign(header.to_string().as_bytes(), claims.to_string().as_bytes())
    }

    pub fn token(&self) -> String {
        self.token_at(NOW_MS)
    }

    pub fn token_at(&self, now_ms: u64) -> String {
        self.make(&self.header(), &Self::claims_at(now_ms))
    }

    pub fn with_claims(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = Self::claims_at(NOW_MS);
        change(&mut claims);
        self.make(&self.header(), &claims)
    }

    pub fn with_header(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut header = self.header();
        change(&mut header);
        self.make(&header, &Self::claims_at(NOW_MS))
    }
}
