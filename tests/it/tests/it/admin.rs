//! The staff's way into a city: calls of the admin API, and what they answer.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::town::Town;

/// A minute of the virtual clock, and a second for the tick.
const MINUTE: Duration = Duration::from_secs(61);
/// A delivery is settled after so many minutes of the virtual clock at the latest.
const MINUTES: usize = 15;

/// An answer of the admin API.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The content type's text.
    pub content_type: String,
    /// The body; a text when it is a table, null when it is nothing of these.
    pub body: Value,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn read(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        let bytes = response.bytes().await.unwrap();
        let body = match content_type.split(';').next() {
            Some("text/csv") => String::from_utf8_lossy(&bytes).into(),
            _ => serde_json::from_slice(&bytes).unwrap_or_default(),
        };
        Self { status, content_type, body }
    }

    /// A refusal as staff read it: this status as `application/problem+json`, with Japanese sentences throughout.
    #[track_caller]
    pub fn assert_problem(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{self:?}");
        assert!(self.content_type.starts_with("application/problem+json"), "{self:?}");
        assert_eq!(self.body["status"], status, "{self:?}");
        assert!(is_japanese(&self.body["title"]), "{self:?}");
        for error in self.body["errors"].as_array().into_iter().flatten() {
            assert!(is_japanese(&error["message"]), "{self:?}");
            assert!(error["path"].is_string() && error["code"].is_string(), "{self:?}");
        }
    }

    /// Path and code of the first field that is wrong.
    pub fn first_error(&self) -> (&str, &str) {
        let error = &self.body["errors"][0];
        (error["path"].as_str().unwrap_or_default(), error["code"].as_str().unwrap_or_default())
    }
}

/// Whether a text has hiragana, katakana or kanji in it.
pub fn is_japanese(text: &Value) -> bool {
    text.as_str().is_some_and(|text| text.chars().any(|c| matches!(c, 'ぁ'..='ヿ' | '一'..='鿿')))
}

/// The target of one ward.
pub fn ward(option: &str) -> Value {
    json!({ "kind": "segment", "condition": { "item": "ward", "any_of": [option] } })
}

/// 全員.
pub fn everyone() -> Value {
    json!({ "kind": "everyone" })
}

/// A delivery of one text to be created.
pub fn a_wish(text: &str, target: Value) -> Value {
    json!({ "title": text, "target": target, "messages": [{ "type": "text", "text": text }] })
}

/// The path of a delivery, or of something below it.
pub fn path_of(delivery: &Value, below: &str) -> String {
    format!("/api/deliveries/{}{below}", delivery["id"].as_str().unwrap())
}

impl Town {
    /// A request with the staff's token.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.city.admin_url().trim_end_matches('/'));
        let request = self.http.request(method.parse().unwrap(), url);
        request.header("x-kairan-admin-token", self.city.admin_token())
    }

    /// Sends it with a JSON body.
    pub async fn ask(&self, method: &str, path: &str, body: &Value) -> Answer {
        Answer::read(self.request(method, path).json(body).send().await.unwrap()).await
    }

    /// A call that has to be answered with 2xx; returns the body.
    pub async fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.ask(method, path, body).await;
        assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
        answer.body
    }

    /// A new draft of one text.
    pub async fn draft(&self, text: &str, target: Value) -> Value {
        self.call("POST", "/api/deliveries", &a_wish(text, target)).await
    }

    /// Starts a draft.
    pub async fn start_delivery(&self, draft: &Value) -> Value {
        self.call("POST", &path_of(draft, "/start"), &json!({ "version": draft["version"] })).await
    }

    /// Creates and starts, and waits until it is settled.
    pub async fn deliver(&self, text: &str, target: Value) -> Value {
        let draft = self.draft(text, target).await;
        self.start_delivery(&draft).await;
        self.settled(&draft).await
    }

    /// How a delivery stands.
    pub async fn report(&self, delivery: &Value) -> Value {
        Answer::read(self.request("GET", &path_of(delivery, "")).send().await.unwrap()).await.body
    }

    /// Lets minutes pass and the tick look until the delivery is settled.
    pub async fn settled(&self, delivery: &Value) -> Value {
        for _ in 0..MINUTES {
            self.rest().await;
            let report = self.report(delivery).await;
            assert_eq!(report["counts"]["balanced"], true, "{report}");
            if report["settled"] == true {
                return report;
            }
            self.minute().await;
        }
        panic!("not settled after {MINUTES} minutes: {}", self.report(delivery).await);
    }

    /// A minute passes and the tick looks.
    pub async fn minute(&self) {
        self.city.advance(MINUTE);
        self.city.host.fire_rate("TickFunction").await.unwrap();
    }

    /// How many followers a target has.
    pub async fn count(&self, target: Value) -> u64 {
        let answer = self.call("POST", "/api/segments/count", &json!({ "target": target })).await;
        answer["count"].as_u64().unwrap()
    }
}

/// The sums of a report as (planned, accepted); everything else is 0.
#[track_caller]
pub fn planned_and_accepted(report: &Value) -> (u64, u64) {
    let counts = &report["counts"];
    for other in ["waiting", "in_flight", "failed", "unknown", "cancelled"] {
        assert_eq!(counts[other], 0, "{report}");
    }
    (counts["planned"].as_u64().unwrap(), counts["accepted"].as_u64().unwrap())
}
