//! Who calls: the user of a session.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use domain::user_id::UserId;

use crate::problem::Problem;
use crate::session::SessionOver;
use crate::{App, FormStore};

/// The user whose session came along.
pub struct Caller(pub UserId);

impl<S: FormStore> FromRequestParts<Arc<App<S>>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App<S>>) -> Result<Self, Problem> {
        let session = bearer(parts).ok_or(SessionOver)?;
        let key = (app.secret)().await?.session_key()?;
        Ok(Self(key.user(&session, (app.clock)())?))
    }
}

/// The one session that was presented; several are none.
fn bearer(parts: &Parts) -> Option<String> {
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let (Some(one), None) = (values.next(), values.next()) else { return None };
    let (scheme, session) = one.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| session.to_owned())
}
