//! People and their phones.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::Shared;
use crate::error::{Answer, Refusal, object, ok, text};
use crate::ids::UserId;
use crate::login::IdTokenRequest;
use crate::phone::Postback;
use crate::users::Friend;

/// Most users one bulk call makes.
const BULK_MAX: usize = 2_000_000;
/// The list shows this many users unless asked for more.
const LISTED: usize = 500;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ListQuery {
    bulk: bool,
    limit: Option<usize>,
}

/// The users made one by one, and with `bulk=true` all of them.
pub(super) async fn list(State(app): State<Shared>, Query(query): Query<ListQuery>) -> Answer {
    let state = app.state();
    let limit = query.limit.unwrap_or(LISTED);
    let wanted = |user: &u32| query.bulk || state.users.is_single(*user);
    let users = state.users.iter().map(|(user, _)| user).filter(wanted).take(limit);
    ok(users.map(|user| state.users.json(user)).collect())
}

/// A body parsed as JSON; an empty one as `{}`.
pub(super) fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Refusal> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    serde_json::from_slice(bytes).map_err(|error| Refusal::bad(error.to_string()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewUser {
    display_name: String,
    #[serde(default = "stranger")]
    friend: Friend,
    user_id: Option<String>,
}

fn stranger() -> Friend {
    Friend::None
}

fn following() -> Friend {
    Friend::Following
}

pub(super) async fn add(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let new: NewUser = parse(&bytes)?;
    if new.display_name.is_empty() {
        return Err(Refusal::bad("displayName may not be empty"));
    }
    let id = match new.user_id {
        Some(text) => Some(UserId::parse(&text).ok_or_else(|| Refusal::bad("userId is not a user id"))?),
        None => None,
    };
    let user = app.add_user(id, &new.display_name, new.friend);
    ok(app.user_json(user))
}

#[derive(Deserialize)]
struct Bulk {
    count: usize,
    #[serde(default = "following")]
    friend: Friend,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    ids: bool,
}

/// Makes many users at once; with `ids` their ids are in the answer.
pub(super) async fn add_bulk(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let bulk: Bulk = parse(&bytes)?;
    if bulk.count > BULK_MAX {
        return Err(Refusal::bad(format!("count may be at most {BULK_MAX}")));
    }
    let mut state = app.state();
    let made = state.users.add_bulk(bulk.count, bulk.friend, &bulk.prefix);
    let mut body = json!({ "created": made.len(), "users": state.users.len() });
    if bulk.ids {
        body["userIds"] = made.map(|user| Value::from(state.users.get(user).id.to_string())).collect();
    }
    ok(body)
}

/// Adds the account, or unblocks it.
pub(super) async fn follow(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let user = app.user(&id)?;
    app.befriend(user, Friend::Following);
    ok(app.user_json(user))
}

pub(super) async fn block(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let user = app.user(&id)?;
    app.befriend(user, Friend::Blocked);
    ok(app.user_json(user))
}

pub(super) async fn message(State(app): State<Shared>, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let event = app.say(app.user(&id)?, Value::Object(object(&bytes)?))?;
    ok(json!({ "webhookEventId": event }))
}

pub(super) async fn postback(State(app): State<Shared>, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let postback: Postback = parse(&bytes)?;
    let event = app.tap(app.user(&id)?, postback)?;
    ok(json!({ "webhookEventId": event }))
}

pub(super) async fn watch(State(app): State<Shared>, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let body = object(&bytes)?;
    let event = app.watch(app.user(&id)?, text(&body, "trackingId")?)?;
    ok(json!({ "webhookEventId": event }))
}

pub(super) async fn open(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    app.open_talk(app.user(&id)?);
    ok(json!({}))
}

pub(super) async fn click(State(app): State<Shared>, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let body = object(&bytes)?;
    app.click(app.user(&id)?, text(&body, "url")?);
    ok(json!({}))
}

pub(super) async fn talk(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let user = app.user(&id)?;
    ok(app.talk(user).into())
}

pub(super) async fn rich_menu(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let user = app.user(&id)?;
    let state = app.state();
    let Some(menu) = state.menus.shown_to(user) else { return ok(Value::Null) };
    let image_url = menu.image.as_ref().map(|_| format!("/control/richmenus/{}/image", menu.id));
    ok(json!({ "richMenuId": menu.id, "menu": menu.json(), "imageUrl": image_url }))
}

pub(super) async fn rich_menu_image(
    State(app): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    crate::api::rich_menu_image(&app.state(), &id)
}

/// Mints the tokens that a LIFF page would get on this phone.
pub(super) async fn id_token(State(app): State<Shared>, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let request: IdTokenRequest = parse(&bytes)?;
    let user = app.user(&id)?;
    let token = app.mint_id_token(user, &request)?;
    ok(json!({ "idToken": token, "accessToken": app.login.issue(user, app.clock.now_ms()) }))
}
