//! The in-memory city behind ports that take as long as AWS and LINE do, with a queue between planner and senders.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::batch::{AttemptOutcome, Batch, BatchKey};
use domain::delivery::{Delivery, DeliveryId, Priority};
use domain::recipients::FrozenContent;
use domain::retry_key::RetryKey;
use domain::segment::{IdPage, SegmentPage};
use domain::survey::Catalogue;
use domain::user_id::ShardNumber;
use testkit::delivery::builders::NOW;
use testkit::delivery::fakes::InMemoryCity;
use testkit::delivery::line::FakeLine;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};
use usecases::delivery::pacer::Pacer;
use usecases::delivery::ports::{
    Audience, BatchLedger, BatchQueue, BatchRange, Deliveries, FrozenRecipients, Messenger, Swap,
    UrgentQueue, UrgentRange,
};
use usecases::delivery::send::{Findings, SendContext};
use usecases::delivery::start::StartContext;
use usecases::port_error::PortError;

/// From a request to its answer.
pub const LINE: Duration = Duration::from_millis(30);
/// How long each step takes.
#[derive(Clone, Copy)]
pub struct Latencies {
    pub table: Duration,
    pub bucket: Duration,
    pub queue: Duration,
    /// From a message in a queue to the function that works on it.
    pub hand_over: Duration,
}

impl Latencies {
    /// AWS answers at once: only LINE and our own pace are left.
    pub const NONE: Self = Self {
        table: Duration::ZERO,
        bucket: Duration::ZERO,
        queue: Duration::ZERO,
        hand_over: Duration::ZERO,
    };
    /// What AWS takes inside a region on a usual day.
    pub const USUAL: Self = Self {
        table: Duration::from_millis(5),
        bucket: Duration::from_millis(20),
        queue: Duration::from_millis(8),
        hand_over: Duration::from_millis(10),
    };
}

/// Messages in one invocation, as template.yaml has it.
const MESSAGES: usize = 10;
const INVOCATION: Duration = Duration::from_secs(30);

/// A city and a LINE with their latencies.
pub struct Modelled {
    city: InMemoryCity,
    takes: Latencies,
    pub line: ModelledLine,
    queued: Mutex<VecDeque<BatchRange>>,
    arrived: Notify,
}

impl Modelled {
    pub fn with_followers(count: u128, takes: Latencies) -> Self {
        let city = InMemoryCity::default().with_followers(count);
        Self { city, takes, line: ModelledLine::default(), queued: Mutex::default(), arrived: Notify::new() }
    }

    /// The click: the row is there, its message is on the way to the planner.
    pub async fn plan(&self, delivery: &Delivery) {
        self.city.insert(delivery);
        sleep(self.takes.table + self.takes.queue + self.takes.hand_over).await;
        let ports = self;
        let context = StartContext {
            deliveries: ports,
            ledger: ports,
            audience: ports,
            recipients: ports,
            queue: ports,
            now_ms: || NOW,
        };
        context.start_delivery(delivery.id, delivery.version).await.unwrap();
    }

    /// One sender: an invocation after the other, as long as this is polled.
    pub async fn send(&self, pacer: &Pacer) {
        loop {
            let ranges = self.take().await;
            sleep(self.takes.hand_over).await;
            let context = SendContext {
                deliveries: self,
                ledger: self,
                recipients: self,
                line: &self.line,
                urgent: self,
                pacer,
                now_ms: || NOW,
                deadline: Instant::now() + INVOCATION,
                seen: tokio::sync::Mutex::new(HashMap::new()),
                findings: Findings::default(),
            };
            let again = context.send_ranges(&ranges).await;
            assert!(!again.contains(&true), "no batch has to come again");
        }
    }

    async fn take(&self) -> Vec<BatchRange> {
        loop {
            let arrived = self.arrived.notified();
            let taken: Vec<BatchRange> = {
                let mut queued = self.queued.lock().unwrap_or_else(PoisonError::into_inner);
                let most = queued.len().min(MESSAGES);
                queued.drain(..most).collect()
            };
            if !taken.is_empty() {
                return taken;
            }
            arrived.await;
        }
    }
}

impl Deliveries for Modelled {
    async fn get(&self, id: DeliveryId) -> Result<Option<Delivery>, PortError> {
        sleep(self.takes.table).await;
        Deliveries::get(&self.city, id).await
    }

    async fn replace(&self, next: &Delivery) -> Result<Swap<Delivery>, PortError> {
        sleep(self.takes.table).await;
        Deliveries::replace(&self.city, next).await
    }

    async fn content(&self, id: DeliveryId) -> Result<FrozenContent, PortError> {
        sleep(self.takes.table).await;
        self.city.content(id).await
    }

    async fn active(&self, due_ms: u64) -> Result<Vec<DeliveryId>, PortError> {
        sleep(self.takes.table).await;
        self.city.active(due_ms).await
    }

    async fn at_rest(&self, since_ms: u64) -> Result<Vec<DeliveryId>, PortError> {
        sleep(self.takes.table).await;
        self.city.at_rest(since_ms).await
    }
}

impl BatchLedger for Modelled {
    async fn create(&self, row: &Batch) -> Result<Swap<Batch>, PortError> {
        sleep(self.takes.table).await;
        self.city.create(row).await
    }

    async fn replace(&self, row: &Batch) -> Result<Swap<Batch>, PortError> {
        sleep(self.takes.table).await;
        BatchLedger::replace(&self.city, row).await
    }

    async fn split(&self, row: &Batch, halves: &[Batch; 2]) -> Result<Swap<Batch>, PortError> {
        sleep(self.takes.table).await;
        self.city.split(row, halves).await
    }

    async fn get(&self, id: DeliveryId, key: &BatchKey) -> Result<Option<Batch>, PortError> {
        sleep(self.takes.table).await;
        BatchLedger::get(&self.city, id, key).await
    }

    async fn rows(&self, id: DeliveryId) -> Result<Vec<Batch>, PortError> {
        sleep(self.takes.table).await;
        self.city.rows(id).await
    }
}

impl FrozenRecipients for Modelled {
    async fn put_part(&self, id: DeliveryId, part: u32, bytes: Vec<u8>) -> Result<Swap<Vec<u8>>, PortError> {
        sleep(self.takes.bucket).await;
        self.city.put_part(id, part, bytes).await
    }

    async fn part(&self, id: DeliveryId, part: u32) -> Result<Option<Vec<u8>>, PortError> {
        sleep(self.takes.bucket).await;
        self.city.part(id, part).await
    }

    async fn range(&self, id: DeliveryId, part: u32, from: u64, length: u64) -> Result<Vec<u8>, PortError> {
        sleep(self.takes.bucket).await;
        self.city.range(id, part, from, length).await
    }
}

impl Audience for Modelled {
    async fn catalogue(&self) -> Result<Catalogue, PortError> {
        sleep(self.takes.table).await;
        self.city.catalogue().await
    }

    async fn shard(&self, shard: ShardNumber) -> Result<Vec<(SegmentPage, IdPage)>, PortError> {
        let pages = self.city.shard(shard).await?;
        // A query answers about a hundred rows; a page is two.
        sleep(self.takes.table * (pages.len().max(1).div_ceil(50) as u32)).await;
        Ok(pages)
    }
}

impl BatchQueue for Modelled {
    async fn enqueue(&self, _: Priority, ranges: &[BatchRange]) -> Result<(), PortError> {
        sleep(self.takes.queue).await;
        self.queued.lock().unwrap_or_else(PoisonError::into_inner).extend(ranges);
        self.arrived.notify_waiters();
        Ok(())
    }
}

impl UrgentQueue for Modelled {
    async fn receive(&self) -> Result<Vec<UrgentRange>, PortError> {
        sleep(self.takes.queue).await;
        Ok(Vec::new())
    }

    async fn done(&self, _: &str) -> Result<(), PortError> {
        sleep(self.takes.queue).await;
        Ok(())
    }
}

/// A LINE that notes when requests arrive.
#[derive(Default)]
pub struct ModelledLine {
    line: FakeLine,
    arrivals: Mutex<Vec<Instant>>,
    accepted: Notify,
}

impl ModelledLine {
    /// When each request arrived, in order.
    pub fn arrivals(&self) -> Vec<Instant> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many users got it, and how often at most.
    pub fn reached(&self) -> (usize, u32) {
        self.line.reached()
    }

    /// Waits until this many requests were answered.
    pub async fn accepted(&self, requests: usize) {
        loop {
            let answered = self.accepted.notified();
            if self.line.requests() as usize == requests {
                return;
            }
            answered.await;
        }
    }
}

impl Messenger for ModelledLine {
    async fn multicast(&self, body: Vec<u8>, key: RetryKey) -> Result<AttemptOutcome, PortError> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
        sleep(LINE).await;
        let outcome = self.line.multicast(body, key).await;
        self.accepted.notify_waiters();
        outcome
    }

    async fn broadcast(&self, body: Vec<u8>, key: RetryKey) -> Result<AttemptOutcome, PortError> {
        self.multicast(body, key).await
    }
}
