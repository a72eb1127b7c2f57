//! `/api/tester-groups`: testers who are chosen together.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::bin::BinKind;
use domain::staff::Actor;
use domain::test_delivery::MAX_TEST_RECIPIENTS;
use domain::tester::{Tester, TesterGroup, TesterGroupId, TesterId};
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::delivery::ports::Swap;
use utoipa::ToSchema;

use crate::App;
use crate::answered::{Created, Done};
use crate::asked::{NeededKey, Path};
use crate::binned::{check_not_binned, thrown_away};
use crate::gate::{Who, other_department};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::of_tester_group;
use crate::routes::Routes;
use crate::shapes;
use crate::testers::{Named, is_theirs};
use crate::wire::{Expected, expected};

/// The routes of groups.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/tester-groups", list)
        .post("/api/tester-groups", create)
        .put("/api/tester-groups/{id}", replace)
        .stale_shows::<GroupAnswer>()
        .delete("/api/tester-groups/{id}", delete)
        .stale_shows::<GroupAnswer>()
}

/// A group as it is answered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = shapes::TesterGroup)]
struct GroupAnswer(TesterGroup);

#[derive(Debug, Serialize, ToSchema)]
struct GroupList {
    #[schema(value_type = Vec<shapes::TesterGroup>)]
    groups: Vec<TesterGroup>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct GroupWish {
    #[serde(flatten)]
    named: Named,
    #[serde(default)]
    testers: Vec<String>,
}

impl GroupWish {
    async fn group(
        &self,
        app: &App,
        actor: &Actor,
        id: TesterGroupId,
        version: u64,
        before: &[TesterId],
    ) -> Result<TesterGroup, Problem> {
        let (name, department) = self.named.checked(app, actor).await?;
        let (theirs, others): (Vec<Tester>, Vec<Tester>) = app
            .testers
            .testers()
            .await?
            .into_iter()
            .partition(|tester| is_theirs(actor, tester.department.as_deref()));
        let known: Vec<TesterId> = theirs.iter().map(Tester::id).collect();
        let mut testers: Vec<TesterId> =
            self.testers.iter().filter_map(|id| TesterId::parse(id).ok()).collect();
        let is_others = |id: &&TesterId| others.iter().any(|one| one.id() == **id);
        if testers.iter().any(|id| is_others(&id) && !before.contains(id)) {
            let message = "ほかの部署のテスターは、このグループに入れられません。自分の部署のテスターから選んでください。";
            return Err(FieldError::new("testers", "other_department", message).into());
        }
        testers.retain(|id| known.contains(id)); // somebody taken out meanwhile is no reason to lose the change
        // Whoever saves a group did not see those of other departments in it, so they stay.
        testers.extend(others.iter().map(Tester::id).filter(|id| before.contains(id)));
        testers.sort_unstable();
        testers.dedup();
        if testers.len() > MAX_TEST_RECIPIENTS {
            let message = format!("1つのグループに入れられるのは{MAX_TEST_RECIPIENTS}人までです。");
            return Err(FieldError::new("testers", "too_many", message).into());
        }
        Ok(TesterGroup { id, name, department, testers, version })
    }
}

fn missing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "このグループは見つかりません。")
}

/// Groups that somebody may use, by name.
pub async fn groups_within_reach(app: &App, actor: &Actor) -> Result<Vec<TesterGroup>, Problem> {
    let mut groups = app.testers.groups().await?;
    groups.retain(|group| is_theirs(actor, group.department.as_deref()));
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(groups)
}

async fn list(State(app): State<Arc<App>>, Who(actor): Who) -> Result<Json<GroupList>, Problem> {
    Ok(Json(GroupList { groups: groups_within_reach(&app, &actor).await? }))
}

async fn own(app: &App, actor: &Actor, id: &str) -> Result<TesterGroup, Problem> {
    let id = TesterGroupId::parse(id).map_err(|_| missing())?;
    let group = app.testers.group(id).await?.ok_or_else(missing)?;
    if is_theirs(actor, group.department.as_deref()) { Ok(group) } else { Err(other_department()) }
}

fn stale(actor: &Actor, stands: Option<TesterGroup>) -> Problem {
    match stands {
        None => missing(),
        Some(stands) if !is_theirs(actor, stands.department.as_deref()) => other_department(),
        Some(stands) => Problem::stale(stands.version, &GroupAnswer(stands.clone())),
    }
}

/// `POST /api/tester-groups`
async fn create(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    NeededKey(key): NeededKey,
    JsonBody(wish): JsonBody<GroupWish>,
) -> Result<Created<GroupAnswer>, Problem> {
    let id = TesterGroupId::from_ulid(key.id("tester group", &actor));
    let group = wish.group(&app, &actor, id, 1, &[]).await?;
    key.claim(&app, "tester group", &actor).await?;
    check_not_binned(&app, BinKind::TesterGroup, id).await?;
    let table = app.record_tester(of_tester_group(&actor, "tester_group.created", &group));
    match table.keep_group(&group).await? {
        Swap::Done => info!(group.id = %group.id, "a group of testers was made"),
        Swap::Lost(Some(stands)) if !is_theirs(&actor, stands.department.as_deref()) => {
            return Err(other_department());
        }
        Swap::Lost(Some(stands)) => return Ok(Created::Before(GroupAnswer(stands))),
        Swap::Lost(None) => return Err(Problem::unavailable()),
    }
    Ok(Created::New(GroupAnswer(group)))
}

/// `PUT /api/tester-groups/{id}`
async fn replace(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<GroupWish>,
) -> Result<Json<GroupAnswer>, Problem> {
    let (version, before) = (expected(wish.named.version)?, own(&app, &actor, &id).await?);
    let next = wish.group(&app, &actor, before.id, version.saturating_add(1), &before.testers).await?;
    let table = app.record_tester(of_tester_group(&actor, "tester_group.changed", &next));
    match table.keep_group(&next).await? {
        Swap::Done => info!(group.id = %next.id, "a group of testers was changed"),
        Swap::Lost(stands) => return Err(stale(&actor, stands)),
    }
    Ok(Json(GroupAnswer(next)))
}

/// `DELETE /api/tester-groups/{id}`; its testers stay testers.
async fn delete(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Result<Done, Problem> {
    let (version, group) = (seen.version()?, own(&app, &actor, &id).await?);
    if group.version != version {
        return Err(stale(&actor, Some(group)));
    }
    let record = of_tester_group(&actor, "tester_group.deleted", &group).with("before_version", version);
    let bin = thrown_away(&app, &actor, &group).await?;
    match app.record_tester(record).remove_group(&group, bin).await? {
        Swap::Done => info!(group.id = %group.id, "a group of testers was taken out"),
        Swap::Lost(stands) => return Err(stale(&actor, stands)),
    }
    Ok(Done)
}
