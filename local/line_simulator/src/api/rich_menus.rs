//! Rich menus, their images and their aliases.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::app::{Shared, State as Everything};
use crate::error::{Answer, Refusal, object, ok, text};
use crate::gate::header;
use crate::messages::action::is_alias;
use crate::rich_menu::object::{check, check_image};

pub(super) async fn create(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let menu = object(&bytes)?;
    check(&menu)?;
    let id = app.state().menus.create(menu)?;
    ok(json!({ "richMenuId": id }))
}

pub(super) async fn validate(bytes: Bytes) -> Answer {
    check(&object(&bytes)?)?;
    ok(json!({}))
}

pub(super) async fn list(State(app): State<Shared>) -> Answer {
    let menus: Vec<Value> = app.state().menus.list().map(crate::rich_menu::Menu::json).collect();
    ok(json!({ "richmenus": menus }))
}

pub(super) async fn get(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let menu = app.state().menus.get(&id)?.json();
    ok(menu)
}

pub(super) async fn delete(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    app.state().menus.delete(&id)?;
    app.announce(&json!({ "type": "richmenu", "userId": null }));
    ok(json!({}))
}

pub(super) async fn upload(
    State(app): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let kind = match header(&headers, "content-type") {
        Some("image/jpeg") => "image/jpeg",
        Some("image/png") => "image/png",
        _ => {
            let why = "The content type must be image/jpeg or image/png";
            return Err(Refusal::message(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
        }
    };
    app.state().menus.get(&id)?;
    check_image(&bytes)?;
    app.state().menus.set_image(&id, kind, bytes)?;
    ok(json!({}))
}

pub(super) async fn download(State(app): State<Shared>, Path(id): Path<String>) -> Result<Response, Refusal> {
    image(&app.state(), &id)
}

/// The image of a menu, as the API and the page get it.
pub(crate) fn image(state: &Everything, id: &str) -> Result<Response, Refusal> {
    let image = state.menus.get(id)?.image.clone();
    let (kind, bytes) = image.ok_or_else(|| Refusal::not_found("The rich menu has no image"))?;
    Ok(([("content-type", kind)], bytes).into_response())
}

pub(super) async fn create_alias(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let body = object(&bytes)?;
    let (alias, id) = (text(&body, "richMenuAliasId")?, text(&body, "richMenuId")?);
    if !is_alias(alias) {
        return Err(Refusal::detail("richMenuAliasId", "Must match [a-z0-9_-]{1,32}"));
    }
    app.state().menus.create_alias(alias, id)?;
    ok(json!({}))
}

pub(super) async fn update_alias(
    State(app): State<Shared>,
    Path(alias): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = object(&bytes)?;
    app.state().menus.update_alias(&alias, text(&body, "richMenuId")?)?;
    ok(json!({}))
}

pub(super) async fn delete_alias(State(app): State<Shared>, Path(alias): Path<String>) -> Answer {
    let mut state = app.state();
    state.menus.alias(&alias)?;
    state.menus.aliases.remove(&alias);
    ok(json!({}))
}

fn alias_json(alias: &str, id: &str) -> Value {
    json!({ "richMenuAliasId": alias, "richMenuId": id })
}

pub(super) async fn alias(State(app): State<Shared>, Path(alias): Path<String>) -> Answer {
    let state = app.state();
    ok(alias_json(&alias, state.menus.alias(&alias)?))
}

pub(super) async fn aliases(State(app): State<Shared>) -> Answer {
    let state = app.state();
    let all: Vec<Value> = state.menus.aliases.iter().map(|(alias, id)| alias_json(alias, id)).collect();
    ok(json!({ "aliases": all }))
}
