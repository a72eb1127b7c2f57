//! `POST /api/messages/check`: would LINE take these messages?

use axum::Json;
use domain::delivery::DeliveryId;
use domain::message::{Messages, Violation};
use domain::reaction::name_delivery;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use ulid::Ulid;

use crate::json::JsonBody;
use crate::problem::FieldError;

/// Messages to check.
#[derive(Debug, Deserialize)]
pub struct CheckRequest {
    messages: Option<Box<RawValue>>,
}

/// `ok`, or what to mend.
#[derive(Debug, Serialize)]
pub struct CheckAnswer {
    ok: bool,
    errors: Vec<FieldError>,
}

/// Checks and answers; nothing is stored and LINE is not asked.
pub async fn check(JsonBody(request): JsonBody<CheckRequest>) -> Json<CheckAnswer> {
    let written = request.messages.as_deref().map_or("null", RawValue::get);
    // As long as it will be when a delivery is made of it.
    let named = name_delivery(written, DeliveryId::from_ulid(Ulid::nil()));
    let json = named.as_deref().unwrap_or(written);
    let errors: Vec<_> =
        Messages::from_json(json).err().unwrap_or_default().into_iter().map(field_error).collect();
    Json(CheckAnswer { ok: errors.is_empty(), errors })
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
