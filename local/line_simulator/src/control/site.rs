//! The page: files of one folder, `index.html` at the root. Paths that leave the folder do not exist. Pictures below
//! `/media/` come from the city's front, as they come to a phone from the city's domain.

use std::path::{Component, Path};
use std::sync::LazyLock;

use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::app::Shared;
use crate::error::Refusal;

const NO_PAGE: &str = "このシミュレーターにはページがありません。制御APIは /control/info から。";

pub(super) async fn file(State(app): State<Shared>, method: Method, uri: Uri) -> Response {
    if method != Method::GET || uri.path().starts_with("/control") {
        return Refusal::not_found(format!("there is no {method} {}", uri.path())).into_response();
    }
    if uri.path().starts_with("/media/") {
        return media(&app, uri.path()).await;
    }
    let Some(folder) = &app.config.page else {
        return (StatusCode::NOT_FOUND, NO_PAGE).into_response();
    };
    let wanted = match uri.path().trim_start_matches('/') {
        "" => Path::new("index.html"),
        path => Path::new(path),
    };
    let stays = wanted.components().all(|part| matches!(part, Component::Normal(_)));
    match tokio::fs::read(folder.join(wanted)).await {
        Ok(bytes) if stays => ([("content-type", content_type(wanted))], bytes).into_response(),
        _ => (StatusCode::NOT_FOUND, "ページが見つかりません").into_response(),
    }
}

static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);

async fn media(app: &Shared, path: &str) -> Response {
    let front = app.form_url.get().and_then(|url| url::Url::parse(url).ok()?.join(path).ok());
    let Some(address) = front else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(answer) = CLIENT.get(address).send().await else { return StatusCode::BAD_GATEWAY.into_response() };
    let (status, kind) = (answer.status(), answer.headers().get(header::CONTENT_TYPE).cloned());
    let bytes = answer.bytes().await.unwrap_or_default();
    match kind {
        Some(kind) => (status, [(header::CONTENT_TYPE, kind)], bytes).into_response(),
        None => (status, bytes).into_response(),
    }
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("json") => "application/json",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
