//! F-10: a cancel at a random moment, alone, with killed workers, with broken connections, and with both.

use std::time::Duration;

use faults::{Bench, Chaos, Expected, Random, Run, Scenario, Setup, Verdict, prove};
use line_simulator::{Fault, FaultKind};

use crate::killed::kill_workers;

pub struct Cancelled;

impl Scenario for Cancelled {
    const NAME: &'static str = "F-10";
    const CITIES: usize = 2;

    fn setup(&self) -> Setup {
        Setup { latency: Duration::from_millis(150), ..Setup::with_followers(10_000) }
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let mut random = Random::new(seed, "cancel");
        let (with_kills, with_breaks) = (seed.is_multiple_of(2), (seed / 2).is_multiple_of(2));
        let mut chaos = if with_kills { kill_workers(bench, seed) } else { Chaos::none() };
        if with_breaks {
            for (kind, shift) in
                [(FaultKind::ResetBefore, 1), (FaultKind::ResetAfter, 2), (FaultKind::ErrorAfter, 3)]
            {
                bench.city.line.add_fault(Fault::new("multicast", kind).with_probability(0.2, seed << shift));
            }
        }
        let calls_before = calls(bench);
        let mut run = Run::start(bench, &format!("F-10 {seed}")).await;
        if random.percent(75) {
            first_call(bench, calls_before).await;
        }
        tokio::time::sleep(random.millis(0, 250)).await;
        let cancelled = bench.cancel(&run.begun.id).await.is_ok();
        run.until_idle(bench).await;
        chaos.stop();
        run.to_the_end(bench, &chaos).await;
        run.verdict.kills += chaos.kills();
        bench.city.line.clear_faults();
        run.judge(bench, Expected { cancelled, may_be_unknown: cancelled, ..Expected::default() }).await
    }
}

/// Waits for the delivery's first call to LINE, or until nothing works for it any more.
async fn first_call(bench: &Bench, calls_before: u64) {
    while calls(bench) == calls_before && !bench.city.idle() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

fn calls(bench: &Bench) -> u64 {
    bench.city.line.ledger().traffic("multicast").requests
}

#[tokio::test(flavor = "multi_thread")]
async fn f_10_a_cancel_stops_within_five_seconds_and_the_report_is_the_ledger() {
    prove(&Cancelled).await;
}
