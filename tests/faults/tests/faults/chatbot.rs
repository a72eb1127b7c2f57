//! F-18: the chatbot is down, slow or failing while citizens write.

use std::collections::BTreeSet;
use std::time::Duration;

use city::chatbot::Behaviour;
use faults::chaos::Plan;
use faults::{Bench, Chaos, Random, Scenario, Setup, Verdict, prove};
use futures::FutureExt as _;
use line_simulator::Friend;
use serde_json::Value;
use tokio::time::Instant;

pub struct Unwell;

const PARKED: &str = "ForwardDeadLetterQueue.fifo";
const USERS: usize = 12;
const TEXTS: usize = 5;
/// Between two texts: a burst would only start a hundred processes.
const PAUSE: Duration = Duration::from_millis(8);
/// A healthy user's text arrives so soon even if others' texts are being tried again (wall clock, cold starts on a
/// busy machine included); behind one of those it would wait for up to 11 s, behind several for a multiple.
const OTHERS: Duration = Duration::from_secs(10);
/// Nothing in this bench keeps the forwarders busy for longer without a pause (wall clock).
const LONGEST_BUSY: Duration = Duration::from_secs(90);
/// The queues hide a message for at most 90 s.
const HIDDEN: Duration = Duration::from_secs(91);

impl Scenario for Unwell {
    const NAME: &'static str = "F-18";
    const CITIES: usize = 4;

    fn setup(&self) -> Setup {
        Setup { latency: Duration::from_millis(5), ..Setup::with_followers(0) }
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let mut random = Random::new(seed, "chatbot");
        bench.city.line.configure_webhook(|settings| {
            (settings.redelivery, settings.redelivery_delay_ms, settings.redeliveries) = (true, 200, 8);
        });
        let behaviour = match seed % 3 {
            0 => Behaviour::Down,
            1 => Behaviour::Slow(random.millis(300, 1_500)),
            _ => Behaviour::Failing { status: 500, one_in: random.between(1, 3) },
        };
        let kills = random.below(3);
        let within = Duration::from_millis(100);
        let plan = Plan { functions: &["ForwardWebhookFunction"], kills, within, call: None };
        let mut chaos = Chaos::start(&bench.city, Random::new(seed, "kills"), plan);
        bench.city.chatbot.behave(behaviour).await.expect("the chatbot can be unwell");
        let users = bench.city.line.add_users(USERS + 1, Friend::Following, &format!("f18-{seed}"));
        let (other, users) = users.split_last().expect("there are users");
        write(bench, users, &mut random).await;
        tokio::time::sleep(random.millis(500, 6_000)).await;
        bench.city.chatbot.behave(Behaviour::Healthy).await.expect("the chatbot's port is free");
        let mut verdict = Verdict::default();
        let waited = is_served(bench, other).await;
        verdict.expect(waited < OTHERS, || format!("another user waited {waited:?}"));
        let is_at_rest = rest(bench, &["ForwardQueue.fifo"]).await;
        verdict.expect(is_at_rest, || "the forward queue never emptied".to_owned());
        chaos.stop();
        verdict.kills = chaos.kills();
        judge(bench, users, &mut verdict);
        verdict
    }
}

/// Everybody writes a few numbered texts.
async fn write(bench: &Bench, users: &[String], random: &mut Random) {
    for number in 0..TEXTS {
        for user in users {
            bench.city.line.say(user, &format!("{number}")).expect("a friend may write");
            tokio::time::sleep(PAUSE).await;
        }
        tokio::time::sleep(random.millis(5, 300)).await;
    }
}

/// How long a text of this user is under way.
async fn is_served(bench: &Bench, user: &str) -> Duration {
    let begun = Instant::now();
    bench.city.line.say(user, "hello").expect("a friend may write");
    while bench.city.chatbot.texts_of(user).is_empty() && begun.elapsed() < OTHERS * 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    begun.elapsed()
}

/// Waits until the queues are empty, moving the clock over what they hide; `false` if they never are.
pub async fn rest(bench: &Bench, queues: &[&str]) -> bool {
    let depth = |queue: &&str| bench.city.aws.sqs().depth(queue).expect("the queue is there").total();
    for _ in 0..15 {
        let until = Instant::now() + LONGEST_BUSY;
        while is_busy(bench, queues) {
            if Instant::now() > until {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        if queues.iter().map(depth).sum::<usize>() == 0 {
            return true;
        }
        bench.city.advance(HIDDEN);
    }
    false
}

/// Whether something works or could be received. A message behind a hidden one of its group cannot, and the city
/// is not called idle while it waits.
fn is_busy(bench: &Bench, queues: &[&str]) -> bool {
    let (line, host, sqs) = (&bench.city.line, &bench.city.host, bench.city.aws.sqs());
    line.webhooks_under_way() > 0
        || queues.iter().any(|queue| sqs.wait_for_message(queue).now_or_never().is_some())
        || host.metrics().values().any(|metrics| metrics.in_flight > 0)
}

/// Takes the parked bodies off their queue; answers the ids of their events, which wait for a person.
pub fn parked(bench: &Bench) -> Vec<String> {
    let (sqs, mut found) = (bench.city.aws.sqs(), Vec::new());
    loop {
        let messages = sqs.receive(PARKED, 10).expect("the queue is there");
        if messages.is_empty() {
            return found;
        }
        for message in messages {
            let body = queue::webhook_messages::parse(&message.body).expect("a parked body can be read").body;
            let body: Value = serde_json::from_slice(&body).expect("a webhook is JSON");
            let ids = body["events"].as_array().into_iter().flatten();
            found.extend(ids.filter_map(|event| event["webhookEventId"].as_str().map(str::to_owned)));
            sqs.delete(PARKED, &message.receipt_handle).expect("the receipt is fresh");
        }
    }
}

/// I-14: each text that was answered 200 arrived or is parked, and nobody's texts overtook each other. The order is
/// judged where LINE got all its answers in time; otherwise LINE itself sends the next text before the last is stored.
fn judge(bench: &Bench, users: &[String], verdict: &mut Verdict) {
    let mut there: BTreeSet<String> =
        bench.city.chatbot.received().into_iter().map(|event| event.event_id).collect();
    let waits = parked(bench);
    verdict.unknown += waits.len() as u64;
    there.extend(waits);
    let attempts = bench.city.line.webhooks();
    for user in users {
        let of_user = || attempts.iter().filter(|attempt| attempt.user_id == *user);
        let taken = of_user().filter(|attempt| attempt.status == Some(200));
        let promised: BTreeSet<&String> = taken.map(|attempt| &attempt.webhook_event_id).collect();
        let lost = promised.iter().filter(|event| !there.contains(**event)).count();
        verdict.requests += of_user().count() as u64;
        verdict.accepted += promised.len() as u64;
        verdict.lost += lost as u64;
        verdict
            .expect(lost == 0, || format!("{lost} texts of {user} are neither with the chatbot nor parked"));
        let all = of_user().map(|attempt| &attempt.webhook_event_id).collect::<BTreeSet<_>>().len();
        verdict.expect(promised.len() == all, || {
            format!("{} texts of {user} were never taken", all - promised.len())
        });
        let arrived = bench.city.chatbot.texts_of(user);
        let in_time = of_user().all(|attempt| attempt.status == Some(200));
        verdict.expect(!in_time || arrived.is_sorted(), || {
            format!("texts of {user} overtook each other: {arrived:?}")
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f_18_an_unwell_chatbot_loses_nothing_mixes_nothing_up_and_holds_up_nobody_else() {
    prove(&Unwell).await;
}
