//! Lets a delivery run to its end: waits while something moves, and when nothing does, moves the clock by a minute
//! and lets the tick look. Reads the public report all the way.

use std::time::Duration;

use tokio::time::Instant;

use crate::bench::Bench;
use crate::chaos::Chaos;
use crate::report::Report;
use crate::verdict::Verdict;

/// The tick comes once a minute.
const MINUTE: Duration = Duration::from_secs(61);
/// I-6: with LINE healthy a delivery ends this long after the last fault.
const STALL_MINUTES: u32 = 11;
/// Nothing in this bench keeps a city busy for longer without a pause (wall clock).
const LONGEST_BUSY: Duration = Duration::from_secs(90);
/// Between two reports (wall clock).
const POLL: Duration = Duration::from_millis(150);

/// A delivery under way.
pub struct Run {
    /// How it stood when it was started.
    pub begun: Report,
    /// The name under which LINE counts it.
    pub unit: String,
    /// Requests in the ledger before it began.
    pub ledger_from: usize,
    /// Violations in the ledger before it began.
    pub violations_from: usize,
    /// What was seen so far.
    pub verdict: Verdict,
}

impl Run {
    /// Creates and starts a delivery.
    pub async fn start(bench: &Bench, title: &str) -> Self {
        let ledger = bench.city.line.ledger();
        let (ledger_from, violations_from) = (ledger.requests().len(), ledger.violations().len());
        let draft = bench.draft(title).await;
        let begun = bench.start_delivery(&draft).await;
        let unit = format!("kr_{}", begun.id);
        Self { begun, unit, ledger_from, violations_from, verdict: Verdict::default() }
    }

    /// The report as it stands; a sum that does not come out is noted.
    pub async fn poll(&mut self, bench: &Bench) -> Report {
        let report = bench.report(&self.begun.id).await;
        self.verdict.polls += 1;
        self.verdict
            .expect(report.counts.balance(), || format!("the sums do not balance: {:?}", report.counts));
        report
    }

    /// Waits until nothing moves, reading the report in between.
    pub async fn until_idle(&mut self, bench: &Bench) {
        let until = Instant::now() + LONGEST_BUSY;
        while !bench.city.wait_idle(POLL).await {
            self.poll(bench).await;
            if Instant::now() > until {
                self.verdict.expect(false, || "the city never came to rest".to_owned());
                return;
            }
        }
    }

    /// Runs until the delivery is settled, or has been standing still for longer than it may.
    pub async fn to_the_end(&mut self, bench: &Bench, chaos: &Chaos) -> Report {
        let mut quiet_minutes = 0;
        loop {
            self.until_idle(bench).await;
            let report = self.poll(bench).await;
            if report.settled {
                return report;
            }
            quiet_minutes += u32::from(chaos.is_over());
            if quiet_minutes > STALL_MINUTES {
                let counts = report.counts;
                self.verdict.expect(false, || {
                    format!(
                        "not settled {STALL_MINUTES} minutes after the last fault: {} {counts:?}",
                        report.status
                    )
                });
                return report;
            }
            minute(bench).await;
        }
    }
}

/// A minute passes, and the tick looks.
pub async fn minute(bench: &Bench) {
    bench.city.advance(MINUTE);
    // A tick that is killed is followed by the next minute's.
    let _ = bench.city.host.fire_rate("TickFunction").await;
}
