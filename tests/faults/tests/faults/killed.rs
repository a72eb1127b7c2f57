//! F-01: `kill -9` of the planner, the senders and the tick at random points of their work.

use std::time::Duration;

use faults::chaos::Plan;
use faults::{Bench, Chaos, Expected, Random, Run, Scenario, Setup, Verdict, prove};

/// The functions of a delivery's way out.
pub const WORKERS: &[&str] =
    &["StartDeliveryFunction", "SendBatchFunction", "SendBatchFunction", "TickFunction"];

pub struct Killed;

impl Scenario for Killed {
    const NAME: &'static str = "F-01";
    const CITIES: usize = 2;

    fn setup(&self) -> Setup {
        Setup::with_followers(10_000)
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let mut random = Random::new(seed, "kills");
        let kills = random.between(3, 8);
        let plan = Plan { functions: WORKERS, kills, within: Duration::from_millis(400) };
        let chaos = Chaos::start(&bench.city.host, random, plan);
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
