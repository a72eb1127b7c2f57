//! The table of what the simulator does: method and path, the name used by faults and ledger, and LINE's rate limit.
//! Whatever is not in it is answered 501.

use axum::http::Method;

use crate::rate::Limit;

/// Who may call an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Holders of a channel access token.
    Channel,
    /// Anyone; the handler checks what it needs.
    Open,
}

/// One endpoint.
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) name: &'static str,
    pub(crate) limit: Limit,
    pub(crate) access: Access,
}

const fn channel(method: Method, path: &'static str, name: &'static str, limit: Limit) -> Endpoint {
    Endpoint { method, path, name, limit, access: Access::Channel }
}

const fn open(method: Method, path: &'static str, name: &'static str, limit: Limit) -> Endpoint {
    Endpoint { method, path, name, limit, access: Access::Open }
}

/// The limit of everything that has no own one.
const USUAL: Limit = Limit::per_second(2000);
/// The limit of narrow- and broadcasts and of each insight endpoint.
const HOURLY: Limit = Limit::per_hour(60);

/// Everything the simulator does.
#[rustfmt::skip]
pub(crate) static ENDPOINTS: &[Endpoint] = &[
    open(Method::POST, "/oauth2/v2.1/token", "oauth2/token", USUAL),
    open(Method::GET, "/oauth2/v2.1/tokens/kid", "oauth2/kid", USUAL),
    open(Method::GET, "/oauth2/v2.1/verify", "oauth2/verify", USUAL),
    open(Method::POST, "/oauth2/v2.1/verify", "login/verify", USUAL),
    open(Method::POST, "/oauth2/v2.1/revoke", "oauth2/revoke", USUAL),
    open(Method::GET, "/oauth2/v2.1/certs", "login/certs", USUAL),
    open(Method::POST, "/oauth2/v3/token", "oauth2/stateless", USUAL),
    open(Method::POST, "/v2/oauth/accessToken", "oauth/accessToken", Limit::per_second(370)),
    open(Method::POST, "/v2/oauth/verify", "oauth/verify", USUAL),
    open(Method::POST, "/v2/oauth/revoke", "oauth/revoke", USUAL),
    open(Method::GET, "/v2/profile", "login/profile", USUAL),
    open(Method::GET, "/friendship/v1/status", "login/friendship", USUAL),
    channel(Method::POST, "/v2/bot/message/push", "push", USUAL),
    channel(Method::POST, "/v2/bot/message/multicast", "multicast", Limit::per_second(200)),
    channel(Method::POST, "/v2/bot/message/broadcast", "broadcast", HOURLY),
    channel(Method::POST, "/v2/bot/message/reply", "reply", USUAL),
    channel(Method::POST, "/v2/bot/message/validate/push", "validate/push", USUAL),
    channel(Method::POST, "/v2/bot/message/validate/multicast", "validate/multicast", USUAL),
    channel(Method::POST, "/v2/bot/message/validate/broadcast", "validate/broadcast", USUAL),
    channel(Method::POST, "/v2/bot/message/validate/narrowcast", "validate/narrowcast", USUAL),
    channel(Method::POST, "/v2/bot/message/validate/reply", "validate/reply", USUAL),
    channel(Method::GET, "/v2/bot/message/quota", "quota", USUAL),
    channel(Method::GET, "/v2/bot/message/quota/consumption", "quota/consumption", USUAL),
    channel(Method::GET, "/v2/bot/message/aggregation/info", "aggregation/info", USUAL),
    channel(Method::GET, "/v2/bot/message/aggregation/list", "aggregation/list", USUAL),
    channel(Method::GET, "/v2/bot/insight/message/event", "insight/event", HOURLY),
    channel(Method::GET, "/v2/bot/insight/message/event/aggregation", "insight/aggregation", HOURLY),
    channel(Method::GET, "/v2/bot/profile/{user_id}", "profile", USUAL),
    channel(Method::GET, "/v2/bot/followers/ids", "followers/ids", USUAL),
    channel(Method::GET, "/v2/bot/info", "info", USUAL),
    channel(Method::GET, "/v2/bot/channel/webhook/endpoint", "webhook/get", Limit::per_minute(1000)),
    channel(Method::PUT, "/v2/bot/channel/webhook/endpoint", "webhook/set", Limit::per_minute(1000)),
    channel(Method::POST, "/v2/bot/channel/webhook/test", "webhook/test", HOURLY),
    channel(Method::POST, "/v2/bot/richmenu", "richmenu/create", Limit::per_hour(100)),
    channel(Method::POST, "/v2/bot/richmenu/validate", "richmenu/validate", USUAL),
    channel(Method::GET, "/v2/bot/richmenu/list", "richmenu/list", Limit::per_second(10)),
    channel(Method::GET, "/v2/bot/richmenu/{id}", "richmenu/get", USUAL),
    channel(Method::DELETE, "/v2/bot/richmenu/{id}", "richmenu/delete", Limit::per_hour(100)),
    channel(Method::POST, "/v2/bot/richmenu/{id}/content", "richmenu/upload", USUAL),
    channel(Method::GET, "/v2/bot/richmenu/{id}/content", "richmenu/download", USUAL),
    channel(Method::POST, "/v2/bot/user/all/richmenu/{id}", "richmenu/default/set", USUAL),
    channel(Method::GET, "/v2/bot/user/all/richmenu", "richmenu/default/get", USUAL),
    channel(Method::DELETE, "/v2/bot/user/all/richmenu", "richmenu/default/delete", USUAL),
    channel(Method::GET, "/v2/bot/user/{user_id}/richmenu", "richmenu/linked", USUAL),
    channel(Method::DELETE, "/v2/bot/user/{user_id}/richmenu", "richmenu/unlink", USUAL),
    channel(Method::POST, "/v2/bot/user/{user_id}/richmenu/{id}", "richmenu/link", USUAL),
    channel(Method::POST, "/v2/bot/richmenu/bulk/link", "richmenu/bulk/link", USUAL),
    channel(Method::POST, "/v2/bot/richmenu/bulk/unlink", "richmenu/bulk/unlink", USUAL),
    channel(Method::POST, "/v2/bot/richmenu/alias", "richmenu/alias/create", USUAL),
    channel(Method::GET, "/v2/bot/richmenu/alias/list", "richmenu/alias/list", USUAL),
    channel(Method::GET, "/v2/bot/richmenu/alias/{alias}", "richmenu/alias/get", USUAL),
    channel(Method::POST, "/v2/bot/richmenu/alias/{alias}", "richmenu/alias/update", USUAL),
    channel(Method::DELETE, "/v2/bot/richmenu/alias/{alias}", "richmenu/alias/delete", Limit::per_hour(100)),
    channel(Method::POST, "/v2/bot/richmenu/batch", "richmenu/batch", Limit::per_hour(3)),
    channel(Method::GET, "/v2/bot/richmenu/progress/batch", "richmenu/progress", Limit::per_hour(100)),
    channel(Method::POST, "/v2/bot/richmenu/validate/batch", "richmenu/validate/batch", USUAL),
];

/// The endpoint behind a method and a path template.
pub(crate) fn find(method: &Method, path: &str) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|endpoint| endpoint.path == path && endpoint.method == *method)
}
