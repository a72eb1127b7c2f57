//! LINE Login: verifying tokens, the published keys, the profile and the friendship of a user's token.

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;

use super::oauth::{Fields, field, verified};
use crate::app::{App, Shared};
use crate::error::{Answer, Refusal, ok};
use crate::gate::bearer;
use crate::login::Expected;
use crate::tokens::TokenKind;

/// Verifies a user's access token, or a v2.1 or stateless channel token: LINE uses one path for both.
pub(super) async fn verify_access_token(State(app): State<Shared>, Query(query): Query<Fields>) -> Answer {
    let token = field(&query, "access_token");
    if let Some((_, left)) = app.login.user_of(token, app.clock.now_ms()) {
        let client_id = &app.channel().login_channel_id;
        return ok(json!({ "scope": "profile openid", "client_id": client_id, "expires_in": left }));
    }
    verified(&app, token, &[TokenKind::V21, TokenKind::Stateless])
}

pub(super) async fn verify_id_token(State(app): State<Shared>, Form(form): Form<Fields>) -> Answer {
    let optional = |name| form.get(name).map(String::as_str);
    let expected = Expected {
        client_id: field(&form, "client_id"),
        nonce: optional("nonce"),
        user_id: optional("user_id"),
    };
    let claims = app.login.verify(field(&form, "id_token"), &expected, app.clock.now_ms());
    claims.map_err(|why| Refusal::oauth("invalid_request", why)).and_then(ok)
}

pub(super) async fn certs(State(app): State<Shared>) -> Answer {
    ok(app.login.jwks())
}

fn user(app: &App, headers: &HeaderMap) -> Result<u32, Refusal> {
    let token = bearer(headers).unwrap_or_default();
    let known = app.login.user_of(token, app.clock.now_ms());
    let refused = || Refusal::message(StatusCode::UNAUTHORIZED, "The access token is not valid");
    known.map(|(user, _)| user).ok_or_else(refused)
}

pub(super) async fn profile(State(app): State<Shared>, headers: HeaderMap) -> Answer {
    let user = user(&app, &headers)?;
    let state = app.state();
    ok(json!({ "userId": state.users.get(user).id.to_string(), "displayName": state.users.name(user) }))
}

pub(super) async fn friendship(State(app): State<Shared>, headers: HeaderMap) -> Answer {
    let user = user(&app, &headers)?;
    ok(json!({ "friendFlag": app.state().users.is_friend(user) }))
}
