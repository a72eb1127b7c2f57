//! Plays AWS Lambda and its event sources on one machine, with the binaries that are deployed.
//!
//! Each function of `template.yaml` is a pool of real processes that speak the Lambda Runtime API; the host plays
//! API Gateway, Function URLs, SQS event source mappings, the Scheduler and S3 events around them. Functions,
//! environment, timeouts, concurrency and mappings are read from the template, so the two cannot differ. Not
//! played: IAM, memory limits, freezing between invocations, extensions and response streaming.

mod asynchronous;
mod busy;
mod config;
mod control;
mod deploy;
mod desk;
mod faketime;
mod gateway;
mod host;
mod mapping;
mod objects;
mod outcome;
mod pool;
mod process;
mod schedule;
mod sqs_event;
pub mod template;

pub use config::{HostConfig, HostError};
pub use control::{ProcessInfo, rss_bytes};
pub use faketime::faketime;
pub use gateway::Base64Bodies;
pub use host::Host;
pub use outcome::{InvokeError, Metrics};
pub use process::{Logs, Preload};
