//! `/api/session/open`: one's own sessions that are open, each with an end of its own.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::staff::{Member, Session, Stage};
use serde::Serialize;
use tracing::info;
use usecases::staff::ports::StaffRoom;
use utoipa::ToSchema;

use crate::App;
use crate::answered::Done;
use crate::asked::Path;
use crate::gate::{Visit, Who};
use crate::problem::Problem;
use crate::records;
use crate::routes::Routes;
use crate::wire::show_time;

/// The routes of open sessions.
pub fn routes<R: Routes>(routes: R) -> R {
    routes.get("/api/session/open", list).delete("/api/session/open/{id}", end).refused(&[404, 409])
}

/// One browser in which somebody is in.
#[derive(Debug, Serialize, ToSchema)]
struct OpenSession {
    /// The beginning of its name, as records show it.
    id: String,
    since: String,
    /// To the minute: being seen is written down once a minute.
    seen_at: String,
    ip: String,
    device: String,
    /// Whether it is the one that asks.
    current: bool,
}

/// One's own open sessions, the one that asks first and then the one seen last.
#[derive(Debug, Serialize, ToSchema)]
struct OpenSessions {
    sessions: Vec<OpenSession>,
}

/// The sessions of this member that are not over, and with them the one that asks.
async fn open(app: &App, current: &Session, member: &Member) -> Result<Vec<Session>, Problem> {
    let (mut found, now_ms) = (app.staff.sessions_of(member.id).await?, runtime::clock::now_ms());
    if found.iter().all(|session| session.name != current.name) {
        found.push(current.clone()); // begun by a program that listed none
    }
    found.retain(|one| one.stage == Stage::SignedIn && !one.is_over(member.generation, now_ms));
    found.sort_by_key(|one| (one.name != current.name, std::cmp::Reverse(one.seen_at_ms)));
    Ok(found)
}

/// `GET /api/session/open`
async fn list(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<OpenSessions>, Problem> {
    let (current, member) = visit.known.as_ref().ok_or_else(Problem::unauthorized)?;
    let show = |session: Session| OpenSession {
        id: session.short_name().to_owned(),
        since: show_time(session.began_at_ms),
        seen_at: show_time(session.seen_at_ms),
        current: session.name == current.name,
        ip: session.ip,
        device: session.device,
    };
    let sessions = open(&app, current, member).await?.into_iter().map(show).collect();
    Ok(Json(OpenSessions { sessions }))
}

/// `DELETE /api/session/open/{id}`
async fn end(
    State(app): State<Arc<App>>,
    visit: Visit,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Done, Problem> {
    let (current, member) = visit.known.as_ref().ok_or_else(Problem::unauthorized)?;
    if current.short_name() == id {
        let title = "この画面のログインは、「ログアウト」で終わらせてください。";
        return Err(Problem::new(StatusCode::CONFLICT, "state", title));
    }
    let found = open(&app, current, member).await?.into_iter().find(|one| one.short_name() == id);
    let session = found.ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "not_found", "このログインは、もう終わっています。")
    })?;
    let record = records::of_member(&actor, "staff.session_ended", member).with("session", id);
    app.record_staff(record).end_session(&session.name).await?;
    info!(staff = %member.id, "somebody has ended one of their other sessions");
    Ok(Done)
}
