//! Opens the door, freezes the recipients shard by shard, and hands out batches as it goes.
//!
//! The first part is cut as soon as one batch is full, so the first multicast leaves whatever the audience. What a person
//! confirmed is found whole before that, except an emergency of a moment ago: nobody gets what they did not confirm.
//! Each part goes S3 → plan → queue. Killed between any two: the next run reads the parts that stand (a part is
//! written once and never changes) and goes on from the last one's header; nobody is planned twice. Enqueuing a
//! batch twice is harmless, its row decides.

use std::time::Duration;

use domain::calendar::YearMonth;
use domain::delivery::{Delivery, DeliveryId, Dispatch, HoldReason, Status};
use domain::recipients::{BATCH_SIZE, InvalidPart, Part};
use domain::segment::{BrokenPage, Query, Target};
use domain::user_id::ShardNumber;
use futures::stream;
use futures::{StreamExt, TryStreamExt};
use tokio::time::sleep;

use super::ports::{Audience, BatchLedger, BatchQueue, BatchRange, Deliveries, FrozenRecipients, Swap};
use crate::mutation;
use crate::port_error::PortError;

mod correction;

/// Clocks of two machines may differ by this much (I-22): so little is waited for here.
const CLOCK_SKEW_MS: u64 = 5_000;
/// Batches in one queue message; the unit of work of a sender.
pub const BATCHES_PER_MESSAGE: u32 = 10;
/// Shards read ahead while the present one is evaluated.
const READ_AHEAD: usize = 4;
/// Ids in a part: the first as small as possible, later ones doubling up to this (50 batches).
const LARGEST_PART: usize = 50 * BATCH_SIZE;

/// What became of a start message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Started {
    /// All recipients are frozen and handed to the senders.
    Planned {
        /// Recipients.
        recipients: u64,
        /// Batches.
        batches: u32,
    },
    /// A person decides.
    Held(HoldReason),
    /// Another alarm, another version, stopped meanwhile, or over.
    NothingToDo,
}

fn held_by(held: &Delivery) -> Started {
    match &held.status {
        Status::Held { reason } => Started::Held(reason.clone()),
        _ => Started::NothingToDo,
    }
}

/// Why a start did not come to its end; the queue brings the message again.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The message came before its time.
    #[error("delivery {0} is not due yet")]
    TooEarly(DeliveryId),
    /// The delivery could not be read or written.
    #[error("delivery {id} could not be opened")]
    Open {
        /// Which.
        id: DeliveryId,
        /// The cause.
        source: PortError,
    },
    /// Followers could not be read.
    #[error("the audience of delivery {id} could not be read")]
    Audience {
        /// Which.
        id: DeliveryId,
        /// The cause.
        source: PortError,
    },
    /// A page and its ids do not fit each other.
    #[error("a segment page is broken")]
    Page(#[from] BrokenPage),
    /// A part could not be frozen.
    #[error("recipients of delivery {id} could not be frozen")]
    Freeze {
        /// Which.
        id: DeliveryId,
        /// The cause.
        source: PortError,
    },
    /// What stands as a part is not one.
    #[error("a frozen part is broken")]
    Part(#[from] InvalidPart),
    /// Batches could not be handed out.
    #[error("batches of delivery {id} could not be queued")]
    Enqueue {
        /// Which.
        id: DeliveryId,
        /// The cause.
        source: PortError,
    },
}

/// The ports of a start.
pub struct StartContext<'a, D, L, A, R, Q> {
    /// Deliveries.
    pub deliveries: &'a D,
    /// Batch rows, of the delivery that is corrected.
    pub ledger: &'a L,
    /// Followers.
    pub audience: &'a A,
    /// Frozen recipients.
    pub recipients: &'a R,
    /// Batch queue.
    pub queue: &'a Q,
    /// The time in milliseconds.
    pub now_ms: fn() -> u64,
}

impl<D, L, A, R, Q> StartContext<'_, D, L, A, R, Q>
where
    D: Deliveries,
    L: BatchLedger,
    A: Audience,
    R: FrozenRecipients,
    Q: BatchQueue,
{
    /// Deals with one start message; running it again is harmless.
    pub async fn start_delivery(&self, id: DeliveryId, alarm_version: u64) -> Result<Started, StartError> {
        let open = |source| StartError::Open { id, source };
        let Some(delivery) = self.deliveries.get(id).await.map_err(open)? else {
            return Ok(Started::NothingToDo);
        };
        // Whoever held it for this message may have died before anybody was told.
        if (alarm_version + 1..=alarm_version + 2).contains(&delivery.version)
            && let Status::Held { reason } = delivery.status
        {
            return Ok(Started::Held(reason));
        }
        if let Dispatch::TooEarly { wait_ms } = delivery.begin_dispatch(alarm_version, (self.now_ms)())
            && wait_ms <= CLOCK_SKEW_MS
        {
            sleep(Duration::from_millis(wait_ms)).await;
        }
        let now_ms = (self.now_ms)();
        let delivery = match delivery.begin_dispatch(alarm_version, now_ms) {
            Dispatch::NotMine => return Ok(Started::NothingToDo),
            Dispatch::TooEarly { .. } => return Err(StartError::TooEarly(id)),
            Dispatch::Hold(held) => return self.hold(held).await,
            Dispatch::Begin(begun) => {
                if !self.deliveries.begin(&begun).await.map_err(open)?.wrote(&begun) {
                    return Ok(Started::NothingToDo);
                }
                begun
            }
            Dispatch::Resume => delivery,
            Dispatch::HandOut => {
                let (recipients, batches) = (delivery.plan.recipients(), delivery.plan.batches());
                self.enqueue(&delivery, 0, batches).await?;
                return Ok(Started::Planned { recipients, batches });
            }
        };
        if let Target::RecipientsOf(original) = delivery.target {
            return Box::pin(self.plan_correction(delivery, original)).await;
        }
        let catalogue =
            self.audience.catalogue().await.map_err(|source| StartError::Audience { id, source })?;
        match delivery.target.compile(&catalogue, YearMonth::in_japan(now_ms)) {
            Ok(query) if delivery.target == Target::Everyone => self.plan_broadcast(delivery, &query).await,
            Ok(query) => Box::pin(self.plan_found(delivery, query)).await,
            Err(error) => {
                self.hold(delivery.held(HoldReason::InvalidSegment(error.to_string()), now_ms)).await
            }
        }
    }

    async fn hold(&self, held: Delivery) -> Result<Started, StartError> {
        let id = held.id;
        let stored =
            self.deliveries.replace(&held).await.map_err(|source| StartError::Open { id, source })?;
        Ok(if stored.wrote(&held) { held_by(&held) } else { Started::NothingToDo })
    }

    /// 全員 goes out as one broadcast; the friends we know are counted for the sums.
    async fn plan_broadcast(&self, delivery: Delivery, query: &Query) -> Result<Started, StartError> {
        let id = delivery.id;
        let friends = self.count(id, query).await?;
        let now_ms = (self.now_ms)();
        if delivery.needs_recount(now_ms)
            && let Some(held) = delivery.recounted(friends, now_ms)
        {
            return self.hold(held).await;
        }
        let Some(planned) =
            self.store_plan(&delivery, |now_ms, stands| stands.with_broadcast(friends, now_ms)).await?
        else {
            return Ok(Started::NothingToDo);
        };
        self.enqueue(&planned, 0, 1).await?;
        Ok(Started::Planned { recipients: friends, batches: 1 })
    }

    async fn count(&self, id: DeliveryId, query: &Query) -> Result<u64, StartError> {
        let mut people = 0;
        let mut shards = std::pin::pin!(self.found_from(id, 0, query));
        while let Some(found) = shards.next().await {
            people += found?.1.len() as u64;
        }
        Ok(people)
    }

    /// Freezes whom the query finds. What a person confirmed is found whole first: if that is clearly more or fewer people
    /// than they saw, or so many that they would have had to type it, nobody (more) gets it (R-D1); otherwise exactly those do.
    async fn plan_found(&self, delivery: Delivery, query: Query) -> Result<Started, StartError> {
        if !delivery.needs_recount((self.now_ms)()) {
            return self.plan_parts(delivery, &Source::Asked(query)).await;
        }
        // A plan that was stopped or killed in its middle goes on behind those whom it holds.
        let (_, part) = self.resume_point(&delivery).await?;
        let (first, carried) = part.map_or((0, 0), |part| (part.next_shard, part.carry.len() as u64));
        let found: Vec<_> = self.found_from(delivery.id, first, &query).try_collect().await?;
        let rest: u64 = found.iter().map(|(_, ids)| ids.len() as u64).sum();
        let people = delivery.plan.recipients() + carried + rest;
        match delivery.recounted(people, (self.now_ms)()) {
            Some(held) => self.hold(held).await,
            None => self.plan_parts(delivery, &Source::Found(found)).await,
        }
    }

    async fn plan_parts(&self, mut delivery: Delivery, source: &Source) -> Result<Started, StartError> {
        let id = delivery.id;
        let (mut next_part, mut frozen) = self.resume_point(&delivery).await?;
        if delivery.plan.batches() > 0 {
            self.enqueue(&delivery, 0, delivery.plan.batches()).await?;
        }
        let (first_shard, mut found) =
            frozen.take().map_or((0, Vec::new()), |part| (part.next_shard, part.carry));
        if mutation::active("cursor_advanced_at_fetch") {
            found.clear(); // the cursor stands behind these people, and nobody has them
        }
        let mut shards = std::pin::pin!(self.shards_of(id, first_shard, source).peekable());
        loop {
            let wanted = part_size(next_part);
            let mut reached = None;
            while found.len() < wanted
                && let Some(next) = shards.next().await
            {
                let (shard, ids) = next?;
                found.extend(ids);
                reached = Some(shard.as_u8() + 1);
            }
            let last = shards.as_mut().peek().await.is_none();
            let next_shard = reached.unwrap_or(if last { SHARDS } else { first_shard });
            let part =
                self.freeze(id, delivery.kept_part(next_part), Part::cut(found, next_shard, last)).await?;
            let first = delivery.plan.batches();
            let (recipients, ends) = (part.ids.len() as u32, part.last);
            let Some(stored) = self
                .store_plan(&delivery, |now_ms, stands| stands.with_part(recipients, ends, now_ms))
                .await?
            else {
                return Ok(Started::NothingToDo);
            };
            delivery = stored;
            self.enqueue(&delivery, first, delivery.plan.batches()).await?;
            if ends {
                let plan = &delivery.plan;
                return Ok(Started::Planned { recipients: plan.recipients(), batches: plan.batches() });
            }
            if part.next_shard != next_shard {
                // Another run froze this part from its own reading: go on from there in a fresh run.
                return Box::pin(self.plan_parts(delivery, source)).await;
            }
            next_part += 1;
            found = part.carry;
        }
    }

    /// The number of the next part, and the last one that the plan holds.
    async fn resume_point(&self, delivery: &Delivery) -> Result<(u32, Option<Part>), StartError> {
        let id = delivery.id;
        let parts = delivery.plan.parts.len() as u32;
        let Some(last) = parts.checked_sub(1) else { return Ok((0, None)) };
        let bytes = self
            .recipients
            .part(id, delivery.kept_part(last))
            .await
            .map_err(|source| StartError::Freeze { id, source })?;
        Ok((parts, Some(Part::decode(&bytes.ok_or(InvalidPart)?)?)))
    }

    /// Writes a part, or takes the one that an earlier run wrote.
    async fn freeze(&self, id: DeliveryId, number: u32, part: Part) -> Result<Part, StartError> {
        let written = self.recipients.put_part(id, number, part.encode()).await;
        match written.map_err(|source| StartError::Freeze { id, source })? {
            Swap::Done => Ok(part),
            Swap::Lost(stands) => Ok(Part::decode(&stands)?),
        }
    }

    /// Writes the next state of the plan; `None` when the delivery was stopped meanwhile.
    async fn store_plan(
        &self,
        delivery: &Delivery,
        next: impl Fn(u64, &Delivery) -> Delivery,
    ) -> Result<Option<Delivery>, StartError> {
        let id = delivery.id;
        let planned = next((self.now_ms)(), delivery);
        let stored =
            self.deliveries.replace(&planned).await.map_err(|source| StartError::Open { id, source })?;
        // Otherwise cancelled or paused, or another run of the same alarm was faster and goes on.
        Ok(stored.wrote(&planned).then_some(planned))
    }

    async fn enqueue(&self, delivery: &Delivery, from: u32, to: u32) -> Result<(), StartError> {
        let id = delivery.id;
        let ranges = ranges(id, from, to);
        self.queue
            .enqueue(delivery.priority, &ranges)
            .await
            .map_err(|source| StartError::Enqueue { id, source })
    }

    fn shards_of<'s>(
        &'s self,
        id: DeliveryId,
        first: u8,
        source: &'s Source,
    ) -> impl futures::Stream<Item = Result<InShard, StartError>> + 's {
        match source {
            Source::Asked(query) => self.found_from(id, first, query).left_stream(),
            Source::Found(found) => {
                let rest = found.iter().filter(move |(shard, _)| shard.as_u8() >= first);
                stream::iter(rest.cloned().map(Ok)).right_stream()
            }
        }
    }

    /// Shards from `first` on with the ids that the query finds in each, read ahead.
    fn found_from<'q>(
        &'q self,
        id: DeliveryId,
        first: u8,
        query: &'q Query,
    ) -> impl futures::Stream<Item = Result<InShard, StartError>> + 'q {
        let shards = ShardNumber::all().filter(move |shard| shard.as_u8() >= first);
        stream::iter(shards)
            .map(move |shard| async move {
                let pages =
                    self.audience.shard(shard).await.map_err(|source| StartError::Audience { id, source })?;
                let mut ids = Vec::new();
                for (page, id_page) in &pages {
                    ids.extend(page.select_id_bytes(id_page, query)?);
                }
                Ok((shard, ids))
            })
            .buffered(READ_AHEAD)
    }
}

const SHARDS: u8 = 64;

/// A shard and the ids that are found in it.
type InShard = (ShardNumber, Vec<[u8; 16]>);

/// Where the recipients of a plan come from.
enum Source {
    /// Shard by shard, as they are read: the first batch leaves before the last shard is.
    Asked(Query),
    /// All of them, as they were counted: at most 24 MB for 1.5 million people.
    Found(Vec<InShard>),
}

/// Smallest number of ids that a part waits for: one batch, then 10, 20, 40 and at most 50 batches.
fn part_size(number: u32) -> usize {
    match number {
        0 => BATCH_SIZE,
        later => ((BATCH_SIZE * 5) << later.min(4)).min(LARGEST_PART),
    }
}

/// Batch numbers `from..to` in messages of ten; the very first batch travels alone so that it leaves at once.
pub fn ranges(delivery: DeliveryId, from: u32, to: u32) -> Vec<BatchRange> {
    let mut ranges = Vec::new();
    let mut first = from;
    while first < to {
        let size = if first == 0 { 1 } else { BATCHES_PER_MESSAGE };
        let last = (first + size).min(to) - 1;
        ranges.push(BatchRange { delivery, first, last });
        first = last + 1;
    }
    ranges
}
