//! Once a minute: the sweep of `usecases::delivery::tick`, its findings as metrics, and the heartbeat; then the
//! jobs: those of the night are begun, those that stand still are asked for again.

use queue::{BatchQueues, JobQueueUrl, Starts};
use store::DeliveryTable;
use tracing::{info, warn};
use usecases::delivery::tick::{Report, TickContext};
use usecases::jobs::start::look_after_jobs;
use usecases::port_error::PortError;

/// What one process of this function holds for its whole life.
pub struct Ticker {
    /// Deliveries and batch rows.
    pub deliveries: DeliveryTable,
    /// Batch queues.
    pub batches: BatchQueues,
    /// Start queue.
    pub starts: Starts,
    /// Job queue.
    pub jobs: JobQueueUrl,
}

/// From this hour in Japan the night's jobs may run: after midnight's work of others, before people get up.
const NIGHT_HOUR: u64 = 3;

impl Ticker {
    /// One sweep.
    pub async fn handle(&self) -> Result<(), PortError> {
        let context = TickContext {
            deliveries: &self.deliveries,
            ledger: &self.deliveries,
            batches: &self.batches,
            starts: &self.starts,
            now_ms: runtime::clock::now_ms(),
            holds: tell_held,
        };
        let report = context.tick().await?;
        publish(&report);
        let looked =
            look_after_jobs(&self.deliveries, &self.jobs, runtime::clock::now_ms(), NIGHT_HOUR).await?;
        if looked.begun + looked.asked_again > 0 {
            info!(begun = looked.begun, asked_again = looked.asked_again, "looked after jobs");
        }
        Ok(())
    }
}

/// The metric of one that is about to be held.
fn tell_held() {
    runtime::metrics::count("DeliveryHeld", 1);
}

/// The heartbeat always; the rest only where there is something to alarm about.
fn publish(report: &Report) {
    runtime::metrics::count("Heartbeat", 1);
    for (name, value) in [
        ("ScheduleOverdue", report.alarmingly_late),
        ("DeliveryStuck", report.stuck),
        ("DeliveryUnknown", report.unknown),
    ] {
        if value > 0 {
            warn!(metric = name, value, "{name}: {value}");
            runtime::metrics::count(name, value);
        }
    }
    if report.looked_at > 0 {
        info!(
            looked_at = report.looked_at,
            requeued = report.requeued,
            errors = report.errors,
            "swept deliveries"
        );
    }
}
