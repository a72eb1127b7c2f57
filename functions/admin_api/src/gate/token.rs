//! The token of the local city, compared in constant time. No token configured (every deployed stage): no program.

use axum::http::HeaderMap;
use runtime::secrets::Secret;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use tracing::error;

/// `Authorization` is taken by CloudFront's signature, so the token travels in a header of its own.
const HEADER: &str = "x-kairan-admin-token";

/// The secret's JSON.
#[derive(Deserialize)]
pub struct AdminToken {
    token: SecretString,
}

/// The token, or nobody.
pub struct MachineToken(Option<Secret<AdminToken>>);

impl MachineToken {
    /// Known to the holder of this secret; `None` is known to nobody.
    pub fn new(secret: Option<Secret<AdminToken>>) -> Self {
        Self(secret)
    }

    /// Whether these headers carry the token, exactly once.
    pub(super) async fn is_shown(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(HEADER).iter();
        let (Some(presented), None) = (values.next(), values.next()) else { return false };
        let Some(secret) = &self.0 else { return false };
        match secret.get().await {
            Ok(held) => {
                let expected = held.token.expose_secret().as_bytes();
                !expected.is_empty() && bool::from(expected.ct_eq(presented.as_bytes()))
            }
            Err(unavailable) => {
                error!("no program is let in: {unavailable}");
                false
            }
        }
    }
}
