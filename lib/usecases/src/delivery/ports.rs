//! What the delivery use cases need from outside. Each port has a fake in `testkit` that passes the same suite as
//! the real adapter.

use std::future::Future;
use std::time::Duration;

use domain::batch::{AttemptOutcome, Batch, BatchKey};
use domain::delivery::{Delivery, DeliveryId, Priority};
use domain::recipients::FrozenContent;
use domain::retry_key::RetryKey;
use domain::segment::{IdPage, SegmentPage};
use domain::survey::Catalogue;
use domain::user_id::ShardNumber;

use crate::port_error::PortError;

/// Answer to a write that is conditional on what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Swap<T> {
    /// It is written.
    Done,
    /// Somebody was faster; this stands now.
    Lost(T),
}

impl<T: PartialEq> Swap<T> {
    /// Whether `next` stands by this write, or by this very write before, whose answer was lost on the way.
    pub fn wrote(&self, next: &T) -> bool {
        match self {
            Self::Done => true,
            Self::Lost(stands) => stands == next,
        }
    }
}

/// Deliveries and their content.
pub trait Deliveries {
    /// Strongly consistent.
    fn get(&self, id: DeliveryId) -> impl Future<Output = Result<Option<Delivery>, PortError>> + Send;
    /// Writes `next` where the stored version is `next.version - 1`.
    fn replace(&self, next: &Delivery) -> impl Future<Output = Result<Swap<Delivery>, PortError>> + Send;
    /// The same for a delivery that begins to go out; a store may write down with it that its target was used.
    fn begin(&self, begun: &Delivery) -> impl Future<Output = Result<Swap<Delivery>, PortError>> + Send {
        self.replace(begun)
    }
    /// The content as it was frozen with the delivery's last edit.
    fn content(&self, id: DeliveryId) -> impl Future<Output = Result<FrozenContent, PortError>> + Send;
    /// Deliveries that a clock has to look after: scheduled ones due at `due_ms` or earlier, running and stopping ones.
    fn active(&self, due_ms: u64) -> impl Future<Output = Result<Vec<DeliveryId>, PortError>> + Send;
    /// Deliveries in which nothing moves by itself and that changed at `since_ms` or later: drafts, held and settled ones.
    fn at_rest(&self, since_ms: u64) -> impl Future<Output = Result<Vec<DeliveryId>, PortError>> + Send;
}

/// Batch rows.
pub trait BatchLedger {
    /// Writes the first row of a batch, or says what stands.
    fn create(&self, row: &Batch) -> impl Future<Output = Result<Swap<Batch>, PortError>> + Send;
    /// Writes `row` where the stored version is `row.version - 1`.
    fn replace(&self, row: &Batch) -> impl Future<Output = Result<Swap<Batch>, PortError>> + Send;
    /// Writes the split row and its halves together or not at all.
    fn split(
        &self,
        row: &Batch,
        halves: &[Batch; 2],
    ) -> impl Future<Output = Result<Swap<Batch>, PortError>> + Send;
    /// One row.
    fn get(
        &self,
        id: DeliveryId,
        key: &BatchKey,
    ) -> impl Future<Output = Result<Option<Batch>, PortError>> + Send;
    /// All rows of a delivery, strongly consistent, in order of number and path.
    fn rows(&self, id: DeliveryId) -> impl Future<Output = Result<Vec<Batch>, PortError>> + Send;
}

/// The frozen recipients.
pub trait FrozenRecipients {
    /// Writes a part unless one stands there; then the bytes that stand.
    fn put_part(
        &self,
        id: DeliveryId,
        part: u32,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Result<Swap<Vec<u8>>, PortError>> + Send;
    /// A whole part.
    fn part(
        &self,
        id: DeliveryId,
        part: u32,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, PortError>> + Send;
    /// Some bytes of a part; exactly as many as asked.
    fn range(
        &self,
        id: DeliveryId,
        part: u32,
        from: u64,
        length: u64,
    ) -> impl Future<Output = Result<Vec<u8>, PortError>> + Send;
}

/// Followers as the planner sees them.
pub trait Audience {
    /// The registration items.
    fn catalogue(&self) -> impl Future<Output = Result<Catalogue, PortError>> + Send;
    /// All pages of one shard with their ids, strongly consistent.
    fn shard(
        &self,
        shard: ShardNumber,
    ) -> impl Future<Output = Result<Vec<(SegmentPage, IdPage)>, PortError>> + Send;
}

/// LINE's sending end points. An `Err` means that nothing was sent.
pub trait Messenger {
    /// One multicast of at most 500 recipients.
    fn multicast(
        &self,
        body: Vec<u8>,
        key: RetryKey,
    ) -> impl Future<Output = Result<AttemptOutcome, PortError>> + Send;
    /// One broadcast to all friends.
    fn broadcast(
        &self,
        body: Vec<u8>,
        key: RetryKey,
    ) -> impl Future<Output = Result<AttemptOutcome, PortError>> + Send;
}

/// Batches of one delivery, first and last number included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchRange {
    /// Whose batches.
    pub delivery: DeliveryId,
    /// First number.
    pub first: u32,
    /// Last number.
    pub last: u32,
}

/// The queues of batches.
pub trait BatchQueue {
    /// Hands ranges to the senders; emergency ones also to the queue that senders look into first.
    fn enqueue(
        &self,
        priority: Priority,
        ranges: &[BatchRange],
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// A range that a sender took from the emergency queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrgentRange {
    /// What to send.
    pub range: BatchRange,
    /// Takes the message off the queue.
    pub receipt: String,
}

/// The queue that senders look into before they go on with normal batches.
pub trait UrgentQueue {
    /// What waits there, at most ten; does not wait for more.
    fn receive(&self) -> impl Future<Output = Result<Vec<UrgentRange>, PortError>> + Send;
    /// Done with one.
    fn done(&self, receipt: &str) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// SQS holds a message back for at most 15 minutes.
pub const LONGEST_DELAY: Duration = Duration::from_mins(15);

/// The way to `start_delivery`.
pub trait StartQueue {
    /// Asks for a start after `delay`, at most [`LONGEST_DELAY`]; `version` is the one that the door knows.
    fn enqueue_start(
        &self,
        id: DeliveryId,
        version: u64,
        delay: Duration,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// The alarm clock (R-S1); the delivery's own row is the truth.
pub trait AlarmClock {
    /// Sets an alarm for this version of the delivery.
    fn set(
        &self,
        id: DeliveryId,
        version: u64,
        at_ms: u64,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
    /// Removes the alarm of a version; one that is gone already is fine.
    fn clear(&self, id: DeliveryId, version: u64) -> impl Future<Output = Result<(), PortError>> + Send;
}
