//! `PUT /answers` and `DELETE /registration`, and how answers look on the wire.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::follower::Answers;
use domain::survey::{Catalogue, Item, WrongAnswer};
use domain::user_id::UserId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tracing::info;
use usecases::registration::{Registration, forget as take_back, register};

use crate::caller::Caller;
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::{App, FormStore};

/// A form that is sent.
#[derive(Deserialize)]
pub struct Sent {
    answers: Map<String, Value>,
    consent_version: u32,
    form_version: u64,
    /// Told in the log, so that a phone's repetitions can be recognised.
    #[serde(default)]
    request_id: String,
}

/// What stands now.
#[derive(Serialize)]
pub struct Saved {
    answers: Map<String, Value>,
    version: u64,
    #[serde(rename = "saved_at")]
    at: String,
}

/// Saves all answers. The same form again is answered in the same way and changes nothing.
pub async fn save<S: FormStore>(
    State(app): State<Arc<App<S>>>,
    Caller(user): Caller,
    JsonBody(sent): JsonBody<Sent>,
) -> Result<Json<Saved>, Problem> {
    let now_ms = (app.clock)();
    let catalogue = app.store.catalogue().await?;
    let answers = taken(&catalogue, &sent)?;
    if app.store.rules().await?.consent.version != sent.consent_version {
        return Err(Problem::consent_changed());
    }
    admit(&app, &user, now_ms).await?;
    let form = Registration { answers: &answers, consent_version: sent.consent_version, now_ms };
    let saved = register(&app.store, &user, form).await?;
    info!(request.id = request_id(&sent.request_id), "saved a registration");
    Ok(Json(Saved { answers: told(&catalogue, &saved), version: catalogue.version(), at: stamp(now_ms) }))
}

/// Takes the registration back.
pub async fn forget<S: FormStore>(
    State(app): State<Arc<App<S>>>,
    Caller(user): Caller,
) -> Result<Json<Value>, Problem> {
    let now_ms = (app.clock)();
    admit(&app, &user, now_ms).await?;
    take_back(&app.store, &user, now_ms).await?;
    info!("took a registration back");
    Ok(Json(json!({ "deleted": true })))
}

async fn admit<S: FormStore>(app: &App<S>, user: &UserId, now_ms: u64) -> Result<(), Problem> {
    if app.store.admit_write(user, now_ms).await? { Ok(()) } else { Err(Problem::too_many()) }
}

/// Whoever filled in older questions is told that they are others now, and only otherwise what was wrong.
fn taken(catalogue: &Catalogue, sent: &Sent) -> Result<Answers, Problem> {
    catalogue.take_answers(&sent.answers).map_err(|wrong| {
        let is_older = sent.form_version != catalogue.version();
        if is_older || wrong.iter().any(WrongAnswer::is_form_changed) {
            return Problem::form_changed();
        }
        let field = |wrong: &WrongAnswer| {
            FieldError::new(format!("answers.{}", wrong.item), wrong.code(), wrong.message_ja())
        };
        Problem::invalid(wrong.iter().map(field).collect())
    })
}

/// Answers to what is asked now, as the form takes and gives them.
pub fn told(catalogue: &Catalogue, answers: &Answers) -> Map<String, Value> {
    let asked = answers.iter().filter(|(id, _)| catalogue.item(id).is_some_and(Item::is_asked));
    asked.map(|(id, answer)| (id.to_string(), answer.value.to_json())).collect()
}

/// Only what a UUID may hold, so that nothing else gets into the log.
fn request_id(text: &str) -> &str {
    let is_id = text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_id { text } else { "unreadable" }
}

/// In Japan's time, as people there read it.
fn stamp(now_ms: u64) -> String {
    let at = jiff::Timestamp::from_millisecond(now_ms as i64).unwrap_or_default();
    at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9))).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
