//! The account: quota, profiles, followers, bot info and the webhook address.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde_json::json;

use super::oauth::{Fields, field};
use crate::app::Shared;
use crate::clock::rfc3339;
use crate::error::{Answer, Refusal, object, ok, text};
use crate::ids::UserId;

const FOLLOWERS_MAX: usize = 1000;
const FOLLOWERS_USUAL: usize = 300;
const URL_MAX: usize = 500;

pub(super) async fn quota(State(app): State<Shared>) -> Answer {
    match app.state().settings.quota {
        Some(limit) => ok(json!({ "type": "limited", "value": limit })),
        None => ok(json!({ "type": "none" })),
    }
}

pub(super) async fn consumption(State(app): State<Shared>) -> Answer {
    let now_ms = app.clock.now_ms();
    ok(json!({ "totalUsage": app.state().usage.used(now_ms) }))
}

pub(super) async fn profile(State(app): State<Shared>, Path(user_id): Path<String>) -> Answer {
    let state = app.state();
    let id = UserId::parse(&user_id)
        .ok_or_else(|| Refusal::bad("The value for the 'userId' parameter is invalid"))?;
    let user = state.users.index(id).filter(|user| state.users.is_friend(*user));
    let user = user.ok_or_else(|| Refusal::not_found("Not found"))?;
    ok(json!({ "userId": user_id, "displayName": state.users.name(user), "language": "ja" }))
}

pub(super) async fn followers(State(app): State<Shared>, Query(query): Query<Fields>) -> Answer {
    let state = app.state();
    if !state.settings.verified {
        let why = "Access to this API is not available for your account";
        return Err(Refusal::message(StatusCode::FORBIDDEN, why));
    }
    let limit = match field(&query, "limit") {
        "" => FOLLOWERS_USUAL,
        text => text.parse().ok().filter(|limit| (1..=FOLLOWERS_MAX).contains(limit)).ok_or_else(|| {
            Refusal::bad(format!("The value for the 'limit' parameter must be between 1 and {FOLLOWERS_MAX}"))
        })?,
    };
    let start = match field(&query, "start") {
        "" => 0,
        text => {
            parse_next(text).ok_or_else(|| Refusal::bad("The value for the 'start' parameter is invalid"))?
        }
    };
    let mut friends = state.users.iter().skip(start).filter(|(user, _)| state.users.is_friend(*user));
    let page: Vec<(u32, String)> =
        friends.by_ref().take(limit).map(|(user, known)| (user, known.id.to_string())).collect();
    let mut body = json!({ "userIds": page.iter().map(|(_, id)| id).collect::<Vec<_>>() });
    if let (Some(_), Some((last, _))) = (friends.next(), page.last()) {
        body["next"] = format!("page{}", last + 1).into();
    }
    ok(body)
}

fn parse_next(token: &str) -> Option<usize> {
    token.strip_prefix("page")?.parse().ok()
}

pub(super) async fn info(State(app): State<Shared>) -> Answer {
    let channel = app.channel();
    ok(json!({
        "userId": channel.bot_user_id, "basicId": "@kairan", "displayName": channel.display_name,
        "chatMode": "bot", "markAsReadMode": "auto",
    }))
}

pub(super) async fn webhook_endpoint(State(app): State<Shared>) -> Answer {
    let settings = app.state().webhook.clone();
    let endpoint = settings.url.ok_or_else(|| Refusal::not_found("webhook endpoint is not set"))?;
    ok(json!({ "endpoint": endpoint, "active": settings.active }))
}

pub(super) async fn set_webhook_endpoint(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let body = object(&bytes)?;
    let endpoint = allowed_url(text(&body, "endpoint")?)?;
    app.state().webhook.url = Some(endpoint.to_owned());
    ok(json!({}))
}

/// LINE wants https; the simulator also takes http on loopback, because nothing here leaves the machine.
fn allowed_url(text: &str) -> Result<&str, Refusal> {
    let parsed = url::Url::parse(text).ok();
    let is_loopback = |url: &url::Url| {
        url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
    };
    let allowed = parsed.is_some_and(|url| url.scheme() == "https" || is_loopback(&url));
    if !allowed || text.encode_utf16().count() > URL_MAX {
        return Err(Refusal::bad("Invalid webhook endpoint URL"));
    }
    Ok(text)
}

pub(super) async fn test_webhook(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let url = match object(if bytes.is_empty() { b"{}" } else { &bytes })?.get("endpoint") {
        Some(endpoint) => Some(allowed_url(endpoint.as_str().unwrap_or_default())?.to_owned()),
        None => app.state().webhook.url.clone(),
    };
    let url = url.ok_or_else(|| Refusal::not_found("webhook endpoint is not set"))?;
    let body = json!({ "destination": app.channel().bot_user_id, "events": [] }).to_string();
    let result = app.outbox.post(&url, &app.channel().channel_secret, body.into_bytes()).await;
    let (status, reason) = match result {
        Ok(200) => (200, "OK"),
        Ok(status) => (status, "ERROR_STATUS_CODE"),
        Err(reason) => (0, reason),
    };
    ok(json!({
        "success": status == 200, "timestamp": rfc3339(app.clock.now_ms()), "statusCode": status,
        "reason": reason, "detail": if status == 0 { reason.to_owned() } else { status.to_string() },
    }))
}
