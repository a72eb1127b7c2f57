//! The LINE API itself: one listener for api.line.me and api-data.line.me.

mod account;
mod insight;
mod login;
mod messages;
mod oauth;
mod rich_menu_batch;
mod rich_menu_links;
mod rich_menus;

use axum::Router;
use axum::routing::{get, post};

use crate::app::Shared;
use crate::gate::gate;
pub(crate) use rich_menus::image as rich_menu_image;

/// All routes behind the gate.
pub(crate) fn router(app: Shared) -> Router {
    Router::new()
        .merge(tokens_and_login())
        .merge(sending())
        .merge(account_routes())
        .merge(rich_menu_routes())
        .fallback(|| async {}) // the gate has answered 501 before
        .layer(axum::middleware::from_fn_with_state(app.clone(), gate))
        .with_state(app)
}

fn tokens_and_login() -> Router<Shared> {
    Router::new()
        .route("/oauth2/v2.1/token", post(oauth::issue_v21))
        .route("/oauth2/v2.1/tokens/kid", get(oauth::key_ids))
        .route("/oauth2/v2.1/verify", get(login::verify_access_token).post(login::verify_id_token))
        .route("/oauth2/v2.1/revoke", post(oauth::revoke_v21))
        .route("/oauth2/v2.1/certs", get(login::certs))
        .route("/oauth2/v3/token", post(oauth::issue_stateless))
        .route("/v2/oauth/accessToken", post(oauth::issue_short_lived))
        .route("/v2/oauth/verify", post(oauth::verify_short_lived))
        .route("/v2/oauth/revoke", post(oauth::revoke_short_lived))
        .route("/v2/profile", get(login::profile))
        .route("/friendship/v1/status", get(login::friendship))
}

fn sending() -> Router<Shared> {
    Router::new()
        .route("/v2/bot/message/push", post(messages::push))
        .route("/v2/bot/message/multicast", post(messages::multicast))
        .route("/v2/bot/message/broadcast", post(messages::broadcast))
        .route("/v2/bot/message/reply", post(messages::reply))
        .route("/v2/bot/message/validate/push", post(messages::validate))
        .route("/v2/bot/message/validate/multicast", post(messages::validate))
        .route("/v2/bot/message/validate/broadcast", post(messages::validate))
        .route("/v2/bot/message/validate/narrowcast", post(messages::validate))
        .route("/v2/bot/message/validate/reply", post(messages::validate))
}

fn account_routes() -> Router<Shared> {
    Router::new()
        .route("/v2/bot/message/quota", get(account::quota))
        .route("/v2/bot/message/quota/consumption", get(account::consumption))
        .route("/v2/bot/message/aggregation/info", get(insight::units_used))
        .route("/v2/bot/message/aggregation/list", get(insight::unit_names))
        .route("/v2/bot/insight/message/event", get(insight::of_request))
        .route("/v2/bot/insight/message/event/aggregation", get(insight::of_unit))
        .route("/v2/bot/profile/{user_id}", get(account::profile))
        .route("/v2/bot/followers/ids", get(account::followers))
        .route("/v2/bot/info", get(account::info))
        .route(
            "/v2/bot/channel/webhook/endpoint",
            get(account::webhook_endpoint).put(account::set_webhook_endpoint),
        )
        .route("/v2/bot/channel/webhook/test", post(account::test_webhook))
}

fn rich_menu_routes() -> Router<Shared> {
    Router::new()
        .route("/v2/bot/richmenu", post(rich_menus::create))
        .route("/v2/bot/richmenu/validate", post(rich_menus::validate))
        .route("/v2/bot/richmenu/list", get(rich_menus::list))
        .route("/v2/bot/richmenu/{id}", get(rich_menus::get).delete(rich_menus::delete))
        .route("/v2/bot/richmenu/{id}/content", post(rich_menus::upload).get(rich_menus::download))
        .route("/v2/bot/user/all/richmenu/{id}", post(rich_menu_links::set_default))
        .route(
            "/v2/bot/user/all/richmenu",
            get(rich_menu_links::default).delete(rich_menu_links::clear_default),
        )
        .route(
            "/v2/bot/user/{user_id}/richmenu",
            get(rich_menu_links::linked).delete(rich_menu_links::unlink),
        )
        .route("/v2/bot/user/{user_id}/richmenu/{id}", post(rich_menu_links::link))
        .route("/v2/bot/richmenu/bulk/link", post(rich_menu_links::bulk_link))
        .route("/v2/bot/richmenu/bulk/unlink", post(rich_menu_links::bulk_unlink))
        .route("/v2/bot/richmenu/alias", post(rich_menus::create_alias))
        .route("/v2/bot/richmenu/alias/list", get(rich_menus::aliases))
        .route(
            "/v2/bot/richmenu/alias/{alias}",
            get(rich_menus::alias).post(rich_menus::update_alias).delete(rich_menus::delete_alias),
        )
        .route("/v2/bot/richmenu/batch", post(rich_menu_batch::start))
        .route("/v2/bot/richmenu/progress/batch", get(rich_menu_batch::progress))
        .route("/v2/bot/richmenu/validate/batch", post(rich_menu_batch::validate))
}
