//! The chatbot over HTTP: the bytes and the signature as LINE would send them, one connection to a checked address.

use std::error::Error;
use std::time::Duration;

use outbound::address::{NotAllowed, check_target};
use reqwest::{Url, header};
use usecases::webhook::ports::{ForwardFailure, ForwardTarget, SignedBody};

const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);
/// Shorter than a frozen function's usual pause, so that a dead connection is not taken up again.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// More of an answer than this is not read; nothing of it is used.
const ANSWER_BYTES: usize = 1024 * 1024;

/// The chatbot's webhook.
pub struct Chatbot {
    http: reqwest::Client,
    target: Result<Url, NotAllowed>,
}

impl Chatbot {
    /// A target that is not allowed does not stop the start: every body is then parked with that reason.
    pub fn new(target: &str, loopback_origin: Option<&str>) -> Result<Self, reqwest::Error> {
        let http = outbound::client()
            .timeout(TOTAL_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .user_agent("LineBotWebhook/2.0")
            .build()?;
        Ok(Self { http, target: check_target(target, loopback_origin) })
    }
}

impl ForwardTarget for Chatbot {
    async fn post(&self, body: &SignedBody) -> Result<(), ForwardFailure> {
        let target =
            self.target.clone().map_err(|not_allowed| ForwardFailure::NotAllowed(not_allowed.to_string()))?;
        let request = self
            .http
            .post(target)
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .header("x-line-signature", &body.signature)
            .body(body.body.clone());
        let response = request.send().await.map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        discard(response).await;
        match status {
            200..=299 => Ok(()),
            408 | 425 | 429 | 500.. => Err(ForwardFailure::Later(format!("status {status}"))),
            _ => Err(ForwardFailure::Refused(status)),
        }
    }
}

/// Reads a short answer to its end, so that the connection can be used again.
async fn discard(mut response: reqwest::Response) {
    let mut read = 0;
    while let Ok(Some(chunk)) = response.chunk().await {
        read += chunk.len();
        if read > ANSWER_BYTES {
            break;
        }
    }
}

fn failure(error: &reqwest::Error) -> ForwardFailure {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(not_allowed) = inner.downcast_ref::<NotAllowed>() {
            return ForwardFailure::NotAllowed(not_allowed.to_string());
        }
        cause = inner.source();
    }
    let words = match () {
        () if error.is_connect() && error.is_timeout() => "connecting took too long",
        () if error.is_connect() => "no connection",
        () if error.is_timeout() => "no answer in time",
        () => "the connection broke before the answer",
    };
    ForwardFailure::Later(words.to_owned())
}
