//! Token endpoints. Forms in, `{access_token, token_type, expires_in}` out, errors in OAuth's dialect.

use std::collections::HashMap;

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::app::{App, Shared};
use crate::assertion::{Assertion, verify};
use crate::error::{Answer, Refusal, ok};
use crate::tokens::{Issued, LONGEST_MS, TokenKind};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A form or a query as it came.
pub(super) type Fields = HashMap<String, String>;

pub(super) fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map(String::as_str).unwrap_or_default()
}

fn issued(token: Issued) -> Answer {
    let mut body = json!({
        "access_token": token.access_token, "expires_in": token.expires_in_s, "token_type": "Bearer",
    });
    if let Some(key_id) = token.key_id {
        body["key_id"] = key_id.into();
    }
    ok(body)
}

fn grant(form: &Fields) -> Result<(), Refusal> {
    if field(form, "grant_type") == "client_credentials" {
        return Ok(());
    }
    Err(Refusal::oauth("unsupported_grant_type", "grant_type must be client_credentials"))
}

fn assertion(app: &App, fields: &Fields) -> Result<Assertion, Refusal> {
    if field(fields, "client_assertion_type") != ASSERTION_TYPE {
        return Err(Refusal::oauth("invalid_request", "client_assertion_type is not supported"));
    }
    let verified = verify(app.channel(), field(fields, "client_assertion"), app.clock.now_ms());
    verified.map_err(|why| Refusal::oauth("invalid_client", why))
}

fn secret(app: &App, form: &Fields) -> Result<(), Refusal> {
    let channel = app.channel();
    let known = (field(form, "client_id"), field(form, "client_secret"))
        == (channel.channel_id.as_str(), channel.channel_secret.as_str());
    if known {
        Ok(())
    } else {
        Err(Refusal::oauth("invalid_client", "The channel id or the channel secret is wrong"))
    }
}

pub(super) async fn issue_v21(State(app): State<Shared>, Form(form): Form<Fields>) -> Answer {
    grant(&form)?;
    let life_ms = assertion(&app, &form)?.token_life_ms.unwrap_or(LONGEST_MS);
    let now_ms = app.clock.now_ms();
    let token = app.state().tokens.issue_v21(life_ms, now_ms)?;
    issued(token)
}

pub(super) async fn issue_stateless(State(app): State<Shared>, Form(form): Form<Fields>) -> Answer {
    grant(&form)?;
    if form.contains_key("client_assertion") {
        assertion(&app, &form)?;
    } else {
        secret(&app, &form)?;
    }
    let now_ms = app.clock.now_ms();
    let token = app.state().tokens.issue_stateless(now_ms);
    issued(token)
}

pub(super) async fn issue_short_lived(State(app): State<Shared>, Form(form): Form<Fields>) -> Answer {
    grant(&form)?;
    secret(&app, &form)?;
    let now_ms = app.clock.now_ms();
    let token = app.state().tokens.issue_short_lived(now_ms);
    issued(token)
}

/// What verifying a channel access token answers.
pub(super) fn verified(app: &App, token: &str, kinds: &[TokenKind]) -> Answer {
    let left = app.state().tokens.expires_in(token, kinds, app.clock.now_ms());
    match left {
        Some(left) => ok(json!({ "client_id": app.channel().channel_id, "expires_in": left, "scope": "" })),
        None => Err(Refusal::oauth("invalid_request", "access token expired")),
    }
}

pub(super) async fn verify_short_lived(State(app): State<Shared>, Form(form): Form<Fields>) -> Answer {
    verified(&app, field(&form, "access_token"), &[TokenKind::ShortLived])
}

pub(super) async fn revoke_short_lived(State(app): State<Shared>, Form(form): Form<Fields>) -> StatusCode {
    app.state().tokens.revoke(field(&form, "access_token"), TokenKind::ShortLived);
    StatusCode::OK
}

pub(super) async fn revoke_v21(
    State(app): State<Shared>,
    Form(form): Form<Fields>,
) -> Result<StatusCode, Refusal> {
    secret(&app, &form)?;
    app.state().tokens.revoke(field(&form, "access_token"), TokenKind::V21);
    Ok(StatusCode::OK)
}

pub(super) async fn key_ids(State(app): State<Shared>, Query(query): Query<Fields>) -> Answer {
    assertion(&app, &query)?;
    let now_ms = app.clock.now_ms();
    let kids: Value = json!(app.state().tokens.key_ids(now_ms));
    ok(json!({ "kids": kids }))
}
