//! `/api/drafts`: what staff write, with approval by a second person.

mod refusals;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::bin::BinKind;
use domain::delivery::{DeliveryId, MAX_TITLE_CHARS};
use domain::draft::{Draft, DraftContent, DraftError, DraftId, DraftState, Person, Start};
use domain::segment::Target;
use domain::staff::{Actor, DepartmentId, Scope, StaffId};
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::delivery::ports::{Deliveries, Swap};
use usecases::editorial::change::{ChangeDraftError, change};
use usecases::editorial::ports::Drafts;
use usecases::staff::ports::StaffRoom;
use utoipa::{IntoParams, ToSchema};

use crate::App;
use crate::answered::{Created, Done};
use crate::asked::{Key, Path, Query};
use crate::binned::{check_not_binned, thrown_away};
use crate::confirmation;
use crate::corrections::{begun, check_reach, summaries, target_of};
use crate::delivery_wire::bubbles;
use crate::departments;
use crate::draft_tests::tested_answer;
use crate::draft_wire::{CopyOf, DraftAnswer, DraftSummary, DraftWish, NewDraft};
use crate::gate::{Who, other_department};
use crate::json::JsonBody;
use crate::presence::OpenNow;
use crate::problem::{FieldError, Problem};
use crate::records::of_draft;
use crate::routes::Routes;
use crate::wire::{Expected, expected};

/// One draft, or why not.
pub type Answer = Result<Json<DraftAnswer>, Problem>;

/// The routes of drafts.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/drafts", list)
        .post("/api/drafts", create)
        .refused(&[404, 409])
        .get("/api/drafts/{id}", read)
        .put("/api/drafts/{id}", replace)
        .stale_shows::<DraftAnswer>()
        .delete("/api/drafts/{id}", delete)
        .stale_shows::<DraftAnswer>()
        .put("/api/drafts/{id}/acknowledgements", acknowledge)
        .stale_shows::<DraftAnswer>()
        .post("/api/drafts/{id}/confirmation", confirmation::confirm)
        .refused(&[429])
        .stale_shows::<DraftAnswer>()
        .post("/api/drafts/{id}/send", confirmation::send)
        .refused(&[429])
        .stale_shows::<DraftAnswer>()
}

/// `GET /api/drafts?state=&mine=`.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub struct Filter {
    state: Option<String>,
    mine: Option<bool>,
}

/// Open drafts.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftsAnswer {
    drafts: Vec<DraftSummary>,
}

/// Who somebody is in a draft.
pub fn person(actor: &Actor) -> Person {
    let id = actor.id().map_or_else(|| "machine".to_owned(), |id| id.to_string());
    Person { id, name: actor.name().to_owned() }
}

/// Whose things are one's own: while somebody looks through a colleague's eyes, the colleague's.
pub fn seen_as(actor: &Actor) -> String {
    actor.viewing_as.map_or_else(|| person(actor).id, |id| id.to_string())
}

/// Whether this draft is one of the caller's departments.
pub fn is_theirs(actor: &Actor, draft: &Draft) -> bool {
    actor.may_touch(department_of(&draft.content).as_ref())
}

/// The department that a draft belongs to.
pub fn department_of(content: &DraftContent) -> Option<DepartmentId> {
    content.department.as_deref().and_then(|id| DepartmentId::parse(id).ok())
}

async fn check_department(app: &App, id: Option<&str>) -> Result<(), Problem> {
    let Some(id) = id.filter(|id| !id.is_empty()) else { return Ok(()) };
    departments::check(app, id).await?.map_or(Ok(()), |fault| Err(fault.into()))
}

pub(crate) fn missing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "この下書きは見つかりません。")
}

/// The stored draft, if it is one of the caller's departments.
pub async fn own(app: &App, actor: &Actor, id: &str) -> Result<Draft, Problem> {
    let id = DraftId::parse(id).map_err(|_| missing())?;
    let draft = Drafts::get(&app.console, id).await?.ok_or_else(missing)?;
    if is_theirs(actor, &draft) { Ok(draft) } else { Err(other_department()) }
}

/// Through a door; what somebody moved into another department meanwhile is not shown.
pub async fn changed(
    app: &App,
    actor: &Actor,
    drafts: &impl Drafts,
    id: DraftId,
    door: impl FnOnce(&Draft) -> Result<Option<Draft>, DraftError>,
) -> Answer {
    match change(drafts, id, door).await {
        Err(ChangeDraftError::Stale(stands)) if !is_theirs(actor, &stands) => Err(other_department()),
        changed => done(app, changed).await,
    }
}

/// What came of a step, as the draft stands now.
pub async fn done(app: &App, changed: Result<Draft, ChangeDraftError>) -> Answer {
    match changed {
        Ok(draft) => answer(app, &draft).await,
        Err(failed) => Err(refused(app, failed).await?),
    }
}

/// Why a step was refused; where somebody was faster, with what stands.
pub async fn refused(app: &App, failed: ChangeDraftError) -> Result<Problem, Problem> {
    Ok(match failed {
        ChangeDraftError::NotFound => missing(),
        ChangeDraftError::Stale(stands) => overtaken(app, &stands).await?,
        ChangeDraftError::Refused(refused) => refused.into(),
        ChangeDraftError::Delivery(refused) => refused.into(),
        ChangeDraftError::Port(failed) => failed.into(),
    })
}

/// A draft with how far it is tested.
async fn shown(app: &App, draft: &Draft) -> Result<DraftAnswer, Problem> {
    Ok(DraftAnswer::new(draft, tested_answer(app, draft).await?, runtime::clock::now_ms()))
}

async fn answer(app: &App, draft: &Draft) -> Answer {
    shown(app, draft).await.map(Json)
}

/// Whether the caller saw the draft as it stands.
pub async fn stale(app: &App, draft: &Draft, version: u64) -> Result<(), Problem> {
    if draft.version == version { Ok(()) } else { Err(overtaken(app, draft).await?) }
}

/// Somebody else was faster: the draft as it stands.
async fn overtaken(app: &App, stands: &Draft) -> Result<Problem, Problem> {
    Ok(Problem::stale(stands.version, &shown(app, stands).await?))
}

async fn list(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Query(filter): Query<Filter>,
) -> Result<Json<DraftsAnswer>, Problem> {
    let catalogue = app.segments.read_catalogue().await?;
    let me = seen_as(&actor);
    let wanted = |draft: &&Draft| {
        is_theirs(&actor, draft)
            && filter.state.as_deref().is_none_or(|state| draft.state.as_str() == state)
            && (filter.mine != Some(true) || draft.author.id == me)
    };
    let (open, drafts) = (OpenNow::read(&app, &actor).await, app.console.open_drafts().await?);
    let drafts = summaries(&app, &actor, &catalogue, &open, drafts.iter().filter(wanted)).await?;
    Ok(Json(DraftsAnswer { drafts }))
}

async fn create(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    JsonBody(wish): JsonBody<NewDraft>,
) -> Result<Created<DraftAnswer>, Problem> {
    let title = wish.title()?.to_owned();
    let corrected = match wish.correction_of.as_deref() {
        Some(id) => Some(crate::deliveries::own(&app, &actor, id).await?),
        None => None,
    };
    let (mut content, hands) = match corrected {
        Some(id) => (begun(&app, id).await?, Vec::new()),
        None => beginning(&app, &actor, wish.copy_of.as_ref()).await?,
    };
    content.start = Start::Now;
    if !title.is_empty() {
        content.title = title;
    }
    content.department = wish.department.or(content.department);
    check_department(&app, content.department.as_deref()).await?;
    let (id, now_ms) = (key.id("draft", &actor), runtime::clock::now_ms());
    let mut draft = Draft::begun(id, content, &person(&actor), now_ms).also_written_by(hands);
    draft.correction_of = corrected;
    if !is_theirs(&actor, &draft) {
        return Err(other_department());
    }
    key.claim(&app, "draft", &actor).await?;
    check_not_binned(&app, BinKind::Draft, id).await?;
    let drafts = app.record_draft(of_draft(&actor, "draft.created", &draft));
    match Drafts::put(&drafts, &draft).await? {
        Swap::Done => {
            info!(draft.id = %draft.id, "began draft {}", draft.id);
            Ok(Created::New(shown(&app, &draft).await?))
        }
        Swap::Lost(Some(stands)) if is_theirs(&actor, &stands) => {
            Ok(Created::Before(shown(&app, &stands).await?))
        }
        Swap::Lost(_) => Err(Problem::key_reused()),
    }
}

/// What a new draft begins with, and whose words those are.
async fn beginning(
    app: &App,
    actor: &Actor,
    copy_of: Option<&CopyOf>,
) -> Result<(DraftContent, Vec<Person>), Problem> {
    Ok(match copy_of {
        None => (DraftContent::default(), Vec::new()),
        Some(CopyOf::Draft(id)) => {
            let original = own(app, actor, id).await?;
            let hands = original.hands();
            (copied(original.content), hands)
        }
        Some(CopyOf::Delivery(id)) => {
            let id = crate::deliveries::own(app, actor, id).await?;
            (copied(content_of(app, id).await?), hands_of(app, id).await?)
        }
        Some(CopyOf::Template(id)) => crate::templates::beginning(app, actor, id).await?,
    })
}

/// Who wrote and sent a delivery; its editors as long as its draft stands.
async fn hands_of(app: &App, id: DeliveryId) -> Result<Vec<Person>, Problem> {
    let Some(origin) = app.deliveries.origin(id).await? else { return Ok(Vec::new()) };
    let draft = match origin.draft {
        Some(draft) => Drafts::get(&app.console, draft).await?,
        None => None,
    };
    let editors = draft.as_ref().map(Draft::hands).unwrap_or_default();
    Ok([origin.author, origin.sender].into_iter().chain(editors).collect())
}

/// A copy tells its name from the original's, and is no emergency before somebody says so: the next one rarely is.
fn copied(content: DraftContent) -> DraftContent {
    let named = format!("{}（コピー）", content.title);
    let fits = !content.title.is_empty() && named.chars().count() <= MAX_TITLE_CHARS;
    DraftContent { title: if fits { named } else { content.title.clone() }, emergency: false, ..content }
}

/// What a delivery was made of, as a draft's content.
async fn content_of(app: &App, id: DeliveryId) -> Result<DraftContent, Problem> {
    let delivery = Deliveries::get(&app.deliveries, id).await?.ok_or_else(Problem::not_found)?;
    let content = app.deliveries.content(id).await?;
    let unnamed = domain::reaction::unname_delivery(&content.messages_json, id);
    Ok(DraftContent {
        department: app.deliveries.origin(id).await?.and_then(|origin| origin.department),
        target: serde_json::to_string(&delivery.target).ok(),
        messages: bubbles(&unnamed),
        emergency: delivery.priority == domain::delivery::Priority::Emergency,
        silent: content.silent,
        title: delivery.title,
        start: Start::Now,
    })
}

async fn read(State(app): State<Arc<App>>, Who(actor): Who, Path(id): Path<String>) -> Answer {
    answer(&app, &own(&app, &actor, &id).await?).await
}

async fn replace(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<DraftWish>,
) -> Answer {
    let version = expected(wish.version)?;
    let draft = own(&app, &actor, &id).await?;
    let content = wish.content().map_err(Problem::invalid)?;
    check_department(&app, content.department.as_deref()).await?;
    let department = department_of(&content);
    if !actor.may_touch(department.as_ref()) {
        return Err(other_department());
    }
    keeps_author(&app, &actor, &draft, department.as_ref()).await?;
    keeps_recipients(&draft, &content)?;
    if let Some(target) = target_of(&content)
        && target_of(&draft.content).as_ref() != Some(&target)
    {
        check_reach(&app, &actor, &target).await??;
    }
    let (by, now_ms) = (person(&actor), runtime::clock::now_ms());
    let before = draft.content.department.clone().unwrap_or_default();
    let written = Draft { content: content.clone(), ..draft.clone() };
    let record = of_draft(&actor, "draft.saved", &written)
        .with("content_hash", content.hash())
        .with("department_before", before);
    let drafts = app.record_draft(record);
    changed(&app, &actor, &drafts, draft.id, |draft| draft.edit(content, &by, version, now_ms)).await
}

/// Nobody takes a draft out of its author's sight, except the author and whoever keeps all departments.
async fn keeps_author(
    app: &App,
    actor: &Actor,
    draft: &Draft,
    next: Option<&DepartmentId>,
) -> Result<(), Problem> {
    if actor.scope == Scope::All || draft.author.id == person(actor).id {
        return Ok(());
    }
    let Ok(id) = StaffId::parse(&draft.author.id) else { return Ok(()) };
    let Some(author) = app.staff.member(id).await? else { return Ok(()) };
    if author.may_touch(next) || !author.may_touch(department_of(&draft.content).as_ref()) {
        return Ok(());
    }
    let message = format!(
        "この下書きを始めた{}さんが開けなくなる部署には移せません。複製して、そちらの部署を変えてください。",
        draft.author.name
    );
    Err(FieldError::new("department", "other_department", message).into())
}

/// A correction goes to whoever got the original, and to nobody else.
fn keeps_recipients(draft: &Draft, next: &DraftContent) -> Result<(), FieldError> {
    let Some(original) = draft.correction_of else { return Ok(()) };
    let target = target_of(next);
    if target == Some(Target::RecipientsOf(original)) || next.target == draft.content.target {
        return Ok(());
    }
    let message = "訂正配信の対象は、もとの配信を受け取った人から変えられません。ほかの人に送るときは、新しい下書きを作ってください。";
    Err(FieldError::new("target", "correction_fixed", message))
}

async fn delete(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Result<Done, Problem> {
    let draft = own(&app, &actor, &id).await?;
    if draft.state == DraftState::SentOff {
        return Err(DraftError::NotAllowed.into());
    }
    let version = seen.version()?;
    if draft.version != version {
        return Err(overtaken(&app, &draft).await?);
    }
    let record = of_draft(&actor, "draft.deleted", &draft).with("before_version", version);
    let bin = thrown_away(&app, &actor, &draft).await?;
    match app.record_draft(record).delete_draft(&draft, bin).await? {
        Swap::Done => Ok(Done),
        Swap::Lost(()) => Err(overtaken(&app, &own(&app, &actor, &id).await?).await?),
    }
}

/// `PUT …/acknowledgements`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Acknowledged {
    version: Option<u64>,
    #[serde(default)]
    keys: Vec<String>,
}

async fn acknowledge(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<Acknowledged>,
) -> Answer {
    let version = expected(wish.version)?;
    let draft = own(&app, &actor, &id).await?;
    if wish.keys.len() > 200 || wish.keys.iter().any(|key| key.len() > 64) {
        return Err(FieldError::new("keys", "invalid", "確認した注意の印が正しくありません。").into());
    }
    let (by, now_ms) = (person(&actor), runtime::clock::now_ms());
    let waved = confirmation::waved_off(&app, &draft, &wish.keys).await?;
    let door = |draft: &Draft| draft.acknowledge(wish.keys, &by, version, now_ms).map(Some);
    let drafts = app.record_draft(of_draft(&actor, "draft.acknowledged", &draft).with("warnings", waved));
    changed(&app, &actor, &drafts, draft.id, door).await
}
