//! How a host is started, and why it may not start.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use embedded_aws::EmbeddedAws;

use crate::gateway::{ANY_PORT, Base64Bodies};
use crate::process::{Logs, Preload};
use crate::template::TemplateError;

/// How to start a host.
#[derive(Clone)]
pub struct HostConfig {
    /// The SAM template.
    pub template: PathBuf,
    /// Values of the template's parameters.
    pub parameters: BTreeMap<String, String>,
    /// Folder of the built binaries, such as `target/debug`.
    pub binaries: PathBuf,
    /// Where tables, queues and buckets are made; its clock is the host's clock.
    pub aws: EmbeddedAws,
    /// Environment that every process gets on top of the template's; it wins.
    pub overlay: BTreeMap<String, String>,
    /// Where API Gateway listens; port 0 picks a free one.
    pub api_listen: SocketAddr,
    /// Where the first Function URL listens, by logical id; further ones get free ports.
    pub url_listen: SocketAddr,
    /// Extra environment computed at each start of a process.
    pub preload: Option<Preload>,
    /// Where the processes write.
    pub logs: Logs,
    /// Concurrency of functions without a reserved one.
    pub concurrency: usize,
    /// Whether the template's rates fire by themselves; [`crate::Host::fire_rate`] works either way.
    pub rates: bool,
    /// Processes that were idle for longer are ended; `None` keeps them.
    pub idle_limit: Option<Duration>,
    /// Which REST bodies arrive in Base64.
    pub base64: Base64Bodies,
}

impl HostConfig {
    /// Free ports, no parameters, no logs, 10 processes for a function without reserved concurrency.
    pub fn new(template: impl Into<PathBuf>, binaries: impl Into<PathBuf>, aws: EmbeddedAws) -> Self {
        Self {
            template: template.into(),
            parameters: BTreeMap::new(),
            binaries: binaries.into(),
            aws,
            overlay: BTreeMap::new(),
            api_listen: ANY_PORT,
            url_listen: ANY_PORT,
            preload: None,
            logs: Logs::Discard,
            concurrency: 10,
            rates: true,
            idle_limit: Some(Duration::from_mins(2)),
            base64: Base64Bodies::default(),
        }
    }
}

/// Why a host did not start; one sentence each.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The template cannot be played.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A resource was refused by the embedded AWS.
    #[error("{resource} could not be made: {reason}")]
    Resource {
        /// Its name.
        resource: String,
        /// What the embedded AWS said.
        reason: String,
    },
    /// A binary is not built.
    #[error("{0} is not built; run `cargo build --workspace --bins` first")]
    MissingBinary(PathBuf),
    /// A mapping reads a queue that is not in the template.
    #[error("{function} reads from {queue}, which the template does not make")]
    UnknownQueue {
        /// Logical id of the function.
        function: String,
        /// The queue's name.
        queue: String,
    },
    /// A front door cannot listen.
    #[error("{door} cannot listen: {reason}")]
    Listen {
        /// Which door.
        door: String,
        /// Why.
        reason: String,
    },
}
