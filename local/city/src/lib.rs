//! The local city: embedded AWS, the function host with the real binaries, the LINE simulator and a small chatbot,
//! all on loopback and on one clock.
//!
//! `make run` starts one on fixed ports with its data on disk; tests start as many as they like on free ports in
//! memory. Nothing here is deployed.

pub mod chatbot;
mod config;
mod files;
pub mod form;
mod guide;
mod media;
mod parts;
mod preflight;
mod seed;
pub mod staff;
pub mod stores;

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use embedded_aws::{Clock, EmbeddedAws};
use function_host::{Host, rss_bytes};
use line_simulator::LineSimulator;
use tokio::time::Instant;

pub use chatbot::Chatbot;
pub use config::{AdminFront, CityConfig, CityData, Ports, built_binaries};
pub use files::replace as write_private;
pub use form::Form;
pub use guide::guide;
pub use parts::CityError;
pub use preflight::preflight;
pub use seed::seed;
pub use staff::Staff;

/// How long a shutdown waits for invocations that run.
const FAREWELL: Duration = Duration::from_secs(3);

/// A running city with a handle on each of its parts.
pub struct City {
    /// Tables, queues, objects, secrets and schedules.
    pub aws: EmbeddedAws,
    /// The functions and what invokes them.
    pub host: Host,
    /// LINE's platform with its ledger. Writes its people and talks down when the last handle is dropped.
    pub line: Arc<LineSimulator>,
    /// The existing chatbot that webhooks are forwarded to.
    pub chatbot: Chatbot,
    /// The citizens' form with its API, as CloudFront serves them.
    pub form: Form,
    /// The staff console with its API, as CloudFront serves them.
    pub staff: Staff,
    /// The one clock of all parts.
    pub clock: Clock,
    admin_token: String,
    first_code: String,
    _lock: Option<File>,
}

impl City {
    /// Starts every part; returns when all of them listen. Processes of functions start when they are needed.
    pub async fn start(config: CityConfig) -> Result<Self, CityError> {
        let clock = config.clock.clone();
        let lock = match &config.data {
            CityData::Memory => None,
            CityData::Folder(folder) => Some(files::lock_folder(folder)?),
        };
        let aws = parts::start_aws(&config).await?;
        let channel = parts::channel(&config)?;
        let line = Arc::new(parts::start_line(&config, channel.clone()).await?);
        let chatbot = parts::start_chatbot(&config, &channel, &line).await?;
        let admin_token = parts::put_secrets(&aws, &channel);
        let first_code = parts::first_code(&aws);
        let (listener, staff_url) = parts::staff_listener(&config).await?;
        let host = parts::start_host(&config, &aws, &line, &chatbot, staff_url).await?;
        let webhook = webhook_url(&host);
        line.configure_webhook(|settings| settings.url = Some(webhook));
        let form = parts::start_form(&config, &aws, &host, &line).await?;
        line.set_form(&form.url());
        let staff = parts::start_staff(&config, &aws, &host, listener)?;
        Ok(Self { aws, host, line, chatbot, form, staff, clock, admin_token, first_code, _lock: lock })
    }

    /// Base address of `admin_api`'s Function URL.
    pub fn admin_url(&self) -> String {
        self.host.function_url("AdminApiFunction").unwrap_or_default()
    }

    /// What `admin_api` wants in the header `x-kairan-admin-token`.
    pub fn admin_token(&self) -> &str {
        &self.admin_token
    }

    /// What the first administrator types once.
    pub fn first_code(&self) -> &str {
        &self.first_code
    }

    /// Where LINE sends its webhooks.
    pub fn webhook_url(&self) -> String {
        webhook_url(&self.host)
    }

    /// Moves the clock of every part forward.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Whether no webhook is under way at LINE and the host is idle.
    pub fn idle(&self) -> bool {
        self.line.webhooks_under_way() == 0 && self.host.idle()
    }

    /// Waits until the city is idle; `false` if it was not within `limit` of real time.
    pub async fn wait_idle(&self, limit: Duration) -> bool {
        let until = Instant::now() + limit;
        while !self.idle() {
            if Instant::now() >= until {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        true
    }

    /// Resident memory of this process and all function processes, in bytes. Pages they share count each time.
    pub fn rss_bytes(&self) -> u64 {
        let functions: u64 = self.host.processes().iter().map(|process| process.rss_bytes).sum();
        rss_bytes(std::process::id()) + functions
    }

    /// Resident memory by part: `city` and each function's logical id, in bytes.
    pub fn rss_by_part(&self) -> BTreeMap<String, u64> {
        let mut parts = BTreeMap::from([("city".to_owned(), rss_bytes(std::process::id()))]);
        for process in self.host.processes() {
            *parts.entry(process.function).or_default() += process.rss_bytes;
        }
        parts
    }

    /// Lets invocations that run finish for at most 3 s, then ends every process and writes the data down.
    pub async fn shutdown(self) {
        self.line.configure_webhook(|settings| settings.active = false);
        self.host.freeze_mappings(true);
        let until = Instant::now() + FAREWELL;
        let is_running = || self.host.metrics().values().any(|metrics| metrics.in_flight > 0);
        while is_running() && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.host.shutdown().await;
        self.chatbot.close();
        self.aws.shutdown().await;
    }
}

fn webhook_url(host: &Host) -> String {
    format!("{}/webhook", host.api_url())
}
