//! F-08: messages lie in the dead-letter queue for 22, 23 or 25 hours and are redriven; LINE forgets a key after 24.

use std::time::Duration;

use embedded_aws::{NewMessage, Sqs};
use faults::drive::minute;
use faults::{Bench, Chaos, Expected, Random, Run, Scenario, Setup, Verdict, prove};
use line_simulator::{Fault, FaultKind};

pub struct Hours;

const QUEUE: &str = "BatchQueue";
const DEAD: &str = "BatchDeadLetterQueue";
/// Longer than the batch queue hides a message.
const HIDDEN: Duration = Duration::from_secs(200);
/// A message is given up after a hundred receipts.
const RECEIPTS: usize = 102;

impl Scenario for Hours {
    const NAME: &'static str = "F-08";
    const CITIES: usize = 2;

    fn setup(&self) -> Setup {
        Setup::with_followers(10_000)
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let mut random = Random::new(seed, "hours");
        let hours = [22, 23, 25][(seed % 3) as usize];
        let mut run = Run::start(bench, &format!("F-08 {seed}, {hours} h")).await;
        interrupt(bench, &mut run, &mut random).await;
        let dead = die_off(bench);
        run.verdict.expect(dead > 0, || "no message was left over".to_owned());
        bench.city.advance(Duration::from_hours(hours));
        if random.percent(50) {
            minute(bench).await;
        }
        redrive(bench.city.aws.sqs());
        bench.city.host.freeze_mappings(false);
        let too_old = hours >= 23;
        resumed(bench, &mut run, too_old).await;
        run.to_the_end(bench, &Chaos::none()).await;
        let verdict = run.judge(bench, Expected { may_be_unknown: too_old, ..Expected::default() }).await;
        bench.city.aws.sqs().purge(DEAD).expect("the queue is there");
        verdict
    }
}

/// Kills everything while calls hang at LINE, some of them taken and some not, and keeps it from going on.
async fn interrupt(bench: &Bench, run: &mut Run, random: &mut Random) {
    let (line, host) = (&bench.city.line, &bench.city.host);
    line.add_fault(Fault::new("multicast", FaultKind::HangAfter).with_probability(0.3, random.number()));
    line.add_fault(Fault::new("multicast", FaultKind::Hang).with_probability(0.3, random.number()));
    while !run.poll(bench).await.plan_complete || line.ledger().requests().len() == run.ledger_from {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(random.millis(0, 300)).await;
    host.freeze_mappings(true);
    run.verdict.kills += host.processes().len() as u64;
    host.restart_all().await;
    line.clear_faults();
}

/// A day later only what may have gone out is asked about; whoever was certainly not sent it waits for somebody's word.
async fn resumed(bench: &Bench, run: &mut Run, too_old: bool) {
    minute(bench).await;
    run.until_idle(bench).await;
    let report = run.poll(bench).await;
    let waits = report.counts.waiting > 0;
    run.verdict.expect(!too_old || report.settled || (report.status == "paused") == waits, || {
        format!("{} with {:?} after a day", report.status, report.counts)
    });
    if report.status == "paused" {
        bench.resume(&report).await;
    }
}

/// Receives the batch queue's messages until they are in the dead-letter queue; answers how many.
fn die_off(bench: &Bench) -> usize {
    bench.city.advance(HIDDEN);
    let sqs = bench.city.aws.sqs();
    for _ in 0..RECEIPTS {
        let visible = sqs.depth(QUEUE).expect("the queue is there").visible;
        for _ in 0..visible.div_ceil(10) {
            sqs.receive_with_visibility(QUEUE, 10, Duration::ZERO).expect("the queue is there");
        }
    }
    sqs.depth(DEAD).expect("the queue is there").total()
}

/// Hands the dead-letter queue's messages to the senders once more.
fn redrive(sqs: &Sqs) {
    loop {
        let messages = sqs.receive(DEAD, 10).expect("the queue is there");
        if messages.is_empty() {
            return;
        }
        for message in messages {
            sqs.send(QUEUE, NewMessage::new(message.body)).expect("the queue takes it");
            sqs.delete(DEAD, &message.receipt_handle).expect("the receipt is fresh");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f_08_a_redrive_after_23_hours_sends_nothing_again_and_one_before_loses_nobody() {
    prove(&Hours).await;
}
