//! SQS: standard and FIFO queues in memory, on the city's clock, written down behind the callers' backs.
//!
//! Guaranteed: at-least-once delivery with visibility, order and blocking within a FIFO group, five minutes of
//! deduplication, redrive to the dead-letter queue. Not guaranteed: a change is on disk about 100 ms later, so a
//! killed city may forget its last moment; messages come back rather than get lost twice.

mod api;
mod attributes;
mod batch;
mod core;
mod error;
mod journal;
mod message;
mod queue;
mod receipt;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::StartError;
use crate::clock::{Clock, from_millis};
use crate::counters::Counters;
use crate::faults::Faults;
use crate::names::{ACCOUNT, queue_arn, queue_name};
use core::Core;
pub use error::SqsError;
use journal::Journal;
pub use message::{MessageAttribute, NewMessage, ReceivedMessage, Sent};

/// Largest message and largest batch, in bytes (AWS since August 2025).
pub(crate) const LARGEST_MESSAGE_BYTES: usize = 1024 * 1024;

/// Where messages go that failed too often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redrive {
    /// Name of the dead-letter queue.
    pub dead_letter_queue: String,
    /// Receives after which a message goes there.
    pub max_receive_count: u32,
}

/// Settings of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueConfig {
    /// Name; a FIFO queue's ends in `.fifo`.
    pub name: String,
    /// Ordered within groups, with deduplication.
    pub fifo: bool,
    /// FIFO: the body's SHA-256 stands in for a missing deduplication id.
    pub content_based_deduplication: bool,
    /// How long a received message is hidden.
    pub visibility: Duration,
    /// How long a message is kept.
    pub retention: Duration,
    /// How long a new message is hidden.
    pub delay: Duration,
    /// How long a receive over HTTP waits by default.
    pub receive_wait: Duration,
    /// Largest message including its attributes.
    pub maximum_message_bytes: usize,
    /// Dead-letter queue.
    pub redrive: Option<Redrive>,
}

impl QueueConfig {
    /// A standard queue with AWS's defaults.
    pub fn standard(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            fifo: false,
            content_based_deduplication: false,
            visibility: Duration::from_secs(30),
            retention: Duration::from_hours(4 * 24),
            delay: Duration::ZERO,
            receive_wait: Duration::ZERO,
            maximum_message_bytes: LARGEST_MESSAGE_BYTES,
            redrive: None,
        }
    }

    /// A FIFO queue with AWS's defaults.
    pub fn fifo(name: impl Into<String>) -> Self {
        Self { fifo: true, ..Self::standard(name) }
    }
}

/// The names of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueHandle {
    /// Name.
    pub name: String,
    /// URL at this start's address.
    pub url: String,
    /// ARN.
    pub arn: String,
}

/// How many messages a queue holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueDepth {
    /// Waiting, those of a blocked FIFO group included.
    pub visible: usize,
    /// Received and not yet deleted.
    pub in_flight: usize,
    /// Not yet visible for the first time.
    pub delayed: usize,
}

impl QueueDepth {
    /// All messages.
    pub fn total(&self) -> usize {
        self.visible + self.in_flight + self.delayed
    }
}

struct Shared {
    core: Mutex<Core>,
    journal: Option<Mutex<Journal>>,
    endpoint: String,
    clock: Clock,
    faults: Faults,
    counters: Counters,
}

/// The queues; clones share them. A `queue` argument is a name, a URL or an ARN.
#[derive(Clone)]
pub struct Sqs {
    shared: Arc<Shared>,
}

impl Sqs {
    pub(crate) fn open(
        folder: Option<&Path>,
        endpoint: &str,
        clock: Clock,
        faults: Faults,
        counters: Counters,
    ) -> Result<Self, StartError> {
        let mut core = Core::new(folder.is_some());
        let journal = folder.map(|folder| Journal::open(&folder.join("sqs.jsonl"), &mut core)).transpose()?;
        let journal = journal.map(Mutex::new);
        let endpoint = endpoint.to_owned();
        let shared = Arc::new(Shared { core: Mutex::new(core), journal, endpoint, clock, faults, counters });
        if shared.journal.is_some() {
            let weak = Arc::downgrade(&shared);
            std::thread::Builder::new()
                .name("sqs-journal".to_owned())
                .spawn(move || keep_flushing(&weak))
                .map_err(|source| StartError::Folder {
                    folder: folder.unwrap_or(Path::new("")).to_owned(),
                    source,
                })?;
        }
        Ok(Self { shared })
    }

    /// Makes a queue, or gives an existing one these settings and keeps its messages.
    pub fn create_queue(&self, config: QueueConfig) -> Result<QueueHandle, SqsError> {
        let name = config.name.clone();
        self.core().create(config)?;
        Ok(self.handle(&name))
    }

    /// URL and ARN of an existing queue.
    pub fn queue(&self, queue: &str) -> Result<QueueHandle, SqsError> {
        let name = queue_name(queue);
        self.core().queue(name)?;
        Ok(self.handle(name))
    }

    /// Names of all queues.
    pub fn queues(&self) -> Vec<String> {
        self.core().names()
    }

    /// Sends a message.
    pub fn send(&self, queue: &str, message: NewMessage) -> Result<Sent, SqsError> {
        let (now_ms, deliveries) = (self.now_ms(), self.shared.faults.deliveries());
        self.core().send(queue_name(queue), message, now_ms, deliveries)
    }

    /// Receives at most `max` (at most 10) messages under the queue's visibility, without waiting.
    pub fn receive(&self, queue: &str, max: usize) -> Result<Vec<ReceivedMessage>, SqsError> {
        self.shared.counters.called("sqs-mapping", "ReceiveMessage");
        self.take(queue, max, None)
    }

    /// The same under a visibility of the caller's.
    pub fn receive_with_visibility(
        &self,
        queue: &str,
        max: usize,
        visibility: Duration,
    ) -> Result<Vec<ReceivedMessage>, SqsError> {
        self.shared.counters.called("sqs-mapping", "ReceiveMessage");
        self.take(queue, max, Some(visibility))
    }

    /// Waits until something can be received, now or when a hidden message appears on the clock. Cancel-safe.
    pub async fn wait_for_message(&self, queue: &str) -> Result<(), SqsError> {
        let name = queue_name(queue);
        loop {
            let woken = self.core().queue(name)?.woken.clone();
            let mut woken = std::pin::pin!(woken.notified());
            woken.as_mut().enable();
            let next_ms = {
                let mut core = self.core();
                core.settle(name, self.now_ms())?;
                let queue = core.queue(name)?;
                if queue.has_ready() {
                    return Ok(());
                }
                queue.next_visible_ms()
            };
            match next_ms {
                None => woken.await,
                Some(at_ms) => tokio::select! {
                    () = woken => (),
                    () = self.shared.clock.sleep_until(from_millis(at_ms)) => (),
                },
            }
        }
    }

    /// Deletes a received message; a receipt that is no longer the latest deletes nothing.
    pub fn delete(&self, queue: &str, receipt_handle: &str) -> Result<(), SqsError> {
        self.shared.counters.called("sqs-mapping", "DeleteMessage");
        let now_ms = self.now_ms();
        self.core().delete(queue_name(queue), receipt_handle, now_ms)
    }

    /// Hides a received message for this long from now; zero shows it at once.
    pub fn change_visibility(
        &self,
        queue: &str,
        receipt_handle: &str,
        visibility: Duration,
    ) -> Result<(), SqsError> {
        self.shared.counters.called("sqs-mapping", "ChangeMessageVisibility");
        let now_ms = self.now_ms();
        self.core().change_visibility(queue_name(queue), receipt_handle, visibility, now_ms)
    }

    /// How many messages a queue holds now.
    pub fn depth(&self, queue: &str) -> Result<QueueDepth, SqsError> {
        let now_ms = self.now_ms();
        self.core().depth(queue_name(queue), now_ms)
    }

    /// Drops every message of a queue.
    pub fn purge(&self, queue: &str) -> Result<(), SqsError> {
        self.core().purge(queue_name(queue))
    }

    /// Writes down what changed; does nothing in memory.
    pub(crate) fn flush(&self) {
        self.shared.flush();
    }

    fn take(
        &self,
        queue: &str,
        max: usize,
        visibility: Option<Duration>,
    ) -> Result<Vec<ReceivedMessage>, SqsError> {
        let (now_ms, faults) = (self.now_ms(), &self.shared.faults);
        self.core().receive(queue_name(queue), max, visibility, now_ms, |choices| faults.next_of(choices))
    }

    fn handle(&self, name: &str) -> QueueHandle {
        let url = format!("{}/{ACCOUNT}/{name}", self.shared.endpoint);
        QueueHandle { name: name.to_owned(), url, arn: queue_arn(name) }
    }

    fn now_ms(&self) -> u64 {
        self.shared.clock.now_ms()
    }

    fn core(&self) -> MutexGuard<'_, Core> {
        self.shared.core()
    }
}

impl Shared {
    fn core(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn flush(&self) {
        let Some(journal) = &self.journal else { return };
        let mut journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(cause) = journal.flush(&self.core) {
            tracing::error!("cannot write the queues down: {cause}");
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.flush();
    }
}

fn keep_flushing(shared: &Weak<Shared>) {
    loop {
        std::thread::sleep(journal::FLUSH_EVERY);
        match shared.upgrade() {
            Some(shared) => shared.flush(),
            None => return,
        }
    }
}
