//! What uses an item or an option, and their deletion. Nothing is taken away from under a segment or a delivery; the
//! answers that there are go where the caller says, in a job. What is guaranteed: `usecases::jobs::removal`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Entry;
use domain::draft::Draft;
use domain::segment::Target;
use domain::staff::Actor;
use domain::survey::{Catalogue, OptionId};
use serde::Serialize;
use tracing::info;
use usecases::items::change::ChangeItemsError;
use usecases::items::uses::{Subject, Uses};
use usecases::jobs::removal::{Removal, RemovalError, open_removals, remove as remove_all, resume};
use utoipa::ToSchema;

use crate::App;
use crate::asked::Path;
use crate::delivery_list::nameable;
use crate::drafts::is_theirs;
use crate::gate::Who;
use crate::item_wire::{AnswersWish, DeleteWish};
use crate::items::{item_id, living, of_known, option_id, stale};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::saved;
use crate::wire::{UseAnswer, draft_use, expected, uses_answer};

/// What a deletion would touch.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImpactAnswer {
    version: u64,
    /// People who have answered so, those who have blocked the account included.
    answers: u64,
    used_by: Vec<UseAnswer>,
    /// Drafts that would have to choose whom they go to anew; they keep nothing from going.
    drafts: Vec<UseAnswer>,
}

/// What a deletion did.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemovedAnswer {
    version: u64,
    /// The job that deals with the answers, also with those that are on their way.
    job: String,
}

/// `GET /api/items/{id}/impact`.
pub async fn item_impact(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Json<ImpactAnswer>, Problem> {
    impact(&app, &actor, Subject { item: item_id(&id)?, option: None }).await
}

/// `GET /api/items/{id}/options/{option}/impact`.
pub async fn option_impact(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path((id, option)): Path<(String, String)>,
) -> Result<Json<ImpactAnswer>, Problem> {
    impact(&app, &actor, Subject { item: item_id(&id)?, option: Some(option_id(&option)?) }).await
}

/// `DELETE /api/items/{id}`.
pub async fn delete_item(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<DeleteWish>,
) -> Result<Json<RemovedAnswer>, Problem> {
    remove(&app, &actor, Subject { item: item_id(&id)?, option: None }, wish).await
}

/// `DELETE /api/items/{id}/options/{option}`.
pub async fn delete_option(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path((id, option)): Path<(String, String)>,
    JsonBody(wish): JsonBody<DeleteWish>,
) -> Result<Json<RemovedAnswer>, Problem> {
    remove(&app, &actor, Subject { item: item_id(&id)?, option: Some(option_id(&option)?) }, wish).await
}

async fn impact(app: &App, actor: &Actor, subject: Subject) -> Result<Json<ImpactAnswer>, Problem> {
    let catalogue = app.segments.read_catalogue().await?;
    check_living(&catalogue, &subject)?;
    let (uses, answers) =
        (uses(app, actor, &catalogue, &subject).await?, answers(app, &catalogue, &subject).await?);
    let drafts = drafts(app, actor, &subject).await?;
    Ok(Json(ImpactAnswer { version: catalogue.version(), answers, used_by: uses_answer(&uses), drafts }))
}

async fn remove(
    app: &App,
    actor: &Actor,
    subject: Subject,
    wish: DeleteWish,
) -> Result<Json<RemovedAnswer>, Problem> {
    let version = expected(wish.version)?;
    let catalogue = app.segments.read_catalogue().await?;
    let replacement = replacement(&catalogue, &subject, wish.answers.as_ref())?;
    let removal = Removal { subject, replacement };
    let (subject, now_ms) = (&removal.subject, runtime::clock::now_ms());
    let jobs = app.record_delivery(record(app, actor, "item.removal_started", &removal).await?);
    if is_deleted(&catalogue, subject) {
        // The answer to the same request before this one was lost, or its job failed.
        let job = match resume(&jobs, &app.jobs, &removal, now_ms).await {
            Err(RemovalError::Otherwise(_)) if wish.answers.is_none() => return Err(Problem::no_item()),
            resumed => resumed?,
        };
        info!(job.id = %job.id, "asked again for job {}", job.id);
        return Ok(Json(RemovedAnswer { version: catalogue.version(), job: job.id.to_string() }));
    }
    check_removable(app, actor, &catalogue, subject, version, wish.answers.is_some()).await?;
    let items = app.record_segment(record(app, actor, "item.removed", &removal).await?);
    let removed = match remove_all(&jobs, &app.jobs, &items, &removal, version, now_ms).await {
        Err(RemovalError::Items(ChangeItemsError::Stale { .. })) => {
            return Err(stale(app, &subject.item).await?);
        }
        removed => removed?,
    };
    let (version, job) = (removed.0.version(), removed.1.id);
    info!(item = %subject.item, catalogue.version = version, job.id = %job, "deleted item {} or an option of it", subject.item);
    Ok(Json(RemovedAnswer { version, job: job.to_string() }))
}

/// Two things are written, each with its record: the job that takes the answers, and the items without the subject.
async fn record(app: &App, actor: &Actor, action: &str, removal: &Removal) -> Result<Entry, Problem> {
    let Subject { item, option } = &removal.subject;
    let mut entry = of_known(app, actor, action, item).await?;
    if let Some(option) = option {
        entry = entry.with("option", option.as_str());
    }
    Ok(match &removal.replacement {
        Some(replacement) => entry.with("answers_move_to", replacement.as_str()),
        None => entry.with("answers_go", true),
    })
}

/// Nothing needs it, and somebody has said what becomes of its answers if there are any.
async fn check_removable(
    app: &App,
    actor: &Actor,
    catalogue: &Catalogue,
    subject: &Subject,
    version: u64,
    is_said: bool,
) -> Result<(), Problem> {
    check_living(catalogue, subject)?;
    if catalogue.version() != version {
        return Err(stale(app, &subject.item).await?);
    }
    let uses = uses(app, actor, catalogue, subject).await?;
    if !uses.is_empty() {
        return Err(Problem::in_use(uses_answer(&uses)));
    }
    if subject.option.is_none() && !living(catalogue, &subject.item)?.archived {
        return Err(not_archived());
    }
    let answers = answers(app, catalogue, subject).await?;
    if answers > 0 && !is_said {
        return Err(Problem::has_answers(answers, subject.option.is_some()));
    }
    Ok(())
}

/// An item rests first, from which it can come back at any time; what goes with its answers cannot.
fn not_archived() -> Problem {
    let title = "使っている項目は削除できません。先に「休止する」でフォームに出ないようにしてから、削除してください。";
    Problem::new(StatusCode::CONFLICT, "not_archived", title)
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

async fn uses(app: &App, actor: &Actor, catalogue: &Catalogue, subject: &Subject) -> Result<Uses, Problem> {
    let mut segments = app.segments.saved_segments().await?;
    for segment in &mut segments {
        if !saved::is_theirs(actor, &segment.department) {
            "ほかの部署のグループ".clone_into(&mut segment.name);
        }
    }
    let removals = open_removals(&app.deliveries, runtime::clock::now_ms()).await?;
    Ok(Uses::find(
        subject,
        catalogue,
        segments,
        nameable(app, actor, app.deliveries.unfrozen().await?).await?,
        removals,
    ))
}

async fn drafts(app: &App, actor: &Actor, subject: &Subject) -> Result<Vec<UseAnswer>, Problem> {
    let asks = |draft: &Draft| {
        let target =
            draft.content.target.as_deref().and_then(|text| serde_json::from_str::<Target>(text).ok());
        match target {
            Some(Target::Segment(condition)) => condition.uses(&subject.item, subject.option.as_ref()),
            Some(Target::Everyone | Target::RecipientsOf(_)) | None => false,
        }
    };
    let name = |draft: &Draft| {
        let mut named = draft.clone();
        if !is_theirs(actor, draft) {
            "ほかの部署の下書き".clone_into(&mut named.content.title);
        }
        draft_use(&named)
    };
    Ok(app.console.open_drafts().await?.iter().filter(|draft| asks(draft)).map(name).collect())
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

impl From<RemovalError> for Problem {
    fn from(failed: RemovalError) -> Self {
        match failed {
            RemovalError::Otherwise(_) => {
                let title = "この回答を別の移し先に移すか消す処理が、すでに始まっているか終わっています。まだ削除されていないときは、3分ほど待ってからやり直してください。";
                Self::new(StatusCode::CONFLICT, "other_replacement", title)
            }
            RemovalError::Items(failed) => failed.into(),
            RemovalError::Job(failed) => failed.into(),
        }
    }
}
