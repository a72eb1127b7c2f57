//! `/api/session/password` and `/api/session/others`: another password of one's own, and an end for the other browsers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::audit::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tracing::info;
use usecases::staff::entry::Refusal;
use usecases::staff::own;
use utoipa::ToSchema;

use super::Shown;
use super::history::written;
use super::passwords::Argon2id;
use super::wire::{answer, refused};
use crate::App;
use crate::gate::{Visit, Who};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records;
use crate::routes::Routes;

/// The routes of one's own ways in.
pub fn routes<R: Routes>(routes: R) -> R {
    routes.put("/api/session/password", change_password).delete("/api/session/others", end_others)
}

/// The password that stands, and the one that shall.
#[derive(Deserialize, ToSchema)]
struct OtherPassword {
    #[schema(value_type = String)]
    current: SecretString,
    #[schema(value_type = String)]
    password: SecretString,
}

/// `PUT /api/session/password`
async fn change_password(
    State(app): State<Arc<App>>,
    visit: Visit,
    Who(actor): Who,
    JsonBody(given): JsonBody<OtherPassword>,
) -> Shown {
    let (session, member) = visit.known.as_ref().ok_or_else(Problem::unauthorized)?;
    let recorded = app.record_staff(records::of_member(&actor, "staff.password_set", member));
    let words = (given.current.expose_secret().to_owned(), given.password.expose_secret().to_owned());
    let room = visit.room(&app, Method::Password);
    let changed = own::change_password((&room, &recorded), &Argon2id, session, words).await;
    let next = match changed {
        Ok(next) => next,
        Err(why) => {
            let told = written(&app, &visit, None, Method::Password, Err(why)).await?;
            return Err(told.err().map_or_else(Problem::unavailable, not_taken));
        }
    };
    info!(staff = %member.id, "a password was changed by its owner");
    Ok(Json(answer(&app, Some(&next)).await?))
}

fn not_taken(why: Refusal) -> Problem {
    if let Refusal::WrongStepUp = why {
        let message = "いまのパスワードが違います。続けて5回まちがえると、安全のためログアウトします。";
        return FieldError::new("current", "wrong", message).into();
    }
    refused(why)
}

/// `DELETE /api/session/others`
async fn end_others(State(app): State<Arc<App>>, visit: Visit, Who(actor): Who) -> Shown {
    let (session, member) = visit.known.as_ref().ok_or_else(Problem::unauthorized)?;
    let recorded = app.record_staff(records::of_member(&actor, "staff.signed_out", member));
    let next = own::end_others((&app.staff, &recorded), session).await.map_err(refused)?;
    info!(staff = %member.id, "somebody has ended their other sessions");
    Ok(Json(answer(&app, Some(&next)).await?))
}
