//! LINE's public keys for ID tokens, by key id.
//!
//! Asked for when they are first needed, when a token names a key that is not known, and again after six hours;
//! never more than once a minute, so that invented key ids cost LINE nothing. An answer replaces all keys; without
//! a usable answer the known ones stay.

use std::collections::HashMap;
use std::time::Duration;

use jsonwebtoken::DecodingKey;
use reqwest::{Url, redirect};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::LoginRefused;
use crate::client::{LineHosts, at};
use crate::outcome::transport_reason;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// A citizen waits for this at the first sign-in of a process.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(4);
/// Between two questions, whatever the first one brought.
const PAUSE_MS: u64 = 60_000;
/// Between two questions while no key is known at all.
const PAUSE_WITHOUT_KEYS_MS: u64 = 2_000;
/// A key that LINE withdrew is used for so long at most.
const FRESH_MS: u64 = 6 * 3_600_000;
/// LINE's answer has a few hundred bytes a key.
const LARGEST_ANSWER: usize = 64 * 1024;

pub(super) struct Keys {
    http: reqwest::Client,
    address: Url,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    keys: HashMap<String, DecodingKey>,
    asked_at_ms: Option<u64>,
    answered_at_ms: u64,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct WireKey {
    kty: String,
    crv: String,
    kid: String,
    x: String,
    y: String,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
}

impl Keys {
    pub(super) fn new(hosts: &LineHosts) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .build()?;
        Ok(Self { http, address: at(hosts, "/oauth2/v2.1/certs"), held: Mutex::default() })
    }

    /// The key of this id, after one question if need be. Whoever comes meanwhile waits for the same answer.
    pub(super) async fn find(&self, kid: &str, now_ms: u64) -> Result<DecodingKey, LoginRefused> {
        let mut held = self.held.lock().await;
        if held.should_ask(kid, now_ms) {
            held.asked_at_ms = Some(now_ms);
            match self.fetch().await {
                Ok(keys) => {
                    held.keys = keys;
                    held.answered_at_ms = now_ms;
                }
                Err(reason) => tracing::warn!("LINE's keys for ID tokens could not be fetched: {reason}"),
            }
        }
        match held.keys.get(kid) {
            Some(key) => Ok(key.clone()),
            None if held.keys.is_empty() => Err(LoginRefused::NoKeys),
            None => Err(LoginRefused::Invalid),
        }
    }

    async fn fetch(&self) -> Result<HashMap<String, DecodingKey>, &'static str> {
        let asked = self.http.get(self.address.clone()).send().await;
        let mut response = asked.map_err(|error| transport_reason(&error))?;
        if !response.status().is_success() {
            return Err("LINE refused");
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| transport_reason(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST_ANSWER {
                return Err("the answer is too long");
            }
        }
        let set: KeySet = serde_json::from_slice(&body).map_err(|_| "the answer is no set of keys")?;
        let keys: HashMap<_, _> = set.keys.into_iter().filter_map(usable).collect();
        if keys.is_empty() { Err("the answer holds no key for ES256") } else { Ok(keys) }
    }
}

impl Held {
    fn should_ask(&self, kid: &str, now_ms: u64) -> bool {
        let Some(asked) = self.asked_at_ms else { return true };
        let pause = if self.keys.is_empty() { PAUSE_WITHOUT_KEYS_MS } else { PAUSE_MS };
        let wanted = !self.keys.contains_key(kid) || now_ms.saturating_sub(self.answered_at_ms) >= FRESH_MS;
        wanted && now_ms.saturating_sub(asked) >= pause
    }
}

/// A key for ES256 with its id; keys for something else are LINE's affair.
fn usable(raw: serde_json::Value) -> Option<(String, DecodingKey)> {
    let key: WireKey = serde_json::from_value(raw).ok()?;
    let fits = key.kty == "EC"
        && key.crv == "P-256"
        && key.purpose.is_none_or(|purpose| purpose == "sig")
        && key.alg.is_none_or(|alg| alg == "ES256");
    let decoding = DecodingKey::from_ec_components(&key.x, &key.y).ok()?;
    fits.then_some((key.kid, decoding))
}
