//! The outgoing side: events queue in lanes, one lane per group of users, so that a user's events leave in order while
//! a slow bot does not hold up everybody. Non-2xx and silence of two seconds count as failed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;

pub use super::settings::WebhookSettings;
use super::sign;
use crate::app::{App, Shared};
use crate::ids::Random;

const LANES: usize = 16;
/// LINE waits this long for the bot's answer.
const TIMEOUT: Duration = Duration::from_secs(2);
/// A late copy or an overtaken webhook comes at most this much later.
const SHUFFLE_MS: u64 = 300;
/// So long a batch waits for company.
const GATHER: Duration = Duration::from_millis(20);

/// One event on its way.
#[derive(Clone)]
pub(crate) struct Pending {
    pub(crate) user: u32,
    pub(crate) event_id: String,
    pub(crate) event: Value,
    reply_token: Option<String>,
    busy: Option<Arc<Busy>>,
}

impl Pending {
    pub(crate) fn new(user: u32, event_id: String, event: Value, reply_token: Option<String>) -> Self {
        Self { user, event_id, event, reply_token, busy: None }
    }

    /// A copy for the log, which does not count as under way.
    pub(crate) fn kept(&self) -> Self {
        Self { busy: None, ..self.clone() }
    }
}

/// Counts an event as under way until its last copy is done.
struct Busy(Arc<AtomicUsize>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Where events are handed in.
pub(crate) struct Outbox {
    lanes: Vec<mpsc::UnboundedSender<Pending>>,
    under_way: Arc<AtomicUsize>,
    client: reqwest::Client,
}

/// The receiving ends, until the application is there to run them.
pub(crate) struct Lanes(Vec<mpsc::UnboundedReceiver<Pending>>);

impl Outbox {
    pub(crate) fn new() -> (Self, Lanes) {
        let (lanes, receivers) = (0..LANES).map(|_| mpsc::unbounded_channel()).unzip();
        (Self { lanes, under_way: Arc::default(), client: reqwest::Client::new() }, Lanes(receivers))
    }

    pub(crate) fn queue(&self, mut pending: Pending) {
        self.under_way.fetch_add(1, Ordering::SeqCst);
        pending.busy = Some(Arc::new(Busy(Arc::clone(&self.under_way))));
        let lane = pending.user as usize % self.lanes.len();
        let _closed_at_the_end = self.lanes[lane].send(pending);
    }

    /// How many events are queued or being sent, redeliveries included.
    pub(crate) fn under_way(&self) -> usize {
        self.under_way.load(Ordering::SeqCst)
    }

    /// Posts a signed body; an error is LINE's word for what went wrong.
    pub(crate) async fn post(&self, url: &str, secret: &str, body: Vec<u8>) -> Result<u16, &'static str> {
        let request = self
            .client
            .post(url)
            .timeout(TIMEOUT)
            .header("content-type", "application/json; charset=utf-8")
            .header("user-agent", "LineBotWebhook/2.0")
            .header("x-line-signature", sign(secret, &body));
        match request.body(body).send().await {
            Ok(response) => Ok(response.status().as_u16()),
            Err(error) if error.is_timeout() => Err("REQUEST_TIMEOUT"),
            Err(error) if error.is_connect() => Err("COULD_NOT_CONNECT"),
            Err(_) => Err("UNCLASSIFIED"),
        }
    }
}

impl Lanes {
    pub(crate) fn run(self, app: &Shared) {
        for (number, lane) in self.0.into_iter().enumerate() {
            tokio::spawn(run_lane(Arc::downgrade(app), lane, number as u64));
        }
    }
}

async fn run_lane(app: Weak<App>, mut lane: mpsc::UnboundedReceiver<Pending>, number: u64) {
    let mut random = Random::seeded(number);
    while let Some(first) = lane.recv().await {
        let Some(app) = app.upgrade() else { return };
        let settings = app.state().webhook.clone();
        let mut batch = vec![first];
        if settings.batch > 1 {
            tokio::time::sleep(GATHER).await;
            while batch.len() < settings.batch
                && let Ok(next) = lane.try_recv()
            {
                batch.push(next);
            }
        }
        for _ in 0..settings.duplicate {
            let delay = Duration::from_millis(random.next() % SHUFFLE_MS);
            tokio::spawn(deliver_later(Arc::clone(&app), batch.clone(), delay));
        }
        if settings.reorder {
            let delay = Duration::from_millis(random.next() % SHUFFLE_MS);
            tokio::spawn(deliver_later(Arc::clone(&app), batch, delay));
        } else {
            deliver(&app, batch).await;
        }
    }
}

async fn deliver_later(app: Shared, batch: Vec<Pending>, delay: Duration) {
    tokio::time::sleep(delay).await;
    deliver(&app, batch).await;
}

/// Sends a batch, and again later when it failed and redelivery is on.
async fn deliver(app: &Shared, batch: Vec<Pending>) {
    let delivered = attempt(app, &batch, false).await;
    if !delivered && app.state().webhook.redelivery {
        tokio::spawn(redeliver(Arc::clone(app), batch));
    }
}

async fn redeliver(app: Shared, batch: Vec<Pending>) {
    let settings = app.state().webhook.clone();
    for number in 0..settings.redeliveries {
        let delay = settings.redelivery_delay_ms.saturating_mul(1 << number.min(20));
        tokio::time::sleep(Duration::from_millis(delay)).await;
        if attempt(&app, &batch, true).await {
            return;
        }
    }
}

/// Sends a batch once; true when the bot answered 2xx.
pub(crate) async fn attempt(app: &Shared, batch: &[Pending], is_redelivery: bool) -> bool {
    let events: Vec<Value> = batch
        .iter()
        .map(|pending| {
            let mut event = pending.event.clone();
            event["deliveryContext"]["isRedelivery"] = is_redelivery.into();
            event
        })
        .collect();
    let body = json!({ "destination": app.channel().bot_user_id, "events": events }).to_string();
    let url = prepare(app, batch);
    let status = match url {
        Some(url) => app.outbox.post(&url, &app.channel().channel_secret, body.into_bytes()).await,
        None => Err("NO_ADDRESS"),
    };
    for pending in batch {
        let now_ms = app.clock.now_ms();
        let record = app.state().webhooks.add(pending, status, is_redelivery, now_ms);
        let mut event = serde_json::to_value(record).unwrap_or_default();
        event["type"] = "webhook".into();
        app.announce(&event);
    }
    status.is_ok_and(|status| (200..300).contains(&status))
}

/// Starts the minute of the reply tokens and returns where to send.
fn prepare(app: &Shared, batch: &[Pending]) -> Option<String> {
    let now_ms = app.clock.now_ms();
    let mut state = app.state();
    for token in batch.iter().filter_map(|pending| pending.reply_token.as_deref()) {
        state.reply_tokens.delivered(token, now_ms);
    }
    state.webhook.url.clone().filter(|_| state.webhook.active)
}
