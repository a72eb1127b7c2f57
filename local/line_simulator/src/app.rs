//! The simulator's heart: one state behind one lock, a clock, the outgoing webhooks and the stream of page events.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::broadcast;

use crate::clock::Clock;
use crate::faults::Faults;
use crate::insight::Statistics;
use crate::ledger::Ledger;
use crate::login::Login;
use crate::messages::Checked;
use crate::quota::Usage;
use crate::rate::Rates;
use crate::retry_keys::RetryKeys;
use crate::rich_menu::RichMenus;
use crate::tokens::Tokens;
use crate::units::Units;
use crate::users::Users;
use crate::webhook::reply_tokens::ReplyTokens;
use crate::webhook::sender::{Outbox, WebhookSettings};
use crate::{Channel, Config, StartError};

/// So many page events wait for a slow listener before it misses some.
const PAGE_EVENTS: usize = 4096;

/// Everything that changes.
pub(crate) struct State {
    pub(crate) users: Users,
    pub(crate) tokens: Tokens,
    pub(crate) rates: Rates,
    pub(crate) retry_keys: RetryKeys,
    pub(crate) faults: Faults,
    pub(crate) ledger: Ledger,
    pub(crate) checked: Checked,
    pub(crate) units: Units,
    pub(crate) statistics: Statistics,
    pub(crate) usage: Usage,
    pub(crate) menus: RichMenus,
    pub(crate) reply_tokens: ReplyTokens,
    pub(crate) webhook: WebhookSettings,
    pub(crate) webhooks: crate::webhook::log::WebhookLog,
    pub(crate) settings: Settings,
}

/// What can be changed while the simulator runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Whether rate limits answer 429.
    pub enforce_rate: bool,
    /// How long every answer takes, in milliseconds.
    pub latency_ms: u64,
    /// How long accepted asynchronous work takes, in milliseconds.
    pub async_delay_ms: u64,
    /// The monthly limit of messages.
    pub quota: Option<u64>,
    /// Whether unknown user ids in a multicast are skipped instead of refused.
    pub skip_unknown_users: bool,
    /// Whether the account is verified.
    pub verified: bool,
}

impl State {
    fn new(config: &Config) -> Self {
        Self {
            users: Users::default(),
            tokens: Tokens::default(),
            rates: Rates::default(),
            retry_keys: RetryKeys::default(),
            faults: Faults::default(),
            ledger: Ledger::default(),
            checked: Checked::default(),
            units: Units::default(),
            statistics: Statistics::default(),
            usage: Usage::default(),
            menus: RichMenus::default(),
            reply_tokens: ReplyTokens::default(),
            webhook: WebhookSettings { url: config.webhook_url.clone(), ..WebhookSettings::default() },
            webhooks: crate::webhook::log::WebhookLog::default(),
            settings: Settings {
                enforce_rate: config.enforce_rate,
                latency_ms: config.latency.as_millis() as u64,
                async_delay_ms: config.async_delay.as_millis() as u64,
                quota: config.quota,
                skip_unknown_users: config.skip_unknown_users,
                verified: config.verified,
            },
        }
    }
}

/// The application, shared by all handlers.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) login: Login,
    pub(crate) outbox: Outbox,
    /// What was written to the state file last.
    pub(crate) saved: Mutex<String>,
    /// Where the API listens, once it does.
    pub(crate) api_url: OnceLock<String>,
    /// Where the form is that LIFF opens, if somebody serves one.
    pub(crate) form_url: OnceLock<String>,
    state: Mutex<State>,
    page_events: broadcast::Sender<Arc<str>>,
}

/// How handlers hold the application.
pub(crate) type Shared = Arc<App>;

impl App {
    pub(crate) fn start(config: Config) -> Result<Shared, StartError> {
        let clock = Clock::new(config.time.clone(), config.move_time.clone());
        let (outbox, lanes) = Outbox::new();
        let app = Arc::new(Self {
            state: Mutex::new(State::new(&config)),
            login: Login::generate()?,
            page_events: broadcast::Sender::new(PAGE_EVENTS),
            config,
            clock,
            outbox,
            saved: Mutex::default(),
            api_url: OnceLock::new(),
            form_url: OnceLock::new(),
        });
        if let Some(path) = &app.config.state {
            let failed = |source| StartError::StateFile { path: path.clone(), source };
            crate::snapshot::load(path, &mut app.state()).map_err(failed)?;
        }
        lanes.run(&app);
        app.keep_saving();
        Ok(app)
    }

    pub(crate) fn channel(&self) -> &Channel {
        &self.config.channel
    }

    /// The state; a handler that panicked does not stop the others.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An ID token for a user.
    pub(crate) fn mint_id_token(
        &self,
        user: u32,
        request: &crate::IdTokenRequest,
    ) -> Result<String, crate::error::Refusal> {
        let (id, name) = {
            let state = self.state();
            (state.users.get(user).id.to_string(), state.users.name(user))
        };
        let channel = &self.channel().login_channel_id;
        let token = self.login.mint(&id, &name, channel, request, self.clock.now_ms());
        token.map_err(|error| crate::error::Refusal::bad(error.to_string()))
    }

    /// Forgets everything but the channel, the clock and the login key.
    pub(crate) fn reset(&self) {
        *self.state() = State::new(&self.config);
    }

    /// Tells the page something. Costs nothing when nobody listens.
    pub(crate) fn announce(&self, event: &Value) {
        if self.page_events.receiver_count() > 0 {
            let _no_listener_is_fine = self.page_events.send(event.to_string().into());
        }
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Arc<str>> {
        self.page_events.subscribe()
    }

    /// Tells the page about a new entry in the talks of these users.
    pub(crate) fn announce_talks(&self, entry: u32, users: &[u32]) {
        if self.page_events.receiver_count() == 0 {
            return;
        }
        let events: Vec<Value> = {
            let state = self.state();
            let singles = users.iter().filter(|user| state.users.is_single(**user));
            let written = state.users.entry_json(entry);
            singles
                .map(|user| {
                    let id = state.users.get(*user).id.to_string();
                    serde_json::json!({ "type": "talk", "userId": id, "entry": written })
                })
                .collect()
        };
        for event in events {
            self.announce(&event);
        }
    }

    /// The LIFF URL that opens the form: an id of the Login channel, as LINE's console gives them out.
    pub(crate) fn liff_url(&self) -> String {
        format!("https://liff.line.me/{}-kairanfm", self.channel().login_channel_id)
    }

    /// Runs work after the delay of asynchronous endpoints, at once when there is none.
    pub(crate) fn later(self: &Arc<Self>, work: impl FnOnce(&Shared) + Send + 'static) {
        let delay = self.state().settings.async_delay_ms;
        if delay == 0 {
            return work(self);
        }
        let app = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(delay)).await;
            work(&app);
        });
    }
}
