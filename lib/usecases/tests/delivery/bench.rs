//! A city, a LINE and a clock for one test, stepped by hand.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::batch::{Counts, tally};
use domain::delivery::{Delivery, DeliveryId, Stop};
use domain::recipients::FrozenContent;
use testkit::delivery::builders::{NOW, a_delivery};
use testkit::delivery::fakes::InMemoryCity;
use testkit::delivery::line::FakeLine;
use tokio::time::Instant;
use usecases::delivery::pacer::Pacer;
use usecases::delivery::ports::{BatchRange, Deliveries, Swap};
use usecases::delivery::send::{Findings, SendContext};
use usecases::delivery::start::{StartContext, Started};
use usecases::delivery::tick::{Report, TickContext};
use usecases::port_error::PortError;

thread_local! {
    // Each test runs on its own thread; the clock is that test's.
    static CLOCK: AtomicU64 = const { AtomicU64::new(NOW) };
}

pub fn now_ms() -> u64 {
    CLOCK.with(|clock| clock.load(Ordering::SeqCst))
}

/// Somebody stops it now.
pub fn a_stop() -> Stop {
    let by = domain::draft::Person { id: "hanako".to_owned(), name: "川崎 花子".to_owned() };
    Stop { by, at_ms: now_ms(), reason: "日付をまちがえました".to_owned() }
}

/// Each write is done, its answer is lost on the way, and below us it is sent again.
pub struct Stuttering<'a>(pub &'a InMemoryCity);

impl Deliveries for Stuttering<'_> {
    async fn get(&self, id: DeliveryId) -> Result<Option<Delivery>, PortError> {
        Deliveries::get(self.0, id).await
    }

    async fn replace(&self, next: &Delivery) -> Result<Swap<Delivery>, PortError> {
        assert_eq!(Deliveries::replace(self.0, next).await?, Swap::Done);
        Deliveries::replace(self.0, next).await
    }

    async fn content(&self, id: DeliveryId) -> Result<FrozenContent, PortError> {
        self.0.content(id).await
    }

    async fn active(&self, due_ms: u64) -> Result<Vec<DeliveryId>, PortError> {
        self.0.active(due_ms).await
    }

    async fn at_rest(&self, since_ms: u64) -> Result<Vec<DeliveryId>, PortError> {
        self.0.at_rest(since_ms).await
    }
}

/// A city, a LINE and a clock, stepped by hand.
pub struct Bench {
    pub city: InMemoryCity,
    pub line: FakeLine,
}

impl Bench {
    pub fn with_followers(count: u128) -> Self {
        CLOCK.with(|clock| clock.store(NOW, Ordering::SeqCst));
        let city = InMemoryCity::default().with_followers(count);
        let line = FakeLine::sharing(&city.death);
        line.set_now(NOW);
        city.insert(&a_delivery());
        Self { city, line }
    }

    pub fn advance(&self, by: Duration) {
        let now = CLOCK.with(|clock| clock.fetch_add(by.as_millis() as u64, Ordering::SeqCst))
            + by.as_millis() as u64;
        self.line.set_now(now);
    }

    pub async fn start(&self) -> Option<Started> {
        let delivery = a_delivery();
        self.start_message(delivery.id, delivery.version).await
    }

    pub async fn start_message(&self, id: DeliveryId, version: u64) -> Option<Started> {
        let city = &self.city;
        let context = StartContext {
            deliveries: city,
            ledger: city,
            audience: city,
            recipients: city,
            queue: city,
            now_ms,
        };
        context.start_delivery(id, version).await.ok()
    }

    pub async fn send(&self, ranges: &[BatchRange]) -> Vec<bool> {
        let (city, pacer) = (&self.city, Pacer::default());
        let context = SendContext {
            deliveries: city,
            ledger: city,
            recipients: city,
            line: &self.line,
            urgent: city,
            pacer: &pacer,
            now_ms,
            deadline: Instant::now() + Duration::from_secs(30),
            seen: tokio::sync::Mutex::new(HashMap::new()),
            findings: Findings::default(),
        };
        context.send_ranges(ranges).await
    }

    /// Somebody lets it go on.
    pub async fn resume(&self) -> Delivery {
        let (stands, city) = (self.stands().0, &self.city);
        usecases::delivery::admin::resume(city, city, stands.id, stands.version, now_ms())
            .await
            .expect("it is paused")
    }

    pub async fn tick(&self) {
        let _ = self.report().await;
    }

    /// A tick, and what it found; nothing where it died.
    pub async fn report(&self) -> Report {
        let city = &self.city;
        let context =
            TickContext { deliveries: city, ledger: city, batches: city, starts: city, now_ms: now_ms() };
        context.tick().await.unwrap_or_default()
    }

    /// Minutes pass, messages are delivered, until the delivery stands still or 40 minutes are over.
    pub async fn run_on(&self) {
        self.run_on_with(a_delivery().id).await;
    }

    /// The same for another delivery.
    pub async fn run_on_with(&self, id: DeliveryId) {
        for _ in 0..40 {
            for (id, version) in self.city.take_starts() {
                self.start_message(id, version).await;
            }
            for range in self.city.take_queued() {
                self.send(&[range]).await;
            }
            if self.has_settled(id) {
                return;
            }
            self.advance(Duration::from_mins(1));
            self.tick().await;
        }
    }

    fn has_settled(&self, id: DeliveryId) -> bool {
        self.stands_with(id).0.settled
    }

    pub fn stands(&self) -> (Delivery, Counts) {
        self.stands_with(a_delivery().id)
    }

    pub fn stands_with(&self, id: DeliveryId) -> (Delivery, Counts) {
        let (delivery, rows) = self.city.stands(id);
        let delivery = delivery.expect("the delivery stands");
        let counts = tally(&delivery, &rows);
        assert!(counts.balance(), "I-1: {counts:?}");
        (delivery, counts)
    }
}
