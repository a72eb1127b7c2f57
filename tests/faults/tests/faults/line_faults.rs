//! F-03, F-04, F-05 and F-07: LINE takes a message and answers 500, hangs or breaks the connection, is too busy, or
//! refuses a recipient.

use std::time::Duration;

use faults::{Bench, Chaos, Expected, Random, Run, Scenario, Setup, Verdict, prove};
use line_simulator::{Fault, FaultKind, RequestRecord};

async fn deliver(bench: &Bench, title: &str, faults: Vec<Fault>, expected: Expected) -> Verdict {
    for fault in faults {
        bench.city.line.add_fault(fault);
    }
    let mut run = Run::start(bench, title).await;
    run.to_the_end(bench, &Chaos::none()).await;
    bench.city.line.clear_faults();
    run.judge(bench, expected).await
}

/// LINE answers 500 to three in ten calls that it carried out, and to a few others with a 409 that proves nothing.
pub struct ErrorAfter;

impl Scenario for ErrorAfter {
    const NAME: &'static str = "F-03";
    const CITIES: usize = 3;

    fn setup(&self) -> Setup {
        Setup::with_followers(10_000)
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let faults = vec![
            Fault::new("multicast", FaultKind::ErrorAfter).with_probability(0.3, seed),
            Fault::new("multicast", FaultKind::Conflict).with_probability(0.1, !seed),
        ];
        deliver(bench, &format!("F-03 {seed}"), faults, Expected::default()).await
    }
}

/// Connections break before and after the message is taken, calls are slow, and one hangs until we hang up.
pub struct Unanswered;

impl Scenario for Unanswered {
    const NAME: &'static str = "F-04";
    const CITIES: usize = 5;

    fn setup(&self) -> Setup {
        Setup::with_followers(5_000)
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let mut random = Random::new(seed, "unanswered");
        let hang = *random.one_of(&[FaultKind::Hang, FaultKind::HangAfter]);
        let some = |kind, percent: f64| {
            Fault::new("multicast", kind).with_probability(percent, seed ^ percent.to_bits())
        };
        let faults = vec![
            some(hang, 0.2).times(1),
            some(FaultKind::ResetBefore, 0.1),
            some(FaultKind::ResetAfter, 0.101),
            some(FaultKind::Slow, 0.102).with_ms(random.between(300, 2_000)),
        ];
        deliver(bench, &format!("F-04 {seed}"), faults, Expected::default()).await
    }
}

/// LINE refuses everything for a while, then every second call.
pub struct TooBusy;

/// F-05: the end comes at most so long after the last refusal.
const DONE_AFTER_MS: u64 = 6 * 60_000;

impl Scenario for TooBusy {
    const NAME: &'static str = "F-05";
    const CITIES: usize = 5;

    fn setup(&self) -> Setup {
        Setup::with_followers(5_000)
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let mut random = Random::new(seed, "storm");
        let refusals = random.between(8, 24) as u32;
        let busy = || Fault::new("multicast", FaultKind::RateLimited);
        let asked_ms = random.between(2, 6) * 1_000;
        let faults = vec![
            busy().times(2).with_ms(asked_ms),
            busy().times(refusals),
            busy().with_probability(0.5, seed).times(10),
        ];
        let before = bench.city.line.ledger().requests().len(); // of earlier seeds
        let mut verdict = deliver(bench, &format!("F-05 {seed}"), faults, Expected::default()).await;
        let requests = bench.city.line.ledger().requests().split_off(before);
        let last = requests.iter().filter(|request| request.status == 429).map(|request| request.at).max();
        let after_ms = bench.city.clock.now_ms().saturating_sub(last.unwrap_or(0));
        verdict.expect(after_ms < DONE_AFTER_MS, || {
            format!("the end came {} s after the last 429", after_ms / 1_000)
        });
        let early = came_back_early(&requests, asked_ms);
        verdict
            .expect(early == 0, || format!("{early} keys came back before the {asked_ms} ms LINE asked for"));
        verdict
    }
}

/// How many of the first two refused keys, which carried a `retry-after`, were sent again before it was over.
fn came_back_early(requests: &[RequestRecord], asked_ms: u64) -> usize {
    let refused = requests.iter().enumerate().filter(|(_, request)| request.status == 429).take(2);
    let early = refused.filter(|(index, refused)| {
        let again = requests[index + 1..].iter().find(|request| request.retry_key == refused.retry_key);
        again.is_some_and(|again| again.at < refused.at + asked_ms)
    });
    early.count()
}

/// Some recipients are unknown to LINE, which refuses the whole batch.
pub struct Refused;

/// People whom LINE does not know.
const UNKNOWN: usize = 3;
/// F-07: a bad recipient costs at most so many calls.
const CALLS: u64 = 20;

impl Scenario for Refused {
    const NAME: &'static str = "F-07";
    const CITIES: usize = 1;

    fn setup(&self) -> Setup {
        Setup { unknown: UNKNOWN, latency: Duration::from_millis(5), ..Setup::with_followers(3_000) }
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let expected = Expected { refused: UNKNOWN as u64, ..Expected::default() };
        let mut verdict = deliver(bench, &format!("F-07 {seed}"), Vec::new(), expected).await;
        let most = 7 + CALLS * UNKNOWN as u64;
        let requests = verdict.requests;
        verdict.expect(requests <= most, || format!("{requests} calls, {most} would do"));
        verdict
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f_03_a_500_after_line_took_the_message_doubles_nobody() {
    prove(&ErrorAfter).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f_04_calls_that_hang_or_break_lose_nobody_and_double_nobody() {
    prove(&Unanswered).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f_05_a_storm_of_429_delays_and_loses_nobody() {
    prove(&TooBusy).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f_07_one_refused_recipient_costs_nobody_else_the_message() {
    prove(&Refused).await;
}
