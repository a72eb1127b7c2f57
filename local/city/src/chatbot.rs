//! The existing AI chatbot in small: checks LINE's signature as any bot does, answers texts by reply token through
//! the LINE API, and remembers in which order each user's events came. Tests make it slow, failing or absent.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use embedded_aws::Clock;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How the chatbot behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// Answers at once.
    #[default]
    Healthy,
    /// Nobody listens: connections are refused, and those that were open get 503.
    Down,
    /// Takes the webhook only after this time.
    Slow(Duration),
    /// Answers this status to one webhook in `one_in` (1 for all) without handling it.
    Failing {
        /// HTTP status.
        status: u16,
        /// 1 for every webhook, 3 for every third.
        one_in: u64,
    },
}

/// An event that the chatbot took.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// Who wrote; empty if the event has no user.
    pub user_id: String,
    /// LINE's id of the event.
    pub event_id: String,
    /// The text of a text message.
    pub text: Option<String>,
    /// When it came, on the city's clock.
    pub at: SystemTime,
    /// LINE's status for the answer, if the chatbot answered.
    pub reply_status: Option<u16>,
    /// The whole event as it came.
    pub event: Value,
}

/// What the chatbot is started with.
pub struct ChatbotConfig {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Signs webhooks.
    pub channel_secret: String,
    /// Where it sends its answers.
    pub line_api_url: String,
    /// A token for the LINE API.
    pub access_token: Arc<dyn Fn() -> String + Send + Sync>,
    /// The city's clock.
    pub clock: Clock,
}

/// A running chatbot; clones are the same one.
#[derive(Clone)]
pub struct Chatbot {
    inner: Arc<Inner>,
}

struct Inner {
    config: ChatbotConfig,
    address: SocketAddr,
    client: reqwest::Client,
    state: Mutex<Notebook>,
}

#[derive(Default)]
struct Notebook {
    behaviour: Behaviour,
    received: Vec<Received>,
    webhooks: u64,
    refused_signatures: u64,
    server: Option<JoinHandle<()>>,
}

impl Chatbot {
    /// Listens and waits for webhooks.
    pub async fn start(config: ChatbotConfig) -> std::io::Result<Self> {
        let listener = TcpListener::bind(config.listen).await?;
        let address = listener.local_addr()?;
        let state = Mutex::default();
        let chatbot =
            Self { inner: Arc::new(Inner { config, address, client: reqwest::Client::new(), state }) };
        chatbot.serve(listener);
        Ok(chatbot)
    }

    /// Its origin, such as `http://127.0.0.1:8092`; webhooks go to `/webhook` beneath it.
    pub fn url(&self) -> String {
        format!("http://{}", self.inner.address)
    }

    /// Changes how it behaves from now on; the error is that its port was taken while it was down.
    pub async fn behave(&self, behaviour: Behaviour) -> std::io::Result<()> {
        let before = std::mem::replace(&mut self.inner.notebook().behaviour, behaviour);
        match (before == Behaviour::Down, behaviour == Behaviour::Down) {
            (false, true) => self.close(),
            (true, false) => self.serve(TcpListener::bind(self.inner.address).await?),
            _ => (),
        }
        Ok(())
    }

    /// Every event it took, in the order of their coming, repetitions included.
    pub fn received(&self) -> Vec<Received> {
        self.inner.notebook().received.clone()
    }

    /// The texts of one user in the order of their coming.
    pub fn texts_of(&self, user_id: &str) -> Vec<String> {
        let notebook = self.inner.notebook();
        let of_user = notebook.received.iter().filter(|received| received.user_id == user_id);
        of_user.filter_map(|received| received.text.clone()).collect()
    }

    /// Webhooks whose signature did not fit.
    pub fn refused_signatures(&self) -> u64 {
        self.inner.notebook().refused_signatures
    }

    /// Stops listening.
    pub fn close(&self) {
        if let Some(server) = self.inner.notebook().server.take() {
            server.abort();
        }
    }

    fn serve(&self, listener: TcpListener) {
        let router = Router::new().route("/webhook", post(webhook)).with_state(Arc::downgrade(&self.inner));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!("the chatbot's listener ended: {error}");
            }
        });
        self.inner.notebook().server = Some(server);
    }
}

impl Inner {
    fn notebook(&self) -> MutexGuard<'_, Notebook> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the event down and returns its place.
    fn note(&self, event: &Value) -> usize {
        let text = |field: &Value| field.as_str().map(str::to_owned);
        let mut notebook = self.notebook();
        notebook.received.push(Received {
            user_id: text(&event["source"]["userId"]).unwrap_or_default(),
            event_id: text(&event["webhookEventId"]).unwrap_or_default(),
            text: text(&event["message"]["text"]),
            at: self.config.clock.now(),
            reply_status: None,
            event: event.clone(),
        });
        notebook.received.len() - 1
    }

    async fn reply(&self, token: &str, text: String) -> Option<u16> {
        let address = format!("{}/v2/bot/message/reply", self.config.line_api_url);
        let body = json!({ "replyToken": token, "messages": [{ "type": "text", "text": text }] });
        let request = self.client.post(address).bearer_auth((self.config.access_token)()).json(&body);
        match request.send().await {
            Ok(response) => Some(response.status().as_u16()),
            Err(error) => {
                tracing::warn!("the chatbot's answer did not reach LINE: {error}");
                None
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(server) = self.notebook().server.take() {
            server.abort();
        }
    }
}

async fn webhook(
    State(chatbot): State<std::sync::Weak<Inner>>,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> StatusCode {
    let Some(chatbot) = chatbot.upgrade() else { return StatusCode::SERVICE_UNAVAILABLE };
    let signature = headers.get("x-line-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if line_simulator::sign(&chatbot.config.channel_secret, &body) != signature {
        chatbot.notebook().refused_signatures += 1;
        return StatusCode::UNAUTHORIZED;
    }
    let (behaviour, number) = {
        let mut notebook = chatbot.notebook();
        notebook.webhooks += 1;
        (notebook.behaviour, notebook.webhooks)
    };
    match behaviour {
        Behaviour::Healthy => (),
        Behaviour::Down => return StatusCode::SERVICE_UNAVAILABLE,
        Behaviour::Slow(pause) => tokio::time::sleep(pause).await,
        Behaviour::Failing { status, one_in } => {
            if number % one_in.max(1) == 0 {
                return StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            }
        }
    }
    let Ok(webhook) = serde_json::from_slice::<Value>(&body) else { return StatusCode::BAD_REQUEST };
    for event in webhook["events"].as_array().into_iter().flatten() {
        let place = chatbot.note(event);
        if let (Some(text), Some(token)) = (event["message"]["text"].as_str(), event["replyToken"].as_str()) {
            let status = chatbot.reply(token, answer(text)).await;
            chatbot.notebook().received[place].reply_status = status;
        }
    }
    StatusCode::OK
}

/// What the chatbot knows.
fn answer(text: &str) -> String {
    if text.contains("ごみ") {
        return "普通ごみの収集は週2回です。お住まいの区を教えてください。".to_owned();
    }
    if text.contains("住民票") {
        return "住民票の写しは区役所のほか、コンビニエンスストアでも受け取れます。".to_owned();
    }
    format!("「{text}」についてお調べします。")
}
