//! What happened: addresses, the ledger, the webhooks.

use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::app::Shared;
use crate::error::{Answer, ok};

/// A list shows its newest 1,000 items unless asked for more.
const LISTED: usize = 1000;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct RecordsQuery {
    unit: Option<String>,
    endpoint: Option<String>,
    limit: Option<usize>,
}

pub(super) async fn info(State(app): State<Shared>) -> Answer {
    let channel = app.channel();
    let state = app.state();
    ok(json!({
        "apiUrl": app.api_url.get(), "webhookUrl": state.webhook.url, "now": app.clock.now_ms(),
        "webhooksUnderWay": app.outbox.under_way(), "users": state.users.len(),
        "channel": {
            "channelId": channel.channel_id, "botUserId": channel.bot_user_id, "keyId": channel.key_id,
            "displayName": channel.display_name, "loginChannelId": channel.login_channel_id,
        },
    }))
}

/// Where the form is, and which LIFF URL opens it.
pub(super) async fn form(State(app): State<Shared>) -> Answer {
    ok(json!({ "url": app.form_url.get(), "liff_url": app.liff_url() }))
}

pub(super) async fn ledger(State(app): State<Shared>, Query(query): Query<RecordsQuery>) -> Answer {
    let state = app.state();
    let limit = query.limit.unwrap_or(LISTED);
    let wanted = |name: &str| query.endpoint.as_deref().is_none_or(|endpoint| endpoint == name);
    let newest = state.ledger.requests.iter().rev().filter(|request| wanted(request.endpoint)).take(limit);
    let mut requests: Vec<_> = newest.collect();
    requests.reverse();
    let deliveries: Map<String, Value> =
        state.ledger.deliveries().take(limit).map(|(name, sums)| (name.to_owned(), json!(sums))).collect();
    let traffic: Map<String, Value> =
        state.rates.traffic().map(|(name, traffic)| (name.to_owned(), json!(traffic))).collect();
    ok(json!({
        "requests": requests, "perDelivery": deliveries, "traffic": traffic,
        "violations": state.ledger.violations,
    }))
}

pub(super) async fn summary(State(app): State<Shared>, Query(query): Query<RecordsQuery>) -> Answer {
    let state = app.state();
    ok(json!(match &query.unit {
        Some(unit) => state.ledger.summary(unit),
        None => state.ledger.total(),
    }))
}

pub(super) async fn of_user(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let user = app.user(&id)?;
    let state = app.state();
    let counts = state.ledger.of_user(user);
    let counts: Map<String, Value> =
        counts.into_iter().map(|(name, times)| (name.to_owned(), times.into())).collect();
    ok(json!({ "userId": id, "deliveries": counts }))
}

pub(super) async fn webhooks(State(app): State<Shared>, Query(query): Query<RecordsQuery>) -> Answer {
    let state = app.state();
    let newest = state.webhooks.records().rev().take(query.limit.unwrap_or(LISTED));
    let mut records: Vec<_> = newest.collect();
    records.reverse();
    ok(json!(records))
}
