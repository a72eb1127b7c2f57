//! The AWS services Kairan uses, in one process behind one loopback address.
//!
//! DynamoDB is `dynoxide-rs`, S3 is `s3s-fs`; SQS, Secrets Manager and EventBridge Scheduler are small services of
//! our own because the fault bench needs their clock and their duplicates in its hand. What is not done here is
//! answered with 501, and `local/README.md` lists it. Data lives in memory or in one folder; after a kill the
//! folder may miss the last fifth of a second of queue changes, nothing else.

mod clock;
mod counters;
mod dynamodb;
mod faults;
mod files;
mod front;
mod names;
mod s3;
mod scheduler;
mod secrets;
mod sqs;
mod wire;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::broadcast;

pub use clock::Clock;
pub use counters::{Counters, CountersSnapshot, Units};
pub use dynamodb::DynamoDb;
pub use faults::{DynamoDbFault, DynamoDbRule, Faults, SqsDuplicates};
pub use names::{ACCOUNT, REGION, dynamodb_table_arn};
pub use s3::{ObjectCreated, S3, StoredObject};
pub use scheduler::{DueSchedule, Scheduler};
pub use secrets::Secrets;
pub use sqs::{
    MessageAttribute, NewMessage, QueueConfig, QueueDepth, QueueHandle, ReceivedMessage, Redrive, Sent, Sqs,
    SqsError,
};
pub use wire::AwsError;

/// Where the city's data lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// In memory (S3 in a temporary folder), gone with the process.
    Memory,
    /// In this folder, there again at the next start.
    Folder(PathBuf),
}

/// The key pair that S3 checks signatures with; the other services look at no signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Access key id.
    pub access_key_id: String,
    /// Secret access key; a well-known value, the city listens on loopback only.
    pub secret_access_key: String,
}

impl Default for Credentials {
    fn default() -> Self {
        Self { access_key_id: "kairan-local".to_owned(), secret_access_key: "kairan-local-secret".to_owned() }
    }
}

/// How to start the city's AWS.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address of every service; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Memory or folder.
    pub data: Data,
    /// The clock that queues and schedules run on.
    pub clock: Clock,
    /// What S3 checks signatures with.
    pub credentials: Credentials,
    /// Origins whose browsers may call S3; empty for none.
    pub allowed_origins: Vec<String>,
}

impl Config {
    /// The usual credentials and no browser origins.
    pub fn new(listen: SocketAddr, data: Data, clock: Clock) -> Self {
        Self { listen, data, clock, credentials: Credentials::default(), allowed_origins: Vec::new() }
    }
}

/// Why the city's AWS did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not ours.
    #[error("cannot listen on {listen}")]
    Listen {
        /// The wanted address.
        listen: SocketAddr,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The data folder cannot be made or read.
    #[error("cannot use the data folder {}", folder.display())]
    Folder {
        /// The folder or the file in it.
        folder: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The database does not open.
    #[error("cannot open the DynamoDB database: {0}")]
    Database(String),
    /// The object store does not open.
    #[error("cannot open the S3 folder: {0}")]
    ObjectStore(String),
}

/// The services behind the front.
pub(crate) struct Services {
    pub(crate) clock: Clock,
    pub(crate) counters: Counters,
    pub(crate) faults: Faults,
    pub(crate) dynamodb: DynamoDb,
    pub(crate) s3: S3,
    pub(crate) sqs: Sqs,
    pub(crate) scheduler: Scheduler,
    pub(crate) secrets: Secrets,
}

struct Running {
    services: Arc<Services>,
    endpoint: String,
    credentials: Credentials,
    front: front::Front,
}

/// The running services; clones are the same city, and dropping the last one ends it.
#[derive(Clone)]
pub struct EmbeddedAws {
    running: Arc<Running>,
}

impl EmbeddedAws {
    /// Opens the data and listens. Runs on the caller's tokio runtime.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let listen = config.listen;
        let refused = |source| StartError::Listen { listen, source };
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(refused)?;
        let endpoint = format!("http://{}", listener.local_addr().map_err(refused)?);
        let services = Arc::new(Services::open(&config, &endpoint)?);
        let front = front::Front::start(listener, services.clone());
        Ok(Self { running: Arc::new(Running { services, endpoint, credentials: config.credentials, front }) })
    }

    /// `http://127.0.0.1:4566` or wherever it listens.
    pub fn endpoint(&self) -> &str {
        &self.running.endpoint
    }

    /// What a function's process needs in its environment to find this AWS.
    pub fn environment(&self) -> BTreeMap<String, String> {
        let credentials = &self.running.credentials;
        [
            ("AWS_ENDPOINT_URL", self.endpoint()),
            ("AWS_ACCESS_KEY_ID", &credentials.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key),
            ("AWS_REGION", REGION),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// The clock it was started with.
    pub fn clock(&self) -> &Clock {
        &self.running.services.clock
    }

    /// Queues.
    pub fn sqs(&self) -> &Sqs {
        &self.running.services.sqs
    }

    /// Schedules.
    pub fn scheduler(&self) -> &Scheduler {
        &self.running.services.scheduler
    }

    /// Secrets.
    pub fn secrets(&self) -> &Secrets {
        &self.running.services.secrets
    }

    /// Tables.
    pub fn dynamodb(&self) -> &DynamoDb {
        &self.running.services.dynamodb
    }

    /// Objects.
    pub fn s3(&self) -> &S3 {
        &self.running.services.s3
    }

    /// Every object written from now on; a reader more than 1,024 events behind loses the oldest.
    pub fn s3_events(&self) -> broadcast::Receiver<ObjectCreated> {
        self.running.services.s3.events()
    }

    /// Events of new objects that a reader has not read yet, or holds.
    pub fn s3_events_untold(&self) -> usize {
        self.running.services.s3.untold()
    }

    /// What was called and used.
    pub fn counters(&self) -> &Counters {
        &self.running.services.counters
    }

    /// Bad days.
    pub fn faults(&self) -> &Faults {
        &self.running.services.faults
    }

    /// Closes every connection and writes everything down. Calls made later through this handle are lost.
    pub async fn shutdown(&self) {
        self.running.front.stop().await;
        self.running.services.sqs.flush();
    }
}

impl Services {
    fn open(config: &Config, endpoint: &str) -> Result<Self, StartError> {
        let folder = match &config.data {
            Data::Memory => None,
            Data::Folder(folder) => {
                files::make_folder(folder)?;
                Some(folder.as_path())
            }
        };
        let (clock, counters, faults) = (config.clock.clone(), Counters::default(), Faults::default());
        Ok(Self {
            dynamodb: DynamoDb::open(folder, counters.clone(), faults.clone())?,
            s3: S3::open(folder, config, counters.clone())?,
            sqs: Sqs::open(folder, endpoint, clock.clone(), faults.clone(), counters.clone())?,
            scheduler: Scheduler::open(folder, clock.clone())?,
            secrets: Secrets::open(folder, clock.clone())?,
            clock,
            counters,
            faults,
        })
    }
}
