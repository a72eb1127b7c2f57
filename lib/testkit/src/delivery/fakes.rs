//! In-memory ports that can die: the chosen port call either does nothing or does its work, and then fails.
//!
//! A failed call stands for a process that was killed there: the use case ends with the error, the state stays, and
//! the next run begins from it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::batch::{Batch, BatchKey};
use domain::delivery::{Delivery, DeliveryId, Priority, Status};
use domain::recipients::FrozenContent;
use domain::segment::{IdPage, SegmentPage};
use domain::survey::Catalogue;
use domain::user_id::{ShardNumber, UserId};
use usecases::delivery::ports::{
    Audience, BatchLedger, BatchQueue, BatchRange, Deliveries, FrozenRecipients, StartQueue, Swap,
    UrgentQueue, UrgentRange,
};
use usecases::port_error::PortError;

use super::builders::a_content;

/// Kills one port call, counted over all ports that share it.
#[derive(Debug, Default)]
pub struct Death {
    calls: AtomicU64,
    at: AtomicU64,
    after_effect: AtomicU64,
}

impl Death {
    /// The `n`-th call from now on (from 1) dies, before or after its effect.
    pub fn strike_at(&self, n: u64, after_effect: bool) {
        self.calls.store(0, Ordering::SeqCst);
        self.at.store(n, Ordering::SeqCst);
        self.after_effect.store(u64::from(after_effect), Ordering::SeqCst);
    }

    /// No call dies any more; answers how many there were since the last strike.
    pub fn disarm(&self) -> u64 {
        self.at.store(0, Ordering::SeqCst);
        self.calls.swap(0, Ordering::SeqCst)
    }

    /// Does the work unless this call dies before it; fails if it dies at all.
    pub fn around<T>(&self, work: impl FnOnce() -> T) -> Result<T, PortError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let dies = call == self.at.load(Ordering::SeqCst);
        let killed = || PortError::Unavailable { what: "the process", reason: "it was killed".to_owned() };
        if dies && self.after_effect.load(Ordering::SeqCst) == 0 {
            return Err(killed());
        }
        let value = work();
        if dies { Err(killed()) } else { Ok(value) }
    }
}

#[derive(Debug, Default)]
struct State {
    deliveries: HashMap<DeliveryId, Delivery>,
    contents: HashMap<DeliveryId, FrozenContent>,
    batches: BTreeMap<(DeliveryId, BatchKey), Batch>,
    parts: HashMap<(DeliveryId, u32), Vec<u8>>,
    queued: Vec<BatchRange>,
    urgent: Vec<BatchRange>,
    starts: Vec<(DeliveryId, u64)>,
    pages: HashMap<u8, Vec<(SegmentPage, IdPage)>>,
    unreadable: HashSet<DeliveryId>,
    rest_unlisted: bool,
}

/// Everything that the delivery use cases store, in memory.
#[derive(Debug, Clone, Default)]
pub struct InMemoryCity {
    state: Arc<Mutex<State>>,
    /// Who dies when.
    pub death: Arc<Death>,
}

impl InMemoryCity {
    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> Result<T, PortError> {
        self.death.around(|| work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    fn look<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a delivery and a content in.
    pub fn insert(&self, delivery: &Delivery) {
        self.look(|state| {
            state.contents.insert(delivery.id, a_content(delivery.id));
            state.deliveries.insert(delivery.id, delivery.clone());
        });
    }

    /// The row of this delivery was written by a newer program.
    pub fn cannot_read(&self, id: DeliveryId) {
        self.look(|state| state.unreadable.insert(id));
    }

    /// The list of what rests does not answer any more.
    pub fn cannot_list_what_rests(&self) {
        self.look(|state| state.rest_unlisted = true);
    }

    /// Lets exactly this many followers exist, spread over the shards.
    #[must_use]
    pub fn with_followers(self, count: u128) -> Self {
        self.look(|state| {
            state.pages.clear();
            for number in 0..count {
                let user = UserId::from_bytes((number + 1).to_be_bytes());
                let shard = user.shard();
                let pages = state.pages.entry(shard.as_u8()).or_default();
                if pages.last().is_none_or(|(page, _)| page.is_full()) {
                    pages.push((SegmentPage::new(shard, pages.len() as u32), IdPage::default()));
                }
                if let Some((page, ids)) = pages.last_mut() {
                    let planes = domain::survey::PlaneNumber::FOLLOWING;
                    let _ = page.append(&[planes].into_iter().collect());
                    let _ = ids.push(&user);
                }
            }
        });
        self
    }

    /// Takes all queued ranges.
    pub fn take_queued(&self) -> Vec<BatchRange> {
        self.look(|state| std::mem::take(&mut state.queued))
    }

    /// Puts a range on the emergency queue.
    pub fn push_urgent(&self, range: BatchRange) {
        self.look(|state| state.urgent.push(range));
    }

    /// Takes all start messages.
    pub fn take_starts(&self) -> Vec<(DeliveryId, u64)> {
        self.look(|state| std::mem::take(&mut state.starts))
    }

    /// The delivery and its rows as they stand.
    pub fn stands(&self, id: DeliveryId) -> (Option<Delivery>, Vec<Batch>) {
        self.look(|state| {
            let rows =
                state.batches.iter().filter(|((of, _), _)| *of == id).map(|(_, row)| row.clone()).collect();
            (state.deliveries.get(&id).cloned(), rows)
        })
    }
}

impl Deliveries for InMemoryCity {
    async fn get(&self, id: DeliveryId) -> Result<Option<Delivery>, PortError> {
        let broken = || PortError::Refused { what: "the delivery table", reason: "unreadable".to_owned() };
        let found =
            self.with(|state| (!state.unreadable.contains(&id)).then(|| state.deliveries.get(&id).cloned()))?;
        found.ok_or_else(broken)
    }

    async fn replace(&self, next: &Delivery) -> Result<Swap<Delivery>, PortError> {
        self.with(|state| match state.deliveries.get_mut(&next.id) {
            Some(stands) if stands.version + 1 == next.version => {
                *stands = next.clone();
                Ok(Swap::Done)
            }
            Some(stands) => Ok(Swap::Lost(stands.clone())),
            None => Err(PortError::Refused { what: "the delivery table", reason: "no such row".to_owned() }),
        })?
    }

    async fn content(&self, id: DeliveryId) -> Result<FrozenContent, PortError> {
        let missing = || PortError::Refused { what: "the delivery table", reason: "no content".to_owned() };
        self.with(|state| state.contents.get(&id).cloned())?.ok_or_else(missing)
    }

    async fn active(&self, due_ms: u64) -> Result<Vec<DeliveryId>, PortError> {
        self.with(|state| {
            let active = state.deliveries.values().filter(|delivery| match delivery.status {
                Status::Scheduled { at_ms, .. } => at_ms <= due_ms,
                Status::Dispatching | Status::Sending | Status::Paused { .. } => true,
                Status::Cancelled { .. } => !delivery.settled,
                _ => false,
            });
            active.map(|delivery| delivery.id).collect()
        })
    }

    async fn at_rest(&self, since_ms: u64) -> Result<Vec<DeliveryId>, PortError> {
        if self.with(|state| state.rest_unlisted)? {
            return Err(PortError::Refused { what: "the delivery table", reason: "throttled".to_owned() });
        }
        self.with(|state| {
            let rests = |one: &&Delivery| {
                let begun = !matches!(one.status, Status::Draft | Status::Held { .. });
                one.updated_at_ms >= since_ms && (!begun || one.settled)
            };
            state.deliveries.values().filter(rests).map(|one| one.id).collect()
        })
    }
}

impl BatchLedger for InMemoryCity {
    async fn create(&self, row: &Batch) -> Result<Swap<Batch>, PortError> {
        self.with(|state| {
            if let Some(stands) = state.batches.get(&(row.delivery, row.key.clone())) {
                return Swap::Lost(stands.clone());
            }
            state.batches.insert((row.delivery, row.key.clone()), row.clone());
            Swap::Done
        })
    }

    async fn replace(&self, row: &Batch) -> Result<Swap<Batch>, PortError> {
        self.with(|state| state.swap(row))
    }

    async fn split(&self, row: &Batch, halves: &[Batch; 2]) -> Result<Swap<Batch>, PortError> {
        self.with(|state| {
            let answer = state.swap(row);
            if answer == Swap::Done {
                for half in halves {
                    state.batches.insert((half.delivery, half.key.clone()), half.clone());
                }
            }
            answer
        })
    }

    async fn get(&self, id: DeliveryId, key: &BatchKey) -> Result<Option<Batch>, PortError> {
        self.with(|state| state.batches.get(&(id, key.clone())).cloned())
    }

    async fn rows(&self, id: DeliveryId) -> Result<Vec<Batch>, PortError> {
        self.with(|state| {
            state.batches.iter().filter(|((of, _), _)| *of == id).map(|(_, row)| row.clone()).collect()
        })
    }
}

impl State {
    fn swap(&mut self, row: &Batch) -> Swap<Batch> {
        match self.batches.get_mut(&(row.delivery, row.key.clone())) {
            Some(stands) if stands.version + 1 == row.version => {
                *stands = row.clone();
                Swap::Done
            }
            Some(stands) => Swap::Lost(stands.clone()),
            // A conditional write never creates.
            None => Swap::Lost(row.clone()),
        }
    }
}

impl FrozenRecipients for InMemoryCity {
    async fn put_part(&self, id: DeliveryId, part: u32, bytes: Vec<u8>) -> Result<Swap<Vec<u8>>, PortError> {
        self.with(|state| {
            if let Some(stands) = state.parts.get(&(id, part)) {
                return Swap::Lost(stands.clone());
            }
            state.parts.insert((id, part), bytes);
            Swap::Done
        })
    }

    async fn part(&self, id: DeliveryId, part: u32) -> Result<Option<Vec<u8>>, PortError> {
        self.with(|state| state.parts.get(&(id, part)).cloned())
    }

    async fn range(&self, id: DeliveryId, part: u32, from: u64, length: u64) -> Result<Vec<u8>, PortError> {
        let missing =
            || PortError::Refused { what: "the recipients bucket", reason: "no such bytes".to_owned() };
        let bytes = self.with(|state| state.parts.get(&(id, part)).cloned())?.ok_or_else(missing)?;
        bytes.get(from as usize..(from + length) as usize).map(<[u8]>::to_vec).ok_or_else(missing)
    }
}

impl Audience for InMemoryCity {
    async fn catalogue(&self) -> Result<Catalogue, PortError> {
        self.with(|_| Catalogue::default())
    }

    async fn shard(&self, shard: ShardNumber) -> Result<Vec<(SegmentPage, IdPage)>, PortError> {
        self.with(|state| state.pages.get(&shard.as_u8()).cloned().unwrap_or_default())
    }
}

impl BatchQueue for InMemoryCity {
    async fn enqueue(&self, priority: Priority, ranges: &[BatchRange]) -> Result<(), PortError> {
        self.with(|state| {
            state.queued.extend_from_slice(ranges);
            if priority == Priority::Emergency {
                state.urgent.extend_from_slice(ranges);
            }
        })
    }
}

impl UrgentQueue for InMemoryCity {
    async fn receive(&self) -> Result<Vec<UrgentRange>, PortError> {
        self.with(|state| {
            let found = state.urgent.iter().take(10);
            found.map(|range| UrgentRange { range: *range, receipt: format!("{range:?}") }).collect()
        })
    }

    async fn done(&self, receipt: &str) -> Result<(), PortError> {
        self.with(|state| state.urgent.retain(|range| format!("{range:?}") != receipt))
    }
}

impl StartQueue for InMemoryCity {
    async fn enqueue_start(&self, id: DeliveryId, version: u64, _: Duration) -> Result<(), PortError> {
        self.with(|state| state.starts.push((id, version)))
    }
}
