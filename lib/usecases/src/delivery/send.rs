//! Sends batches: claim, wait for a slot, call LINE, record. Running it again is harmless within LINE's 24 hours.
//!
//! Guaranteed: a row stands before LINE is called; the key and the bytes of a batch never change; a batch that
//! another sender holds is an error to the queue, never "done". Killed anywhere, the lease runs out, and the next
//! claim sends the same key again; LINE answers 409 where the first attempt was accepted.
//! Not guaranteed: order between batches.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use domain::delivery::{Delivery, DeliveryId};
use domain::recipients::FrozenContent;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};
use tracing::{info, warn};

use super::pacer::Pacer;
use super::ports::{
    BatchLedger, BatchRange, Deliveries, FrozenRecipients, Messenger, UrgentQueue, UrgentRange,
};
use crate::port_error::PortError;

mod attempt;
mod desk;
mod settle;

pub use desk::RangeDesk;
pub use settle::{Settled, settle_if_done};

/// Batches of one sender between their claim and their record. Their slots lie 10 ms apart and LINE may take a second.
const IN_FLIGHT: usize = 32;
/// How often a sender looks for something urgent while it works on normal batches.
const LOOK_FOR_URGENT: Duration = Duration::from_millis(250);
/// Batches under way are not looked after while the emergency queue is asked, so a slow queue is left alone for a while.
const PATIENCE_FOR_URGENT: Duration = Duration::from_millis(300);
const LEAVE_URGENT_ALONE: Duration = Duration::from_secs(5);
/// A delivery's state may be this old when a batch is sent: well below the 5 s that a cancel allows (I-7).
const STATE_AGE: Duration = Duration::from_secs(1);
/// No new batch is taken when less than this is left of the invocation: LINE's 10 s and the record.
pub const LAST_CALL: Duration = Duration::from_secs(13);

/// Why a batch is not dealt with; the queue brings it again.
#[derive(Debug, thiserror::Error)]
pub enum SendBatchError {
    /// The delivery, its content or its recipients could not be read.
    #[error("batch {number} of delivery {id} could not be prepared")]
    Prepare {
        /// Whose.
        id: DeliveryId,
        /// Which.
        number: u32,
        /// The cause.
        source: PortError,
    },
    /// The frozen recipients are broken or the plan does not know the batch.
    #[error("batch {number} of delivery {id} has no readable recipients")]
    Recipients {
        /// Whose.
        id: DeliveryId,
        /// Which.
        number: u32,
    },
    /// The claim could not be written.
    #[error("batch {number} of delivery {id} could not be claimed")]
    Claim {
        /// Whose.
        id: DeliveryId,
        /// Which.
        number: u32,
        /// The cause.
        source: PortError,
    },
    /// Another sender has it.
    #[error("batch {number} of delivery {id} is held by another sender")]
    Held {
        /// Whose.
        id: DeliveryId,
        /// Which.
        number: u32,
    },
    /// The call could not be made at all.
    #[error("batch {number} of delivery {id} could not be sent")]
    Call {
        /// Whose.
        id: DeliveryId,
        /// Which.
        number: u32,
        /// The cause.
        source: PortError,
    },
    /// The answer could not be written; the lease will run out and the key is asked again.
    #[error("the answer for batch {number} of delivery {id} could not be recorded")]
    Record {
        /// Whose.
        id: DeliveryId,
        /// Which.
        number: u32,
        /// The cause.
        source: PortError,
    },
}

/// The ports and limits of one invocation of a sender.
pub struct SendContext<'a, D, L, R, M, U> {
    /// Deliveries.
    pub deliveries: &'a D,
    /// Batch rows.
    pub ledger: &'a L,
    /// Frozen recipients.
    pub recipients: &'a R,
    /// LINE.
    pub line: &'a M,
    /// What overtakes.
    pub urgent: &'a U,
    /// This process's pace.
    pub pacer: &'a Pacer,
    /// The time in milliseconds.
    pub now_ms: fn() -> u64,
    /// The invocation ends here.
    pub deadline: Instant,
    /// Deliveries read in this invocation.
    pub seen: Mutex<HashMap<DeliveryId, Seen>>,
    /// What is worth an alarm.
    pub findings: Findings,
}

/// What one invocation found that a person has to know; each number is a metric. Told at its end, and by tick where it does
/// not come to that. (A-07 reads the log line of a pause.)
#[derive(Debug, Default)]
pub struct Findings {
    /// Batches whose outcome a person has to decide.
    pub unknown: AtomicU64,
    /// Pauses by a rule.
    pub paused: AtomicU64,
    /// Deliveries that ended with more than 5 % refused for good.
    pub left_many_out: AtomicU64,
}

/// A delivery as last read, and its content.
#[derive(Clone)]
pub struct Seen {
    delivery: Arc<Delivery>,
    content: Arc<FrozenContent>,
    read_at: Instant,
}

/// One batch to send, and the message that asked for it.
struct Job {
    source: Source,
    desk: Arc<RangeDesk>,
    number: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Message(usize),
    Urgent(usize),
}

impl<D, L, R, M, U> SendContext<'_, D, L, R, M, U>
where
    D: Deliveries,
    L: BatchLedger,
    R: FrozenRecipients,
    M: Messenger,
    U: UrgentQueue,
{
    /// Sends all batches of the messages' ranges; answers which messages have to come again.
    pub async fn send_ranges(&self, messages: &[BatchRange]) -> Vec<bool> {
        let mut again = vec![false; messages.len()];
        let mut jobs: VecDeque<Job> = messages
            .iter()
            .enumerate()
            .flat_map(|(index, range)| jobs_of(Source::Message(index), *range))
            .collect();
        let mut urgent = Urgent::default();
        let mut touched = HashMap::new();
        let mut under_way = FuturesUnordered::new();
        loop {
            self.look_for_urgent(&mut urgent, &mut jobs).await;
            while under_way.len() < IN_FLIGHT
                && self.may_begin()
                && let Some(job) = jobs.pop_front()
            {
                touched
                    .entry(job.desk.range.delivery)
                    .and_modify(|last: &mut u32| *last = job.number.max(*last))
                    .or_insert(job.number);
                under_way.push(async move { (job.source, self.send_job(&job).await) });
            }
            match under_way.next().await {
                None => break,
                Some((_, Ok(()))) => (),
                Some((source, Err(error))) => {
                    log_once(&error);
                    urgent.note_failure(source, &mut again);
                }
            }
        }
        for job in &jobs {
            urgent.note_failure(job.source, &mut again);
        }
        self.finish_urgent(&urgent).await;
        for (delivery, last_number) in touched {
            self.settle(delivery, last_number).await;
        }
        again
    }

    pub(super) fn has_time(&self) -> bool {
        Instant::now() + LAST_CALL < self.deadline
    }

    /// No batch is begun that a pause of this process keeps from leaving in time; the queue brings it again.
    fn may_begin(&self) -> bool {
        self.pacer.free_at() + LAST_CALL < self.deadline
    }

    async fn look_for_urgent(&self, urgent: &mut Urgent, jobs: &mut VecDeque<Job>) {
        if urgent.looked_at.is_some_and(|at| at.elapsed() < LOOK_FOR_URGENT) || !self.has_time() {
            return;
        }
        urgent.looked_at = Some(Instant::now());
        match timeout(PATIENCE_FOR_URGENT, self.urgent.receive()).await {
            Err(_) => urgent.looked_at = Some(Instant::now() + LEAVE_URGENT_ALONE),
            Ok(Ok(found)) => {
                for range in found {
                    let index = urgent.taken.len();
                    for job in jobs_of(Source::Urgent(index), range.range).rev() {
                        jobs.push_front(job);
                    }
                    urgent.taken.push((range, true));
                }
            }
            // The same batches also wait in the ordinary queue.
            Ok(Err(error)) => warn!("looked for urgent batches in vain: {error}"),
        }
    }

    async fn finish_urgent(&self, urgent: &Urgent) {
        for (range, settled) in &urgent.taken {
            if *settled && let Err(error) = self.urgent.done(&range.receipt).await {
                warn!("an urgent message stays in its queue: {error}");
            }
        }
    }
}

#[derive(Default)]
struct Urgent {
    looked_at: Option<Instant>,
    taken: Vec<(UrgentRange, bool)>,
}

impl Urgent {
    fn note_failure(&mut self, source: Source, again: &mut [bool]) {
        match source {
            Source::Message(index) => again[index] = true,
            Source::Urgent(index) => self.taken[index].1 = false,
        }
    }
}

fn jobs_of(source: Source, range: BatchRange) -> impl DoubleEndedIterator<Item = Job> {
    let desk = Arc::new(RangeDesk::new(range));
    (range.first..=range.last).map(move |number| Job { source, desk: Arc::clone(&desk), number })
}

fn log_once(error: &SendBatchError) {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    if matches!(error, SendBatchError::Held { .. }) {
        info!("{text}");
    } else {
        warn!("{text}");
    }
}
