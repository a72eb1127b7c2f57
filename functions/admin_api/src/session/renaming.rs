//! `PUT /api/session/passkeys/{id}`: another name for one's own passkey.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tracing::info;
use usecases::staff::passkeys::{self, Renamed};
use utoipa::ToSchema;

use super::passkeys::{PasskeyAnswer, Passkeys, name_of, show};
use super::wire::refused;
use crate::App;
use crate::asked::Path;
use crate::gate::{Visit, Who};
use crate::json::JsonBody;
use crate::problem::Problem;
use crate::records;
use crate::routes::Routes;
use crate::wire::expected;

/// The route of names.
pub fn routes<R: Routes>(routes: R) -> R {
    routes.put("/api/session/passkeys/{id}", rename).stale_shows::<PasskeyAnswer>()
}

/// A name, and the version of the one that the caller saw.
#[derive(Deserialize, ToSchema)]
struct PasskeyName {
    #[serde(default)]
    #[schema(required = true)]
    name: String,
    version: Option<u64>,
}

async fn rename(
    State(app): State<Arc<App>>,
    visit: Visit,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<PasskeyName>,
) -> Result<Json<Passkeys>, Problem> {
    let (version, name) = (expected(wish.version)?, name_of(&wish.name)?);
    let (_, member) = visit.known.as_ref().ok_or_else(Problem::unauthorized)?;
    let before = member.passkeys.iter().find(|passkey| passkey.id.text() == id).ok_or_else(missing)?;
    let entry = records::of_member(&actor, "staff.passkey_renamed", member);
    let entry = entry.with("passkey", name.as_str()).with("name_before", before.name.as_str());
    let renamed = passkeys::rename(&app.record_staff(entry), member.id, (&id, version), &name).await;
    match renamed.map_err(refused)? {
        Renamed::Done(next) => {
            info!(staff = %next.id, "a passkey has another name");
            Ok(show(&next))
        }
        Renamed::Stale(stands) => Err(Problem::stale(stands.version, &PasskeyAnswer::new(&stands))),
        Renamed::Missing => Err(missing()),
    }
}

fn missing() -> Problem {
    let title = "このパスキーは見つかりません。画面を読み込み直してください。";
    Problem::new(StatusCode::NOT_FOUND, "not_found", title)
}
