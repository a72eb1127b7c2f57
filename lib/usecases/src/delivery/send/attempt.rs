//! One batch: claim, call, record, and the halves where LINE refuses a recipient.

use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::batch::{
    AttemptOutcome, Batch, BatchState, Claim, Effect, LONGEST_RETRY_AFTER, Recorded, RefusedFor, is_settled,
    too_many_failures,
};
use domain::delivery::{Delivery, Leave, PauseReason, Status};
use domain::digest::hex_sha256;
use domain::recipients::{FrozenContent, broadcast_body, multicast_body};
use domain::retry_key::RetryKey;
use tokio::sync::SemaphorePermit;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{info, warn};

use super::{Job, RangeDesk, SendBatchError, SendContext};
use crate::delivery::ports::{BatchLedger, Deliveries, FrozenRecipients, Messenger, Swap, UrgentQueue};
use crate::mutation;

/// Pauses between tries with the same key inside one claim; afterwards the tick asks again.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(2)];
/// Pauses of all senders of this process after a 429 that names none (R-D6).
const PAUSES_AFTER_429: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4), Duration::from_secs(8)];

/// A batch with everything that its request is made of.
struct Prepared<'b> {
    desk: &'b RangeDesk,
    delivery: &'b Delivery,
    content: &'b FrozenContent,
    row: Batch,
}

impl<D, L, R, M, U> SendContext<'_, D, L, R, M, U>
where
    D: Deliveries,
    L: BatchLedger,
    R: FrozenRecipients,
    M: Messenger,
    U: UrgentQueue,
{
    /// Deals with one planned batch and, where it was split, with its halves.
    pub(super) async fn send_job(&self, job: &Job) -> Result<(), SendBatchError> {
        let (id, number) = (job.desk.range.delivery, job.number);
        let prepare = |source| SendBatchError::Prepare { id, number, source };
        let Some((mut delivery, content)) = self.seen(id).await.map_err(prepare)? else { return Ok(()) };
        if delivery.plan.place(number).is_none() {
            // The plan grew after we read it: the planner stores it before it queues the batch.
            delivery = self.seen_now(id).await.map_err(prepare)?.unwrap_or(delivery);
        }
        if !delivery.may_send() && !mutation::active("retry_after_cancel") {
            return Ok(());
        }
        let Some(place) = delivery.plan.place(number) else {
            return Err(SendBatchError::Recipients { id, number });
        };
        let row = Batch::planned(id, number, place, String::new());
        self.send_batch(Prepared { desk: &job.desk, delivery: &delivery, content: &content, row }).await
    }

    async fn send_batch(&self, batch: Prepared<'_>) -> Result<(), SendBatchError> {
        let (id, number) = (batch.delivery.id, batch.row.key.number);
        let body = self.body(&batch).await?;
        let hash = hex_sha256(&body);
        let place = self.pacer.place().await;
        let claim = self.claim(&batch.row, &hash, batch.delivery.leave()).await?;
        if let Claim::Granted(row) = claim {
            return self.send_claimed(&batch, row, body, place).await;
        }
        drop(place); // halves take places of their own
        match claim {
            Claim::HeldByAnother => Err(SendBatchError::Held { id, number }),
            Claim::Split => self.send_halves(&batch).await,
            Claim::Granted(_) | Claim::NotYet | Claim::Settled | Claim::GivenUp(_) => Ok(()),
        }
    }

    /// The request's bytes: the same for the same batch, whoever builds them.
    async fn body(&self, batch: &Prepared<'_>) -> Result<Vec<u8>, SendBatchError> {
        if batch.delivery.plan.broadcast_friends.is_some() {
            return Ok(broadcast_body(batch.content));
        }
        let ids = self.ids_of(batch.desk, batch.delivery, batch.row.key.number, batch.row.place).await?;
        Ok(multicast_body(&ids, batch.content))
    }

    /// Writes the lease, or says why not. The stored row decides, not our reading of it.
    async fn claim(&self, planned: &Batch, hash: &str, leave: Leave) -> Result<Claim, SendBatchError> {
        let (id, number) = (planned.delivery, planned.key.number);
        let fail = |source| SendBatchError::Claim { id, number, source };
        let mut now_ms = (self.now_ms)();
        if mutation::active("redrive_after_25_hours") {
            now_ms = now_ms.min(planned.first_attempt_at_ms.unwrap_or(now_ms));
        }
        let mut first = planned.claim(hash, leave, now_ms);
        if let Claim::Granted(row) = &mut first {
            mutate_lease(row);
            let stored = if row.key.path.is_empty() {
                self.ledger.create(row).await
            } else {
                self.ledger.replace(row).await
            };
            match stored.map_err(fail)? {
                Swap::Done => return Ok(first),
                Swap::Lost(stands) => return self.claim_standing(&stands, hash, leave).await,
            }
        }
        match first {
            // A half, whose row stands: it has to say so.
            Claim::GivenUp(_) => self.claim_standing(planned, hash, leave).await,
            // Too late for a first attempt; perhaps it had one.
            Claim::NotYet => match self.ledger.get(id, &planned.key).await.map_err(fail)? {
                Some(stands) => self.claim_standing(&stands, hash, leave).await,
                None => Ok(first),
            },
            _ => Ok(first),
        }
    }

    async fn claim_standing(
        &self,
        stands: &Batch,
        hash: &str,
        leave: Leave,
    ) -> Result<Claim, SendBatchError> {
        let fail = |source| SendBatchError::Claim { id: stands.delivery, number: stands.key.number, source };
        let mut now_ms = (self.now_ms)();
        if mutation::active("redrive_after_25_hours") && stands.window_closed(now_ms) {
            now_ms = stands.updated_at_ms + domain::batch::LEASE_MS * 10;
        }
        let mut claim = stands.claim(hash, leave, now_ms);
        let row = match &mut claim {
            Claim::Granted(row) => {
                mutate_lease(row);
                row
            }
            Claim::GivenUp(row) => row,
            _ => return Ok(claim),
        };
        match self.ledger.replace(row).await.map_err(fail)? {
            Swap::Done => {
                self.note_unknown(row);
                Ok(claim)
            }
            Swap::Lost(_) => Ok(Claim::HeldByAnother),
        }
    }

    async fn send_claimed(
        &self,
        batch: &Prepared<'_>,
        mut row: Batch,
        body: Vec<u8>,
        place: Option<SemaphorePermit<'_>>,
    ) -> Result<(), SendBatchError> {
        if mutation::active("count_before_answer") {
            let accepted = AttemptOutcome::Accepted { request_id: "early".to_owned() };
            let recorded = row.record(&accepted, false, (self.now_ms)());
            self.store(&recorded).await?;
            row = recorded.batch;
        }
        let outcome = self.call_until_answered(batch, &mut row, body, place).await?;
        let stopping = outcome.is_some() && self.is_stopped(batch).await?;
        let now_ms = (self.now_ms)();
        let recorded = match &outcome {
            Some(outcome) => row.record(outcome, stopping, now_ms),
            None => Recorded { batch: row.unsent(now_ms), effect: Effect::None },
        };
        if let Effect::Bisect(halves) = &recorded.effect {
            return self.split(batch, &recorded.batch, halves).await;
        }
        self.store(&recorded).await?;
        match recorded.effect {
            Effect::Pause(reason) => self.pause(batch, reason).await,
            Effect::CountFailure => self.pause_on_too_many_failures(batch).await,
            Effect::None | Effect::SlowDown | Effect::Bisect(_) => Ok(()),
        }
    }

    /// Calls LINE with the same key until it tells, at most four times and never past the invocation's end.
    /// `None`: the delivery was stopped before the first call of this claim.
    async fn call_until_answered(
        &self,
        batch: &Prepared<'_>,
        row: &mut Batch,
        body: Vec<u8>,
        mut place: Option<SemaphorePermit<'_>>,
    ) -> Result<Option<AttemptOutcome>, SendBatchError> {
        let mut last = None;
        for attempt in 0.. {
            // Whoever is out of time before the slot comes is told so by must_stop.
            let _ = timeout_at(self.deadline - super::LAST_CALL, self.pacer.slot()).await;
            drop(place.take());
            if self.must_stop(batch, attempt > 0 || row.attempts > 1).await? {
                return Ok(last);
            }
            let outcome = self.call_once(batch, row, &body, attempt > 0 || row.attempts > 1).await?;
            row.ambiguous |= outcome.is_ambiguous();
            let pause = pause_after(&outcome, row.retry_key, attempt);
            let again = outcome.asks_again() && pause.is_some_and(|pause| self.has_time_for(pause));
            let limited = matches!(outcome, AttemptOutcome::RateLimited { .. });
            last = Some(outcome);
            if let Some(pause) = pause.filter(|_| limited) {
                self.pacer.hold(pause); // all of this process, also where this batch is not asked again
            }
            match pause.filter(|_| again) {
                None => return Ok(last),
                Some(pause) if !limited => sleep(pause).await,
                Some(_) => (),
            }
        }
        Ok(last)
    }

    async fn call_once(
        &self,
        batch: &Prepared<'_>,
        row: &Batch,
        body: &[u8],
        is_retry: bool,
    ) -> Result<AttemptOutcome, SendBatchError> {
        let (id, number) = (row.delivery, row.key.number);
        let (mut key, mut body) = (row.retry_key, body.to_vec());
        if is_retry && mutation::active("new_key_on_retry") {
            key = key.half(domain::retry_key::Half::First);
        }
        if is_retry && mutation::active("re_evaluated_batch_on_retry") {
            body.push(b' ');
        }
        let sent = if batch.delivery.plan.broadcast_friends.is_some() {
            self.line.broadcast(body, key).await
        } else {
            self.line.multicast(body, key).await
        };
        match sent.map_err(|source| SendBatchError::Call { id, number, source })? {
            AttemptOutcome::Refused { .. } if mutation::active("retry_on_400") => {
                Ok(AttemptOutcome::ServerError { status: 400 })
            }
            // Each half of a broadcast would be the whole broadcast again, under a new key.
            AttemptOutcome::Refused { message, .. } if batch.delivery.plan.broadcast_friends.is_some() => {
                Ok(AttemptOutcome::Refused { because: RefusedFor::Content, message })
            }
            outcome => Ok(outcome),
        }
    }

    fn has_time_for(&self, pause: Duration) -> bool {
        Instant::now() + pause + super::LAST_CALL < self.deadline
    }

    async fn may_still_send(&self, batch: &Prepared<'_>) -> Result<bool, SendBatchError> {
        let (id, number) = (batch.delivery.id, batch.row.key.number);
        let seen = self.seen(id).await.map_err(|source| SendBatchError::Prepare { id, number, source })?;
        let now_ms = (self.now_ms)();
        let may = |delivery: &Delivery| delivery.may_send() && !delivery.leave().has_lapsed(now_ms);
        Ok(seen.is_some_and(|(delivery, _)| may(&delivery)) || mutation::active("retry_after_cancel"))
    }

    /// Out of time, stopped, or past its last moment: before a first call as last read, before a repeated one as it stands now (I-7).
    async fn must_stop(&self, batch: &Prepared<'_>, is_repeated: bool) -> Result<bool, SendBatchError> {
        if !self.has_time() {
            return Ok(true);
        }
        if !is_repeated {
            return Ok(!self.may_still_send(batch).await?);
        }
        let (id, number) = (batch.delivery.id, batch.row.key.number);
        let now = self.seen_now(id).await.map_err(|source| SendBatchError::Prepare { id, number, source })?;
        let now_ms = (self.now_ms)();
        let may = |delivery: &Delivery| delivery.may_send() && !delivery.is_past_last_moment(now_ms);
        Ok(!now.is_some_and(|delivery| may(&delivery)) && !mutation::active("retry_after_cancel"))
    }

    async fn is_stopped(&self, batch: &Prepared<'_>) -> Result<bool, SendBatchError> {
        let (id, number) = (batch.delivery.id, batch.row.key.number);
        let seen = self.seen(id).await.map_err(|source| SendBatchError::Prepare { id, number, source })?;
        let cancelled = seen.is_some_and(|(delivery, _)| matches!(delivery.status, Status::Cancelled { .. }));
        Ok(cancelled && !mutation::active("retry_after_cancel"))
    }

    async fn store(&self, recorded: &Recorded) -> Result<(), SendBatchError> {
        let (id, number) = (recorded.batch.delivery, recorded.batch.key.number);
        let stored = self.ledger.replace(&recorded.batch).await;
        if stored.map_err(|source| SendBatchError::Record { id, number, source })?.wrote(&recorded.batch) {
            self.note_unknown(&recorded.batch);
        } else {
            warn!(delivery.id = %id, batch.number = number, "batch {number} of delivery {id} was taken over before its answer came");
        }
        Ok(())
    }

    fn note_unknown(&self, row: &Batch) {
        if matches!(row.state, BatchState::Unknown { ask_again_at_ms: None, .. }) {
            self.findings.unknown.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn split(
        &self,
        batch: &Prepared<'_>,
        row: &Batch,
        halves: &[Batch; 2],
    ) -> Result<(), SendBatchError> {
        let (id, number) = (row.delivery, row.key.number);
        let stored = self.ledger.split(row, halves).await;
        match stored.map_err(|source| SendBatchError::Record { id, number, source })? {
            Swap::Done => self.send_these(batch, halves).await,
            Swap::Lost(_) => Err(SendBatchError::Held { id, number }),
        }
    }

    /// The halves of a batch that was split before, by us or by a sender that died.
    async fn send_halves(&self, batch: &Prepared<'_>) -> Result<(), SendBatchError> {
        let (id, number) = (batch.delivery.id, batch.row.key.number);
        let mut halves = Vec::new();
        for half in [domain::retry_key::Half::First, domain::retry_key::Half::Second] {
            let found = self.ledger.get(id, &batch.row.key.half(half)).await;
            halves.extend(found.map_err(|source| SendBatchError::Claim { id, number, source })?);
        }
        self.send_these(batch, &halves).await
    }

    async fn send_these(&self, batch: &Prepared<'_>, rows: &[Batch]) -> Result<(), SendBatchError> {
        for row in rows {
            if !self.has_time() {
                return Err(SendBatchError::Held { id: row.delivery, number: row.key.number });
            }
            let half = Prepared { row: row.clone(), ..*batch };
            Box::pin(self.send_batch(half)).await?;
        }
        Ok(())
    }

    async fn pause(&self, batch: &Prepared<'_>, reason: PauseReason) -> Result<(), SendBatchError> {
        let (id, number) = (batch.delivery.id, batch.row.key.number);
        let fail = |source| SendBatchError::Record { id, number, source };
        loop {
            let Some(delivery) = self.seen_now(id).await.map_err(fail)? else { return Ok(()) };
            let Ok(paused) = delivery.pause(reason, (self.now_ms)()) else { return Ok(()) };
            if self.deliveries.replace(&paused).await.map_err(fail)?.wrote(&paused) {
                self.findings.paused.fetch_add(1, Ordering::Relaxed);
                info!(delivery.id = %id, "paused delivery {id}: {reason:?}");
                self.seen_now(id).await.map_err(fail)?;
                return Ok(());
            }
        }
    }

    async fn pause_on_too_many_failures(&self, batch: &Prepared<'_>) -> Result<(), SendBatchError> {
        let (id, number) = (batch.delivery.id, batch.row.key.number);
        let rows =
            self.ledger.rows(id).await.map_err(|source| SendBatchError::Prepare { id, number, source })?;
        if too_many_failures(batch.delivery, &rows) && !is_settled(batch.delivery, &rows) {
            return self.pause(batch, PauseReason::TooManyFailures).await;
        }
        Ok(())
    }
}

fn mutate_lease(row: &mut Batch) {
    if mutation::active("lease_without_expiry") {
        row.state = BatchState::Leased { until_ms: u64::MAX / 2 };
    }
}

/// The pause before the same key is asked again; after a 429 what LINE asks for, otherwise growing, with jitter (R-D6).
fn pause_after(outcome: &AttemptOutcome, key: RetryKey, attempt: u32) -> Option<Duration> {
    let index = attempt as usize;
    let pause = match outcome {
        AttemptOutcome::RateLimited { retry_after } => {
            let usual = PAUSES_AFTER_429[index.min(PAUSES_AFTER_429.len() - 1)];
            let wished = retry_after.filter(|wished| !wished.is_zero());
            wished.map_or(usual, |wished| wished.min(LONGEST_RETRY_AFTER))
        }
        _ => *PAUSES.get(index)?,
    };
    Some(key.spread(pause, attempt))
}
