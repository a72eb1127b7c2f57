//! Who gets in: the holder of the admin token, compared in constant time. No token configured: nobody.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use runtime::secrets::Secret;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use tracing::error;

use crate::App;
use crate::problem::Problem;

/// `Authorization` is taken by CloudFront's signature, so the token travels in a header of its own.
const HEADER: &str = "x-kairan-admin-token";

/// The secret's JSON.
#[derive(Deserialize)]
pub struct AdminToken {
    token: SecretString,
}

/// The token, or nobody.
pub struct Gate(Option<Secret<AdminToken>>);

impl Gate {
    /// Opens for the holder of this secret's token; `None` opens for nobody.
    pub fn new(secret: Option<Secret<AdminToken>>) -> Self {
        Self(secret)
    }

    async fn admits(&self, presented: Option<&[u8]>) -> bool {
        let (Some(secret), Some(presented)) = (&self.0, presented) else { return false };
        match secret.get().await {
            Ok(held) => {
                let expected = held.token.expose_secret().as_bytes();
                !expected.is_empty() && bool::from(expected.ct_eq(presented))
            }
            Err(unavailable) => {
                error!("nobody is let in: {unavailable}");
                false
            }
        }
    }
}

/// Answers 401 before anything else is looked at.
pub async fn require_token(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let presented = {
        let mut values = request.headers().get_all(HEADER).iter();
        match (values.next(), values.next()) {
            (Some(one), None) => Some(one.as_bytes().to_vec()),
            _ => None,
        }
    };
    if app.gate.admits(presented.as_deref()).await {
        return next.run(request).await;
    }
    Problem::unauthorized().into_response()
}
