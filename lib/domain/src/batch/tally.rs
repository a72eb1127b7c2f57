//! The sums of a delivery, always counted from the plan and the rows, never kept in a counter (R-N2).

use std::collections::{BTreeMap, BTreeSet};

use super::{Batch, BatchState};
use crate::delivery::{Delivery, Status};

/// Recipients by where they stand. `planned` equals the sum of the others at every moment (I-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// In the frozen list.
    pub planned: u64,
    /// Not sent so far.
    pub waiting: u64,
    /// Being sent.
    pub in_flight: u64,
    /// 受付: LINE took the request; not the same as having reached a phone.
    pub accepted: u64,
    /// Refused for good.
    pub failed: u64,
    /// May or may not have been accepted.
    pub unknown: u64,
    /// Stopped before they were sent.
    pub cancelled: u64,
}

impl Counts {
    /// Planned equals the sum of everything else.
    pub fn balance(&self) -> bool {
        self.planned
            == self.waiting + self.in_flight + self.accepted + self.failed + self.unknown + self.cancelled
    }

    fn place_of(&mut self, state: &BatchState, stopped: bool) -> &mut u64 {
        match state {
            BatchState::Waiting { .. } if stopped => &mut self.cancelled,
            BatchState::Waiting { .. } | BatchState::Split => &mut self.waiting,
            BatchState::Leased { .. } => &mut self.in_flight,
            BatchState::Accepted { .. } => &mut self.accepted,
            BatchState::Failed { .. } => &mut self.failed,
            BatchState::Unknown { .. } => &mut self.unknown,
            BatchState::Cancelled => &mut self.cancelled,
        }
    }
}

/// Counts from the rows; a planned batch without a row waits, or is cancelled with its delivery.
/// Read the rows before the delivery: then the plan covers every row.
pub fn tally(delivery: &Delivery, rows: &[Batch]) -> Counts {
    let stopped = matches!(delivery.status, Status::Cancelled { .. });
    let mut counts = Counts { planned: delivery.plan.recipients(), ..Counts::default() };
    let mut unclaimed: BTreeMap<u32, u64> = (0..delivery.plan.batches())
        .filter_map(|number| Some((number, u64::from(delivery.plan.place(number)?.count))))
        .collect();
    let halved = halved(rows);
    for row in rows {
        unclaimed.remove(&row.key.number);
        if row.state != BatchState::Split && !halved.contains(&(row.key.number, row.key.path.as_str())) {
            *counts.place_of(&row.state, stopped) += u64::from(row.place.count);
        }
    }
    let never_claimed: u64 = unclaimed.values().sum();
    if stopped {
        counts.cancelled += never_claimed;
    } else {
        counts.waiting += never_claimed;
    }
    counts
}

/// Rows whose halves are there too. A split that was stored while the rows were read page by page shows the whole and
/// its halves: the halves count.
pub(super) fn halved(rows: &[Batch]) -> BTreeSet<(u32, &str)> {
    rows.iter()
        .flat_map(|row| (0..row.key.path.len()).map(move |length| (row.key.number, &row.key.path[..length])))
        .collect()
}

/// Nothing of this delivery will move any more by itself. Batches are asked, not sums: a broadcast to no known friend
/// counts nobody and still has to go out.
pub fn is_settled(delivery: &Delivery, rows: &[Batch]) -> bool {
    let stopped = matches!(delivery.status, Status::Cancelled { .. });
    let moves = |row: &Batch| match row.state {
        BatchState::Leased { .. } | BatchState::Unknown { ask_again_at_ms: Some(_), .. } => true,
        BatchState::Unknown { ask_again_at_ms: None, .. } => !stopped && row.is_open_again(delivery.round()),
        BatchState::Waiting { .. } => !stopped,
        _ => false,
    };
    let claimed: BTreeSet<u32> = rows.iter().map(|row| row.key.number).collect();
    let all_claimed = || (0..delivery.plan.batches()).all(|number| claimed.contains(&number));
    (stopped || (delivery.plan.complete && all_claimed())) && !rows.iter().any(moves)
}

/// R-D4: 23 hours after a person let it go, or at its own last moment, some of it was not sent. No claim of that is granted
/// until they let it go on; past its own moment nothing of which nobody knows is asked again either.
pub fn is_too_late(delivery: &Delivery, rows: &[Batch], now_ms: u64) -> bool {
    let leave = delivery.leave();
    let claimed: BTreeSet<u32> = rows.iter().map(|row| row.key.number).collect();
    let unclaimed = || (0..delivery.plan.batches()).any(|number| !claimed.contains(&number));
    let is_past = delivery.is_past_last_moment(now_ms);
    let is_asked_again =
        |row: &Batch| matches!(row.state, BatchState::Unknown { ask_again_at_ms: Some(_), .. });
    let unsent = || rows.iter().any(|row| row.is_unsent(leave.round) || (is_past && is_asked_again(row)));
    leave.has_lapsed(now_ms) && (!delivery.plan.complete || unclaimed() || unsent())
}

/// it went out, and more than 5 % of its people were refused for good. A broadcast to no known friend counts nobody,
/// and is refused as a whole.
pub fn left_many_out(delivery: &Delivery, rows: &[Batch]) -> bool {
    let Counts { planned, failed, .. } = tally(delivery, rows);
    let refused = rows.iter().any(|row| matches!(row.state, BatchState::Failed { .. }));
    delivery.settled && delivery.status == Status::Sent && refused && (failed * 20 > planned || planned == 0)
}

/// R-D8: three batches of the plan in a row, or more than 5 % of the recipients in three or more rows, were refused
/// for good. Rows come in order of number.
/// What failed before the delivery last changed does not count: a person who lets it go on has seen that.
pub fn too_many_failures(delivery: &Delivery, rows: &[Batch]) -> bool {
    let since = |row: &&Batch| row.updated_at_ms >= delivery.updated_at_ms;
    let refused = |row: &&Batch| match row.state {
        BatchState::Failed { .. } => true,
        // Refused under the key of a later round, which leaves unknown what became of the earlier ones.
        BatchState::Unknown { ask_again_at_ms: None, .. } => row.round > 0 && !row.ambiguous,
        _ => false,
    };
    let failed = || rows.iter().filter(since).filter(refused);
    let whole: Vec<u32> = failed().filter(|row| row.key.path.is_empty()).map(|row| row.key.number).collect();
    if whole.windows(3).any(|three| three[2] - three[0] == 2) {
        return true;
    }
    let recipients: u64 = failed().map(|row| u64::from(row.place.count)).sum();
    failed().count() >= 3 && recipients * 20 > delivery.plan.recipients()
}
