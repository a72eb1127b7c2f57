//! A thin client of the Messaging API. Bodies arrive as frozen bytes and leave as they are; retry keys are required
//! where LINE knows them and absent where LINE forbids them. A 401 is answered by one fresh token and one repetition
//! with the same retry key; every other repetition is the caller's decision.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use reqwest::{Method, Url, header, redirect};
use secrecy::ExposeSecret;
use serde::Deserialize;
use usecases::mutation;

use crate::{
    outcome::Outcome,
    token::{ChannelKeySource, Token, TokenError, TokenProvider},
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);
/// Shorter than a frozen function's usual pause, so that a dead connection is not taken up again.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// Error bodies are short; more than this is not read.
const ERROR_BODY_LIMIT: usize = 64 * 1024;

const RETRY_KEY_HEADER: &str = "x-line-retry-key";

/// Where LINE is. Only tests and the local city use anything but the default.
#[derive(Debug, Clone)]
pub struct LineHosts {
    /// `https://api.line.me`
    pub api: Url,
}

/// A base address that is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("LINE's address must be an http or https origin without a path")]
pub struct InvalidHost;

impl LineHosts {
    /// Takes an origin such as `https://api.line.me`; a path, query or user name is refused.
    pub fn parse(api: &str) -> Result<Self, InvalidHost> {
        let api: Url = api.parse().map_err(|_| InvalidHost)?;
        let bare = api.path() == "/"
            && api.query().is_none()
            && api.fragment().is_none()
            && api.username().is_empty();
        let web = matches!(api.scheme(), "http" | "https") && api.has_host();
        if bare && web { Ok(Self { api }) } else { Err(InvalidHost) }
    }
}

/// Which sending call a body is validated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageCall {
    /// Answer to one event.
    Reply,
    /// One user.
    Push,
    /// Up to 500 users.
    Multicast,
    /// All friends.
    Broadcast,
}

impl MessageCall {
    fn name(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Push => "push",
            Self::Multicast => "multicast",
            Self::Broadcast => "broadcast",
        }
    }
}

/// The month's limit for messages, from LINE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Messages a month; `None` means no limit is set.
    pub limit: Option<u64>,
}

/// Some of the account's friends.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FollowerIds {
    /// User ids as LINE writes them.
    pub user_ids: Vec<String>,
    /// Token for the next call; `None` at the end.
    pub next: Option<String>,
}

/// A reading call that gave no value; the outcome says why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("LINE gave no value: {0:?}")]
pub struct NoValue(pub Outcome);

/// The client; clone it freely, the connections and the token are shared.
#[derive(Clone)]
pub struct LineClient {
    http: reqwest::Client,
    hosts: LineHosts,
    tokens: Arc<TokenProvider>,
}

impl LineClient {
    /// Builds the client once per process.
    pub fn new(hosts: LineHosts, keys: Box<dyn ChannelKeySource>) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .build()?;
        let tokens = TokenProvider::new(http.clone(), at(&hosts, "/oauth2/v3/token"), keys);
        Ok(Self { http, hosts, tokens: Arc::new(tokens) })
    }

    /// Sends to up to 500 users.
    pub async fn multicast(&self, body: Bytes, retry_key: &str) -> Outcome {
        self.send(MessageCall::Multicast, body, Some(retry_key)).await
    }

    /// Sends to all friends, those we never met included.
    pub async fn broadcast(&self, body: Bytes, retry_key: &str) -> Outcome {
        self.send(MessageCall::Broadcast, body, Some(retry_key)).await
    }

    /// Sends to one user.
    pub async fn push(&self, body: Bytes, retry_key: &str) -> Outcome {
        self.send(MessageCall::Push, body, Some(retry_key)).await
    }

    /// Answers an event by its reply token, which the body holds. LINE knows no retry key here.
    pub async fn reply(&self, body: Bytes) -> Outcome {
        self.send(MessageCall::Reply, body, None).await
    }

    /// Asks LINE to check `{"messages": […]}` for a call; nothing is sent.
    pub async fn validate(&self, call: MessageCall, body: Bytes) -> Outcome {
        let path = format!("/v2/bot/message/validate/{}", call.name());
        self.call(Method::POST, at(&self.hosts, &path), Some(body), None).await.0
    }

    /// The month's limit.
    pub async fn quota(&self) -> Result<Quota, NoValue> {
        #[derive(Deserialize)]
        struct Wire {
            value: Option<u64>,
        }
        let wire: Wire = self.read(at(&self.hosts, "/v2/bot/message/quota")).await?;
        Ok(Quota { limit: wire.value })
    }

    /// Messages counted this month, approximately.
    pub async fn quota_consumption(&self) -> Result<u64, NoValue> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            total_usage: u64,
        }
        let wire: Wire = self.read(at(&self.hosts, "/v2/bot/message/quota/consumption")).await?;
        Ok(wire.total_usage)
    }

    /// The name that LINE shows of a friend.
    pub async fn display_name(&self, user_id: &str) -> Result<String, NoValue> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            display_name: String,
        }
        let wire: Wire = self.read(at(&self.hosts, &format!("/v2/bot/profile/{user_id}"))).await?;
        Ok(wire.display_name)
    }

    /// At most 1,000 friends behind a continuation token; LINE gives this list to verified accounts only.
    pub async fn follower_ids(&self, start: Option<&str>) -> Result<FollowerIds, NoValue> {
        let mut address = at(&self.hosts, "/v2/bot/followers/ids");
        address.query_pairs_mut().append_pair("limit", "1000");
        if let Some(start) = start {
            address.query_pairs_mut().append_pair("start", start);
        }
        self.read(address).await
    }

    async fn send(&self, call: MessageCall, body: Bytes, retry_key: Option<&str>) -> Outcome {
        let path = format!("/v2/bot/message/{}", call.name());
        match self.call(Method::POST, at(&self.hosts, &path), Some(body), retry_key).await.0 {
            Outcome::AlreadyAccepted { request_id, .. } if mutation::active("accept_409_blindly") => {
                Outcome::Accepted { request_id }
            }
            outcome => outcome,
        }
    }

    async fn read<T: serde::de::DeserializeOwned>(&self, address: Url) -> Result<T, NoValue> {
        let (outcome, body) = self.call(Method::GET, address, None, None).await;
        match outcome {
            Outcome::Accepted { request_id } => serde_json::from_slice(&body)
                .map_err(|_| NoValue(Outcome::ServerError { status: 200, request_id })),
            other => Err(NoValue(other)),
        }
    }

    async fn call(
        &self,
        method: Method,
        address: Url,
        body: Option<Bytes>,
        key: Option<&str>,
    ) -> (Outcome, Vec<u8>) {
        let token = match self.tokens.token().await {
            Ok(token) => token,
            Err(error) => return (without_token(&error), Vec::new()),
        };
        let first = self.attempt(method.clone(), address.clone(), body.clone(), key, &token).await;
        if !matches!(&first, Answer { status: Some(401), .. }) {
            return (first.outcome, first.body);
        }
        match self.tokens.instead_of(&token).await {
            Ok(token) => {
                let second = self.attempt(method, address, body, key, &token).await;
                (second.outcome, second.body)
            }
            Err(error) => (without_token(&error), Vec::new()),
        }
    }

    async fn attempt(
        &self,
        method: Method,
        address: Url,
        body: Option<Bytes>,
        retry_key: Option<&str>,
        token: &Token,
    ) -> Answer {
        let mut request = self.http.request(method, address).bearer_auth(token.value.expose_secret());
        if let Some(body) = body {
            request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        }
        if let Some(retry_key) = retry_key.filter(|_| !mutation::active("drop_retry_key")) {
            request = request.header(RETRY_KEY_HEADER, retry_key);
        }
        match request.send().await {
            Ok(response) => Answer::read(response).await,
            Err(error) => Answer { outcome: Outcome::of_transport(&error), status: None, body: Vec::new() },
        }
    }
}

struct Answer {
    outcome: Outcome,
    status: Option<u16>,
    body: Vec<u8>,
}

impl Answer {
    /// Status and headers decide; a body that breaks off only costs its words.
    async fn read(mut response: reqwest::Response) -> Self {
        let mut body = Vec::new();
        while body.len() < ERROR_BODY_LIMIT {
            match response.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) | Err(_) => break,
            }
        }
        let outcome = Outcome::read(response.status(), response.headers(), &body);
        Self { outcome, status: Some(response.status().as_u16()), body }
    }
}

fn without_token(error: &TokenError) -> Outcome {
    tracing::warn!("no channel access token: {error}");
    if error.is_final() {
        Outcome::Unauthorized { message: error.to_string() }
    } else {
        Outcome::NotSent { reason: error.to_string() }
    }
}

/// The exact address: LINE refuses doubled and trailing slashes.
pub(crate) fn at(hosts: &LineHosts, path: &str) -> Url {
    let mut address = hosts.api.clone();
    address.set_path(path);
    address
}
