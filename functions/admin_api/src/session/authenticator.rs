//! `/api/session/authenticator`: an app for codes that comes later, to somebody who has come with a passkey so far.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::staff::{Login, TotpSecret};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Serialize;
use tracing::info;
use usecases::staff::authenticator;
use usecases::staff::entry::Refusal;
use utoipa::ToSchema;

use super::wire::{answer, refused};
use super::{OneCode, Shown};
use crate::App;
use crate::gate::{Visit, Who};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records;
use crate::routes::Routes;

/// The routes of the app.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .post("/api/session/authenticator", offer)
        .refused(&[409])
        .put("/api/session/authenticator", add)
        .refused(&[409])
}

/// A secret for an authenticator app.
#[derive(Serialize, ToSchema)]
pub struct Offered {
    secret: String,
    uri: String,
    qr_svg: String,
}

impl Offered {
    /// As the app takes it, and as a picture for its camera.
    pub fn new(secret: &TotpSecret, login: &Login) -> Result<Self, Problem> {
        let uri = secret.uri("LINE配信 職員用", login.as_str());
        let code = QrCode::new(uri.as_bytes()).map_err(|_| Problem::unavailable())?;
        let qr_svg = code.render::<svg::Color>().min_dimensions(192, 192).build();
        Ok(Self { secret: secret.base32(), uri, qr_svg })
    }
}

/// A secret that nobody has.
pub fn new_secret() -> Result<TotpSecret, Problem> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(|_| Problem::unavailable())?;
    Ok(TotpSecret::new(bytes))
}

/// `POST /api/session/authenticator`
async fn offer(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<Offered>, Problem> {
    let (session, member) = visit.known.as_ref().ok_or_else(Problem::unauthorized)?;
    let secret = new_secret()?;
    authenticator::offer(&app.staff, session, secret.clone()).await.map_err(refused)?;
    Ok(Json(Offered::new(&secret, &member.login)?))
}

/// `PUT /api/session/authenticator`: the first code.
async fn add(
    State(app): State<Arc<App>>,
    visit: Visit,
    Who(actor): Who,
    JsonBody(given): JsonBody<OneCode>,
) -> Shown {
    let (session, member) = visit.known.as_ref().ok_or_else(Problem::unauthorized)?;
    let entry = records::of_member(&actor, "staff.authenticator_set", member);
    let rooms = (&app.staff, &app.record_staff(entry));
    let added = authenticator::add(rooms, session, given.code.trim(), runtime::clock::now_ms()).await;
    let (next, session) = added.map_err(|why| match why {
        Refusal::Wrong => {
            let message = "数字が合いません。アプリにいま表示されている6けたを入力してください。";
            FieldError::new("code", "wrong_code", message).into()
        }
        why => refused(why),
    })?;
    info!(staff = %next.id, "an authenticator app was set up beside a passkey");
    Ok(Json(answer(&app, Some(&session)).await?))
}
