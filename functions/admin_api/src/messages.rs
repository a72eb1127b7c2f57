//! `POST /api/messages/check`: would LINE take these messages, and should a reader get them?

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::delivery::DeliveryId;
use domain::guard::{Context, Warning, check as look_into};
use domain::message::{Messages, Violation};
use domain::reaction::name_delivery;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use ulid::Ulid;
use utoipa::ToSchema;

use crate::App;
use crate::confirmation::{too_many, words_of};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::shapes;
use crate::wire::time;

/// Messages to check.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CheckRequest {
    /// Objects, or texts that hold one each as a draft keeps them.
    #[schema(value_type = serde_json::Value, required = true)]
    messages: Option<Box<RawValue>>,
    /// In earnest, not announced as a drill.
    #[serde(default = "in_earnest")]
    live: bool,
    #[serde(default)]
    emergency: bool,
    /// The id of the department whose own words are asked about too.
    department: Option<String>,
    /// When it is to start; now if left out.
    start: Option<String>,
}

fn in_earnest() -> bool {
    true
}

/// `ok`, or what to mend; and what to look at once more.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckAnswer {
    ok: bool,
    errors: Vec<FieldError>,
    #[schema(value_type = Vec<shapes::Warning>)]
    warnings: Vec<Warning>,
}

/// Checks and answers, with the words of the department it names; nothing is stored and LINE is not asked.
pub async fn check(
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<CheckRequest>,
) -> Result<Json<CheckAnswer>, Problem> {
    let written = request.messages.as_deref().map_or("null", RawValue::get);
    let texts = texts(written);
    let checked = match &texts {
        Texts::Apart(texts) => {
            Messages::from_texts(&texts.iter().map(|text| named(text)).collect::<Vec<_>>())
        }
        Texts::Together(_) => Messages::from_json(&named(written)),
    };
    let mut errors: Vec<_> = checked.err().unwrap_or_default().into_iter().map(field_error).collect();
    let start = request.start.as_deref().map(|start| time("start", start)).transpose()?;
    let start_ms = start.unwrap_or_else(runtime::clock::now_ms);
    let words = words_of(&app, request.department.as_deref()).await?;
    let CheckRequest { emergency, live, .. } = request;
    let media = app.media.address();
    let context = Context { start_ms, emergency, live, words: &words, aimed: None, media };
    let (Texts::Apart(texts) | Texts::Together(texts)) = texts;
    let warnings = look_into(&texts, &context);
    errors.extend(too_many(warnings.len()));
    Ok(Json(CheckAnswer { ok: errors.is_empty(), errors, warnings }))
}

/// Each message as a JSON text.
enum Texts {
    /// They came as texts.
    Apart(Vec<String>),
    /// They came as an array of objects.
    Together(Vec<String>),
}

fn texts(written: &str) -> Texts {
    if let Some(texts) = serde_json::from_str::<Vec<String>>(written).ok().filter(|texts| !texts.is_empty()) {
        return Texts::Apart(texts);
    }
    let objects: Vec<Box<RawValue>> = serde_json::from_str(written).unwrap_or_default();
    Texts::Together(objects.iter().map(|object| object.get().to_owned()).collect())
}

/// As long as it will be when a delivery is made of it.
fn named(text: &str) -> String {
    name_delivery(text, DeliveryId::from_ulid(Ulid::nil())).unwrap_or_else(|| text.to_owned())
}

/// A violation as the API shows it.
pub fn field_error(violation: Violation) -> FieldError {
    FieldError {
        path: violation.path,
        code: serde_json::to_value(violation.code)
            .ok()
            .and_then(|code| code.as_str().map(str::to_owned))
            .unwrap_or_default(),
        limit: violation.limit,
        actual: violation.actual,
        message: violation.message_ja,
    }
}
