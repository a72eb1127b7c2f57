//! R-D3: a thousand random tests, and nobody but testers hears of them.

use std::collections::BTreeSet;

use domain::draft::{Draft, DraftContent};
use domain::test_delivery::{ChoiceError, MARK, TestDelivery, TestId, TestRecipients};
use domain::tester::{Tester, TesterId};
use serde_json::{Value, json};
use testkit::testing::{FakePhones, MemoryTesting, a_person, tester};
use ulid::Ulid;
use usecases::testing::request::request_test;
use usecases::testing::send::send_test;

const NOW: u64 = 1_795_320_001_000;
const TESTS: u64 = 1_000;
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

fn bubble(random: &mut Random) -> Value {
    let buttons = json!({ "type": "buttons", "text": "お知らせ", "actions": [{ "type": "message", "label": "はい", "text": "はい" }] });
    match random.below(4) {
        0 => json!({ "type": "text", "text": "避難所を開きました" }),
        1 => json!({ "type": "sticker", "packageId": "446", "stickerId": "1988" }),
        2 => json!({ "type": "template", "altText": "お知らせ", "template": buttons }),
        _ => {
            json!({ "type": "flex", "altText": "夏祭り", "contents": { "type": "bubble", "body": { "type": "box", "layout": "vertical", "contents": [] } } })
        }
    }
}

/// A draft for everybody or for a ward: its target is nothing that a test could take over.
fn draft(random: &mut Random, number: u64) -> Draft {
    let targets =
        [r#"{"kind":"everyone"}"#, r#"{"kind":"segment","condition":{"item":"ward","any_of":["tama"]}}"#];
    let content = DraftContent {
        title: format!("下書き{number}"),
        target: Some(targets[random.below(2) as usize].to_owned()),
        messages: (0..=random.below(5)).map(|_| bubble(random).to_string()).collect(),
        silent: random.below(2) == 0,
        ..DraftContent::default()
    };
    Draft::begun(Ulid::from_parts(NOW, u128::from(number)), content, &a_person(), NOW)
}

fn ids(numbers: &[u64]) -> BTreeSet<TesterId> {
    numbers.iter().map(|number| tester(u128::from(*number)).id()).collect()
}

#[tokio::test]
async fn r_d3_a_thousand_random_tests_reach_no_one_but_the_testers_chosen() {
    let (mut random, mut reached) = (Random(20_261_129), 0);
    for number in 0..TESTS {
        let (store, phones) = (MemoryTesting::default(), FakePhones::default());
        let registered = random.some(30, 40);
        for one in &registered {
            store.insert(tester(u128::from(*one)));
        }
        let table: Vec<Tester> = store.everybody();
        let of = if random.below(3) == 0 { PEOPLE } else { 30 };
        let wanted = random.some(of, 20);
        let recipients = match TestRecipients::chosen(&table, &ids(&wanted)) {
            Ok(recipients) => recipients,
            Err(ChoiceError::NoTester) => {
                assert!(wanted.iter().any(|one| !registered.contains(one)));
                let left: Vec<u64> = wanted.into_iter().filter(|one| registered.contains(one)).collect();
                match TestRecipients::chosen(&table, &ids(&left)) {
                    Ok(recipients) => recipients,
                    Err(_) => continue,
                }
            }
            Err(_) => continue,
        };
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
            assert_marked(bodies);
        }
        reached += received.len();
    }
    assert!(reached > 1_000, "{reached} phones in {TESTS} tests");
}

fn assert_marked(bodies: &[Value]) {
    let first = bodies[0]["messages"][0]["text"].as_str().unwrap();
    assert!(first.starts_with(MARK), "{first}");
    for body in bodies {
        let messages = body["messages"].as_array().unwrap();
        assert!((1..=5).contains(&messages.len()));
        assert!(body.get("customAggregationUnits").is_none(), "a test is in no statistic");
        let alts = messages.iter().filter_map(|message| message["altText"].as_str());
        alts.for_each(|alt| assert!(alt.starts_with(MARK), "{alt}"));
    }
}
