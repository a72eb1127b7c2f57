//! Channel access tokens: short stateless ones, issued with a JWT signed by the channel's private key, kept about
//! ten minutes. One call at a time fetches a new one; whoever comes meanwhile waits for that same token.
//! The private key is the only long-lived secret; it is read anew at each issue so that a replaced key is taken up.

use std::{future::Future, pin::Pin, time::Duration};

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::{sync::Mutex, time::Instant};

use crate::outcome::transport_reason;

/// A token is used at most this long, well inside LINE's 15 minutes.
const KEEP: Duration = Duration::from_mins(10);
/// A token is given up this long before LINE's own expiry.
const MARGIN: Duration = Duration::from_mins(1);
/// LINE accepts an assertion of at most 30 minutes; ours is used at once.
const ASSERTION_LIFE: Duration = Duration::from_mins(5);

/// The channel's identity and signing key. `Debug` shows the channel only.
#[derive(Clone, Deserialize)]
pub struct ChannelKey {
    /// The channel ID, issuer and subject of the assertion.
    pub channel_id: String,
    /// The key ID that LINE's console gave to the registered public key.
    pub key_id: String,
    /// The RSA-2048 private key as PEM.
    pub private_key_pem: SecretString,
}

impl std::fmt::Debug for ChannelKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChannelKey({})", self.channel_id)
    }
}

/// A future that can be kept behind `dyn`.
pub type KeyFuture<'a> = Pin<Box<dyn Future<Output = Result<ChannelKey, KeyUnavailable>> + Send + 'a>>;

/// Where the channel key comes from: a secret store with its own cache, or a fixed key.
pub trait ChannelKeySource: Send + Sync {
    /// The key valid now.
    fn channel_key(&self) -> KeyFuture<'_>;
}

impl ChannelKeySource for ChannelKey {
    fn channel_key(&self) -> KeyFuture<'_> {
        Box::pin(async { Ok(self.clone()) })
    }
}

/// A closure that asks a secret store, so that this crate need not know one.
impl<F, Answer> ChannelKeySource for F
where
    F: Fn() -> Answer + Send + Sync,
    Answer: Future<Output = Result<ChannelKey, KeyUnavailable>> + Send + 'static,
{
    fn channel_key(&self) -> KeyFuture<'_> {
        Box::pin(self())
    }
}

/// The key store gave no key; the text holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("channel key is unavailable: {0}")]
pub struct KeyUnavailable(pub String);

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The key store failed; worth another try later.
    #[error("reading the channel key")]
    Key(#[source] KeyUnavailable),
    /// The key is no RSA key in PEM; only a new secret helps.
    #[error("signing with the channel key: the key is not usable")]
    UnusableKey,
    /// LINE's token endpoint said no to our key.
    #[error("channel {channel_id} was given no token: status {status}")]
    Refused {
        /// The channel asked for.
        channel_id: String,
        /// The HTTP status.
        status: u16,
    },
    /// The token endpoint did not answer sensibly; worth another try later.
    #[error("asking for a token: {0}")]
    Unavailable(&'static str),
}

impl TokenError {
    /// Whether only a person can help.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::UnusableKey | Self::Refused { .. })
    }
}

/// Hands out a valid channel access token; cheap to ask each time.
pub struct TokenProvider {
    http: reqwest::Client,
    endpoint: Url,
    keys: Box<dyn ChannelKeySource>,
    cached: Mutex<Option<Cached>>,
}

/// A token and the number of its issue, so that a stale one is given up once however many callers saw a 401.
#[derive(Clone)]
pub struct Token {
    /// The bearer token.
    pub value: SecretString,
    issue: u64,
}

struct Cached {
    token: Token,
    fresh_until: Instant,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'static str,
    exp: u64,
}

#[derive(Deserialize)]
struct Issued {
    access_token: SecretString,
    expires_in: u64,
}

impl TokenProvider {
    /// `endpoint` is the full address of `/oauth2/v3/token`.
    pub fn new(http: reqwest::Client, endpoint: Url, keys: Box<dyn ChannelKeySource>) -> Self {
        Self { http, endpoint, keys, cached: Mutex::new(None) }
    }

    /// The cached token, or a new one when it is older than ten minutes or near its end.
    pub async fn token(&self) -> Result<Token, TokenError> {
        self.fresh(None).await
    }

    /// A token other than `stale`, which LINE has refused with 401.
    pub async fn instead_of(&self, stale: &Token) -> Result<Token, TokenError> {
        self.fresh(Some(stale.issue)).await
    }

    async fn fresh(&self, refused: Option<u64>) -> Result<Token, TokenError> {
        let mut cached = self.cached.lock().await; // held while issuing: that is the single flight
        if let Some(known) = &*cached
            && known.fresh_until > Instant::now()
            && refused != Some(known.token.issue)
        {
            return Ok(known.token.clone());
        }
        let issue = cached.as_ref().map_or(0, |known| known.token.issue + 1);
        let issued = self.issue().await?;
        let life = Duration::from_secs(issued.expires_in).saturating_sub(MARGIN).min(KEEP);
        let token = Token { value: issued.access_token, issue };
        *cached = Some(Cached { token: token.clone(), fresh_until: Instant::now() + life });
        Ok(token)
    }

    async fn issue(&self) -> Result<Issued, TokenError> {
        let key = self.keys.channel_key().await.map_err(TokenError::Key)?;
        let assertion = assertion(&key)?;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion.expose_secret()),
        ];
        let unavailable = |error: reqwest::Error| TokenError::Unavailable(transport_reason(&error));
        let response = self.http.post(self.endpoint.clone()).form(&form).send().await.map_err(unavailable)?;
        match response.status() {
            status if status.is_success() => response.json().await.map_err(unavailable),
            status if status.as_u16() == 429 => Err(TokenError::Unavailable("too many requests")),
            status if status.is_client_error() => {
                Err(TokenError::Refused { channel_id: key.channel_id, status: status.as_u16() })
            }
            _ => Err(TokenError::Unavailable("server error")),
        }
    }
}

/// The signed statement that we are the channel.
fn assertion(key: &ChannelKey) -> Result<SecretString, TokenError> {
    let header = Header { kid: Some(key.key_id.clone()), ..Header::new(Algorithm::RS256) };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let claims = Claims {
        iss: &key.channel_id,
        sub: &key.channel_id,
        aud: "https://api.line.me/",
        exp: (now + ASSERTION_LIFE).as_secs(),
    };
    let signer = EncodingKey::from_rsa_pem(key.private_key_pem.expose_secret().as_bytes())
        .map_err(|_| TokenError::UnusableKey)?;
    jsonwebtoken::encode(&header, &claims, &signer)
        .map(SecretString::from)
        .map_err(|_| TokenError::UnusableKey)
}
