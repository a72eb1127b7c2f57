//! F-01: `kill -9` of the planner, the senders and the tick at random points of their work.

use std::time::Duration;

use faults::chaos::Plan;
use faults::{Bench, Chaos, Expected, Random, Run, Scenario, Setup, Verdict, prove};

/// The functions of a delivery's way out; senders are the likeliest to die.
const WORKERS: &[&str] = &["StartDeliveryFunction", "SendBatchFunction", "SendBatchFunction", "TickFunction"];

pub struct Killed;

/// Kills workers of a delivery, half of them while LINE has a call of theirs.
pub fn kill_workers(bench: &Bench, seed: u64) -> Chaos {
    let mut random = Random::new(seed, "kills");
    let kills = random.between(4, 10);
    let within = Duration::from_millis(300);
    Chaos::start(&bench.city, random, Plan { functions: WORKERS, kills, within, call: Some("multicast") })
}

impl Scenario for Killed {
    const NAME: &'static str = "F-01";
    const CITIES: usize = 2;

    fn setup(&self) -> Setup {
        Setup { latency: Duration::from_millis(100), ..Setup::with_followers(10_000) }
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let chaos = kill_workers(bench, seed);
        let mut run = Run::start(bench, &format!("F-01 {seed}")).await;
        run.to_the_end(bench, &chaos).await;
        run.verdict.kills += chaos.kills();
        drop(chaos);
        run.judge(bench, Expected::default()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f_01_workers_killed_anywhere_lose_nobody_and_double_nobody() {
    prove(&Killed).await;
}
