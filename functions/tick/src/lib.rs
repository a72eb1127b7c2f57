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

/// The heartbeat always; the rest only where there is something to alarm about.
fn publish(report: &Report) {
    runtime::metrics::count("Heartbeat", 1);
    for (name, value) in rings(report) {
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

/// What somebody is called for.
fn rings(report: &Report) -> [(&'static str, u64); 7] {
    [
        ("ScheduleOverdue", report.alarmingly_late),
        ("DeliveryHeld", report.held),
        ("DeliveryPaused", report.paused),
        ("DeliveryFailed", report.left_many_out),
        ("DeliveryStuck", report.stuck),
        ("DeliveryUnknown", report.unknown_batches + report.undecided),
        ("TickErrors", report.errors),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_o1_each_finding_that_somebody_is_called_for_has_its_metric() {
        assert!(rings(&Report::default()).iter().all(|(_, value)| *value == 0));
        let found = Report {
            alarmingly_late: 1,
            held: 2,
            paused: 3,
            left_many_out: 4,
            stuck: 5,
            unknown_batches: 6,
            undecided: 7,
            errors: 8,
            ..Report::default()
        };
        let told: std::collections::BTreeMap<_, _> = rings(&found).into_iter().collect();
        let expected = [
            ("ScheduleOverdue", 1),
            ("DeliveryHeld", 2),
            ("DeliveryPaused", 3),
            ("DeliveryFailed", 4),
            ("DeliveryStuck", 5),
            ("DeliveryUnknown", 13),
            ("TickErrors", 8),
        ];
        assert_eq!(told, std::collections::BTreeMap::from(expected));
    }
}
