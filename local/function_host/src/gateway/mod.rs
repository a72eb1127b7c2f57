//! The front doors: API Gateway's REST API with proxy events, and Function URLs as CloudFront calls them.

mod answer;
mod function_url;
mod rest;
mod route;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use bytes::Bytes;
use embedded_aws::Clock;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::outcome::InvokeError;
use crate::pool::{Pool, WhenFull};
use crate::template::ApiRoute;

/// API Gateway takes at most 10 MB.
const REST_BODY_BYTES: usize = 10 * 1024 * 1024;
/// Lambda takes events of at most 6 MB, which also bounds a Function URL's body.
const EVENT_BYTES: usize = 6 * 1024 * 1024;
/// API Gateway waits for an integration for at most 29 s.
const REST_WAIT: Duration = Duration::from_secs(29);

/// When a REST body arrives in Base64 although no binary media type of the template says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Base64Bodies {
    /// Only if it is not UTF-8, which API Gateway itself would damage.
    #[default]
    WhenNotText,
    /// Always, to try a function with it.
    Always,
}

/// What both doors know.
#[derive(Clone)]
pub(crate) struct Place {
    pub region: String,
    pub account: String,
    pub clock: Clock,
    pub base64: Base64Bodies,
}

struct RestApi {
    routes: Vec<(ApiRoute, Arc<Pool>)>,
    place: Place,
}

struct FunctionUrl {
    pool: Arc<Pool>,
    place: Place,
}

/// Answers the REST API on this listener.
pub(crate) fn serve_rest(
    listener: TcpListener,
    routes: Vec<(ApiRoute, Arc<Pool>)>,
    place: Place,
) -> JoinHandle<()> {
    let clock = place.clock.clone();
    let api = Arc::new(RestApi { routes, place });
    serve(listener, clock, Router::new().fallback(answer_rest).with_state(api))
}

/// Answers the Function URL of one function on this listener.
pub(crate) fn serve_url(listener: TcpListener, pool: Arc<Pool>, place: Place) -> JoinHandle<()> {
    let clock = place.clock.clone();
    let url = Arc::new(FunctionUrl { pool, place });
    serve(listener, clock, Router::new().fallback(answer_url).with_state(url))
}

/// A listener on loopback; the error is the sentence for the user.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| format!("port {} is not free ({error})", address.port()))
}

/// Any free loopback port.
pub(crate) const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Answers tell the time of the city's clock.
fn serve(listener: TcpListener, clock: Clock, router: Router) -> JoinHandle<()> {
    let router = router.layer(axum::middleware::map_response(move |mut response: Response| {
        if let Ok(date) = HeaderValue::from_str(&clock.http_date()) {
            response.headers_mut().insert(header::DATE, date);
        }
        std::future::ready(response)
    }));
    let listener = listener.tap_io(|stream| {
        // Without it the second packet of an answer may wait 40 ms.
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!("a front door closed: {error}");
        }
    })
}

async fn answer_rest(State(api): State<Arc<RestApi>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let found =
        api.routes.iter().find_map(|(route, pool)| Some((route::parameters(route, &parts)?, route, pool)));
    let Some((parameters, route, pool)) = found else {
        return message(StatusCode::FORBIDDEN, "Missing Authentication Token");
    };
    let Some(body) = read(body, REST_BODY_BYTES).await else {
        return message(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long");
    };
    let event = rest::build(&parts, &body, route, &parameters, &api.place);
    let event = Bytes::from(event.to_string());
    if event.len() > EVENT_BYTES {
        return message(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long");
    }
    match tokio::time::timeout(REST_WAIT, pool.invoke(event, WhenFull::Refuse)).await {
        Err(_) => message(StatusCode::GATEWAY_TIMEOUT, "Endpoint request timed out"),
        Ok(Ok(reply)) => answer::from_rest(&reply)
            .unwrap_or_else(|| message(StatusCode::BAD_GATEWAY, "Internal server error")),
        Ok(Err(InvokeError::Throttled(_))) => message(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests"),
        Ok(Err(error)) => {
            tracing::warn!("the REST API answers 502: {error}");
            message(StatusCode::BAD_GATEWAY, "Internal server error")
        }
    }
}

async fn answer_url(State(url): State<Arc<FunctionUrl>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(body) = read(body, EVENT_BYTES).await else {
        return message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
    };
    let event = function_url::build(&parts, &body, &url.pool.function.name, &url.place);
    let event = Bytes::from(event.to_string());
    if event.len() > EVENT_BYTES {
        return message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
    }
    match url.pool.invoke(event, WhenFull::Refuse).await {
        Ok(reply) => answer::from_url(&reply)
            .unwrap_or_else(|| message(StatusCode::BAD_GATEWAY, "Internal Server Error")),
        Err(InvokeError::Throttled(_)) => message(StatusCode::TOO_MANY_REQUESTS, "Rate Exceeded."),
        Err(error) => {
            tracing::warn!("the Function URL answers 502: {error}");
            message(StatusCode::BAD_GATEWAY, "Internal Server Error")
        }
    }
}

async fn read(body: Body, limit: usize) -> Option<Bytes> {
    to_bytes(body, limit).await.ok()
}

fn message(status: StatusCode, text: &str) -> Response {
    (status, axum::Json(json!({ "message": text }))).into_response()
}

/// All values of each header, in order.
fn header_values(headers: &HeaderMap) -> Vec<(String, Vec<String>)> {
    let values = |name| {
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    headers.keys().map(|name| (name.as_str().to_owned(), values(name).collect())).collect()
}

/// Decoded pairs of the query.
fn query_pairs(parts: &Parts) -> Vec<(String, String)> {
    let query = parts.uri.query().unwrap_or_default();
    axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_or_else(
        |_| {
            tracing::debug!("a query could not be decoded: {} bytes", query.len());
            Vec::new()
        },
        |axum::extract::Query(pairs)| pairs,
    )
}

/// Body and `isBase64Encoded` of an event.
fn body_fields(body: &[u8], is_binary: bool) -> (Value, bool) {
    use base64::Engine as _;
    match std::str::from_utf8(body) {
        _ if body.is_empty() => (Value::Null, false),
        Ok(text) if !is_binary => (json!(text), false),
        _ => (json!(base64::engine::general_purpose::STANDARD.encode(body)), true),
    }
}
