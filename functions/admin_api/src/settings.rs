//! `/api/settings/{name}`: what staff set, read and replaced under the version that they saw.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::{Entry, Object};
use domain::digest::hex_sha256;
use domain::draft::{GuardReview, Guards};
use domain::setting::{Setting, SettingName, Unfit, check, check_change};
use domain::staff::Actor;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracing::info;
use usecases::jobs::ports::{Settings, Swap};
use utoipa::ToSchema;

use crate::App;
use crate::asked::Path;
use crate::drafts::person;
use crate::gate::Who;
use crate::json::JsonBody;
use crate::messages::field_error;
use crate::problem::{FieldError, Problem};
use crate::records;
use crate::routes::Routes;

/// A setting; version 0 is the default, which nobody has stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingAnswer {
    name: &'static str,
    value: Value,
    version: u64,
}

/// What a setting shall be.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewSetting {
    #[serde(default)]
    #[schema(required = true)]
    value: Value,
    version: Option<u64>,
}

/// The routes of settings.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/settings/{name}", read)
        .put("/api/settings/{name}", replace)
        .stale_shows::<SettingAnswer>()
}

fn named(name: &str) -> Result<SettingName, Problem> {
    let missing = || Problem::new(StatusCode::NOT_FOUND, "not_found", "この設定はありません。");
    SettingName::parse(name).ok_or_else(missing)
}

fn answer(name: SettingName, setting: Setting) -> Json<SettingAnswer> {
    Json(SettingAnswer { name: name.as_str(), value: setting.value, version: setting.version })
}

/// `GET /api/settings/{name}`
pub async fn read(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<SettingAnswer>, Problem> {
    let name = named(&name)?;
    Ok(answer(name, app.segments.setting(name).await?))
}

/// `PUT /api/settings/{name}`
pub async fn replace(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(name): Path<String>,
    JsonBody(wish): JsonBody<NewSetting>,
) -> Result<Json<SettingAnswer>, Problem> {
    let name = named(&name)?;
    let stands = app.segments.setting(name).await?;
    let fits = check(name, &wish.value, &app.form_url);
    let mut errors = match fits.and_then(|()| check_change(name, &stands.value, &wish.value)) {
        Ok(()) => Vec::new(),
        Err(Unfit::Messages(violations)) => violations.into_iter().map(field_error).collect(),
        Err(Unfit::Value(message)) => vec![FieldError::new("value", "invalid", message)],
    };
    let Some(version) = wish.version else {
        let message = "見ていた版の番号(version)を付けてください。";
        errors.push(FieldError::new("version", "required", message));
        return Err(Problem::invalid(errors));
    };
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    if stands.version != version {
        let Json(now) = answer(name, stands);
        return Err(Problem::stale(now.version, &now)); // what is written is compared with what was seen, for the record too
    }
    let next = Setting { value: wish.value, version: version.saturating_add(1) };
    let table = app.record_segment(record(&actor, name, &stands, &next));
    let written = match weakening(&actor, name, &stands, &next) {
        Some(review) => table.put_weakened(&next, &app.console, &review).await?,
        None => table.put_setting(name, &next).await?,
    };
    match written {
        Swap::Done => {
            info!(setting = name.as_str(), version = next.version, "changed setting {}", name.as_str());
            Ok(answer(name, next))
        }
        Swap::Lost(stands) => {
            let Json(now) = answer(name, stands);
            Err(Problem::stale(now.version, &now))
        }
    }
}

/// What citizens read is recorded by its hash, numbers and guards as they are. Weakening a guard has a name of its own,
/// so that somebody else finds it.
fn record(actor: &Actor, name: SettingName, before: &Setting, next: &Setting) -> Entry {
    let text = next.value.to_string();
    let weakened = if name == SettingName::Guards { weakened(before, next) } else { Vec::new() };
    let action = if weakened.is_empty() { "setting.changed" } else { "setting.guards_weakened" };
    let entry = records::entry(actor, action, Object::new("setting", name.as_str(), name.words()));
    match name {
        SettingName::Greeting | SettingName::Consent | SettingName::Maintenance => {
            entry.with("sha256", hex_sha256(text.as_bytes()))
        }
        SettingName::RetentionDays | SettingName::EveryonePerMonth => entry.with("value", text),
        SettingName::Guards if weakened.is_empty() => entry.with("value", text),
        SettingName::Guards => entry.with("value", text).with("weakened", weakened),
    }
}

/// What a second person is asked to look at, where guards were weakened.
fn weakening(actor: &Actor, name: SettingName, before: &Setting, next: &Setting) -> Option<GuardReview> {
    let weakened = if name == SettingName::Guards { weakened(before, next) } else { Vec::new() };
    let (by, at_ms) = (person(actor), runtime::clock::now_ms());
    let review = GuardReview { setting: next.version, version: 1, by, at_ms, weakened, found: None };
    (!review.weakened.is_empty()).then_some(review)
}

fn weakened(before: &Setting, next: &Setting) -> Vec<String> {
    // One that cannot be read is worked with as if nobody had changed it.
    let read =
        |setting: &Setting| serde_json::from_value::<Guards>(setting.value.clone()).unwrap_or_default();
    read(next).weaker_than(&read(before))
}
