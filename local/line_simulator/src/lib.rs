//! LINE's platform on one machine: the Messaging API, tokens and Login with their limits, webhooks with their manners,
//! phones to look at, and a ledger that says what was accepted how often. What it does not do it answers with 501.
//!
//! ```no_run
//! # async fn example() -> Result<(), line_simulator::StartError> {
//! use line_simulator::{Channel, Config, Friend, LineSimulator};
//! let line = LineSimulator::start(Config::for_tests(Channel::generate()?)).await?;
//! let citizen = line.add_user("川崎 花子", Friend::Following);
//! // … send to line.api_url() …
//! assert_eq!(line.ledger().user(&citizen).len(), 1);
//! # Ok(())
//! # }
//! ```

mod api;
mod app;
mod assertion;
mod clock;
mod config;
mod control;
mod counts;
mod endpoints;
mod error;
mod faults;
mod gate;
mod ids;
mod insight;
mod ledger;
mod listener;
mod login;
mod messages;
mod phone;
mod quota;
mod rate;
mod retry_keys;
mod rich_menu;
mod send;
mod simulator;
mod snapshot;
mod tokens;
mod units;
mod users;
mod webhook;

pub use app::Settings;
pub use clock::{MoveTime, TimeSource};
pub use config::{Channel, Config};
pub use faults::{Fault, FaultKind};
pub use ledger::{RequestRecord, Summary, Violation};
pub use login::IdTokenRequest;
pub use phone::Postback;
pub use rate::Traffic;
pub use simulator::{LedgerView, LineSimulator, StartError, UnknownUser};
pub use users::Friend;
pub use webhook::log::WebhookRecord;
pub use webhook::sender::WebhookSettings;
pub use webhook::sign;
