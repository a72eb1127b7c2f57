//! R-D3: a thousand random tests, and nobody but testers hears of them.

use std::collections::BTreeSet;

use domain::draft::{Draft, DraftContent};
use domain::test_delivery::{ChoiceError, MARK, TestDelivery, TestId, TestRecipients};
use domain::tester::{Tester, TesterId};
use serde_json::Value;
use testkit::testing::{FakePhones, MemoryTesting, a_person, tester};
use ulid::Ulid;
use usecases::testing::request::request_test;
use usecases::testing::send::send_test;

#[path = "../../../domain/tests/messages/samples.rs"]
#[allow(dead_code, reason = "the limits' fillings are for other tests")]
mod samples;

const NOW: u64 = 1_795_320_001_000;
const TESTS: usize = 1_000;
/// Every kind of message, templates by theirs.
const KINDS: [&str; 14] = [
    "audio",
    "buttons",
    "carousel",
    "confirm",
    "coupon",
    "flex",
    "image",
    "image_carousel",
    "imagemap",
    "location",
    "sticker",
    "text",
    "textV2",
    "video",
];
/// Citizens and testers; the lowest numbers may be testers.
const PEOPLE: u64 = 200;

/// The same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn some(&mut self, of: u64, percent: u64) -> Vec<u64> {
        (0..of).filter(|_| self.below(100) < percent).collect()
    }
}

/// One of all that LINE can show, as its author wrote it.
fn bubble(random: &mut Random) -> String {
    let samples = samples::all();
    samples[random.below(samples.len() as u64) as usize].to_string()
}

/// A draft for everybody or for a ward: its target is nothing that a test could take over.
fn draft(random: &mut Random, number: u64) -> Draft {
    let targets =
        [r#"{"kind":"everyone"}"#, r#"{"kind":"segment","condition":{"item":"ward","any_of":["tama"]}}"#];
    let content = DraftContent {
        title: format!("下書き{number}"),
        target: Some(targets[random.below(2) as usize].to_owned()),
        messages: (0..=random.below(5)).map(|_| bubble(random)).collect(),
        silent: random.below(2) == 0,
        ..DraftContent::default()
    };
    Draft::begun(Ulid::from_parts(NOW, u128::from(number)), content, &a_person(), NOW)
}

fn ids(numbers: &[u64]) -> BTreeSet<TesterId> {
    numbers.iter().map(|number| tester(u128::from(*number)).id()).collect()
}

/// Whom somebody chooses at random: `None` where that is nobody, which is refused.
fn chosen(random: &mut Random, table: &[Tester], registered: &[u64]) -> Option<TestRecipients> {
    let of = if random.below(3) == 0 { PEOPLE } else { 30 };
    let wanted = random.some(of, 20);
    match TestRecipients::chosen(table, &ids(&wanted)) {
        Err(ChoiceError::NoTester) => {
            assert!(wanted.iter().any(|one| !registered.contains(one)));
            let left: Vec<u64> = wanted.into_iter().filter(|one| registered.contains(one)).collect();
            TestRecipients::chosen(table, &ids(&left)).ok()
        }
        chosen => chosen.ok(),
    }
}

#[tokio::test]
async fn r_d3_a_thousand_random_tests_reach_no_one_but_the_testers_chosen() {
    let (mut random, mut sent, mut reached) = (Random(20_261_129), 0, 0);
    let mut kinds = BTreeSet::new();
    for number in 0.. {
        let (store, phones) = (MemoryTesting::default(), FakePhones::default());
        let registered = random.some(30, 40);
        for one in &registered {
            store.insert(tester(u128::from(*one)));
        }
        let table: Vec<Tester> = store.everybody();
        let Some(recipients) = chosen(&mut random, &table, &registered) else { continue };
        let draft = draft(&mut random, number);
        let id = TestId::from_ulid(Ulid::from_parts(NOW, u128::from(number)));
        let chosen: BTreeSet<TesterId> = recipients.waiting().collect();
        let test = TestDelivery::of(&draft, id, recipients, a_person(), NOW).unwrap();
        request_test(&store, &store, draft.id, test).await.unwrap();
        let gone: Vec<u64> = random.some(30, 5);
        for id in ids(&gone) {
            store.remove(id);
        }
        send_test(&store, &store, &phones, draft.id, id, || NOW).await.unwrap();
        let expected: BTreeSet<String> = table
            .iter()
            .filter(|one| chosen.contains(&one.id()) && !ids(&gone).contains(&one.id()))
            .map(|one| one.user().as_str().to_owned())
            .collect();
        let received = phones.received();
        assert_eq!(received.keys().cloned().collect::<BTreeSet<_>>(), expected, "test {number}");
        for bodies in received.values() {
            kinds.extend(assert_marked(bodies, &draft.content.messages));
        }
        (sent, reached) = (sent + 1, reached + received.len());
        if sent == TESTS {
            break;
        }
    }
    assert!(reached > TESTS, "{reached} phones in {sent} tests");
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), KINDS);
}

/// Each alternative text begins with the mark, everything else is as its author wrote it; answers the kinds.
fn assert_marked(bodies: &[Value], written: &[String]) -> Vec<String> {
    let mut messages = Vec::new();
    for body in bodies {
        let these = body["messages"].as_array().unwrap();
        assert!((1..=5).contains(&these.len()));
        assert!(body.get("customAggregationUnits").is_none(), "a test is in no statistic");
        messages.extend(these.clone());
    }
    let first = messages.remove(0);
    assert!(first["text"].as_str().unwrap().starts_with(MARK), "{first}");
    let expected = written.iter().map(|text| {
        let mut message: Value = serde_json::from_str(text).unwrap();
        if let Some(alt) = message["altText"].as_str() {
            message["altText"] = format!("{MARK}{alt}").into();
        }
        message
    });
    assert_eq!(messages, expected.collect::<Vec<_>>());
    let kind = |message: &Value| {
        let inner = if message["type"] == "template" { &message["template"] } else { message };
        inner["type"].as_str().unwrap().to_owned()
    };
    messages.iter().map(kind).collect()
}
