//! push, multicast, broadcast, reply and validate.

use aws_lc_rs::digest::{SHA256, digest};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{Shared, State as Everything};
use crate::error::{Answer, Refusal, ok, unparsable};
use crate::gate::{Call, Recipients, Silent, header};
use crate::ids::{Recipient, UserId};
use crate::messages::Messages;
use crate::retry_keys::{self, BodyHash, Known};
use crate::send::{Accepted, Outgoing};
use crate::units::is_unit;

/// LINE accepts at most this many user ids in a multicast.
const RECIPIENTS_MAX: usize = 500;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a, To> {
    to: Option<To>,
    #[serde(borrow)]
    messages: Option<&'a RawValue>,
    reply_token: Option<String>,
    notification_disabled: Option<bool>,
    custom_aggregation_units: Option<Vec<String>>,
}

impl<To> Body<'_, To> {
    fn messages(&self, state: &mut Everything) -> Result<Messages, Refusal> {
        state.checked.messages(self.messages.map_or("null", RawValue::get))
    }

    fn unit(&self) -> Result<Option<&str>, Refusal> {
        match self.custom_aggregation_units.as_deref() {
            None | Some([]) => Ok(None),
            Some([unit]) if is_unit(unit) => Ok(Some(unit)),
            Some([_]) => Err(Refusal::detail("customAggregationUnits[0]", "Must match [a-zA-Z0-9_]{1,30}")),
            Some(_) => Err(Refusal::detail("customAggregationUnits", "Size must be between 0 and 1")),
        }
    }
}

fn parse<'a, To: Deserialize<'a>>(body: &'a [u8]) -> Result<Body<'a, To>, Refusal> {
    serde_json::from_slice(body).map_err(|error| match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Refusal::property(&misshapen(&object)),
        Ok(_) => Refusal::bad("The request body must be a JSON object"),
        Err(_) => unparsable(&error),
    })
}

/// The first property whose JSON type is wrong.
fn misshapen(object: &serde_json::Map<String, Value>) -> String {
    let wrong_element = |key: &str| {
        let list = object.get(key)?.as_array()?;
        list.iter().position(|value| !value.is_string()).map(|place| format!("{key}[{place}]"))
    };
    let wrong_flag = object.get("notificationDisabled").is_some_and(|flag| !flag.is_boolean());
    wrong_element("to")
        .or_else(|| object.get("to").map(|_| "to".to_owned()).filter(|_| !wrong_flag))
        .or_else(|| wrong_element("customAggregationUnits"))
        .or_else(|| wrong_flag.then(|| "notificationDisabled".to_owned()))
        .unwrap_or_else(|| "customAggregationUnits".to_owned())
}

/// The retry key of a request, and the hash of its body when there is one.
struct Retry {
    key: Option<Uuid>,
    body: BodyHash,
    request_id: Uuid,
    now_ms: u64,
}

impl Retry {
    fn read(headers: &HeaderMap, body: &[u8], call: Call, now_ms: u64) -> Result<Self, Refusal> {
        let key = retry_keys::parse(header(headers, "x-line-retry-key"))?;
        let hash = key.map(|_| digest(&SHA256, body));
        let body = hash.and_then(|hash| hash.as_ref().try_into().ok()).unwrap_or_default();
        Ok(Self { key, body, request_id: call.request_id, now_ms })
    }

    /// Refuses a key that was accepted before with 409.
    fn refuse_accepted(&self, state: &mut Everything) -> Result<(), Refusal> {
        let Some(key) = self.key else { return Ok(()) };
        match state.retry_keys.look_up(key, &self.body, self.now_ms) {
            Known::New => Ok(()),
            Known::Accepted { request_id, sent_messages, same_body } => {
                if !same_body {
                    state.ledger.violation("key_body_mismatch", key, self.request_id);
                }
                Err(Refusal::already_accepted(request_id, sent_messages))
            }
        }
    }

    /// Remembers the key of a valid request.
    fn remember(&self, state: &mut Everything) {
        let Some(key) = self.key else { return };
        if !state.retry_keys.remember(key, self.body, self.now_ms) {
            state.ledger.violation("key_body_mismatch", key, self.request_id);
        }
    }
}

fn answer<To>(asked: &Body<'_, To>, recipients: usize, body: Value) -> Response {
    let mut response: Response = Json(body).into_response();
    response.extensions_mut().insert(Recipients(recipients as u32));
    if asked.notification_disabled == Some(true) {
        response.extensions_mut().insert(Silent);
    }
    response
}

pub(super) async fn multicast(
    State(app): State<Shared>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let body = parse::<Vec<Recipient>>(&bytes)?;
    let retry = Retry::read(&headers, &bytes, call, app.clock.now_ms())?;
    let to = body.to.as_deref().ok_or_else(|| Refusal::detail("to", "May not be empty"))?;
    if to.is_empty() || to.len() > RECIPIENTS_MAX {
        return Err(Refusal::detail("to", format!("Size must be between 1 and {RECIPIENTS_MAX}")));
    }
    let unit = body.unit()?;
    let accepted = {
        let mut state = app.state();
        retry.refuse_accepted(&mut state)?;
        let messages = body.messages(&mut state)?;
        let users = known_users(&state, to)?;
        send(&mut state, "multicast", &retry, messages, unit, users)?
    };
    app.announce_talks(accepted.entry, &accepted.readers);
    Ok(answer(&body, to.len(), json!({})))
}

fn known_users(state: &Everything, to: &[Recipient]) -> Result<Vec<u32>, Refusal> {
    let mut users = Vec::with_capacity(to.len());
    for (place, recipient) in to.iter().enumerate() {
        match recipient.0.map(|id| state.users.index(id)) {
            Some(Some(user)) => users.push(user),
            Some(None) if state.settings.skip_unknown_users => (),
            _ => return Err(Refusal::property(&format!("to[{place}]"))),
        }
    }
    Ok(users)
}

fn send(
    state: &mut Everything,
    kind: &'static str,
    retry: &Retry,
    messages: Messages,
    unit: Option<&str>,
    users: Vec<u32>,
) -> Result<Accepted, Refusal> {
    retry.remember(state);
    let out = Outgoing { kind, request_id: retry.request_id, retry_key: retry.key, messages, unit, users };
    state.accept(out, retry.now_ms)
}

pub(super) async fn push(
    State(app): State<Shared>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let body = parse::<String>(&bytes)?;
    let retry = Retry::read(&headers, &bytes, call, app.clock.now_ms())?;
    let to = body.to.as_deref().ok_or_else(|| Refusal::detail("to", "May not be empty"))?;
    if to.len() == 33 && to.starts_with(['C', 'R']) {
        let why = "The LINE simulator has no group chats";
        return Err(Refusal::message(StatusCode::NOT_IMPLEMENTED, why));
    }
    let id = UserId::parse(to).ok_or_else(|| Refusal::property("to"))?;
    let unit = body.unit()?;
    let accepted = {
        let mut state = app.state();
        retry.refuse_accepted(&mut state)?;
        let messages = body.messages(&mut state)?;
        let user = state.users.index(id).ok_or_else(|| Refusal::bad("Failed to send messages"))?;
        send(&mut state, "push", &retry, messages, unit, vec![user])?
    };
    app.announce_talks(accepted.entry, &accepted.readers);
    Ok(answer(&body, 1, json!({ "sentMessages": accepted.sent_messages })))
}

pub(super) async fn broadcast(
    State(app): State<Shared>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let body = parse::<IgnoredAny>(&bytes)?;
    let retry = Retry::read(&headers, &bytes, call, app.clock.now_ms())?;
    let accepted = {
        let mut state = app.state();
        retry.refuse_accepted(&mut state)?;
        let messages = body.messages(&mut state)?;
        let friends = state.users.iter().map(|(user, _)| user);
        let friends = friends.filter(|user| state.users.is_friend(*user)).collect();
        send(&mut state, "broadcast", &retry, messages, None, friends)?
    };
    app.announce_talks(accepted.entry, &accepted.readers);
    Ok(answer(&body, accepted.readers.len(), json!({})))
}

pub(super) async fn reply(
    State(app): State<Shared>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    if headers.contains_key("x-line-retry-key") {
        return Err(Refusal::bad("X-Line-Retry-Key is not supported by this endpoint"));
    }
    let body = parse::<IgnoredAny>(&bytes)?;
    let now_ms = app.clock.now_ms();
    let token = body.reply_token.as_deref().filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| Refusal::detail("replyToken", "May not be empty"))?;
    let retry = Retry { key: None, body: BodyHash::default(), request_id: call.request_id, now_ms };
    let accepted = {
        let mut state = app.state();
        let messages = body.messages(&mut state)?;
        let user = state.reply_tokens.user(token, now_ms)?;
        state.reply_tokens.use_up(token);
        send(&mut state, "reply", &retry, messages, None, vec![user])?
    };
    app.announce_talks(accepted.entry, &accepted.readers);
    Ok(answer(&body, 1, json!({ "sentMessages": accepted.sent_messages })))
}

pub(super) async fn validate(State(app): State<Shared>, bytes: Bytes) -> Answer {
    parse::<IgnoredAny>(&bytes)?.messages(&mut app.state())?;
    ok(json!({}))
}
