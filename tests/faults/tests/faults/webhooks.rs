//! F-17: webhooks come twice, late, out of order and again, while the functions that take them are killed.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::follower::Friendship;
use domain::user_id::{ShardNumber, UserId};
use faults::chaos::Plan;
use faults::{Bench, Chaos, Random, Scenario, Setup, Verdict, people, prove};
use line_simulator::{Friend, Postback};
use serde_json::{Value, json};

use crate::chatbot::{parked, rest};

pub struct Webhooks;

/// The functions on a webhook's way in.
const WAY_IN: &[&str] = &["ReceiveWebhookFunction", "HandleWebhookFunction", "ForwardWebhookFunction"];
const USERS: usize = 30;
const ROUNDS: usize = 5;
/// Between two events: a burst would only start a hundred processes.
const PAUSE: Duration = Duration::from_millis(8);

/// Who did what in one seed.
#[derive(Default)]
struct Story {
    follows: u64,
    friends: BTreeMap<String, Friend>,
    replies_before: usize,
    friends_before: u64,
}

impl Scenario for Webhooks {
    const NAME: &'static str = "F-17";
    const CITIES: usize = 2;

    fn setup(&self) -> Setup {
        Setup { latency: Duration::from_millis(5), ..Setup::with_followers(0) }
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let mut random = Random::new(seed, "webhooks");
        let line = &bench.city.line;
        line.configure_webhook(|settings| {
            (settings.duplicate, settings.reorder) = (1, random.percent(50));
            (settings.redelivery, settings.redelivery_delay_ms, settings.redeliveries) = (true, 100, 8);
            settings.batch = random.between(1, 3) as usize;
        });
        let plan = Plan {
            functions: WAY_IN,
            kills: random.between(4, 10),
            within: Duration::from_millis(60),
            call: None,
        };
        let mut chaos = Chaos::start(&bench.city, Random::new(seed, "kills"), plan);
        let story = live(bench, seed, &mut random).await;
        let mut verdict = Verdict::default();
        let is_at_rest = rest(bench, &["EventQueue.fifo", "ForwardQueue.fifo"]).await;
        verdict.expect(is_at_rest, || "the webhook queues never emptied".to_owned());
        chaos.stop();
        verdict.kills = chaos.kills();
        judge(bench, &story, &mut verdict).await;
        verdict
    }
}

/// People follow, leave, come back and tap. Two events of one person never share a millisecond, because then even
/// LINE could not say which was the later.
async fn live(bench: &Bench, seed: u64, random: &mut Random) -> Story {
    let line = &bench.city.line;
    let mut story =
        Story { friends_before: friends(bench).await, replies_before: replies(bench), ..Story::default() };
    for user in line.add_users(USERS, Friend::None, &format!("f17-{seed}")) {
        story.friends.insert(user, Friend::None);
    }
    for _ in 0..ROUNDS {
        for (user, friend) in &mut story.friends {
            if *friend == Friend::Following && random.percent(30) {
                let postback = Postback { data: "menu".to_owned(), ..Postback::default() };
                line.tap(user, postback).expect("a friend may tap");
            } else {
                *friend = if *friend == Friend::Following { Friend::Blocked } else { Friend::Following };
                story.follows += u64::from(*friend == Friend::Following);
                line.set_friend(user, *friend).expect("the user is known");
            }
            tokio::time::sleep(PAUSE).await;
        }
        tokio::time::sleep(random.millis(0, 60)).await;
    }
    story
}

async fn friends(bench: &Bench) -> u64 {
    let asked = json!({ "target": { "kind": "everyone" } });
    let answer: Value = bench.call("POST", "/api/segments/count", Some(asked)).await;
    answer["count"].as_u64().expect("a count")
}

fn replies(bench: &Bench) -> usize {
    bench.city.line.ledger().requests().iter().filter(|request| request.endpoint == "reply").count()
}

async fn judge(bench: &Bench, story: &Story, verdict: &mut Verdict) {
    let (followers, segments) = people::tables(&bench.city).await;
    let mut slots: BTreeMap<String, u64> = BTreeMap::new();
    for shard in ShardNumber::all() {
        for shelved in segments.read_shard(shard).await.expect("a shard can be read") {
            let ids = (0..shelved.ids.len()).filter_map(|slot| shelved.ids.get(slot));
            ids.for_each(|id| *slots.entry(id.as_str().to_owned()).or_default() += 1);
        }
    }
    for (user, friend) in &story.friends {
        let id = UserId::parse(user.clone()).expect("a user id");
        let stored = followers.follower(&id).await.expect("followers can be read");
        let wanted = if *friend == Friend::Following { Friendship::Following } else { Friendship::Blocked };
        let stands = stored.map(|follower| follower.friendship);
        verdict.lost += u64::from(stands != Some(wanted));
        verdict.expect(stands == Some(wanted), || format!("{user} is {stands:?} and should be {wanted:?}"));
        let slots = slots.get(user).copied().unwrap_or(0);
        verdict.doubled += slots.saturating_sub(1);
        verdict.expect(slots == 1, || format!("{user} has {slots} places in the segment pages"));
    }
    let following = story.friends.values().filter(|friend| **friend == Friend::Following).count() as u64;
    let counted = friends(bench).await - story.friends_before;
    verdict.expect(counted == following, || format!("{counted} friends counted, {following} follow"));
    let greetings = (replies(bench) - story.replies_before) as u64;
    verdict.doubled += greetings.saturating_sub(story.follows);
    verdict.expect(greetings <= story.follows, || {
        format!("{greetings} greetings for {} follows", story.follows)
    });
    every_event_arrived(bench, story, verdict);
}

/// I-12: what was answered with 200 reached the chatbot or waits for a person.
fn every_event_arrived(bench: &Bench, story: &Story, verdict: &mut Verdict) {
    let of_story = |user: &String| story.friends.contains_key(user);
    let attempts: Vec<_> =
        bench.city.line.webhooks().into_iter().filter(|attempt| of_story(&attempt.user_id)).collect();
    let taken = |attempt: &&line_simulator::WebhookRecord| attempt.status == Some(200);
    let promised: BTreeSet<String> =
        attempts.iter().filter(taken).map(|attempt| attempt.webhook_event_id.clone()).collect();
    let all: BTreeSet<&String> = attempts.iter().map(|attempt| &attempt.webhook_event_id).collect();
    verdict.requests = attempts.len() as u64;
    verdict.expect(promised.len() == all.len(), || {
        format!("{} events were never taken, even when sent again", all.len() - promised.len())
    });
    let mut arrived: BTreeSet<String> =
        bench.city.chatbot.received().into_iter().map(|event| event.event_id).collect();
    arrived.extend(parked(bench));
    let missing = promised.difference(&arrived).count() as u64;
    verdict.accepted = promised.len() as u64 - missing;
    verdict.lost += missing;
    verdict.expect(missing == 0, || format!("{missing} events were answered 200 and reached nobody"));
    let refused = bench.city.chatbot.refused_signatures();
    verdict.expect(refused == 0, || format!("{refused} signatures did not fit their bodies"));
}

#[tokio::test(flavor = "multi_thread")]
async fn f_17_webhooks_doubled_shuffled_and_cut_off_have_each_effect_once() {
    prove(&Webhooks).await;
}
