//! `/api/testers`: who gets tests, and the codes by which they come in. A user id is shown by its beginning only.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Object;
use domain::job::{JobId, JobKind};
use domain::segment::Query;
use domain::staff::{Actor, DepartmentId};
use domain::tester::{MAX_TESTER_NAME_CHARS, OpenCode, Tester, TesterCode, TesterGroup, TesterId};
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::delivery::ports::Swap;
use usecases::jobs::start::start_job;
use usecases::testing::ports::Testers as _;
use utoipa::ToSchema;

use crate::App;
use crate::admission::{CODES, admit};
use crate::answered::{Created, Done};
use crate::asked::{Key, Path};
use crate::departments;
use crate::draft_tests::found_among;
use crate::drafts::person;
use crate::gate::{Who, other_department};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::{entry, of_job, of_tester};
use crate::routes::Routes;
use crate::wire::{Expected, expected, show_time};

/// The routes of testers.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/testers", list)
        .post("/api/testers/codes", show_code)
        .refused(&[429])
        .put("/api/testers/{id}", replace)
        .stale_shows::<TesterAnswer>()
        .delete("/api/testers/{id}", delete)
        .stale_shows::<TesterAnswer>()
}

/// One tester as the site shows them.
#[derive(Debug, Serialize, ToSchema)]
pub struct TesterAnswer {
    id: String,
    name: String,
    department: Option<String>,
    user: String,
    groups: Vec<String>,
    added_at: String,
    /// Has blocked the account, so that no test reaches them.
    blocked: bool,
    version: u64,
}

impl TesterAnswer {
    fn new(tester: &Tester, groups: &[TesterGroup], blocked: &BTreeSet<TesterId>) -> Self {
        let theirs = groups.iter().filter(|group| group.testers.contains(&tester.id()));
        Self {
            id: tester.id().to_string(),
            name: tester.name.clone(),
            department: tester.department.clone(),
            user: format!("{:?}", tester.user()),
            groups: theirs.map(|group| group.id.to_string()).collect(),
            added_at: show_time(tester.added_at_ms),
            blocked: blocked.contains(&tester.id()),
            version: tester.version,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct TesterList {
    testers: Vec<TesterAnswer>,
}

/// A name and a department, for a tester or a group of them.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = TesterWish)]
pub struct Named {
    pub version: Option<u64>,
    #[serde(default)]
    #[schema(required = true)]
    name: String,
    department: Option<String>,
}

/// Whether something of this department is theirs to see and change.
pub fn is_theirs(actor: &Actor, department: Option<&str>) -> bool {
    actor.may_touch(department.and_then(|id| DepartmentId::parse(id).ok()).as_ref())
}

impl Named {
    /// The name and a department that there is and that is theirs; everything that is wrong is named at once.
    pub async fn checked(&self, app: &App, actor: &Actor) -> Result<(String, Option<String>), Problem> {
        let (name, mut errors) = (self.name.trim(), Vec::new());
        let chars = name.chars().count();
        if name.is_empty() {
            errors.push(FieldError::new("name", "required", "名前を入力してください。"));
        }
        errors.extend(FieldError::unfit("name", "名前", name));
        if chars > MAX_TESTER_NAME_CHARS {
            let message = format!("名前は{MAX_TESTER_NAME_CHARS}文字までです(いま{chars}文字)。");
            errors.push(FieldError::too_long("name", MAX_TESTER_NAME_CHARS, chars, message));
        }
        let department = self.department.as_deref().filter(|id| !id.is_empty());
        if let Some(id) = department {
            match departments::check(app, id).await? {
                Some(unknown) => errors.push(unknown),
                None if !is_theirs(actor, Some(id)) => return Err(other_department()),
                None => (),
            }
        }
        if errors.is_empty() {
            Ok((name.to_owned(), department.map(str::to_owned)))
        } else {
            Err(Problem::invalid(errors))
        }
    }
}

fn missing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "このテスターは見つかりません。")
}

async fn list(State(app): State<Arc<App>>, Who(actor): Who) -> Result<Json<TesterList>, Problem> {
    let (mut testers, groups) = (within_reach(&app, &actor).await?, app.testers.groups().await?);
    testers.sort_by(|one, other| one.name.cmp(&other.name));
    let blocked = blocked_among(&app, &testers).await?;
    let testers = testers.iter().map(|one| TesterAnswer::new(one, &groups, &blocked));
    Ok(Json(TesterList { testers: testers.collect() }))
}

/// Those of the testers who have blocked the account, as far as LINE has told.
pub async fn blocked_among(app: &App, testers: &[Tester]) -> Result<BTreeSet<TesterId>, Problem> {
    found_among(app, &Query::blocked_testers(), testers).await
}

/// The testers whom somebody may send tests to and change.
pub async fn within_reach(app: &App, actor: &Actor) -> Result<Vec<Tester>, Problem> {
    let mut testers = app.testers.testers().await?;
    testers.retain(|tester| is_theirs(actor, tester.department.as_deref()));
    Ok(testers)
}

#[derive(Debug, Serialize, ToSchema)]
struct CodeAnswer {
    code: String,
    expires_at: String,
}

/// `POST /api/testers/codes`. The same request again, under the same `Idempotency-Key`, shows the same code; one that
/// nobody sends is void after a quarter of an hour.
async fn show_code(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    JsonBody(wish): JsonBody<Named>,
) -> Result<Created<CodeAnswer>, Problem> {
    let (name, department) = wish.checked(&app, &actor).await?;
    let once = key.claim(&app, "tester code", &actor).await?;
    let code = TesterCode::from_random(once.random());
    let open = OpenCode::shown(name, department, person(&actor), once.began_at_ms());
    if app.testers.code(&code.digest()).await?.is_none() {
        admit(&app, &actor, &CODES).await?;
    }
    let record = entry(&actor, "tester.code_shown", Object::new("tester", "", &open.name));
    let record = record.of_department(open.department.as_deref());
    let swap = app.record_tester(record).show_code(&code.digest(), &open).await?;
    let answer = CodeAnswer { code: code.shown(), expires_at: show_time(open.expires_at_ms) };
    match swap {
        Swap::Done => info!("a code for a tester was shown"),
        Swap::Lost(()) if key.text().is_some() => return Ok(Created::Before(answer)),
        Swap::Lost(()) => return Err(Problem::unavailable()), // 40 bits met twice: the next try has others
    }
    Ok(Created::New(answer))
}

async fn own(app: &App, actor: &Actor, id: &str) -> Result<Tester, Problem> {
    let id = TesterId::parse(id).map_err(|_| missing())?;
    let tester = app.testers.tester(id).await?.ok_or_else(missing)?;
    if is_theirs(actor, tester.department.as_deref()) { Ok(tester) } else { Err(other_department()) }
}

/// A tester with the groups they are in.
pub async fn shown(app: &App, tester: &Tester) -> Result<TesterAnswer, Problem> {
    let blocked = blocked_among(app, std::slice::from_ref(tester)).await?;
    Ok(TesterAnswer::new(tester, &app.testers.groups().await?, &blocked))
}

async fn stale(app: &App, actor: &Actor, stands: Option<Tester>) -> Result<Problem, Problem> {
    Ok(match stands {
        None => missing(),
        Some(stands) if !is_theirs(actor, stands.department.as_deref()) => other_department(),
        Some(stands) => Problem::stale(stands.version, &shown(app, &stands).await?),
    })
}

/// `PUT /api/testers/{id}`
async fn replace(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<Named>,
) -> Result<Json<TesterAnswer>, Problem> {
    let (version, before) = (expected(wish.version)?, own(&app, &actor, &id).await?);
    let (name, department) = wish.checked(&app, &actor).await?;
    if before.version != version {
        return Err(stale(&app, &actor, Some(before)).await?);
    }
    let next = before.renamed(name, department);
    let table = app.record_tester(of_tester(&actor, "tester.changed", &next));
    match table.keep_tester(&next).await? {
        Swap::Done => info!(tester.id = %next.id(), "a tester was changed"),
        Swap::Lost(stands) => return Err(stale(&app, &actor, stands).await?),
    }
    Ok(Json(shown(&app, &next).await?))
}

/// Asks for the mark by which conditions know a tester. The name holds the registration and its version: each change of
/// it asks once, and a mark that comes back after a lost removal is not taken for the first one.
pub async fn mark(app: &App, actor: &Actor, tester: &Tester, is_one: bool) -> Result<(), Problem> {
    let (added, mark) = (tester.added_at_ms, if is_one { "on" } else { "off" });
    let subject = format!("{}-{added}-{}-{mark}", tester.id(), tester.version);
    let kind = JobKind::MarkTester { user: tester.user().clone(), tester: is_one };
    let (id, now_ms) = (JobId::of_subject("tester", &subject), runtime::clock::now_ms());
    let record = of_job(actor, "job.started", &id, kind.name()).with("tester", tester.id().to_string());
    start_job(&app.record_delivery(record), &app.jobs, id, kind, now_ms).await?;
    Ok(())
}

/// `DELETE /api/testers/{id}`: from here on they get no test, asked for before or not. The mark goes first: where the
/// request dies behind it, they are a tester whom conditions do not find, never the other way round.
async fn delete(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Result<Done, Problem> {
    let (version, tester) = (seen.version()?, own(&app, &actor, &id).await?);
    if tester.version != version {
        return Err(lost_removal(&app, &actor, Some(tester)).await?);
    }
    mark(&app, &actor, &tester, false).await?;
    let record = of_tester(&actor, "tester.removed", &tester).with("before_version", version);
    match app.record_tester(record).remove_tester(tester.id(), version).await? {
        Swap::Done => info!(tester.id = %tester.id(), "a tester was taken out"),
        Swap::Lost(stands) => return Err(lost_removal(&app, &actor, stands).await?),
    }
    Ok(Done)
}

/// Somebody changed the tester before they were taken out. They stay one, so conditions have to find them again: the mark
/// may be gone, from this request or from one that died between its two writes. Saying it again changes nothing.
async fn lost_removal(app: &App, actor: &Actor, stands: Option<Tester>) -> Result<Problem, Problem> {
    if let Some(stands) = &stands {
        mark(app, actor, stands, true).await?;
    }
    stale(app, actor, stands).await
}
