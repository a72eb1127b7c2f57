//! `GET /api/bin` and `POST /api/…/{id}/put-back`: what was deleted and can be had again for thirty days. A thing goes
//! in and comes out in the transaction of its deletion or return, with the record of it, so that no crash loses it or
//! doubles it. Whoever may delete a thing of their department may see it here and put it back.

mod back;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::bin::{BinKind, Binned, MAX_BINNED_TITLE_CHARS};
use domain::draft::{Draft, DraftId, Person};
use domain::segment::{Condition, LastUse, SavedSegment, SegmentId};
use domain::staff::{Actor, DepartmentId};
use domain::template::{Template, TemplateId};
use domain::tester::{TesterGroup, TesterGroupId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::{BinWrite, Lying};
use usecases::editorial::ports::Drafts;
use utoipa::ToSchema;

use crate::App;
use crate::departments;
use crate::drafts::person;
use crate::gate::{Who, other_department};
use crate::problem::Problem;
use crate::routes::Routes;
use crate::shapes;
use crate::wire::show_time;

/// The routes of the bin.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/bin", list)
        .post("/api/drafts/{id}/put-back", back::draft)
        .stale_shows::<BinnedAnswer>()
        .post("/api/templates/{id}/put-back", back::template)
        .stale_shows::<BinnedAnswer>()
        .post("/api/segments/{id}/put-back", back::segment)
        .stale_shows::<BinnedAnswer>()
        .post("/api/tester-groups/{id}/put-back", back::tester_group)
        .stale_shows::<BinnedAnswer>()
}

/// One thing in the bin.
#[derive(Debug, Serialize, ToSchema)]
struct BinnedAnswer {
    #[schema(value_type = shapes::BinKind)]
    kind: BinKind,
    id: String,
    /// The version that was deleted, which putting it back names.
    version: u64,
    title: String,
    /// The department's id; null where it is everybody's.
    department: Option<String>,
    #[schema(value_type = shapes::Person)]
    deleted_by: Person,
    deleted_at: String,
    /// From then on it is gone for good.
    gone_at: String,
    /// Days until then, a day that has begun counted whole.
    days_left: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct BinAnswer {
    things: Vec<BinnedAnswer>,
}

/// What is back.
#[derive(Debug, Serialize, ToSchema)]
struct BackAnswer {
    id: String,
    version: u64,
}

fn parsed(department: Option<&str>) -> Option<DepartmentId> {
    department.and_then(|id| DepartmentId::parse(id).ok())
}

fn is_theirs(actor: &Actor, department: Option<&str>) -> bool {
    actor.may_touch(parsed(department).as_ref())
}

fn answer(binned: Binned, now_ms: u64) -> BinnedAnswer {
    let (gone_at, days_left) = (show_time(binned.expires_at_ms()), binned.days_left(now_ms));
    let department = parsed(binned.department.as_deref()).map(|id| id.to_string());
    let Binned { kind, id, version, title, deleted_by, deleted_at_ms, .. } = binned;
    let deleted_at = show_time(deleted_at_ms);
    BinnedAnswer { kind, id, version, title, department, deleted_by, deleted_at, gone_at, days_left }
}

/// `GET /api/bin`: what this person may put back, the last deleted first.
async fn list(State(app): State<Arc<App>>, Who(actor): Who) -> Result<Json<BinAnswer>, Problem> {
    let now_ms = runtime::clock::now_ms();
    let mut binned = app.console.bin(now_ms).await?;
    binned.retain(|one| actor.may(one.kind.permission()) && is_theirs(&actor, one.department.as_deref()));
    Ok(Json(BinAnswer { things: binned.into_iter().map(|one| answer(one, now_ms)).collect() }))
}

/// What the bin has to know of a thing.
pub trait Binnable: Serialize + DeserializeOwned {
    /// What it is.
    const KIND: BinKind;
    /// Id, version, title and department.
    fn told(&self) -> (String, u64, &str, Option<&str>);
    /// What stands under this id.
    fn standing(app: &App, id: &str) -> impl Future<Output = Result<Option<Standing>, Problem>> + Send;
}

impl Binnable for Draft {
    const KIND: BinKind = BinKind::Draft;
    fn told(&self) -> (String, u64, &str, Option<&str>) {
        (self.id.to_string(), self.version, &self.content.title, self.content.department.as_deref())
    }
    async fn standing(app: &App, id: &str) -> Result<Option<Standing>, Problem> {
        let Ok(id) = DraftId::parse(id) else { return Ok(None) };
        let stands = Drafts::get(&app.console, id).await?;
        Ok(stands.map(|stands| Standing { department: stands.content.department, version: stands.version }))
    }
}

impl Binnable for Template {
    const KIND: BinKind = BinKind::Template;
    fn told(&self) -> (String, u64, &str, Option<&str>) {
        (self.id.to_string(), self.version, &self.name, self.department.as_deref())
    }
    async fn standing(app: &App, id: &str) -> Result<Option<Standing>, Problem> {
        let Ok(id) = TemplateId::parse(id) else { return Ok(None) };
        let stands = app.console.template(id).await?;
        Ok(stands.map(|stands| Standing { department: stands.department, version: stands.version }))
    }
}

impl Binnable for KeptSegment {
    const KIND: BinKind = BinKind::Segment;
    fn told(&self) -> (String, u64, &str, Option<&str>) {
        (self.id.clone(), self.version, &self.name, Some(&self.department))
    }
    async fn standing(app: &App, id: &str) -> Result<Option<Standing>, Problem> {
        let Ok(id) = SegmentId::parse(id) else { return Ok(None) };
        let stands = app.segments.saved_segment(id).await?;
        Ok(stands.map(|stands| Standing { department: Some(stands.department), version: stands.version }))
    }
}

impl Binnable for TesterGroup {
    const KIND: BinKind = BinKind::TesterGroup;
    fn told(&self) -> (String, u64, &str, Option<&str>) {
        (self.id.to_string(), self.version, &self.name, self.department.as_deref())
    }
    async fn standing(app: &App, id: &str) -> Result<Option<Standing>, Problem> {
        let Ok(id) = TesterGroupId::parse(id) else { return Ok(None) };
        let stands = app.testers.group(id).await?;
        Ok(stands.map(|stands| Standing { department: stands.department, version: stands.version }))
    }
}

/// A saved segment as it lies in the bin.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptSegment {
    id: String,
    version: u64,
    name: String,
    department: String,
    condition: Condition,
    created_at_ms: u64,
    used_before: Option<LastUse>,
}

impl KeptSegment {
    /// A segment on its way there.
    pub fn of(segment: &SavedSegment) -> Self {
        Self {
            id: segment.id.to_string(),
            version: segment.version,
            name: segment.name.clone(),
            department: segment.department.clone(),
            condition: segment.condition.clone(),
            created_at_ms: segment.created_at_ms,
            used_before: segment.used_before,
        }
    }
}

/// The write that takes a thing into the bin as this person deletes it.
pub async fn thrown_away<T: Binnable>(app: &App, actor: &Actor, thing: &T) -> Result<BinWrite, Problem> {
    let (id, version, title, department) = thing.told();
    let (deleted_by, deleted_at_ms) = (person(actor), runtime::clock::now_ms());
    if app.console.binned(T::KIND, &id, deleted_at_ms).await?.is_some() {
        return Err(in_the_way(
            "同じものがごみ箱に残っていて、それを失わないように、いまは削除できません。ごみ箱から消える日を待ってください。",
        ));
    }
    let title = title.chars().take(MAX_BINNED_TITLE_CHARS).collect();
    let department = department.map(str::to_owned);
    let binned = Binned { kind: T::KIND, id, version, title, department, deleted_by, deleted_at_ms };
    Ok(app.console.into_bin(binned, thing)?)
}

/// A creation that is asked for once more, after what it made was deleted, makes nothing anew: it would stand in the way of
/// what lies in the bin.
pub async fn check_not_binned(app: &App, kind: BinKind, id: impl ToString) -> Result<(), Problem> {
    match app.console.binned(kind, &id.to_string(), runtime::clock::now_ms()).await? {
        None => Ok(()),
        Some(_) => Err(Problem::new(
            StatusCode::CONFLICT,
            "in_the_bin",
            "すでに作られ、そのあと削除されています。必要なら、ごみ箱から元に戻してください。",
        )),
    }
}

/// What stands under the id of a thing that is to come back.
pub struct Standing {
    department: Option<String>,
    version: u64,
}

/// What a request finds.
enum Found<T> {
    /// It lies there, and nothing known so far is in its way.
    Lying(Lying<T>),
    /// It stands already: this request or another one was here before.
    Back(u64),
}

async fn find<T: Binnable>(app: &App, actor: &Actor, (id, seen): (&str, u64)) -> Result<Found<T>, Problem> {
    let now_ms = runtime::clock::now_ms();
    let mut standing = T::standing(app, id).await?;
    let lying = app.console.lying::<T>(T::KIND, id, now_ms).await?;
    if standing.is_none() && lying.is_none() {
        standing = T::standing(app, id).await?; // somebody may have put it back between the two
    }
    let departments = [
        lying.as_ref().map(|lying| lying.binned.department.as_deref()),
        standing.as_ref().map(|standing| standing.department.as_deref()),
    ];
    if departments.into_iter().flatten().any(|department| !is_theirs(actor, department)) {
        return Err(other_department());
    }
    match (lying, standing) {
        (None, Some(standing)) => Ok(Found::Back(standing.version)),
        (None, None) => Err(missing()),
        (Some(_), Some(_)) => {
            Err(in_the_way("同じものがもう一度作られています。一覧にあるほうを使ってください。"))
        }
        (Some(lying), None) if lying.binned.version != seen => {
            let version = lying.binned.version;
            Err(Problem::stale(version, &answer(lying.binned, now_ms)))
        }
        (Some(lying), None) => {
            if let Some(id) = parsed(lying.binned.department.as_deref())
                && departments::check(app, &id.to_string()).await?.is_some()
            {
                return Err(in_the_way(
                    "担当の部署がなくなっているため、元に戻せません。管理者に部署を確かめてもらってください。",
                ));
            }
            Ok(Found::Lying(lying))
        }
    }
}

fn missing() -> Problem {
    let title = "ごみ箱に見つかりません。削除から30日が過ぎたものは、元に戻せません。";
    Problem::new(StatusCode::NOT_FOUND, "not_found", title)
}

/// Why it cannot come back as things are.
fn in_the_way(title: impl Into<String>) -> Problem {
    Problem::new(StatusCode::CONFLICT, "in_the_way", title)
}
