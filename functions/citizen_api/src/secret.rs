//! What signing in needs: our LINE Login channel's id, and the key that seals sessions.

use std::pin::Pin;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::session::{SessionKey, WeakKey};

/// The secret's JSON.
#[derive(Deserialize)]
pub struct FormSecret {
    /// The audience of every ID token that we take.
    pub login_channel_id: String,
    session_key: SecretString,
}

impl FormSecret {
    /// Puts a secret together.
    pub fn new(login_channel_id: &str, session_key: &str) -> Self {
        Self { login_channel_id: login_channel_id.to_owned(), session_key: session_key.to_owned().into() }
    }

    /// The key for sessions.
    pub fn session_key(&self) -> Result<SessionKey, WeakKey> {
        SessionKey::new(self.session_key.expose_secret().as_bytes())
    }
}

/// The secret store gave nothing; the text holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the form's secret is unavailable: {0}")]
pub struct SecretUnavailable(pub String);

/// A future that can be kept behind `dyn`.
pub type SecretFuture = Pin<Box<dyn Future<Output = Result<Arc<FormSecret>, SecretUnavailable>> + Send>>;

/// Asks a secret store, which has its own cache.
pub type SecretSource = Box<dyn Fn() -> SecretFuture + Send + Sync>;
