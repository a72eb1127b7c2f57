//! Batches of the test queue. `events/send_test` holds one.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use aws_lambda_events::event::sqs::SqsEvent;
use domain::batch::AttemptOutcome;
use domain::draft::DraftId;
use domain::test_delivery::{TestDelivery, TestId, TestRecipients};
use runtime::sqs::PartialBatch;
use send_test::handle;
use serde_json::{Value, json};
use testkit::testing::{FakePhones, MemoryTesting, a_draft, a_person, tester};
use usecases::testing::ports::Tests;

const NOW: u64 = 1_795_320_001_000;

fn event() -> SqsEvent {
    sample("test")
}

fn sample(case: &str) -> SqsEvent {
    let path = format!("{}/../../events/send_test/{case}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn failures(answer: &PartialBatch) -> usize {
    let answer: Value = json!(answer);
    answer["batchItemFailures"].as_array().unwrap().len()
}

/// The test that the sample names, asked for with one tester.
async fn a_city() -> (MemoryTesting, FakePhones) {
    let (table, hanako) = (MemoryTesting::default(), tester(1));
    table.insert(hanako.clone());
    let recipients = TestRecipients::chosen(std::slice::from_ref(&hanako), &[hanako.id()].into()).unwrap();
    let id = TestId::parse("01M826CQ03Q0XN9F2C86D337CN").unwrap();
    let test = TestDelivery::of(&a_draft(&["こんにちは"]), id, recipients, a_person(), NOW).unwrap();
    let draft = DraftId::parse("01M826CQ03Q0XN9F2C86D337CM").unwrap();
    table.keep_test(draft, &test).await.unwrap();
    let phones = FakePhones::dying_by(&table.death);
    (table, phones)
}

#[tokio::test]
async fn a_message_sends_its_test_and_the_same_message_again_sends_nothing() {
    let (table, phones) = a_city().await;
    for _ in 0..2 {
        assert_eq!(failures(&handle(&table, &phones, event(), || NOW).await), 0);
    }
    assert_eq!(phones.received()[tester(1).user().as_str()].len(), 1);
}

#[tokio::test]
async fn a_message_that_failed_comes_again_and_so_does_one_that_nobody_reads() {
    let (table, phones) = a_city().await;
    table.death.strike_at(3, true);
    assert_eq!(failures(&handle(&table, &phones, event(), || NOW).await), 1, "killed after LINE took it");
    assert_eq!(failures(&handle(&table, &phones, event(), || NOW).await), 0);
    assert_eq!(phones.received()[tester(1).user().as_str()].len(), 1);
    let mut torn = event();
    torn.records[0].body = Some("{}".to_owned());
    assert_eq!(failures(&handle(&table, &phones, torn, || NOW).await), 1);
}

#[tokio::test]
async fn whoever_was_picked_is_told_so_once_and_a_search_that_is_gone_is_no_failure() {
    let (table, phones) = a_city().await;
    phones.will([AttemptOutcome::Unanswered]);
    assert_eq!(failures(&handle(&table, &phones, sample("welcome"), || NOW).await), 1, "it comes again");
    for _ in 0..2 {
        assert_eq!(failures(&handle(&table, &phones, sample("welcome"), || NOW).await), 0);
    }
    assert_eq!(phones.received()[tester(1).user().as_str()].len(), 1);
    assert_eq!(failures(&handle(&table, &phones, sample("search"), || NOW).await), 0);
}
