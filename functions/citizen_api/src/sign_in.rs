//! `POST /session`: an ID token in, a session and what is known about its user out.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::answers::told;
use crate::json::JsonBody;
use crate::problem::Problem;
use crate::session::SESSION_S;
use crate::{App, FormStore};

/// The raw ID token as LIFF gave it; nothing else about the user is taken.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    id_token: String,
}

/// A session, and the form as this user left it.
#[derive(Serialize)]
pub struct SignedIn {
    session: String,
    expires_in_s: u64,
    registered: bool,
    consent_version: Option<u32>,
    answers: Map<String, Value>,
    version: u64,
}

/// Signs in.
pub async fn sign_in<S: FormStore>(
    State(app): State<Arc<App<S>>>,
    JsonBody(asked): JsonBody<SignIn>,
) -> Result<Json<SignedIn>, Problem> {
    let now_ms = (app.clock)();
    let secret = (app.secret)().await?;
    let user = app.id_tokens.verify(&asked.id_token, &secret.login_channel_id, now_ms).await?;
    let session = secret.session_key()?.open(&user, now_ms);
    let catalogue = app.store.catalogue().await?;
    let known = app.store.followers(std::slice::from_ref(&user)).await?.pop();
    Ok(Json(SignedIn {
        session,
        expires_in_s: SESSION_S,
        registered: known.as_ref().is_some_and(domain::follower::Follower::is_registered),
        consent_version: known.as_ref().and_then(|follower| follower.consent_version),
        answers: known.map(|follower| told(&catalogue, &follower.answers)).unwrap_or_default(),
        version: catalogue.version(),
    }))
}
