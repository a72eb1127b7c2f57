//! Which menu whom: the default, a user's own, and 500 users at once. Users who are no friends are answered alike but
//! nothing is linked to them.

use axum::body::Bytes;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::app::{Shared, State as Everything};
use crate::error::{Answer, Refusal, object, ok, text};
use crate::gate::{Call, Recipients};
use crate::ids::UserId;

const BULK_MAX: usize = 500;

pub(super) async fn set_default(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    app.state().menus.set_default(&id)?;
    app.announce(&json!({ "type": "richmenu", "userId": null }));
    ok(json!({}))
}

pub(super) async fn default(State(app): State<Shared>) -> Answer {
    let state = app.state();
    ok(json!({ "richMenuId": state.menus.default_menu()? }))
}

pub(super) async fn clear_default(State(app): State<Shared>) -> Answer {
    app.state().menus.clear_default();
    app.announce(&json!({ "type": "richmenu", "userId": null }));
    ok(json!({}))
}

fn user(state: &Everything, user_id: &str) -> Result<Option<u32>, Refusal> {
    let id = UserId::parse(user_id)
        .ok_or_else(|| Refusal::bad("The value for the 'userId' parameter is invalid"))?;
    Ok(state.users.index(id))
}

pub(super) async fn linked(State(app): State<Shared>, Path(user_id): Path<String>) -> Answer {
    let state = app.state();
    let linked = user(&state, &user_id)?.and_then(|user| state.menus.linked(user));
    let linked = linked.ok_or_else(|| Refusal::not_found("the user has no richmenu"))?;
    ok(json!({ "richMenuId": linked }))
}

pub(super) async fn link(State(app): State<Shared>, Path((user_id, id)): Path<(String, String)>) -> Answer {
    {
        let mut state = app.state();
        state.menus.with_image(&id)?;
        if let Some(user) = user(&state, &user_id)?.filter(|user| state.users.is_friend(*user)) {
            state.menus.link(user, &id);
        }
    }
    app.announce(&json!({ "type": "richmenu", "userId": user_id }));
    ok(json!({}))
}

pub(super) async fn unlink(State(app): State<Shared>, Path(user_id): Path<String>) -> Answer {
    {
        let mut state = app.state();
        if let Some(user) = user(&state, &user_id)? {
            state.menus.unlink(user);
        }
    }
    app.announce(&json!({ "type": "richmenu", "userId": user_id }));
    ok(json!({}))
}

pub(super) async fn bulk_link(
    State(app): State<Shared>,
    Extension(call): Extension<Call>,
    bytes: Bytes,
) -> Answer {
    let body = object(&bytes)?;
    let (users, named) = bulk_users(&app.state(), &body)?;
    let id = text(&body, "richMenuId")?.to_owned();
    app.state().menus.with_image(&id)?;
    Ok(apply(&app, call, users, named, Some(id)))
}

pub(super) async fn bulk_unlink(
    State(app): State<Shared>,
    Extension(call): Extension<Call>,
    bytes: Bytes,
) -> Answer {
    let (users, named) = bulk_users(&app.state(), &object(&bytes)?)?;
    Ok(apply(&app, call, users, named, None))
}

/// The friends among `userIds`, and how many were named. One malformed id refuses the whole call.
fn bulk_users(state: &Everything, body: &Map<String, Value>) -> Result<(Vec<u32>, usize), Refusal> {
    let ids = match body.get("userIds") {
        Some(Value::Array(ids)) => ids,
        None => return Err(Refusal::detail("userIds", "May not be empty")),
        Some(_) => return Err(Refusal::property("userIds")),
    };
    if ids.is_empty() || ids.len() > BULK_MAX {
        return Err(Refusal::detail("userIds", format!("Size must be between 1 and {BULK_MAX}")));
    }
    let mut users = Vec::with_capacity(ids.len());
    for (place, id) in ids.iter().enumerate() {
        let id = id.as_str().and_then(UserId::parse);
        let id = id.ok_or_else(|| Refusal::property(&format!("'userIds[{place}]'")))?;
        users.extend(state.users.index(id).filter(|user| state.users.is_friend(*user)));
    }
    Ok((users, ids.len()))
}

/// Answers 202 and links or unlinks a little later; a scripted failure does only the first half.
fn apply(app: &Shared, call: Call, mut users: Vec<u32>, named: usize, menu: Option<String>) -> Response {
    if call.then_fail {
        users.truncate(users.len() / 2);
    }
    app.later(move |app| {
        {
            let menus = &mut app.state().menus;
            for user in &users {
                match &menu {
                    Some(id) => menus.link(*user, id),
                    None => menus.unlink(*user),
                }
            }
        }
        announce_menus(app, &users);
    });
    let mut response = (StatusCode::ACCEPTED, axum::Json(json!({}))).into_response();
    response.extensions_mut().insert(Recipients(named as u32));
    response
}

/// Tells the page whose menus may have changed.
pub(super) fn announce_menus(app: &Shared, users: &[u32]) {
    let ids: Vec<String> = {
        let state = app.state();
        let singles = users.iter().filter(|user| state.users.is_single(**user));
        singles.map(|user| state.users.get(*user).id.to_string()).collect()
    };
    for id in ids {
        app.announce(&json!({ "type": "richmenu", "userId": id }));
    }
}
