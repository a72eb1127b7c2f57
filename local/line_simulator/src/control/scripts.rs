//! What tests arrange: faults, the clock, webhook manners, settings, reactions of the audience.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::phones::parse;
use crate::app::Shared;
use crate::error::{Answer, Refusal, object, ok, text};
use crate::faults::Fault;

pub(super) async fn faults(State(app): State<Shared>) -> Answer {
    let state = app.state();
    ok(json!(state.faults.rules().collect::<Vec<_>>()))
}

pub(super) async fn add_faults(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let faults: Vec<Fault> = parse(&bytes)?;
    let mut state = app.state();
    for fault in faults {
        let known = crate::endpoints::ENDPOINTS.iter().any(|endpoint| endpoint.name == fault.endpoint);
        if !known && fault.endpoint != "*" {
            return Err(Refusal::bad(format!("there is no endpoint {}", fault.endpoint)));
        }
        state.faults.add(fault);
    }
    ok(json!({}))
}

pub(super) async fn clear_faults(State(app): State<Shared>) -> Answer {
    app.state().faults.clear();
    ok(json!({}))
}

pub(super) async fn clock(State(app): State<Shared>) -> Answer {
    ok(json!({ "now": app.clock.now_ms() }))
}

#[derive(Deserialize)]
struct Advance {
    advance_ms: u64,
}

pub(super) async fn advance(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let Advance { advance_ms } = parse(&bytes)?;
    let moved = app.clock.advance(Duration::from_millis(advance_ms));
    moved.map_err(|why| Refusal::message(StatusCode::CONFLICT, why))?;
    clock(State(app)).await
}

/// Puts the given properties over the present ones.
fn changed<T: Serialize + DeserializeOwned>(present: &T, bytes: &[u8]) -> Result<T, Refusal> {
    let mut merged = serde_json::to_value(present).map_err(|error| Refusal::bad(error.to_string()))?;
    for (key, value) in object(bytes)? {
        match merged.get_mut(&key) {
            Some(slot) => *slot = value,
            None => return Err(Refusal::bad(format!("there is no setting {key}"))),
        }
    }
    serde_json::from_value(merged).map_err(|error| Refusal::bad(error.to_string()))
}

pub(super) async fn webhook(State(app): State<Shared>) -> Answer {
    ok(json!(app.state().webhook))
}

pub(super) async fn set_webhook(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let mut state = app.state();
    state.webhook = changed(&state.webhook, &bytes)?;
    ok(json!(state.webhook))
}

/// Sends an event of the log once more, marked as a redelivery.
pub(super) async fn redeliver(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let body = object(&bytes)?;
    let event = app.state().webhooks.event(text(&body, "webhookEventId")?);
    let event = event.ok_or_else(|| Refusal::not_found("there is no such event in the log"))?;
    let delivered = crate::webhook::sender::attempt(&app, &[event], true).await;
    ok(json!({ "delivered": delivered }))
}

pub(super) async fn settings(State(app): State<Shared>) -> Answer {
    ok(json!(app.state().settings))
}

pub(super) async fn set_settings(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let mut state = app.state();
    state.settings = changed(&state.settings, &bytes)?;
    ok(json!(state.settings))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reaction {
    /// An aggregation unit, or the request id of a broadcast.
    delivery: String,
    #[serde(default)]
    open_rate: f64,
    #[serde(default)]
    click_rate: f64,
    #[serde(default)]
    seed: u64,
}

/// Lets a share of the recipients open the talk and tap each link, the same people for the same seed.
pub(super) async fn react(State(app): State<Shared>, bytes: Bytes) -> Answer {
    let reaction: Reaction = parse(&bytes)?;
    let now_ms = app.clock.now_ms();
    let state = &mut *app.state();
    let request = format!("request:{}", reaction.delivery);
    let links = state.statistics.links_of(&reaction.delivery);
    let mut random = crate::ids::Random::seeded(reaction.seed);
    let recipients = state.ledger.users_of(&reaction.delivery).chain(state.ledger.users_of(&request));
    let friends = recipients.filter(|(user, _)| state.users.is_friend(*user));
    let (mut opened, mut clicked) = (0, 0);
    for (user, _) in friends {
        if !random.chance(reaction.open_rate) {
            continue;
        }
        opened += 1;
        state.statistics.opened(&reaction.delivery, user, now_ms);
        for (_, link) in &links {
            if random.chance(reaction.click_rate) {
                clicked += 1;
                state.statistics.clicked(&reaction.delivery, user, link, now_ms);
            }
        }
    }
    ok(json!({ "opened": opened, "clicked": clicked }))
}

pub(super) async fn reset(State(app): State<Shared>) -> Answer {
    app.reset();
    app.announce(&json!({ "type": "refresh" }));
    ok(Value::Object(serde_json::Map::new()))
}
