//! Somebody is told: administrators about what is grave, everybody about their own ways in. Nothing of it is kept beside
//! the trail.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::audit::{Entry, Wanted, What};
use domain::staff::{Permission, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::{OperationAnswer, operation, shown_day};
use crate::App;
use crate::gate::{Visit, Who};
use crate::problem::Problem;
use crate::wire::show_time;

const WEEK_MS: u64 = 7 * 24 * 3_600_000;
const MONTH_MS: u64 = 30 * 24 * 3_600_000;
/// Lines on a screen; whoever wants more looks into the trail.
const MOST: usize = 20;

/// What somebody else did that administrators should hear of.
#[derive(Serialize, ToSchema)]
pub struct NotableAnswer {
    events: Vec<OperationAnswer>,
    /// There is more than is shown here, or more was written in the city than one look reads through.
    more: bool,
    /// The day at which the look stopped because it had read so much; whatever is older was not looked at.
    stopped_on: Option<String>,
}

/// `GET /api/trails/notable`: the last seven days. Whoever looks after some departments only, and not after the trail,
/// is told nothing about the others.
pub async fn notable(State(app): State<Arc<App>>, Who(actor): Who) -> Result<Json<NotableAnswer>, Problem> {
    if !actor.may(Permission::Trails) && actor.scope != Scope::All {
        return Ok(Json(NotableAnswer { events: Vec::new(), more: false, stopped_on: None }));
    }
    let now_ms = runtime::clock::now_ms();
    let found = app.trail.search(&Wanted::Notable, (now_ms - WEEK_MS, now_ms), None, MOST).await?;
    let events = found.records.iter().filter_map(operation).collect();
    Ok(Json(NotableAnswer { events, more: found.next.is_some(), stopped_on: shown_day(found.stopped_on) }))
}

/// What happened with one's own login.
#[derive(Serialize, ToSchema)]
pub struct OwnHistory {
    events: Vec<OwnEvent>,
    /// There is more than is shown here, or more was written in the city than one look reads through.
    more: bool,
    /// The day at which the look stopped because it had read so much; whatever is older was not looked at.
    stopped_on: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct OwnEvent {
    at: String,
    /// How a try to come in went, or what was changed, such as `staff.passkey_added`.
    what: String,
    ip: String,
    device: String,
}

fn event(entry: &Entry) -> OwnEvent {
    OwnEvent {
        at: show_time(entry.at_ms),
        what: match &entry.what {
            What::Login { result, .. } => result.name(),
            What::Operation(operation) => operation.action.clone(),
        },
        ip: entry.ip.clone(),
        device: entry.device.clone(),
    }
}

/// `GET /api/session/history`: the last thirty days of whoever asks, also while they look through other eyes.
pub async fn own(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<OwnHistory>, Problem> {
    let me = visit.session()?.staff;
    let now_ms = runtime::clock::now_ms();
    let found = app.trail.search(&Wanted::Own(me), (now_ms - MONTH_MS, now_ms), None, MOST).await?;
    let events = found.records.iter().map(|(_, entry)| event(entry)).collect();
    Ok(Json(OwnHistory { events, more: found.next.is_some(), stopped_on: shown_day(found.stopped_on) }))
}
