//! `/api/drafts/{id}/approval`: a second person is asked, agrees or sends back.

use std::sync::Arc;

use axum::extract::State;
use domain::draft::{Draft, DraftError, Person, Reached, moved};
use domain::segment::Target;
use domain::staff::Actor;
use serde::Deserialize;
use tracing::info;
use utoipa::ToSchema;

use crate::App;
use crate::asked::Path;
use crate::confirmation::{self, no_count};
use crate::corrections::{check_reach, reach, refusal, target_of, whom};
use crate::draft_wire::DraftAnswer;
use crate::drafts::{Answer, changed, own, person, stale};
use crate::gate::Who;
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::of_draft;
use crate::routes::Routes;
use crate::segments::noted;
use crate::wire::{Expected, expected};

/// A note or a reason is a few sentences.
const MAX_NOTE_CHARS: usize = 1_000;

/// The steps of approval.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .post("/api/drafts/{id}/approval", ask)
        .stale_shows::<DraftAnswer>()
        .post("/api/drafts/{id}/approval/approve", approve)
        .refused(&[429])
        .stale_shows::<DraftAnswer>()
        .post("/api/drafts/{id}/approval/return", send_back)
        .stale_shows::<DraftAnswer>()
        .post("/api/drafts/{id}/approval/withdraw", withdraw)
        .stale_shows::<DraftAnswer>()
}

/// A second person is asked.
#[derive(Debug, Deserialize, ToSchema)]
struct AskWish {
    version: Option<u64>,
    /// What the approver reads with it.
    #[serde(default)]
    note: String,
}

/// They agree.
#[derive(Debug, Deserialize, ToSchema)]
struct ApproveWish {
    version: Option<u64>,
    /// Of the content that they saw.
    #[serde(default)]
    #[schema(required = true)]
    content_hash: String,
    /// How many people the button named.
    #[schema(required = true, nullable = false)]
    expected_count: Option<u64>,
}

/// They send it back.
#[derive(Debug, Deserialize, ToSchema)]
struct ReturnWish {
    version: Option<u64>,
    #[serde(default)]
    #[schema(required = true)]
    reason: String,
}

fn bounded(path: &str, text: &str) -> Result<String, FieldError> {
    let (text, chars) = (text.trim(), text.trim().chars().count());
    if chars > MAX_NOTE_CHARS {
        let message = format!("{MAX_NOTE_CHARS}文字までで入力してください(いま{chars}文字)。");
        return Err(FieldError::too_long(path, MAX_NOTE_CHARS, chars, message));
    }
    Ok(text.to_owned())
}

fn reason(text: &str) -> Result<String, FieldError> {
    if text.trim().is_empty() {
        return Err(FieldError::new("reason", "required", "差し戻す理由を入力してください。"));
    }
    bounded("reason", text)
}

/// One step: of a draft of theirs, through a door, with its record.
async fn step(
    app: &App,
    actor: &Actor,
    draft: &Draft,
    action: &'static str,
    door: impl FnOnce(&Draft, &Person, u64) -> Result<Draft, DraftError>,
) -> Answer {
    let (by, now_ms) = (person(actor), runtime::clock::now_ms());
    let drafts = app.record_draft(of_draft(actor, action, draft).with("content_hash", draft.content.hash()));
    changed(app, actor, &drafts, draft.id, |draft| door(draft, &by, now_ms).map(Some)).await
}

async fn ask(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<AskWish>,
) -> Answer {
    let (version, note) = (expected(wish.version)?, bounded("note", &wish.note)?);
    let (draft, guards) = (own(&app, &actor, &id).await?, confirmation::guards(&app).await?);
    draft.content.start.times(0, runtime::clock::now_ms())?; // nobody could answer before a start that is over
    let hours = guards.approval_hours;
    let door = |draft: &Draft, by: &Person, now_ms| draft.ask_approval(note, hours, by, version, now_ms);
    step(&app, &actor, &draft, "draft.approval_requested", door).await
}

async fn approve(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<ApproveWish>,
) -> Answer {
    let (version, draft) = (expected(wish.version)?, own(&app, &actor, &id).await?);
    stale(&app, &draft, version).await?; // before a number is told that belongs to another target
    // Nor is one told by which refusal it is: what cannot be approved anyhow is refused before anybody is counted.
    let nobody = Reached { people: 0, words: "" };
    draft.approve((&wish.content_hash, nobody), &person(&actor), version, runtime::clock::now_ms())?;
    let before = wish.expected_count.ok_or_else(no_count)?;
    let target = target_of(&draft.content);
    if let Some(target) = &target {
        // Whoever may not ask for this number was shown none, and hears none by a refusal.
        check_reach(&app, &actor, target).await??;
    }
    if let Some(Target::RecipientsOf(original)) = &target {
        // Not known yet: an approval for nobody would have lapsed as soon as it is.
        whom(&app, *original).await?.map_err(refusal)?;
    }
    let reach = reach(&app, &actor, target.as_ref()).await?;
    if moved(before, reach.count) {
        noted(&app, &actor, target.as_ref()).await?;
        return Err(Problem::count_changed(before, reach.count));
    }
    let seen = (wish.content_hash.as_str(), reach.reached());
    let door = |draft: &Draft, by: &Person, now_ms| draft.approve(seen, by, version, now_ms);
    let approved = step(&app, &actor, &draft, "draft.approved", door).await?;
    info!(draft.id = %draft.id, "approved draft {}", draft.id);
    Ok(approved)
}

async fn send_back(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<ReturnWish>,
) -> Answer {
    let (version, reason) = (expected(wish.version)?, reason(&wish.reason)?);
    let draft = own(&app, &actor, &id).await?;
    let door = |draft: &Draft, by: &Person, now_ms| draft.send_back(reason, by, version, now_ms);
    step(&app, &actor, &draft, "draft.returned", door).await
}

async fn withdraw(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Answer {
    let (version, draft) = (seen.version()?, own(&app, &actor, &id).await?);
    let door = |draft: &Draft, by: &Person, now_ms| draft.withdraw(by, version, now_ms);
    step(&app, &actor, &draft, "draft.withdrawn", door).await
}
