//! The Lambda Runtime API of one process: `next`, `response`, `error` and `init/error` on a loopback port of its own.
//!
//! A call lies on the desk until the process fetches it. Guaranteed: a call that was never fetched comes back
//! untouched when the process dies, and a call that was fetched ends exactly once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use embedded_aws::Clock;
use tokio::sync::{Notify, oneshot};

use crate::outcome::Outcome;

/// Lambda takes answers of at most 6 MB.
const MAXIMUM_RESPONSE_BYTES: usize = 6_291_556;

/// One invocation on its way to a process.
pub(crate) struct Call {
    pub request_id: String,
    pub payload: Bytes,
    /// Sent when the process fetches the call.
    pub fetched: oneshot::Sender<()>,
    /// Sent when the call ends.
    pub outcome: oneshot::Sender<Outcome>,
}

/// The desk of one process.
pub(crate) struct Desk {
    arn: String,
    timeout: Duration,
    clock: Clock,
    papers: Mutex<Papers>,
    arrived: Notify,
}

#[derive(Default)]
struct Papers {
    closed: bool,
    waiting: Option<Call>,
    running: Option<(String, oneshot::Sender<Outcome>)>,
    init_error: Option<String>,
}

impl Desk {
    pub fn new(arn: String, timeout: Duration, clock: Clock) -> Arc<Self> {
        Arc::new(Self { arn, timeout, clock, papers: Mutex::default(), arrived: Notify::new() })
    }

    /// Lays a call on the desk; a desk whose process is gone gives it back.
    pub fn hand_over(&self, call: Call) -> Result<(), Call> {
        let mut papers = self.papers();
        if papers.closed {
            return Err(call);
        }
        papers.waiting = Some(call);
        drop(papers);
        self.arrived.notify_one();
        Ok(())
    }

    /// Ends whatever runs, because the process is gone.
    pub fn close(&self, status: &str) {
        let mut papers = self.papers();
        papers.closed = true;
        papers.waiting = None;
        if let Some((_, outcome)) = papers.running.take() {
            // A caller that no longer waits needs no answer.
            let _ = outcome.send(Outcome::Exited(status.to_owned()));
        }
    }

    /// What the process said when it could not start.
    pub fn init_error(&self) -> Option<String> {
        self.papers().init_error.clone()
    }

    /// The Runtime API of this desk.
    pub fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .layer(DefaultBodyLimit::max(MAXIMUM_RESPONSE_BYTES))
            .with_state(self)
    }

    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the waiting call and remembers who wants its outcome.
    fn fetch(&self) -> Option<(String, Bytes)> {
        let mut papers = self.papers();
        let call = papers.waiting.take()?;
        papers.running = Some((call.request_id.clone(), call.outcome));
        let _ = call.fetched.send(());
        Some((call.request_id, call.payload))
    }

    fn finish(&self, id: &str, outcome: Outcome) -> StatusCode {
        let mut papers = self.papers();
        match papers.running.take_if(|(running, _)| running == id) {
            Some((_, sender)) => {
                let _ = sender.send(outcome);
                StatusCode::ACCEPTED
            }
            None => StatusCode::BAD_REQUEST,
        }
    }

    fn invocation(&self, id: &str, payload: Bytes) -> Response {
        let deadline = self.clock.now_ms() + self.timeout.as_millis() as u64;
        let mut answer = Response::new(Body::from(payload));
        let trace = format!("Root=1-{:08x}-{};Sampled=0", deadline / 1_000, &id.replace('-', "")[..24]);
        let headers = [
            ("lambda-runtime-aws-request-id", id.to_owned()),
            ("lambda-runtime-deadline-ms", deadline.to_string()),
            ("lambda-runtime-invoked-function-arn", self.arn.clone()),
            ("lambda-runtime-trace-id", trace),
        ];
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                answer.headers_mut().insert(name, value);
            }
        }
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        answer
    }
}

async fn next(State(desk): State<Arc<Desk>>) -> Response {
    loop {
        if let Some((id, payload)) = desk.fetch() {
            return desk.invocation(&id, payload);
        }
        desk.arrived.notified().await;
    }
}

async fn response(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> StatusCode {
    match body {
        Ok(body) => desk.finish(&id, Outcome::Response(body)),
        Err(rejection) => {
            let error_type = "Function.ResponseSizeTooLarge".to_owned();
            desk.finish(&id, Outcome::Error { error_type, message: rejection.body_text() });
            StatusCode::PAYLOAD_TOO_LARGE
        }
    }
}

async fn error(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let (error_type, message) = report(&headers, &body);
    desk.finish(&id, Outcome::Error { error_type, message })
}

async fn init_error(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    let (error_type, message) = report(&headers, &body);
    desk.papers().init_error = Some(format!("{error_type}: {message}"));
    StatusCode::ACCEPTED
}

/// Type and message of an error report, which is JSON by convention only.
fn report(headers: &HeaderMap, body: &[u8]) -> (String, String) {
    let report: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let header = headers.get("lambda-runtime-function-error-type").and_then(|value| value.to_str().ok());
    let error_type = report["errorType"].as_str().or(header).unwrap_or("Runtime.Unknown").to_owned();
    let message = match report["errorMessage"].as_str() {
        Some(message) => message.to_owned(),
        None => String::from_utf8_lossy(body).into_owned(),
    };
    (error_type, message)
}
