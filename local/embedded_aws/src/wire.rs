//! What every JSON service of the front shares: its answer, its error, and reading a request's members.

use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderValue, Response, StatusCode, header};
use s3s::Body;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(crate) type Answer = Response<Body>;

/// A refusal as AWS words it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct AwsError {
    /// HTTP status.
    pub status: u16,
    /// Error code, for example `ResourceNotFoundException`.
    pub code: String,
    /// What AWS would say.
    pub message: String,
}

impl AwsError {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into() }
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationException", message)
    }

    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        Self::new(500, "InternalServerError", cause.to_string())
    }

    /// The clear no for what this city does not have.
    pub(crate) fn not_done(service: &str, operation: &str) -> Self {
        Self::new(501, "NotImplemented", format!("the embedded AWS does not do {service} {operation}"))
    }

    /// As `awsJson1_0` and `awsJson1_1` services answer it.
    pub(crate) fn to_json_answer(&self, content_type: &'static str) -> Answer {
        let body = json!({ "__type": self.code, "message": self.message });
        answer(self.status, content_type, body.to_string())
    }

    /// As `restJson1` services answer it.
    pub(crate) fn to_rest_answer(&self) -> Answer {
        let mut answer =
            answer(self.status, "application/json", json!({ "Message": self.message }).to_string());
        if let Ok(code) = HeaderValue::from_str(&self.code) {
            answer.headers_mut().insert("x-amzn-errortype", code);
        }
        answer
    }
}

pub(crate) const JSON_1_0: &str = "application/x-amz-json-1.0";
pub(crate) const JSON_1_1: &str = "application/x-amz-json-1.1";

pub(crate) fn answer(status: u16, content_type: &'static str, body: String) -> Answer {
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert("x-amzn-requestid", request_id());
    answer
}

/// Request ids only have to differ within one run.
fn request_id() -> HeaderValue {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    HeaderValue::try_from(format!("00000000-0000-4000-8000-{number:012x}"))
        .unwrap_or(HeaderValue::from_static("unknown"))
}

/// Reads a request, naming what serde could not read.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, AwsError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|cause| {
        AwsError::new(400, "SerializationException", format!("cannot read the request: {cause}"))
    })
}

/// A required text member of a request.
pub(crate) fn text<'a>(request: &'a Value, member: &str) -> Result<&'a str, AwsError> {
    request[member].as_str().ok_or_else(|| AwsError::validation(format!("{member} is missing")))
}
