//! `/api/staff`: who works with the system, and what they may do.

mod csv;
mod hand_over;
mod told;
pub mod wire;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Entry;
use domain::staff::{Actor, Code, INVITATION_LASTS_MS, Member, Permission, Scope, StaffId};
use serde::Serialize;
use tracing::info;
use usecases::staff::change::{self, Changed};
use usecases::staff::ports::{Kept, StaffRoom};
use utoipa::ToSchema;

use crate::App;
use crate::answered::Created;
use crate::asked::{NeededKey, Path};
use crate::gate::{Who, other_department};
use crate::json::JsonBody;
use crate::problem::Problem;
use crate::records::{of_member, of_rights};
use crate::routes::Routes;
use crate::wire::{Expected, expected, today};
use wire::{MemberWish, StaffAnswer, departments_by_id, show};

/// Letters and digits that are not mistaken for one another.
const CODE_ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// The routes of staff.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/staff", list)
        .post("/api/staff", create)
        .refused(&[409])
        .get("/api/staff/{id}", read)
        .put("/api/staff/{id}", replace)
        .stale_shows::<StaffAnswer>()
        .post("/api/staff/{id}/unlock", unlock)
        .stale_shows::<StaffAnswer>()
        .post("/api/staff/{id}/reset", reset)
        .stale_shows::<StaffAnswer>()
        .post("/api/staff/{id}/sign-out", sign_out)
        .stale_shows::<StaffAnswer>()
        .post("/api/staff/{id}/suspend", suspend)
        .stale_shows::<StaffAnswer>()
        .post("/api/staff/{id}/restore", restore)
        .stale_shows::<StaffAnswer>()
        .get("/api/staff/{id}/belongings", hand_over::belongings)
        .post("/api/staff/{id}/hand-over", hand_over::hand_over)
        .stale_shows::<hand_over::Belongings>()
        .get("/api/staff.csv", csv::download)
        .post("/api/staff/csv/preview", csv::preview)
        .refused(&[409])
        .post("/api/staff/csv/apply", csv::apply)
        .refused(&[404])
        .stale_shows::<csv::Preview>()
}

#[derive(Serialize, ToSchema)]
struct StaffList {
    staff: Vec<StaffAnswer>,
}

#[derive(Serialize, ToSchema)]
struct Invited {
    staff: StaffAnswer,
    invitation_code: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct Coded {
    invitation_code: String,
}

fn missing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "この利用者は見つかりません。")
}

async fn member(app: &App, id: &str) -> Result<Member, Problem> {
    let id = StaffId::parse(id).map_err(|_| missing())?;
    app.staff.member(id).await?.ok_or_else(missing)
}

/// Whoever looks after some departments sees who works there, also beside another one.
fn sees(actor: &Actor, member: &Member) -> bool {
    actor.scope == Scope::All || member.departments.iter().any(|department| actor.may_touch(Some(department)))
}

/// Whom the caller sees, by login: ids stand in no order that would say anything.
async fn seen_by(app: &App, actor: &Actor) -> Result<Vec<Member>, Problem> {
    let mut people = app.staff.everybody().await?;
    people.retain(|one| sees(actor, one));
    people.sort_by(|one, other| one.login.cmp(&other.login));
    Ok(people)
}

/// `GET /api/staff`
async fn list(State(app): State<Arc<App>>, Who(actor): Who) -> Result<Json<StaffList>, Problem> {
    let (everybody, departments) = (seen_by(&app, &actor).await?, departments_by_id(&app).await?);
    let now_ms = runtime::clock::now_ms();
    Ok(Json(StaffList { staff: everybody.iter().map(|one| show(one, &departments, now_ms)).collect() }))
}

/// `GET /api/staff/{id}`
async fn read(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Json<StaffAnswer>, Problem> {
    let member = member(&app, &id).await?;
    if !sees(&actor, &member) {
        return Err(other_department());
    }
    shown(&app, &member).await.map(Json)
}

async fn shown(app: &App, member: &Member) -> Result<StaffAnswer, Problem> {
    Ok(show(member, &departments_by_id(app).await?, runtime::clock::now_ms()))
}

/// A code that is told once: 80 random bits in groups of four.
fn new_code() -> Result<String, Problem> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| Problem::unavailable())?;
    Ok(code_from(bytes))
}

fn code_from(bytes: [u8; 16]) -> String {
    let letters: Vec<char> = bytes.iter().map(|b| char::from(CODE_ALPHABET[usize::from(b % 32)])).collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn code_of(code: &str) -> Code {
    Code::new(code, runtime::clock::now_ms() + INVITATION_LASTS_MS)
}

/// `POST /api/staff`
async fn create(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    NeededKey(key): NeededKey,
    JsonBody(wish): JsonBody<MemberWish>,
) -> Result<Created<Invited>, Problem> {
    let id = StaffId::from_ulid(key.id("staff", &actor));
    let wanted = wish.member(&app, id, None).await?;
    may_give(&actor, None, &wanted)?;
    within_reach(&actor, &wanted)?;
    let once = key.claim(&app, "staff", &actor).await?;
    let code = code_from(once.random());
    let invitation = Some(Code::new(&code, once.began_at_ms() + INVITATION_LASTS_MS));
    if let Some(stands) = app.staff.member(id).await? {
        may_be(&actor, &stands)?; // the code that comes out is for whoever stands there now
        let invitation_code = (stands.invitation == invitation).then_some(code);
        return Ok(Created::Before(Invited { staff: shown(&app, &stands).await?, invitation_code }));
    }
    let next = Member { invitation, ..wanted };
    kept(&app, of_rights(&actor, "staff.created", None, &next), None, &next).await?;
    info!(staff = %id, "somebody was added");
    let answer = Invited { staff: shown(&app, &next).await?, invitation_code: Some(code) };
    Ok(Created::New(answer))
}

/// `PUT /api/staff/{id}`
async fn replace(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<MemberWish>,
) -> Result<Json<StaffAnswer>, Problem> {
    let before = member(&app, &id).await?;
    within_reach(&actor, &before)?;
    current(&app, &before, expected(wish.version)?).await?;
    let next = wish.member(&app, before.id, Some(&before)).await?;
    may_give(&actor, Some(&before), &next)?;
    within_reach(&actor, &next)?;
    let entry = of_rights(&actor, "staff.changed", Some(&before), &next);
    kept(&app, entry, Some(&before), &next).await?;
    info!(staff = %next.id, "somebody was changed");
    shown(&app, &next).await.map(Json)
}

/// Nobody gives what they do not have themselves, neither to others nor to themselves.
fn may_give(actor: &Actor, before: Option<&Member>, next: &Member) -> Result<(), Problem> {
    let had = before.map(|member| member.permissions).unwrap_or_default();
    let given = next.permissions.iter().filter(|permission| !had.has(*permission));
    let lacking: Vec<Permission> = given.filter(|permission| !actor.may(*permission)).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let title = "自分が持っていない権限は、ほかの人に付けたり、持っている人の代わりに使ったりできません。";
    Err(Problem::new(StatusCode::FORBIDDEN, "beyond_own_permissions", title))
}

/// Whoever looks after some departments does so for the people of these, and lets nobody look further.
fn within_reach(actor: &Actor, member: &Member) -> Result<(), Problem> {
    let is_theirs = |department| actor.may_touch(Some(department));
    let reaches =
        actor.scope == Scope::All || member.scope == Scope::Own && member.departments.iter().all(is_theirs);
    if reaches { Ok(()) } else { Err(other_department()) }
}

/// Whoever can become somebody, or looks through their eyes, must reach as far and have as many rights.
pub fn may_be(actor: &Actor, member: &Member) -> Result<(), Problem> {
    within_reach(actor, member)?;
    may_give(actor, None, member)
}

fn last_administrator() -> Problem {
    let title = "利用者を管理できる人(利用の期限のない人)がいなくなるため、この変更はできません。先に別の人へ権限を付けてください。";
    Problem::new(StatusCode::CONFLICT, "last_administrator", title)
}

async fn current(app: &App, stands: &Member, version: u64) -> Result<(), Problem> {
    if stands.version == version {
        return Ok(());
    }
    Err(stale(app, stands).await?)
}

async fn stale(app: &App, stands: &Member) -> Result<Problem, Problem> {
    Ok(Problem::stale(stands.version, &shown(app, stands).await?))
}

async fn kept(app: &App, entry: Entry, before: Option<&Member>, next: &Member) -> Result<(), Problem> {
    let today = today(runtime::clock::now_ms());
    match change::change(&app.record_staff(entry), before, next, today).await? {
        Changed::LastAdministrator => Err(last_administrator()),
        Changed::Kept(Kept::Done) => Ok(()),
        Changed::Kept(Kept::LoginTaken) => Err(crate::session::login_taken()),
        Changed::Kept(Kept::Stale(Some(stands))) => Err(stale(app, &stands).await?),
        Changed::Kept(Kept::Stale(None)) => Err(missing()),
        Changed::Kept(Kept::Overtaken) => Err(Problem::unavailable()),
    }
}

/// Changes somebody else; nobody locks themselves out.
async fn change(
    app: &App,
    actor: &Actor,
    (action, id): (&str, &str),
    version: Expected,
    step: impl FnOnce(&Member) -> Member,
) -> Result<Member, Problem> {
    let before = member(app, id).await?;
    within_reach(actor, &before)?;
    current(app, &before, version.version()?).await?;
    let next = step(&before);
    if actor.id() == Some(before.id) && next.is_suspended {
        let title = "自分自身の利用は停止できません。";
        return Err(Problem::new(StatusCode::CONFLICT, "oneself", title));
    }
    kept(app, of_member(actor, action, &next), Some(&before), &next).await?;
    info!(staff = %next.id, version = next.version, "somebody's way in was changed");
    Ok(next)
}

/// `POST /api/staff/{id}/unlock`
async fn unlock(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(version): JsonBody<Expected>,
) -> Result<Json<StaffAnswer>, Problem> {
    let next = change(&app, &actor, ("staff.unlocked", &id), version, Member::unlocked).await?;
    shown(&app, &next).await.map(Json)
}

/// `POST /api/staff/{id}/reset`
async fn reset(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(version): JsonBody<Expected>,
) -> Result<Json<Coded>, Problem> {
    may_be(&actor, &member(&app, &id).await?)?; // whoever has the code can be that person
    let code = new_code()?;
    let step = |stands: &Member| stands.invited_again(code_of(&code));
    change(&app, &actor, ("staff.reset", &id), version, step).await?;
    Ok(Json(Coded { invitation_code: code }))
}

/// `POST /api/staff/{id}/sign-out`
async fn sign_out(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(version): JsonBody<Expected>,
) -> Result<Json<StaffAnswer>, Problem> {
    let next = change(&app, &actor, ("staff.signed_out", &id), version, Member::signed_out).await?;
    shown(&app, &next).await.map(Json)
}

/// `POST /api/staff/{id}/suspend`
async fn suspend(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(version): JsonBody<Expected>,
) -> Result<Json<StaffAnswer>, Problem> {
    let next = change(&app, &actor, ("staff.suspended", &id), version, Member::suspended).await?;
    shown(&app, &next).await.map(Json)
}

/// `POST /api/staff/{id}/restore`
async fn restore(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(version): JsonBody<Expected>,
) -> Result<Json<StaffAnswer>, Problem> {
    let next = change(&app, &actor, ("staff.restored", &id), version, Member::restored).await?;
    shown(&app, &next).await.map(Json)
}
