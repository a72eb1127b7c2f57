//! What uses an item or an option, and their deletion. Nothing is taken away from under a segment or a delivery; the
//! answers that there are go where the caller says, in a job.
//!
//! The items change first, then the job is made. Killed in between, the same request again makes the job.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use domain::digest::hex_sha256;
use domain::job::{JobId, JobKind};
use domain::survey::{Catalogue, ItemId, OptionId};
use serde::Serialize;
use tracing::info;
use usecases::items::change::{ChangeItemsError, change_items};
use usecases::items::uses::{Subject, Uses};
use usecases::jobs::start::start_job;

use crate::App;
use crate::item_wire::{AnswersWish, DeleteWish};
use crate::items::{item_id, living, option_id};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::wire::{UseAnswer, expected, uses_answer};

/// What a deletion would touch.
#[derive(Debug, Serialize)]
pub struct ImpactAnswer {
    version: u64,
    /// People who have answered so, those who have blocked the account included.
    answers: u64,
    used_by: Vec<UseAnswer>,
}

/// What a deletion did.
#[derive(Debug, Serialize)]
pub struct RemovedAnswer {
    version: u64,
    /// The job that deals with the answers; null where there were none.
    job: Option<String>,
}

/// `GET /api/items/{id}/impact`.
pub async fn item_impact(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<ImpactAnswer>, Problem> {
    impact(&app, Subject { item: item_id(&id)?, option: None }).await
}

/// `GET /api/items/{id}/options/{option}/impact`.
pub async fn option_impact(
    State(app): State<Arc<App>>,
    Path((id, option)): Path<(String, String)>,
) -> Result<Json<ImpactAnswer>, Problem> {
    impact(&app, Subject { item: item_id(&id)?, option: Some(option_id(&option)?) }).await
}

/// `DELETE /api/items/{id}`.
pub async fn delete_item(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<DeleteWish>,
) -> Result<Json<RemovedAnswer>, Problem> {
    remove(&app, Subject { item: item_id(&id)?, option: None }, wish).await
}

/// `DELETE /api/items/{id}/options/{option}`.
pub async fn delete_option(
    State(app): State<Arc<App>>,
    Path((id, option)): Path<(String, String)>,
    JsonBody(wish): JsonBody<DeleteWish>,
) -> Result<Json<RemovedAnswer>, Problem> {
    remove(&app, Subject { item: item_id(&id)?, option: Some(option_id(&option)?) }, wish).await
}

async fn impact(app: &App, subject: Subject) -> Result<Json<ImpactAnswer>, Problem> {
    let catalogue = app.segments.read_catalogue().await?;
    check_living(&catalogue, &subject)?;
    let (uses, answers) = (uses(app, &catalogue, &subject).await?, answers(app, &catalogue, &subject).await?);
    Ok(Json(ImpactAnswer { version: catalogue.version(), answers, used_by: uses_answer(&uses) }))
}

async fn remove(app: &App, subject: Subject, wish: DeleteWish) -> Result<Json<RemovedAnswer>, Problem> {
    let version = expected(wish.version)?;
    let catalogue = app.segments.read_catalogue().await?;
    let replacement = replacement(&catalogue, &subject, wish.answers.as_ref())?;
    if is_deleted(&catalogue, &subject) && wish.answers.is_some() {
        // The same request before this one was killed before it had made the job, or its answer was lost.
        let job = start(app, &subject, replacement).await?;
        return Ok(Json(RemovedAnswer { version: catalogue.version(), job: Some(job) }));
    }
    check_living(&catalogue, &subject)?;
    if catalogue.version() != version {
        return Err(ChangeItemsError::Stale { current: catalogue.version() }.into());
    }
    let uses = uses(app, &catalogue, &subject).await?;
    if !uses.is_empty() {
        return Err(Problem::in_use(uses_answer(&uses)));
    }
    let answers = answers(app, &catalogue, &subject).await?;
    if answers > 0 && wish.answers.is_none() {
        return Err(Problem::has_answers(answers, subject.option.is_some()));
    }
    let changed = change_items(&app.segments, version, |catalogue| match &subject.option {
        None => catalogue.delete_item(&subject.item),
        Some(option) => catalogue.delete_option(&subject.item, option),
    });
    let version = changed.await?.version();
    info!(item = %subject.item, catalogue.version = version, "deleted item {} or an option of it", subject.item);
    let job = if wish.answers.is_some() { Some(start(app, &subject, replacement).await?) } else { None };
    Ok(Json(RemovedAnswer { version, job }))
}

fn check_living(catalogue: &Catalogue, subject: &Subject) -> Result<(), Problem> {
    let item = living(catalogue, &subject.item)?;
    let Some(option) = &subject.option else { return Ok(()) };
    item.option(option).filter(|option| !option.deleted).map(drop).ok_or_else(Problem::no_item)
}

fn is_deleted(catalogue: &Catalogue, subject: &Subject) -> bool {
    let Some(item) = catalogue.item(&subject.item) else { return false };
    match &subject.option {
        None => item.deleted,
        Some(option) => item.option(option).is_some_and(|option| option.deleted),
    }
}

async fn uses(app: &App, catalogue: &Catalogue, subject: &Subject) -> Result<Uses, Problem> {
    let segments = app.segments.saved_segments().await?;
    Ok(Uses::find(subject, catalogue, segments, app.deliveries.unfrozen().await?))
}

async fn answers(app: &App, catalogue: &Catalogue, subject: &Subject) -> Result<u64, Problem> {
    let item = living(catalogue, &subject.item)?;
    let option = subject.option.as_ref().and_then(|option| item.option(option));
    let plane = option.map_or(item.answered_plane, |option| option.plane);
    Ok(app.audience.refreshed(&app.segments).await?.count_plane(plane))
}

/// The option that takes over, which has to be a living one of the same item.
fn replacement(
    catalogue: &Catalogue,
    subject: &Subject,
    answers: Option<&AnswersWish>,
) -> Result<Option<OptionId>, FieldError> {
    let Some(AnswersWish::MoveTo(name)) = answers else { return Ok(None) };
    let wrong = || {
        let message = "移す先には、同じ項目の、削除されていない別の選択肢を指定してください。";
        FieldError::new("answers.move_to", "invalid_option", message)
    };
    let option = OptionId::parse(name.as_str()).map_err(|_| wrong())?;
    let gone = subject.option.as_ref().ok_or_else(wrong)?;
    let item = catalogue.item(&subject.item).ok_or_else(wrong)?;
    let living = item.option(&option).is_some_and(|option| !option.deleted);
    if living && option != *gone { Ok(Some(option)) } else { Err(wrong()) }
}

/// The job has a name that follows from what goes, so that it is made once.
async fn start(app: &App, subject: &Subject, replacement: Option<OptionId>) -> Result<String, Problem> {
    let Subject { item, option } = subject.clone();
    let id = job_id(&item, option.as_ref());
    let kind = match option {
        Some(option) => JobKind::ReplaceOption { item, option, replacement },
        None => JobKind::DropAnswers { item },
    };
    let job = start_job(&app.deliveries, &app.jobs, id, kind, runtime::clock::now_ms()).await?;
    info!(job.id = %job.id, "began job {}", job.id);
    Ok(job.id.to_string())
}

fn job_id(item: &ItemId, option: Option<&OptionId>) -> JobId {
    let subject = format!("{item}/{}", option.map_or("", OptionId::as_str));
    let digest = hex_sha256(subject.as_bytes());
    JobId::of_subject("removal", digest.get(..32).unwrap_or(&digest))
}
