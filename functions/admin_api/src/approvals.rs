//! `/api/drafts/{id}/approval`: a second person is asked, agrees or sends back.

use std::sync::Arc;

use axum::extract::State;
use domain::draft::Draft;
use serde::Deserialize;
use tracing::info;
use utoipa::ToSchema;

use crate::App;
use crate::asked::Path;
use crate::confirmation;
use crate::draft_wire::DraftAnswer;
use crate::drafts::{Answer, changed, own, person};
use crate::gate::Who;
use crate::json::JsonBody;
use crate::problem::FieldError;
use crate::records::of_draft;
use crate::routes::Routes;
use crate::wire::expected;

/// A note or a reason is a few sentences.
const MAX_NOTE_CHARS: usize = 1_000;

/// The steps of approval.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .post("/api/drafts/{id}/approval", ask)
        .stale_shows::<DraftAnswer>()
        .post("/api/drafts/{id}/approval/approve", approve)
        .stale_shows::<DraftAnswer>()
        .post("/api/drafts/{id}/approval/return", send_back)
        .stale_shows::<DraftAnswer>()
        .post("/api/drafts/{id}/approval/withdraw", withdraw)
        .stale_shows::<DraftAnswer>()
}

/// What comes with a step of approval.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Step {
    version: Option<u64>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    content_hash: String,
}

fn text(path: &str, text: &str, required: bool) -> Result<String, FieldError> {
    let text = text.trim();
    if required && text.is_empty() {
        return Err(FieldError::new(path, "required", "差し戻す理由を入力してください。"));
    }
    if text.chars().count() > MAX_NOTE_CHARS {
        let message = format!("{MAX_NOTE_CHARS}文字までで入力してください。");
        return Err(FieldError::new(path, "too_long", message));
    }
    Ok(text.to_owned())
}

async fn ask(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(step): JsonBody<Step>,
) -> Answer {
    let (version, note) = (expected(step.version)?, text("note", &step.note, false)?);
    let draft = own(&app, &actor, &id).await?;
    let hours = confirmation::guards(&app).await?.approval_hours;
    let (by, now_ms) = (person(&actor), runtime::clock::now_ms());
    let door = |draft: &Draft| draft.ask_approval(note, hours, &by, version, now_ms).map(Some);
    let drafts = app.record_draft(of_draft(&actor, "draft.approval_requested", &draft));
    changed(&app, &actor, &drafts, draft.id, door).await
}

async fn approve(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(step): JsonBody<Step>,
) -> Answer {
    let version = expected(step.version)?;
    let draft = own(&app, &actor, &id).await?;
    let (by, now_ms) = (person(&actor), runtime::clock::now_ms());
    let door = |draft: &Draft| draft.approve(&step.content_hash, &by, version, now_ms).map(Some);
    let record = of_draft(&actor, "draft.approved", &draft).with("content_hash", draft.content.hash());
    let approved = changed(&app, &actor, &app.record_draft(record), draft.id, door).await?;
    info!(draft.id = %draft.id, "approved draft {}", draft.id);
    Ok(approved)
}

async fn send_back(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(step): JsonBody<Step>,
) -> Answer {
    let (version, reason) = (expected(step.version)?, text("reason", &step.reason, true)?);
    let draft = own(&app, &actor, &id).await?;
    let (by, now_ms) = (person(&actor), runtime::clock::now_ms());
    let door = |draft: &Draft| draft.send_back(reason, &by, version, now_ms).map(Some);
    let drafts = app.record_draft(of_draft(&actor, "draft.returned", &draft));
    changed(&app, &actor, &drafts, draft.id, door).await
}

async fn withdraw(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(step): JsonBody<Step>,
) -> Answer {
    let version = expected(step.version)?;
    let draft = own(&app, &actor, &id).await?;
    let (by, now_ms) = (person(&actor), runtime::clock::now_ms());
    let door = |draft: &Draft| draft.withdraw(&by, version, now_ms).map(Some);
    let drafts = app.record_draft(of_draft(&actor, "draft.withdrawn", &draft));
    changed(&app, &actor, &drafts, draft.id, door).await
}
