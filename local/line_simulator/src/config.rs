//! What the simulator is started with: addresses, the channel it plays, and how strict it is.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::StartError;
use crate::clock::{MoveTime, TimeSource};

/// How the simulator starts. [`Config::for_tests`] listens on free ports and answers at once.
#[derive(Clone)]
pub struct Config {
    /// Where the LINE API (api and api-data) listens; loopback only.
    pub api_listen: SocketAddr,
    /// Where the control API and the page listen; loopback only.
    pub control_listen: SocketAddr,
    /// Folder of the built page, served at `/` of the control listener.
    pub page: Option<PathBuf>,
    /// Where webhooks are sent; none means they are dropped until one is set.
    pub webhook_url: Option<String>,
    /// The Messaging API channel and its secrets.
    pub channel: Channel,
    /// Whether rate limits answer 429. Arrivals are counted either way.
    pub enforce_rate: bool,
    /// How long every answer takes.
    pub latency: Duration,
    /// How long accepted asynchronous work (bulk link, rich menu batch) takes.
    pub async_delay: Duration,
    /// Where the time comes from; the machine's clock when absent.
    pub time: Option<TimeSource>,
    /// Who moves that time when somebody at the phones says so; a simulator alone moves its own.
    pub move_time: Option<MoveTime>,
    /// The monthly limit of messages; none means unlimited.
    pub quota: Option<u64>,
    /// Whether an unknown but well-formed user id in a multicast is skipped instead of refused with 400.
    /// LINE's reference says both.
    pub skip_unknown_users: bool,
    /// Where people, talks and rich menus are kept between starts; none means in memory only.
    pub state: Option<PathBuf>,
    /// Whether the account is verified, which opens `followers/ids`.
    pub verified: bool,
}

impl Config {
    /// Free loopback ports, no latency, a verified account without a quota, rates enforced.
    pub fn for_tests(channel: Channel) -> Self {
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            api_listen: loopback,
            control_listen: loopback,
            page: None,
            webhook_url: None,
            channel,
            enforce_rate: true,
            latency: Duration::ZERO,
            async_delay: Duration::ZERO,
            time: None,
            move_time: None,
            quota: None,
            skip_unknown_users: false,
            state: None,
            verified: true,
        }
    }
}

/// A channel as the LINE Developers console shows it. The private key is the bot's; LINE knows only `public_jwk`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    /// Channel id of the Messaging API channel.
    pub channel_id: String,
    /// Channel secret: signs webhooks.
    pub channel_secret: String,
    /// The account's own user id, `destination` of every webhook.
    pub bot_user_id: String,
    /// The `kid` under which `public_jwk` is registered.
    pub key_id: String,
    /// The registered RSA public key (JWK with `n` and `e`).
    pub public_jwk: Value,
    /// The bot's private key in PKCS#8 PEM, when the channel was made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_key_pem: Option<String>,
    /// Name of the account.
    #[serde(default = "default_name")]
    pub display_name: String,
    /// Channel id of the LINE Login channel under the same provider: the audience of ID tokens.
    #[serde(default = "default_login_channel")]
    pub login_channel_id: String,
}

fn default_name() -> String {
    "回覧（試験）".to_owned()
}

fn default_login_channel() -> String {
    "2000000002".to_owned()
}

impl Channel {
    /// A new channel with fresh secrets and a fresh RSA 2048 key.
    ///
    /// # Errors
    /// When the key cannot be made.
    pub fn generate() -> Result<Self, StartError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| StartError::Key)?;
        let der: Pkcs8V1Der = pair.as_der().map_err(|_| StartError::Key)?;
        let public = pair.public_key();
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let modulus = encode(public.modulus().big_endian_without_leading_zero());
        let exponent = encode(public.exponent().big_endian_without_leading_zero());
        Ok(Self {
            channel_id: "2000000001".to_owned(),
            channel_secret: Uuid::new_v4().simple().to_string(),
            bot_user_id: format!("U{}", Uuid::new_v4().simple()),
            key_id: Uuid::new_v4().to_string(),
            public_jwk: json!({ "kty": "RSA", "alg": "RS256", "use": "sig", "n": modulus, "e": exponent }),
            private_key_pem: Some(pem(der.as_ref())),
            display_name: default_name(),
            login_channel_id: default_login_channel(),
        })
    }

    /// Reads the channel of an earlier start, or makes one and writes it there, readable by the owner only.
    ///
    /// # Errors
    /// When the file cannot be read, understood or written.
    pub fn load_or_create(path: &Path) -> Result<Self, StartError> {
        let failed = |source| StartError::ChannelFile { path: path.to_owned(), source };
        if path.exists() {
            let text = std::fs::read_to_string(path).map_err(failed)?;
            return serde_json::from_str(&text).map_err(|error| failed(error.into()));
        }
        let channel = Self::generate()?;
        let text = serde_json::to_string_pretty(&channel).map_err(|error| failed(error.into()))?;
        write_private(path, &text).map_err(failed)?;
        Ok(channel)
    }
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

fn pem(der: &[u8]) -> String {
    let encoded = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_written_once_is_read_the_next_time() {
        let path = std::env::temp_dir().join(format!("channel-{}.json", Uuid::new_v4()));
        let made = Channel::load_or_create(&path).unwrap();
        let read = Channel::load_or_create(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(made, read);
        assert!(made.private_key_pem.unwrap().starts_with("-----BEGIN PRIVATE KEY-----\nMII"));
    }
}
