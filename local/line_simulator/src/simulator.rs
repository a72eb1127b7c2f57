//! The running simulator and what tests in the same process do with it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::{App, Shared};
use crate::listener::{CuttableListener, Scissors};
use crate::{Config, Fault, Friend, IdTokenRequest, Postback, RequestRecord, Settings, Summary, Traffic};
use crate::{Violation, WebhookRecord, WebhookSettings, api, control};

/// Why the simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is no loopback address.
    #[error("the LINE simulator listens on loopback only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The address is taken, or the machine has none like it.
    #[error("the LINE simulator cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the machine says.
        #[source]
        source: std::io::Error,
    },
    /// A key could not be made.
    #[error("the LINE simulator cannot make a key")]
    Key,
    /// The channel file is unusable.
    #[error("the LINE simulator cannot use its channel file {}", path.display())]
    ChannelFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: std::io::Error,
    },
    /// The state file is unusable.
    #[error("the LINE simulator cannot use its state file {}", path.display())]
    StateFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: std::io::Error,
    },
}

/// The user id is not one of the simulator's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the LINE simulator does not know this user, or the user cannot do this now")]
pub struct UnknownUser;

/// A running simulator; dropping it closes its listeners.
pub struct LineSimulator {
    app: Shared,
    api: SocketAddr,
    control: SocketAddr,
    _stop: watch::Sender<()>,
}

impl LineSimulator {
    /// Starts listening on both addresses.
    ///
    /// # Errors
    /// When an address is no loopback address or taken.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let api_listener = listen(config.api_listen).await?;
        let control_listener = listen(config.control_listen).await?;
        let address = |listener: &TcpListener, wanted| {
            listener.local_addr().map_err(|source| StartError::Listen { address: wanted, source })
        };
        let api = address(&api_listener, config.api_listen)?;
        let control = address(&control_listener, config.control_listen)?;
        let app = App::start(config)?;
        app.api_url.get_or_init(|| format!("http://{api}"));
        let (stop, stopped) = watch::channel(());
        serve(api_listener, api::router(app.clone()), stopped.clone());
        serve(control_listener, control::router(app.clone()), stopped);
        Ok(Self { app, api, control, _stop: stop })
    }

    /// Base URL of api.line.me and api-data.line.me.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.api)
    }

    /// Base URL of the control API and the page.
    pub fn control_url(&self) -> String {
        format!("http://{}", self.control)
    }

    /// Tells the phones where the form is that a LIFF URL opens; the first word counts.
    pub fn set_form(&self, url: &str) {
        self.app.form_url.get_or_init(|| url.to_owned());
    }

    /// The LIFF URL that opens the form on a phone.
    pub fn liff_url(&self) -> String {
        self.app.liff_url()
    }

    /// What was accepted, and how often.
    pub fn ledger(&self) -> LedgerView<'_> {
        LedgerView(&self.app)
    }

    /// Adds one user without a webhook and returns the user id.
    pub fn add_user(&self, name: &str, friend: Friend) -> String {
        let user = self.app.add_user(None, name, friend);
        self.app.state().users.get(user).id.to_string()
    }

    /// Adds many users without webhooks and returns their ids, the same for the same prefix in every run.
    pub fn add_users(&self, count: usize, friend: Friend, prefix: &str) -> Vec<String> {
        let mut state = self.app.state();
        let made = state.users.add_bulk(count, friend, prefix);
        made.map(|user| state.users.get(user).id.to_string()).collect()
    }

    fn user(&self, user_id: &str) -> Result<u32, UnknownUser> {
        self.app.user(user_id).map_err(|_| UnknownUser)
    }

    /// The user adds or unblocks (`Following`) or blocks the account; the bot gets a webhook if this changes anything.
    ///
    /// # Errors
    /// When there is no such user.
    pub fn set_friend(&self, user_id: &str, friend: Friend) -> Result<(), UnknownUser> {
        self.app.befriend(self.user(user_id)?, friend);
        Ok(())
    }

    /// The user writes a text; returns the webhook event id.
    ///
    /// # Errors
    /// When there is no such user or the user is no friend.
    pub fn say(&self, user_id: &str, text: &str) -> Result<String, UnknownUser> {
        let message = serde_json::json!({ "type": "text", "text": text });
        self.app.say(self.user(user_id)?, message).map_err(|_| UnknownUser)
    }

    /// The user taps a button or a rich menu tab; returns the webhook event id.
    ///
    /// # Errors
    /// When there is no such user or the user is no friend.
    pub fn tap(&self, user_id: &str, postback: Postback) -> Result<String, UnknownUser> {
        self.app.tap(self.user(user_id)?, postback).map_err(|_| UnknownUser)
    }

    /// The user watches a video with this `trackingId` to its end; returns the webhook event id.
    ///
    /// # Errors
    /// When there is no such user or the user is no friend.
    pub fn watch(&self, user_id: &str, tracking_id: &str) -> Result<String, UnknownUser> {
        self.app.watch(self.user(user_id)?, tracking_id).map_err(|_| UnknownUser)
    }

    /// The talk as the page shows it, oldest first, at most the newest 200 entries.
    ///
    /// # Errors
    /// When there is no such user.
    pub fn talk(&self, user_id: &str) -> Result<Vec<Value>, UnknownUser> {
        Ok(self.app.talk(self.user(user_id)?))
    }

    /// The rich menu the user sees.
    ///
    /// # Errors
    /// When there is no such user.
    pub fn rich_menu(&self, user_id: &str) -> Result<Option<String>, UnknownUser> {
        let user = self.user(user_id)?;
        Ok(self.app.state().menus.shown_to(user).map(|menu| menu.id.clone()))
    }

    /// An ID token as a LIFF page on this phone would get it.
    ///
    /// # Errors
    /// When there is no such user.
    pub fn id_token(&self, user_id: &str, request: &IdTokenRequest) -> Result<String, UnknownUser> {
        self.app.mint_id_token(self.user(user_id)?, request).map_err(|_| UnknownUser)
    }

    /// A stateless channel access token, for tests that are not about tokens.
    pub fn access_token(&self) -> String {
        let now_ms = self.app.clock.now_ms();
        self.app.state().tokens.issue_stateless(now_ms).access_token
    }

    /// Adds a scripted fault.
    pub fn add_fault(&self, fault: Fault) {
        self.app.state().faults.add(fault);
    }

    /// Ends all scripted faults.
    pub fn clear_faults(&self) {
        self.app.state().faults.clear();
    }

    /// Moves the clock forward.
    ///
    /// # Errors
    /// Why the host whose time it is does not move it.
    pub fn advance(&self, by: Duration) -> Result<(), String> {
        self.app.clock.advance(by)
    }

    /// The simulator's time.
    pub fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_micros(self.app.clock.now_us())
    }

    /// Changes how webhooks are sent.
    pub fn configure_webhook(&self, change: impl FnOnce(&mut WebhookSettings)) {
        change(&mut self.app.state().webhook);
    }

    /// Changes quota, latency and the like.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.app.state().settings);
    }

    /// The newest 10,000 attempts to deliver an event, oldest first.
    pub fn webhooks(&self) -> Vec<WebhookRecord> {
        self.app.state().webhooks.records().cloned().collect()
    }

    /// How many events are queued or being sent, redeliveries included.
    pub fn webhooks_under_way(&self) -> usize {
        self.app.outbox.under_way()
    }

    /// Forgets users, messages, menus, tokens and the ledger.
    pub fn reset(&self) {
        self.app.reset();
    }
}

impl Drop for LineSimulator {
    fn drop(&mut self) {
        self.app.save();
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    if !address.ip().is_loopback() {
        return Err(StartError::NotLoopback(address));
    }
    TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })
}

fn serve(listener: TcpListener, router: axum::Router, mut stopped: watch::Receiver<()>) {
    let service = router.into_make_service_with_connect_info::<Scissors>();
    tokio::spawn(async move {
        let until_dropped = async move { while stopped.changed().await.is_ok() {} };
        let served = axum::serve(CuttableListener(listener), service).with_graceful_shutdown(until_dropped);
        if let Err(error) = served.await {
            tracing::error!(%error, "a listener of the LINE simulator ended");
        }
    });
}

/// The ledger of a running simulator.
pub struct LedgerView<'a>(&'a App);

impl LedgerView<'_> {
    /// The sums of one delivery: an aggregation unit, `key:<retry key>` or `request:<request id>`.
    pub fn summary(&self, delivery: &str) -> Summary {
        self.0.state().ledger.summary(delivery)
    }

    /// The sums over all deliveries; a user counts once per delivery.
    pub fn total(&self) -> Summary {
        self.0.state().ledger.total()
    }

    /// Each delivery accepted for a user, with how often; empty for unknown users.
    pub fn user(&self, user_id: &str) -> Vec<(String, u8)> {
        let Ok(user) = self.0.user(user_id) else { return Vec::new() };
        let state = self.0.state();
        state.ledger.of_user(user).into_iter().map(|(name, times)| (name.to_owned(), times)).collect()
    }

    /// The users of one delivery, with how often it was accepted for each.
    pub fn recipients(&self, delivery: &str) -> Vec<(String, u8)> {
        let state = self.0.state();
        let users = state.ledger.users_of(delivery);
        users.map(|(user, times)| (state.users.get(user).id.to_string(), times)).collect()
    }

    /// The newest 200,000 requests to the API, oldest first.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.0.state().ledger.requests.iter().cloned().collect()
    }

    /// What no correct client does.
    pub fn violations(&self) -> Vec<Violation> {
        self.0.state().ledger.violations.clone()
    }

    /// Arrivals, refusals and the peak of any sliding second at one endpoint.
    pub fn traffic(&self, endpoint: &str) -> Traffic {
        let state = self.0.state();
        let mut known = state.rates.traffic();
        known.find(|(name, _)| *name == endpoint).map(|(_, traffic)| traffic.clone()).unwrap_or_default()
    }
}
