//! Rich menu batches: start, progress, and the check without effect.

use axum::body::Bytes;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;

use super::oauth::{Fields, field};
use super::rich_menu_links::announce_menus;
use crate::app::Shared;
use crate::error::{Answer, Refusal, ok, unparsable};
use crate::gate::Call;
use crate::rich_menu::batch::BatchRequest;

fn parse(bytes: &[u8]) -> Result<BatchRequest, Refusal> {
    serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => Refusal::property("operations"),
        _ => unparsable(&error),
    })
}

pub(super) async fn start(
    State(app): State<Shared>,
    Extension(call): Extension<Call>,
    bytes: Bytes,
) -> Answer {
    let batch = parse(&bytes)?;
    let request_id = call.request_id.to_string();
    {
        let (mut state, now_ms) = (app.state(), app.clock.now_ms());
        state.menus.check_batch(&batch)?;
        state.menus.accept_batch(&batch, &request_id, now_ms);
    }
    app.later(move |app| {
        let now_ms = app.clock.now_ms();
        let touched = app.state().menus.finish_batch(&request_id, call.then_fail, now_ms);
        announce_menus(app, &touched);
    });
    Ok((StatusCode::ACCEPTED, axum::Json(json!({}))).into_response())
}

pub(super) async fn progress(State(app): State<Shared>, Query(query): Query<Fields>) -> Answer {
    let now_ms = app.clock.now_ms();
    let progress = app.state().menus.batch_progress(field(&query, "requestId"), now_ms)?;
    ok(progress)
}

pub(super) async fn validate(State(app): State<Shared>, bytes: Bytes) -> Answer {
    app.state().menus.check_batch(&parse(&bytes)?)?;
    ok(json!({}))
}
