//! The gate before every route: where somebody comes from, who they are, and whether they may. What the table of
//! [`crate::access`] does not name is closed to everybody.

mod door;
mod token;
mod visit;

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::staff::{Actor, Permission};
use lambda_http::request::RequestContext;
use tracing::warn;

use crate::App;
use crate::access::{Access, Need, access};
use crate::problem::{Problem, RefusedAs};

pub use door::Door;
pub use token::{AdminToken, MachineToken};
pub use visit::{Visit, eyes};

/// Who asks, for handlers.
#[derive(Debug, Clone)]
pub struct Who(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::unauthorized)
    }
}

/// Finds out who asks, looks the route up and lets pass or answers 401 or 403. Who may not leaves a line in the log.
pub async fn admit(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let entered = enter(&app, &mut request).await;
    let session = request.extensions().get::<Visit>().map(Visit::session_name).unwrap_or_default();
    let response = match entered {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    let refused = response.extensions().get::<RefusedAs>().map_or("", |refused| refused.0);
    // The page asks for the second factor then; how that goes is in the login history.
    if response.status() == StatusCode::FORBIDDEN && refused != "step_up_needed" {
        let path = path.as_ref().map_or("an unknown address", MatchedPath::as_str);
        warn!(status = 403, code = refused, session = %session, "refused {method} {path}: {refused}");
    }
    response
}

/// Notes who comes in, or says why they do not.
async fn enter(app: &App, request: &mut Request) -> Result<(), Problem> {
    let actor = if app.token.is_shown(request.headers()).await {
        Some(Actor::machine(String::new()))
    } else {
        let context = request.extensions().get::<RequestContext>();
        let (visit, actor) = visit::identify(app, request.method(), request.headers(), context).await?;
        request.extensions_mut().insert(visit);
        actor
    };
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let entry = path.as_deref().and_then(|path| access(request.method(), path));
    let refusal = match (&path, entry) {
        (Some(_), Some(entry)) => refusal(entry, request.method(), actor.as_ref(), runtime::clock::now_ms()),
        (Some(_), None) => actor.is_none().then(Problem::unauthorized).or_else(|| unlisted(request)),
        (None, _) => actor.is_none().then(Problem::unauthorized),
    };
    if let Some(refusal) = refusal {
        return Err(refusal);
    }
    if let Some(actor) = actor {
        request.extensions_mut().insert(Who(actor));
    }
    Ok(())
}

/// A method that the route has and the table does not: closed. One that the route does not have either gets its 405.
fn unlisted(request: &Request) -> Option<Problem> {
    let path = request.extensions().get::<MatchedPath>()?.as_str();
    crate::access::is_unknown(path).then(forbidden)
}

/// Why this caller may not, if so.
fn refusal(entry: &Access, method: &Method, actor: Option<&Actor>, now_ms: u64) -> Option<Problem> {
    let Some(actor) = actor else {
        return (entry.need != Need::Anonymous).then(Problem::unauthorized);
    };
    if actor.viewing_as.is_some() && *method != Method::GET && !entry.while_viewing {
        let title = "「この人で見る」の間は、変更や送信はできません。表示を終えてからやり直してください。";
        return Some(Problem::new(StatusCode::FORBIDDEN, "viewing_only", title));
    }
    if !satisfied(entry.need, actor) {
        return Some(forbidden());
    }
    (entry.step_up && !actor.stepped_up(now_ms)).then(step_up_needed)
}

fn satisfied(need: Need, actor: &Actor) -> bool {
    let may = |permission: &Permission| actor.may(*permission);
    match need {
        Need::Anonymous | Need::SignedIn => true,
        Need::All(permissions) => permissions.iter().all(may),
        Need::Any(permissions) => permissions.iter().any(may),
        Need::MachineOnly => actor.is_machine(),
    }
}

/// Somebody we know, who may not do this.
pub fn forbidden() -> Problem {
    let title = "この操作をする権限がありません。必要なときは管理者に依頼してください。";
    Problem::new(StatusCode::FORBIDDEN, "forbidden", title)
}

/// Something of a department that is not theirs.
pub fn other_department() -> Problem {
    let title = "ほかの部署のものは操作できません。必要なときは、その部署か管理者に依頼してください。";
    Problem::new(StatusCode::FORBIDDEN, "other_department", title)
}

/// The second factor has to be shown again.
pub fn step_up_needed() -> Problem {
    let title = "大切な操作のため、認証コードなどでもう一度本人確認をしてください(5分間有効)。";
    Problem::new(StatusCode::FORBIDDEN, "step_up_needed", title)
}

/// An address that is not the city's. Says nothing about what is here (R-A7).
pub fn not_from_here() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "not_from_here", "この場所からは利用できません。")
}

/// A change that another site's page may have asked for.
pub fn not_by_us() -> Problem {
    let title = "この画面以外からの操作は受け付けません。画面を読み込み直してください。";
    Problem::new(StatusCode::FORBIDDEN, "not_same_origin", title)
}
