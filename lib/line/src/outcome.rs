//! What came of one call to LINE. A message is accepted for all its recipients or for none; only a call that
//! was not answered, or was answered with a server error, leaves that open until the same retry key is asked again.

use std::time::Duration;

use reqwest::{StatusCode, header::HeaderMap};
use serde::Deserialize;

/// One complaint of LINE about a request body.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ErrorDetail {
    /// What is wrong.
    #[serde(default)]
    pub message: String,
    /// Where, in either of LINE's dialects: `messages[0].text` or `/footer/contents/2`.
    #[serde(default)]
    pub property: String,
}

/// The answer to one sending call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// 2xx: accepted (which is not the same as delivered).
    Accepted {
        /// LINE's name for this call.
        request_id: Option<String>,
    },
    /// 409: an earlier call with this retry key was accepted.
    AlreadyAccepted {
        /// LINE's name for this call.
        request_id: Option<String>,
        /// LINE's name for the call that was accepted; without it the state is not proven.
        accepted_request_id: Option<String>,
    },
    /// 429: too fast; nobody got it, the same key may be used again later.
    RateLimited {
        /// How long to wait, if the answer says so.
        retry_after: Option<Duration>,
    },
    /// 429: the month's quota is used up.
    QuotaReached {
        /// LINE's words.
        message: String,
    },
    /// 4xx: refused for all recipients; repeating it changes nothing.
    Refused {
        /// The HTTP status.
        status: u16,
        /// LINE's words.
        message: String,
        /// Which properties were wrong.
        details: Vec<ErrorDetail>,
        /// LINE's name for this call.
        request_id: Option<String>,
    },
    /// 401 or 403, also after a fresh token, or no token could be had with our key.
    Unauthorized {
        /// LINE's words.
        message: String,
    },
    /// 5xx or an answer that means nothing to us; the same key has to be asked again.
    ServerError {
        /// The HTTP status.
        status: u16,
        /// LINE's name for this call.
        request_id: Option<String>,
    },
    /// The connection could not be made: no byte of the request left.
    NotSent {
        /// The cause, without personal data.
        reason: String,
    },
    /// Timeout or reset after bytes may have been sent: undecided until the same key is asked again.
    Unanswered {
        /// The cause, without personal data.
        reason: String,
    },
}

#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    message: String,
    #[serde(default)]
    details: Vec<ErrorDetail>,
}

impl Outcome {
    /// Reads status, headers and (for errors) body.
    pub fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let request_id = text(headers, "x-line-request-id");
        if status.is_success() {
            return Self::Accepted { request_id };
        }
        let error: ErrorBody = serde_json::from_slice(body).unwrap_or_default();
        match status.as_u16() {
            409 => Self::AlreadyAccepted {
                request_id,
                accepted_request_id: text(headers, "x-line-accepted-request-id"),
            },
            429 if is_monthly_limit(&error.message) => Self::QuotaReached { message: error.message },
            429 => Self::RateLimited { retry_after: retry_after(headers) },
            401 | 403 => Self::Unauthorized { message: error.message },
            // A front end gave up on a request that LINE may have taken: as open as a server error.
            status @ (408 | 425 | 499) => Self::ServerError { status, request_id },
            status @ 400..=499 => {
                Self::Refused { status, message: error.message, details: error.details, request_id }
            }
            status => Self::ServerError { status, request_id },
        }
    }

    /// Reads a failure below HTTP.
    pub fn of_transport(error: &reqwest::Error) -> Self {
        let reason = transport_reason(error).to_owned();
        if error.is_connect() || error.is_builder() {
            Self::NotSent { reason }
        } else {
            Self::Unanswered { reason }
        }
    }
}

/// The kind of failure in words that hold no address and no payload.
pub(crate) fn transport_reason(error: &reqwest::Error) -> &'static str {
    match () {
        () if error.is_connect() && error.is_timeout() => "connecting took too long",
        () if error.is_connect() => "no connection",
        () if error.is_timeout() => "no answer in time",
        () if error.is_builder() => "the request could not be built",
        () => "the connection broke before the answer",
    }
}

// The two kinds of 429 differ in their words only; anything unfamiliar is taken as "later", which repeats safely.
fn is_monthly_limit(message: &str) -> bool {
    message.to_ascii_lowercase().contains("monthly limit")
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    text(headers, "retry-after")?.trim().parse().ok().map(Duration::from_secs)
}

pub(crate) fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}
