//! What every request to the LINE API passes, in this order: the ledger notes its arrival, a scripted fault may strike,
//! the body is limited to 2 MB, the access token checked, the rate limit applied. Every answer carries
//! `x-line-request-id`.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use crate::app::{App, Shared};
use crate::endpoints::{Access, Endpoint, find};
use crate::error::Refusal;
use crate::faults::{FaultKind, Strike};
use crate::ledger::RequestRecord;
use crate::listener::Scissors;

/// LINE's limit of a request body, read as MiB.
const BODY_MAX: usize = 2 * 1024 * 1024;
/// How long a hanging request hangs unless told otherwise: longer than any client waits.
const HANG_MS: u64 = 3_600_000;
const SLOW_MS: u64 = 1000;

/// What the gate tells a handler about its request.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    pub(crate) request_id: Uuid,
    /// Accepted asynchronous work has to fail.
    pub(crate) then_fail: bool,
}

/// How many users a request named; handlers put it into their response for the ledger.
#[derive(Clone, Copy)]
pub(crate) struct Recipients(pub(crate) u32);

/// The request was for messages that arrive without a sound; handlers put it beside [`Recipients`].
#[derive(Clone, Copy)]
pub(crate) struct Silent;

/// The middleware around all routes.
pub(crate) async fn gate(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let call = Call { request_id: Uuid::new_v4(), then_fail: false };
    let path = request.extensions().get::<MatchedPath>();
    let endpoint = path.and_then(|path| find(request.method(), path.as_str()));
    let mut response = match endpoint {
        Some(endpoint) => pass(&app, endpoint, call, request, next).await,
        None => not_simulated(&request),
    };
    if let Ok(id) = HeaderValue::from_str(&call.request_id.to_string()) {
        response.headers_mut().insert("x-line-request-id", id);
    }
    response
}

fn not_simulated(request: &Request) -> Response {
    let (method, path) = (request.method(), request.uri().path());
    let message = format!("The LINE simulator does not do {method} {path}");
    Refusal::message(StatusCode::NOT_IMPLEMENTED, message).into_response()
}

async fn pass(
    app: &Shared,
    endpoint: &'static Endpoint,
    call: Call,
    request: Request,
    next: Next,
) -> Response {
    let now_us = app.clock.now_us();
    let (strike, latency_ms) = {
        let mut state = app.state();
        state.rates.arrive(endpoint.name, endpoint.limit, now_us);
        (state.faults.draw(endpoint.name), state.settings.latency_ms)
    };
    let retry_key = header(request.headers(), "x-line-retry-key").and_then(|key| Uuid::parse_str(key).ok());
    let scissors = request.extensions().get::<ConnectInfo<Scissors>>().map(|info| info.0.clone());
    let call = Call { then_fail: is(strike, FaultKind::AcceptedThenFail), ..call };

    let response = match before(strike) {
        Some(refusal) => refusal.into_response(),
        None => carry_out(app, endpoint, call, now_us, request, next)
            .await
            .unwrap_or_else(IntoResponse::into_response),
    };
    app.state().ledger.record(RequestRecord {
        at: now_us / 1000,
        endpoint: endpoint.name,
        status: response.status().as_u16(),
        retry_key,
        request_id: call.request_id,
        recipients: response.extensions().get::<Recipients>().map_or(0, |recipients| recipients.0),
        silent: response.extensions().get::<Silent>().is_some(),
        fault: strike.map(|strike| strike.kind),
    });
    if latency_ms > 0 {
        tokio::time::sleep(Duration::from_millis(latency_ms)).await;
    }
    after(strike, response, scissors).await
}

fn is(strike: Option<Strike>, kind: FaultKind) -> bool {
    strike.is_some_and(|strike| strike.kind == kind)
}

/// The answer of a fault that strikes before the request is carried out. Hanging and cut requests never see it.
fn before(strike: Option<Strike>) -> Option<Refusal> {
    let Strike { kind, ms } = strike?;
    match kind {
        FaultKind::ErrorBefore | FaultKind::Hang | FaultKind::ResetBefore => Some(Refusal::internal_error()),
        FaultKind::RateLimited => {
            Some(ms.map_or_else(Refusal::rate_limited, |ms| Refusal::rate_limited_for(ms.div_ceil(1_000))))
        }
        FaultKind::OverQuota => Some(Refusal::over_quota()),
        FaultKind::Conflict => {
            Some(Refusal::message(StatusCode::CONFLICT, "The retry key is already accepted"))
        }
        _ => None,
    }
}

async fn carry_out(
    app: &App,
    endpoint: &'static Endpoint,
    call: Call,
    now_us: u64,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let (mut parts, body) = request.into_parts();
    let body = limited(body).await?;
    {
        let mut state = app.state();
        let token = bearer(&parts.headers).unwrap_or_default();
        if endpoint.access == Access::Channel && !state.tokens.is_valid(token, now_us / 1000) {
            return Err(Refusal::unauthorized());
        }
        let admitted = state.rates.admit(endpoint.name, endpoint.limit, now_us);
        if !admitted && state.settings.enforce_rate {
            return Err(Refusal::rate_limited());
        }
    }
    parts.extensions.insert(call);
    let is_oauth = parts.uri.path().contains("/oauth");
    Ok(in_lines_words(is_oauth, next.run(Request::from_parts(parts, Body::from(body))).await))
}

/// A form, query or path that could not even be read is refused in the endpoint's dialect, not in the framework's.
fn in_lines_words(is_oauth: bool, response: Response) -> Response {
    let is_json = header(response.headers(), "content-type").is_some_and(|kind| kind.contains("json"));
    if is_json || !response.status().is_client_error() {
        return response;
    }
    let refusal = if is_oauth {
        Refusal::oauth("invalid_request", "The request could not be read")
    } else {
        Refusal::bad("The request could not be read")
    };
    refusal.into_response()
}

async fn limited(body: Body) -> Result<Bytes, Refusal> {
    let too_large = |_| Refusal::message(StatusCode::PAYLOAD_TOO_LARGE, "The request body exceeds 2 MB");
    axum::body::to_bytes(body, BODY_MAX).await.map_err(too_large)
}

/// Lets a fault strike after the request was carried out.
async fn after(strike: Option<Strike>, response: Response, scissors: Option<Scissors>) -> Response {
    let Some(Strike { kind, ms }) = strike else { return response };
    match kind {
        FaultKind::Hang | FaultKind::HangAfter => {
            tokio::time::sleep(Duration::from_millis(ms.unwrap_or(HANG_MS))).await;
        }
        FaultKind::Slow => tokio::time::sleep(Duration::from_millis(ms.unwrap_or(SLOW_MS))).await,
        FaultKind::ErrorAfter => return Refusal::internal_error().into_response(),
        FaultKind::ResetBefore | FaultKind::ResetAfter => {
            scissors.iter().for_each(Scissors::cut);
        }
        FaultKind::ErrorBefore
        | FaultKind::RateLimited
        | FaultKind::OverQuota
        | FaultKind::Conflict
        | FaultKind::AcceptedThenFail => (),
    }
    response
}

/// A header's value as text.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The token of `Authorization: Bearer …`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    header(headers, "authorization")?.strip_prefix("Bearer ")
}
