//! Secrets from Secrets Manager, parsed once and kept for a while (R-K2).
//!
//! A value is asked again after five minutes. When the store does not answer, the last known value serves for
//! another hour at most; after that the caller gets the error and must not act (F-16: never an empty token).

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::DisplayErrorContext;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

const FRESH: Duration = Duration::from_mins(5);
const LAST_KNOWN_GOOD: Duration = Duration::from_hours(1);

/// Why a secret could not be had; never carries the value.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The store did not answer or refused.
    #[error("secret {id} could not be read: {reason}")]
    Unavailable {
        /// The secret's id, as configured.
        id: String,
        /// What the store said.
        reason: String,
    },
    /// The value is not the JSON object that the function expects.
    #[error("secret {id} does not have the expected fields")]
    Malformed {
        /// The secret's id, as configured.
        id: String,
    },
}

/// One secret of shape `T`, shared by all uses in a process.
pub struct Secret<T> {
    client: Client,
    id: String,
    held: Mutex<Option<(Instant, Arc<T>)>>,
}

impl<T: DeserializeOwned> Secret<T> {
    /// Names the secret; nothing is read yet.
    pub fn new(client: Client, id: String) -> Self {
        Self { client, id, held: Mutex::new(None) }
    }

    /// The value, from memory for up to five minutes.
    pub async fn get(&self) -> Result<Arc<T>, SecretError> {
        let mut held = self.held.lock().await;
        let age = held.as_ref().map(|(read_at, _)| read_at.elapsed());
        if let (Some(age), Some((_, value))) = (age, held.as_ref())
            && age < FRESH
        {
            return Ok(Arc::clone(value));
        }
        match self.read().await {
            Ok(value) => {
                let value = Arc::new(value);
                *held = Some((Instant::now(), Arc::clone(&value)));
                Ok(value)
            }
            Err(error) => match (age, held.as_ref()) {
                (Some(age), Some((_, value))) if age < FRESH + LAST_KNOWN_GOOD => Ok(Arc::clone(value)),
                _ => Err(error),
            },
        }
    }

    async fn read(&self) -> Result<T, SecretError> {
        let answer = self.client.get_secret_value().secret_id(&self.id).send().await.map_err(|error| {
            SecretError::Unavailable { id: self.id.clone(), reason: DisplayErrorContext(&error).to_string() }
        })?;
        let text = answer.secret_string().unwrap_or_default();
        serde_json::from_str(text).map_err(|_| SecretError::Malformed { id: self.id.clone() })
    }
}
