//! Once a minute: start what an alarm forgot, hand out again what got stuck, close what is done.
//!
//! Everything here only asks again; the doors (a delivery's version, a batch's row) decide whether anything happens.
//! A tick that is lost, late or doubled therefore changes nothing but the time at which a stuck delivery moves on.

use std::time::Duration;

use domain::batch::{Batch, BatchState, is_settled, is_too_late, left_many_out, too_many_failures};
use domain::delivery::{Delivery, DeliveryId, PauseReason, Status};
use tracing::{info, warn};

use super::ports::{BatchLedger, BatchQueue, BatchRange, Deliveries, StartQueue};
use super::send::settle_if_done;
use super::start::ranges;
use crate::mutation;
use crate::port_error::PortError;

/// An immediate start whose message was lost is asked again after this.
const OVERDUE_MS: u64 = 5_000;
/// R-S2: from here on a late start is worth an alarm.
const ALARMING_MS: u64 = 120_000;
/// A delivery in which nothing moved for this long is handed out again.
const STILL_MS: u64 = 60_000;
/// from here on that is worth an alarm.
const STUCK_MS: u64 = 300_000;
/// What waits for a person is told every minute for so long: whoever wrote it may have died before they told it. An alarm
/// calls somebody when it begins to ring, so it has to fall silent again before it can ring for the next one.
const TOLD_FOR_MS: u64 = 600_000;

/// What one tick saw; each number is a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// Deliveries that were looked at.
    pub looked_at: u64,
    /// Started again because their alarm was late.
    pub overdue: u64,
    /// Of these, more than two minutes late.
    pub alarmingly_late: u64,
    /// That wait for a person instead of going out.
    pub held: u64,
    /// That a rule paused.
    pub paused: u64,
    /// Sent, with more than 5 % refused for good.
    pub left_many_out: u64,
    /// Batches that were handed out again.
    pub requeued: u64,
    /// Deliveries of which no batch came to its end for five minutes.
    pub stuck: u64,
    /// Batches whose outcome a person has to decide from now on.
    pub unknown_batches: u64,
    /// Deliveries that wait for such a decision.
    pub undecided: u64,
    /// Deliveries that could not be looked at this time.
    pub errors: u64,
}

/// The ports of a tick.
pub struct TickContext<'a, D, L, Q, S> {
    /// Deliveries.
    pub deliveries: &'a D,
    /// Batch rows.
    pub ledger: &'a L,
    /// Batch queue.
    pub batches: &'a Q,
    /// Start queue.
    pub starts: &'a S,
    /// The time in milliseconds.
    pub now_ms: u64,
}

impl<D: Deliveries, L: BatchLedger, Q: BatchQueue, S: StartQueue> TickContext<'_, D, L, Q, S> {
    /// Looks after every delivery that a clock has to look after. One that fails does not stop the others.
    pub async fn tick(&self) -> Result<Report, PortError> {
        let mut report = Report::default();
        for id in self.deliveries.active(self.now_ms).await? {
            report.looked_at += 1;
            let looked = self.look_after(id, &mut report).await;
            note_error(id, looked, &mut report);
        }
        let since_ms = self.now_ms.saturating_sub(TOLD_FOR_MS);
        match self.deliveries.at_rest(since_ms).await {
            Ok(resting) => {
                for id in resting {
                    let noted = self.note_resting(id, since_ms, &mut report).await;
                    note_error(id, noted, &mut report);
                }
            }
            Err(error) => {
                // What was found so far is told in this minute or never.
                report.errors += 1;
                warn!("what waits for a person is told a minute later: {error}");
            }
        }
        Ok(report)
    }

    /// What a person has to know of, though nothing moves in it.
    async fn note_resting(
        &self,
        id: DeliveryId,
        since_ms: u64,
        report: &mut Report,
    ) -> Result<(), PortError> {
        let Some(delivery) = self.deliveries.get(id).await? else { return Ok(()) };
        report.held += u64::from(matches!(delivery.status, Status::Held { .. }));
        report.undecided += u64::from(delivery.settled && delivery.decisions.awaited);
        // Somebody may have decided about it since; it is told when it ends, and not then again.
        let has_ended = delivery.settled && delivery.over_ms().is_some_and(|over_ms| over_ms >= since_ms);
        if has_ended && delivery.status == Status::Sent {
            let rows = self.ledger.rows(id).await?;
            report.left_many_out += u64::from(left_many_out(&delivery, &rows));
        }
        Ok(())
    }

    async fn look_after(&self, id: DeliveryId, report: &mut Report) -> Result<(), PortError> {
        let rows = self.ledger.rows(id).await?;
        let Some(delivery) = self.deliveries.get(id).await? else { return Ok(()) };
        match &delivery.status {
            Status::Scheduled { at_ms, .. } => self.start_if_overdue(&delivery, *at_ms, report).await,
            Status::Dispatching => {
                self.note_stuck(&delivery, &rows, report);
                if self.is_still(&delivery, &rows) {
                    let version = delivery.dispatched_version.unwrap_or_default();
                    self.starts.enqueue_start(id, version, Duration::ZERO).await?;
                }
                self.sweep(&delivery, &rows, report).await
            }
            Status::Sending => {
                self.note_stuck(&delivery, &rows, report);
                self.sweep(&delivery, &rows, report).await
            }
            Status::Cancelled { .. } => self.close_cancelled(&delivery, &rows, report).await,
            Status::Paused { reason } => {
                let told = delivery.updated_at_ms + TOLD_FOR_MS > self.now_ms && reason.is_by_rule();
                self.close_dead_leases(&rows).await?;
                // What was under way when it stopped may have been the last of it: then there is nothing to decide.
                let has_ended = is_settled(&delivery, &rows);
                if has_ended {
                    settle_if_done(self.deliveries, self.ledger, id, self.now_ms).await?;
                }
                report.paused += u64::from(told && !has_ended);
                Ok(())
            }
            Status::Draft | Status::Held { .. } | Status::Sent => Ok(()),
        }
    }

    /// Too late or not, the start decides: only there a hold is told again where somebody dies behind its write.
    async fn start_if_overdue(
        &self,
        delivery: &Delivery,
        at_ms: u64,
        report: &mut Report,
    ) -> Result<(), PortError> {
        let late = self.now_ms.saturating_sub(at_ms);
        if late < OVERDUE_MS {
            return Ok(());
        }
        report.alarmingly_late += u64::from(late > ALARMING_MS);
        report.overdue += 1;
        self.starts.enqueue_start(delivery.id, delivery.version, Duration::ZERO).await
    }

    /// Hands out again what is due and unsettled, gives up what is too old, closes what is done.
    async fn sweep(&self, delivery: &Delivery, rows: &[Batch], report: &mut Report) -> Result<(), PortError> {
        if let Some(reason) = self.rule_against(delivery, rows) {
            return self.pause(delivery, reason, report).await;
        }
        let mut due = Vec::new();
        for row in rows {
            if self.give_up_if_too_old(row).await? {
                report.unknown_batches += 1;
            } else if self.is_due(row, delivery.round()) {
                due.push(row.key.number);
            }
        }
        if self.is_still(delivery, rows) {
            let claimed: std::collections::BTreeSet<u32> = rows.iter().map(|row| row.key.number).collect();
            due.extend((0..delivery.plan.batches()).filter(|number| !claimed.contains(number)));
        }
        self.hand_out(delivery, due, report).await?;
        if is_settled(delivery, rows) {
            // Whether it left many out is seen below, where what ended is looked at.
            settle_if_done(self.deliveries, self.ledger, delivery.id, self.now_ms).await?;
        }
        Ok(())
    }

    /// Why nothing more of it may go out before a person says so.
    fn rule_against(&self, delivery: &Delivery, rows: &[Batch]) -> Option<PauseReason> {
        if is_settled(delivery, rows) {
            None
        } else if too_many_failures(delivery, rows) {
            Some(PauseReason::TooManyFailures)
        } else {
            is_too_late(delivery, rows, self.now_ms).then(|| delivery.lapse(self.now_ms))
        }
    }

    async fn pause(
        &self,
        delivery: &Delivery,
        reason: PauseReason,
        report: &mut Report,
    ) -> Result<(), PortError> {
        if let Ok(paused) = delivery.pause(reason, self.now_ms) {
            warn!(delivery.id = %delivery.id, "pausing delivery {}: {reason:?}", delivery.id);
            report.paused += u64::from(self.deliveries.replace(&paused).await?.wrote(&paused));
        }
        Ok(())
    }

    async fn hand_out(
        &self,
        delivery: &Delivery,
        mut due: Vec<u32>,
        report: &mut Report,
    ) -> Result<(), PortError> {
        due.sort_unstable();
        due.dedup();
        if due.is_empty() {
            return Ok(());
        }
        let ranges: Vec<BatchRange> = due
            .chunk_by(|first, second| second - first == 1)
            .flat_map(|run| ranges(delivery.id, run[0], run[run.len() - 1] + 1))
            .collect();
        report.requeued += due.len() as u64;
        info!(delivery.id = %delivery.id, "handed out {} batches of delivery {} again", due.len(), delivery.id);
        self.batches.enqueue(delivery.priority, &ranges).await
    }

    fn is_due(&self, row: &Batch, round: u32) -> bool {
        match row.state {
            _ if row.is_open_again(round) => true,
            BatchState::Leased { until_ms } => until_ms <= self.now_ms,
            BatchState::Waiting { not_before_ms } => {
                not_before_ms <= self.now_ms && row.updated_at_ms + STILL_MS <= self.now_ms
            }
            BatchState::Unknown { ask_again_at_ms: Some(at), .. } => at <= self.now_ms,
            _ => false,
        }
    }

    async fn give_up_if_too_old(&self, row: &Batch) -> Result<bool, PortError> {
        if mutation::active("redrive_after_25_hours") {
            return Ok(false);
        }
        let open = match row.state {
            BatchState::Leased { until_ms } => until_ms <= self.now_ms,
            BatchState::Waiting { .. } | BatchState::Unknown { ask_again_at_ms: Some(_), .. } => true,
            _ => false,
        };
        if !open || !row.window_closed(self.now_ms) || row.begins_anew(self.now_ms) {
            return Ok(false);
        }
        let ended = row.out_of_time(self.now_ms);
        Ok(self.ledger.replace(&ended).await?.wrote(&ended))
    }

    /// Nothing goes out while a delivery is paused; what a dead sender held is unknown until somebody resumes (I-6).
    async fn close_dead_leases(&self, rows: &[Batch]) -> Result<(), PortError> {
        for row in rows {
            if let Some(open) = row.lease_ended(self.now_ms) {
                self.ledger.replace(&open).await?;
            }
        }
        Ok(())
    }

    /// I-7: nothing is asked again; what was never sent is cancelled, what was not answered stays unknown.
    async fn close_cancelled(
        &self,
        delivery: &Delivery,
        rows: &[Batch],
        report: &mut Report,
    ) -> Result<(), PortError> {
        if mutation::active("retry_after_cancel") {
            return self.sweep(delivery, rows, report).await;
        }
        for row in rows {
            if let Some(stopped) = row.stopped(self.now_ms) {
                report.unknown_batches += u64::from(matches!(stopped.state, BatchState::Unknown { .. }));
                self.ledger.replace(&stopped).await?;
            }
        }
        settle_if_done(self.deliveries, self.ledger, delivery.id, self.now_ms).await.map(|_| ())
    }

    fn last_move(delivery: &Delivery, rows: &[Batch]) -> u64 {
        rows.iter().map(|row| row.updated_at_ms).max().unwrap_or(0).max(delivery.updated_at_ms)
    }

    fn is_still(&self, delivery: &Delivery, rows: &[Batch]) -> bool {
        Self::last_move(delivery, rows) + STILL_MS <= self.now_ms
    }

    /// A claim is no progress: where LINE takes nothing, each batch is claimed again and again.
    fn note_stuck(&self, delivery: &Delivery, rows: &[Batch], report: &mut Report) {
        let ended = rows.iter().filter(|row| row.has_ended()).map(|row| row.updated_at_ms).max();
        let last = ended.unwrap_or_default().max(delivery.updated_at_ms);
        report.stuck += u64::from(last + STUCK_MS <= self.now_ms);
    }
}

/// One that fails stops no other; somebody is called where that goes on.
fn note_error(id: DeliveryId, looked: Result<(), PortError>, report: &mut Report) {
    if let Err(error) = looked {
        report.errors += 1;
        warn!(delivery.id = %id, "delivery {id} waits for the next tick: {error}");
    }
}
