//! A bot with a token, and short ways to call the API.

use std::sync::LazyLock;

use line_simulator::{Channel, Config, Friend, LineSimulator};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

static CHANNEL: LazyLock<Channel> = LazyLock::new(|| Channel::generate().expect("a channel"));

/// A simulator and a client with a valid token.
pub struct Bot {
    pub line: LineSimulator,
    pub token: String,
    client: Client,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub body: Value,
    pub headers: reqwest::header::HeaderMap,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("text"))
    }

    /// The property named by the first detail.
    pub fn property(&self) -> &str {
        self.body["details"][0]["property"].as_str().unwrap_or_default()
    }
}

impl Bot {
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::for_tests(CHANNEL.clone());
        change(&mut config);
        let line = LineSimulator::start(config).await.expect("a simulator");
        Self { token: line.access_token(), line, client: Client::new() }
    }

    pub fn channel() -> &'static Channel {
        &CHANNEL
    }

    pub fn friend(&self, name: &str) -> String {
        self.line.add_user(name, Friend::Following)
    }

    /// A request to the API with the token.
    pub fn api(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.line.api_url());
        self.client.request(method, url).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Reply {
        read(self.api(Method::GET, path)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        read(self.api(Method::DELETE, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        read(self.api(Method::POST, path).json(body)).await
    }

    pub async fn post_form(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        let url = format!("{}{path}", self.line.api_url());
        read(self.client.post(url).form(form)).await
    }

    /// A multicast with a retry key.
    pub async fn multicast(&self, key: &str, body: &Value) -> Reply {
        let request = self.api(Method::POST, "/v2/bot/message/multicast");
        read(request.header("x-line-retry-key", key).json(body)).await
    }

    pub async fn control(&self, method: Method, path: &str, body: &Value) -> Reply {
        let url = format!("{}/control{path}", self.line.control_url());
        read(self.client.request(method, url).json(body)).await
    }
}

pub async fn read(request: RequestBuilder) -> Reply {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.bytes().await.expect("a body");
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Reply { status, body, headers }
}

pub fn text(words: &str) -> Value {
    json!([{ "type": "text", "text": words }])
}

/// The body of a multicast.
pub fn to(users: &[String], unit: &str) -> Value {
    json!({ "to": users, "messages": text("避難所を開きました"), "customAggregationUnits": [unit] })
}

pub const KEY: &str = "123e4567-e89b-12d3-a456-426614174000";
pub const OTHER_KEY: &str = "123e4567-e89b-12d3-a456-426614174001";
