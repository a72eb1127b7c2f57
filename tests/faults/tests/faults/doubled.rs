//! F-02: every SQS message comes two to five times, shuffled and at once.

use embedded_aws::SqsDuplicates;
use faults::{Bench, Chaos, Expected, Run, Scenario, Setup, Verdict, prove};

pub struct Doubled;

impl Scenario for Doubled {
    const NAME: &'static str = "F-02";
    const CITIES: usize = 2;

    fn setup(&self) -> Setup {
        Setup::with_followers(10_000)
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let doubled = SqsDuplicates { seed, min: 2, max: 5, shuffle: true };
        bench.city.aws.faults().set_sqs_duplicates(Some(doubled));
        let mut run = Run::start(bench, &format!("F-02 {seed}")).await;
        let end = run.to_the_end(bench, &Chaos::none()).await;
        bench.city.aws.faults().clear();
        let mut verdict = run.judge(bench, Expected::default()).await;
        let (requests, batches) = (verdict.requests, u64::from(end.batches));
        verdict.expect(requests == batches, || format!("{requests} calls for {batches} batches"));
        verdict
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f_02_messages_handed_over_up_to_five_times_are_sent_once() {
    prove(&Doubled).await;
}
