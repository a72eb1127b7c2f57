//! Answers that refuse a request, in LINE's shapes: `{message, details?}` for the Messaging API and
//! `{error, error_description}` for the token and Login endpoints.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A refusal with its status, its body and, for 409, the request id that was accepted earlier.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
    accepted_request_id: Option<String>,
    retry_after_s: Option<u64>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, body: Value) -> Self {
        Self { status, body, accepted_request_id: None, retry_after_s: None }
    }

    pub(crate) fn message(status: StatusCode, message: impl Into<String>) -> Self {
        Self::new(status, json!({ "message": message.into() }))
    }

    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::message(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::message(StatusCode::NOT_FOUND, message)
    }

    /// A property of the body that has the wrong shape, e.g. `to[1]`.
    pub(crate) fn property(path: &str) -> Self {
        Self::bad(format!("The property, {path}, in the request body is invalid (line: -, column: -)"))
    }

    /// One failed check of the request body, in the request-level dialect.
    pub(crate) fn detail(property: &str, message: impl Into<String>) -> Self {
        let detail = json!({ "message": message.into(), "property": property });
        let body = json!({ "message": "The request body has 1 error(s)", "details": [detail] });
        Self::new(StatusCode::BAD_REQUEST, body)
    }

    /// The dialect of the token and Login endpoints.
    pub(crate) fn oauth(error: &str, description: impl Into<String>) -> Self {
        let body = json!({ "error": error, "error_description": description.into() });
        Self::new(StatusCode::BAD_REQUEST, body)
    }

    pub(crate) fn unauthorized() -> Self {
        let why = "Authentication failed due to the following reason: invalid token. \
                   Confirm that the access token in the authorization header is valid.";
        Self::message(StatusCode::UNAUTHORIZED, why)
    }

    pub(crate) fn rate_limited() -> Self {
        Self::message(StatusCode::TOO_MANY_REQUESTS, "The API rate limit has been exceeded. Try again later.")
    }

    /// The same with a `retry-after`, which LINE documents nowhere and a gateway in front of it may send.
    pub(crate) fn rate_limited_for(seconds: u64) -> Self {
        Self { retry_after_s: Some(seconds), ..Self::rate_limited() }
    }

    pub(crate) fn over_quota() -> Self {
        Self::message(StatusCode::TOO_MANY_REQUESTS, "You have reached your monthly limit.")
    }

    pub(crate) fn internal_error() -> Self {
        Self::message(StatusCode::INTERNAL_SERVER_ERROR, "The server encountered an internal error.")
    }

    pub(crate) fn already_accepted(request_id: String, sent_messages: Option<Value>) -> Self {
        let mut body = json!({ "message": "The retry key is already accepted" });
        if let Some(sent) = sent_messages {
            body["sentMessages"] = sent;
        }
        Self { accepted_request_id: Some(request_id), ..Self::new(StatusCode::CONFLICT, body) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Some(id) = self.accepted_request_id.and_then(|id| HeaderValue::from_str(&id).ok()) {
            response.headers_mut().insert("x-line-accepted-request-id", id);
        }
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// What an endpoint answers.
pub(crate) type Answer = Result<Response, Refusal>;

/// A 200 with a JSON body.
#[expect(clippy::unnecessary_wraps, reason = "handlers end in ok(…) or in Err(…)")]
pub(crate) fn ok(body: Value) -> Answer {
    Ok(Json(body).into_response())
}

/// Parses a body that has to be a JSON object.
pub(crate) fn object(body: &[u8]) -> Result<serde_json::Map<String, Value>, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::bad("The request body must be a JSON object")),
        Err(error) => Err(unparsable(&error)),
    }
}

/// The answer to a body that is no JSON.
pub(crate) fn unparsable(error: &serde_json::Error) -> Refusal {
    let (line, column) = (error.line(), error.column());
    Refusal::bad(format!("The request body could not be parsed as JSON (line: {line}, column: {column})"))
}

/// A required string property of the body.
pub(crate) fn text<'a>(object: &'a serde_json::Map<String, Value>, key: &str) -> Result<&'a str, Refusal> {
    match object.get(key) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        Some(Value::String(_) | Value::Null) | None => Err(Refusal::detail(key, "May not be empty")),
        Some(_) => Err(Refusal::property(key)),
    }
}
