//! F-26: citizens change their answers, stop, block and come back, fifty times a second, while the functions that
//! write it are killed. At the end follower, page and count agree, and stand as the form was told.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::follower::{Follower, Friendship};
use domain::survey::Catalogue;
use faults::chaos::Plan;
use faults::registrations::{self, Choices, Form, WARDS};
use faults::{Bench, Chaos, Random, Scenario, Setup, Verdict, prove};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use line_simulator::Friend;
use serde_json::{Value, json};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::chatbot::rest;

pub struct Registrations;

const WRITERS: &[&str] = &["CitizenApiFunction", "HandleWebhookFunction"];
const PEOPLE: usize = 20_000;
const CHANGES: usize = 400;
/// Fifty changes a second.
const EVERY: Duration = Duration::from_millis(20);
/// So many changes are under way at most. A machine that cannot do fifty a second then does fewer; without a limit, their
/// first starts would take each other's time until every one of them is cut off and begun again.
const AT_ONCE: usize = 40;

/// What one person is to be at the end.
#[derive(Debug, Clone)]
struct Wanted {
    friend: Friend,
    choices: Choices,
}

impl Wanted {
    fn is_counted_in(&self, ward: &str) -> bool {
        self.friend == Friend::Following
            && self.choices.get("ward").is_some_and(|chosen| chosen.contains(ward))
    }
}

impl Scenario for Registrations {
    const NAME: &'static str = "F-26";
    const CITIES: usize = 1;

    fn setup(&self) -> Setup {
        Setup { latency: Duration::from_millis(5), ..Setup::with_followers(0) }
    }

    async fn run(&self, bench: &Bench, seed: u64) -> Verdict {
        let mut random = Random::new(seed, "registrations");
        bench.city.line.configure_webhook(|settings| {
            (settings.duplicate, settings.reorder) = (1, random.percent(50));
            (settings.redelivery, settings.redelivery_delay_ms, settings.redeliveries) = (true, 100, 8);
        });
        let mut wanted = town(bench, &mut random).await;
        let plan = Plan {
            functions: WRITERS,
            kills: random.between(6, 12),
            within: Duration::from_millis(80),
            call: None,
        };
        let mut chaos = Chaos::start(&bench.city, Random::new(seed, "kills"), plan);
        let mut verdict =
            Verdict { requests: live(bench, &mut wanted, &mut random).await, ..Verdict::default() };
        let is_at_rest = rest(bench, &["EventQueue.fifo"]).await;
        verdict.expect(is_at_rest, || "the event queue never emptied".to_owned());
        chaos.stop();
        verdict.kills = chaos.kills();
        judge(bench, &wanted, &mut verdict).await;
        verdict
    }
}

/// The people of this city: made by the first seed, found again by later ones.
async fn town(bench: &Bench, random: &mut Random) -> BTreeMap<String, Wanted> {
    let known = registrations::everybody(&bench.city).await.into_iter().filter_map(|standing| {
        let row = standing.follower?;
        let wanted = Wanted { friend: friend(row.friendship), choices: choices_of(&row) };
        Some((standing.user.as_str().to_owned(), wanted))
    });
    let known: BTreeMap<String, Wanted> = known.collect();
    if !known.is_empty() {
        return known;
    }
    let settled = registrations::settle(&bench.city, PEOPLE, random).await;
    settled.into_iter().map(|(id, choices)| (id, Wanted { friend: Friend::Following, choices })).collect()
}

fn friend(friendship: Friendship) -> Friend {
    if friendship == Friendship::Following { Friend::Following } else { Friend::Blocked }
}

/// Fifty changes a second, each of somebody whose last change is done. Answers how many requests they took.
async fn live(bench: &Bench, wanted: &mut BTreeMap<String, Wanted>, random: &mut Random) -> u64 {
    let (city, form) = (&bench.city, Form::of(&bench.city));
    let names: Vec<String> = wanted.keys().cloned().collect();
    let (mut under_way, mut busy, mut requests) = (FuturesUnordered::new(), BTreeSet::new(), 0);
    let mut clock = interval(EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for _ in 0..CHANGES {
        clock.tick().await;
        while let Some(Some((user, tries))) = futures::FutureExt::now_or_never(under_way.next()) {
            busy.remove(&user);
            requests += tries;
        }
        if under_way.len() >= AT_ONCE
            && let Some((user, tries)) = under_way.next().await
        {
            busy.remove(&user);
            requests += tries;
        }
        let user = random.one_of(&names).clone();
        let Some(person) = wanted.get_mut(&user).filter(|_| busy.insert(user.clone())) else { continue };
        let what = random.below(100);
        let next = match what {
            0..75 => registrations::choices(random),
            75..82 => Choices::new(),
            _ => person.choices.clone(),
        };
        if what >= 82 {
            person.friend =
                if person.friend == Friend::Following { Friend::Blocked } else { Friend::Following };
            city.line.set_friend(&user, person.friend).expect("the user is known");
            tokio::time::sleep(Duration::from_millis(2)).await; // two events of one person never share a millisecond
        }
        person.choices.clone_from(&next);
        let form = &form;
        under_way.push(async move {
            let tries = match what {
                0..75 => form.save(city, &user, &next).await,
                75..82 => form.leave(city, &user).await,
                _ => 1,
            };
            (user, tries)
        });
    }
    let begun = Instant::now();
    while let Some((_, tries)) = under_way.next().await {
        requests += tries;
        assert!(begun.elapsed() < Duration::from_mins(4), "changes never end");
    }
    requests
}

fn choices_of(follower: &Follower) -> Choices {
    let mut choices = Choices::new();
    for (item, answer) in follower.answers.iter() {
        let chosen = answer.value.options().map(|option| option.as_str().to_owned()).collect();
        choices.insert(item.as_str().to_owned(), chosen);
    }
    choices
}

async fn judge(bench: &Bench, wanted: &BTreeMap<String, Wanted>, verdict: &mut Verdict) {
    let catalogue = Catalogue::kawasaki_example();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for standing in registrations::everybody(&bench.city).await {
        let id = standing.user.as_str().to_owned();
        *seen.entry(id.clone()).or_default() += 1;
        let Some(person) = wanted.get(&id) else { continue };
        let Some(row) = standing.follower else {
            verdict.expect(false, || "somebody on a page has no row".to_owned());
            continue;
        };
        let (choices, friend) = (choices_of(&row), friend(row.friendship));
        let as_told = choices == person.choices && friend == person.friend;
        verdict.lost += u64::from(!as_told);
        verdict.accepted += u64::from(as_told);
        verdict.expect(as_told, || format!("a person is {choices:?} {friend:?} and should be {person:?}"));
        let agrees = standing.planes == row.planes(&catalogue);
        verdict.expect(agrees, || format!("the bits of {:?} differ from the row", standing.user));
    }
    verdict.doubled += seen.values().map(|places| places.saturating_sub(1)).sum::<u64>();
    verdict.expect(verdict.doubled == 0, || "somebody has two places".to_owned());
    let missing = wanted.keys().filter(|id| !seen.contains_key(*id)).count();
    verdict.expect(missing == 0, || format!("{missing} people have no place"));
    for ward in WARDS {
        let expected = wanted.values().filter(|person| person.is_counted_in(ward)).count() as u64;
        let target = json!({ "kind": "segment", "condition": { "item": "ward", "any_of": [ward] } });
        let answer: Value =
            bench.call("POST", "/api/segments/count", Some(json!({ "target": target }))).await;
        let counted = &answer["count"];
        verdict.expect(*counted == expected, || format!("{ward}: {counted} counted, {expected} live there"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f_26_answers_under_kills_stand_as_the_form_was_told_and_pages_agree() {
    prove(&Registrations).await;
}
