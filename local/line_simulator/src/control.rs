//! The control API and the page: everything a test or a person at the phones can do to the simulated LINE.

mod phones;
mod records;
mod scripts;
mod site;
mod stream;

use axum::Router;
use axum::routing::{get, post};

use crate::app::Shared;

/// All routes of the control listener; what is no route is a file of the page.
pub(crate) fn router(app: Shared) -> Router {
    Router::new()
        .route("/control/info", get(records::info))
        .route("/control/form", get(records::form))
        .route("/control/users", get(phones::list).post(phones::add))
        .route("/control/users/bulk", post(phones::add_bulk))
        .route("/control/users/{id}/follow", post(phones::follow))
        .route("/control/users/{id}/unblock", post(phones::follow))
        .route("/control/users/{id}/unfollow", post(phones::block))
        .route("/control/users/{id}/block", post(phones::block))
        .route("/control/users/{id}/message", post(phones::message))
        .route("/control/users/{id}/postback", post(phones::postback))
        .route("/control/users/{id}/watch", post(phones::watch))
        .route("/control/users/{id}/open", post(phones::open))
        .route("/control/users/{id}/click", post(phones::click))
        .route("/control/users/{id}/talk", get(phones::talk))
        .route("/control/users/{id}/richmenu", get(phones::rich_menu))
        .route("/control/users/{id}/id-token", post(phones::id_token))
        .route("/control/richmenus/{id}/image", get(phones::rich_menu_image))
        .route("/control/events", get(stream::events))
        .route("/control/ledger", get(records::ledger))
        .route("/control/ledger/summary", get(records::summary))
        .route("/control/ledger/user/{id}", get(records::of_user))
        .route("/control/webhooks", get(records::webhooks))
        .route("/control/webhook", get(scripts::webhook).post(scripts::set_webhook))
        .route("/control/webhook/redeliver", post(scripts::redeliver))
        .route(
            "/control/faults",
            get(scripts::faults).post(scripts::add_faults).delete(scripts::clear_faults),
        )
        .route("/control/clock", get(scripts::clock).post(scripts::advance))
        .route("/control/settings", get(scripts::settings).post(scripts::set_settings))
        .route("/control/insight/react", post(scripts::react))
        .route("/control/reset", post(scripts::reset))
        .fallback(site::file)
        .with_state(app)
}
