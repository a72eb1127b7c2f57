//! Secrets from Secrets Manager, parsed once and kept for a while (R-K2).
//!
//! A value is asked again after five minutes. When the store does not answer within half a second, the last known
//! value serves for another hour at most and the store is left alone for half a minute; after that hour the caller
//! gets the error and must not act (F-16: never an empty token, and no webhook that waits for a store).

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::ProvideErrorMetadata;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use tokio::time::timeout;

const FRESH: Duration = Duration::from_mins(5);
const LAST_KNOWN_GOOD: Duration = Duration::from_hours(1);
/// With a value in hand a slow store is not waited for: LINE wants its answer within two seconds.
const PATIENCE_WITH_A_VALUE: Duration = Duration::from_millis(500);
/// A store that failed is asked again after this.
const LEAVE_ALONE: Duration = Duration::from_secs(30);

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
    held: Mutex<Option<Held<T>>>,
}

struct Held<T> {
    value: Arc<T>,
    read_at: Instant,
    ask_again_at: Instant,
}

impl<T: DeserializeOwned> Secret<T> {
    /// Names the secret; nothing is read yet.
    pub fn new(client: Client, id: String) -> Self {
        Self { client, id, held: Mutex::new(None) }
    }

    /// The value, from memory for up to five minutes.
    pub async fn get(&self) -> Result<Arc<T>, SecretError> {
        let mut held = self.held.lock().await;
        let Some(known) = held.as_mut() else {
            let value = Arc::new(self.read().await?);
            *held = Some(Held::new(Arc::clone(&value)));
            return Ok(value);
        };
        if Instant::now() < known.ask_again_at {
            return Ok(Arc::clone(&known.value));
        }
        match timeout(PATIENCE_WITH_A_VALUE, self.read()).await {
            Ok(Ok(value)) => *known = Held::new(Arc::new(value)),
            Ok(Err(error)) if known.read_at.elapsed() > FRESH + LAST_KNOWN_GOOD => return Err(error),
            Err(_) if known.read_at.elapsed() > FRESH + LAST_KNOWN_GOOD => {
                let reason = "no answer in time".to_owned();
                return Err(SecretError::Unavailable { id: self.id.clone(), reason });
            }
            Ok(Err(_)) | Err(_) => known.ask_again_at = Instant::now() + LEAVE_ALONE,
        }
        Ok(Arc::clone(&known.value))
    }

    async fn read(&self) -> Result<T, SecretError> {
        let answer = self.client.get_secret_value().secret_id(&self.id).send().await.map_err(|error| {
            // The SDK's own text would print an answer that it could not read, and with it the secret.
            let reason = error.code().unwrap_or("no readable answer").to_owned();
            SecretError::Unavailable { id: self.id.clone(), reason }
        })?;
        let text = answer.secret_string().unwrap_or_default();
        serde_json::from_str(text).map_err(|_| SecretError::Malformed { id: self.id.clone() })
    }
}

impl<T> Held<T> {
    fn new(value: Arc<T>) -> Self {
        let read_at = Instant::now();
        Self { value, read_at, ask_again_at: read_at + FRESH }
    }
}
