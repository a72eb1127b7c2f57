//! A test on its way to its testers.

use std::time::Duration;

use domain::batch::{AttemptOutcome, RefusedFor};
use domain::draft::Draft;
use domain::test_delivery::{Because, MARK, Standing, TEST_LASTS_MS, TestDelivery, Tested, tested};
use domain::tester::Tester;
use testkit::testing::{FakePhones, MemoryTesting, a_draft, a_test, tester};
use usecases::testing::request::{RequestTestError, request_test};
use usecases::testing::send::{SendTestError, Sent, send_test};

const NOW: u64 = 1_795_320_001_000;

struct City {
    store: MemoryTesting,
    phones: FakePhones,
    draft: Draft,
    test: TestDelivery,
}

impl City {
    /// Two testers, and a draft that both are to see.
    fn new(texts: &[&str]) -> Self {
        let store = MemoryTesting::default();
        let phones = FakePhones::dying_by(&store.death);
        let testers: Vec<Tester> = [1, 2].map(tester).to_vec();
        testers.iter().cloned().for_each(|one| store.insert(one));
        let draft = a_draft(texts);
        let test = a_test(7, &draft, &testers);
        Self { store, phones, draft, test }
    }

    async fn request(&self) -> Result<TestDelivery, RequestTestError> {
        request_test(&self.store, &self.store, self.draft.id, self.test.clone()).await
    }

    async fn send(&self) -> Result<Sent, SendTestError> {
        send_test(&self.store, &self.store, &self.phones, self.draft.id, self.test.id, || NOW).await
    }

    fn standings(&self) -> Vec<Standing> {
        let stands = self.store.stands(self.draft.id, self.test.id).unwrap();
        stands.recipients().iter().map(|one| one.standing).collect()
    }

    /// How often each phone got something.
    fn copies(&self) -> Vec<usize> {
        self.phones.received().values().map(Vec::len).collect()
    }
}

#[tokio::test]
async fn a_test_reaches_each_tester_once_however_often_it_is_asked_for_and_sent() {
    let city = City::new(&["こんにちは"]);
    assert_eq!(city.request().await.unwrap(), city.test);
    assert_eq!(city.request().await.unwrap(), city.test);
    assert_eq!(city.store.take_queued().len(), 2, "handed over again while it is open");
    assert_eq!(city.send().await.unwrap(), Sent::Done);
    assert_eq!(city.send().await.unwrap(), Sent::NothingToDo);
    assert_eq!(city.copies(), [1, 1]);
    assert!(city.request().await.unwrap().is_done());
    assert!(city.store.take_queued().is_empty(), "what is done is not handed over");
    let stands = city.store.stands(city.draft.id, city.test.id).unwrap();
    assert_eq!(tested([&stands], &city.draft), Tested::Current(&stands));
}

#[tokio::test]
async fn the_same_key_for_another_wish_is_refused() {
    let city = City::new(&["こんにちは"]);
    city.request().await.unwrap();
    let other = a_test(7, &a_draft(&["さようなら"]), &[tester(1)]);
    let refused = request_test(&city.store, &city.store, city.draft.id, other).await;
    assert!(matches!(refused, Err(RequestTestError::KeyReused)), "{refused:?}");
}

#[tokio::test]
async fn killed_between_any_two_steps_nobody_gets_a_test_twice_and_everybody_gets_it() {
    let steps = {
        let city = City::new(&["1", "2", "3", "4", "5"]);
        city.store.death.strike_at(u64::MAX, false);
        city.request().await.unwrap();
        city.send().await.unwrap();
        city.store.death.disarm()
    };
    assert!(steps >= 10, "{steps} port calls");
    for (step, after_effect) in (1..=steps).flat_map(|step| [(step, false), (step, true)]) {
        let city = City::new(&["1", "2", "3", "4", "5"]);
        city.store.death.strike_at(step, after_effect);
        if city.request().await.is_err() {
            city.store.death.disarm();
            city.request().await.unwrap();
        }
        if city.send().await.is_err() {
            city.store.death.disarm();
            city.send().await.unwrap();
        }
        assert_eq!(city.copies(), [2, 2], "step {step}, {after_effect}: the mark and the five bubbles");
        assert!(city.standings().iter().all(|one| *one == Standing::Accepted), "step {step}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_line_leaves_open_is_asked_again_and_comes_again() {
    let city = City::new(&["こんにちは"]);
    city.request().await.unwrap();
    city.phones.will([AttemptOutcome::Unanswered, AttemptOutcome::ServerError { status: 500 }]);
    assert_eq!(city.send().await.unwrap(), Sent::Done, "asked again with the same key");
    let city = City::new(&["こんにちは"]);
    city.request().await.unwrap();
    city.phones.will(vec![AttemptOutcome::RateLimited { retry_after: Some(Duration::from_secs(1)) }; 6]);
    assert!(matches!(city.send().await, Err(SendTestError::Open { open: 2, .. })));
    assert_eq!(city.send().await.unwrap(), Sent::Done);
    assert_eq!(city.copies(), [1, 1]);
}

#[tokio::test]
async fn a_refusal_is_told_and_makes_no_tested_draft() {
    for (outcome, because) in [
        (AttemptOutcome::QuotaReached, Because::Quota),
        (AttemptOutcome::Unauthorized, Because::Access),
        (refused(RefusedFor::Content), Because::Content),
        (refused(RefusedFor::Recipients), Because::Recipient),
    ] {
        let city = City::new(&["こんにちは"]);
        city.request().await.unwrap();
        city.phones.will([outcome.clone(), outcome]);
        assert_eq!(city.send().await.unwrap(), Sent::Done);
        assert_eq!(city.standings(), [Standing::Refused(because); 2]);
        let stands = city.store.stands(city.draft.id, city.test.id).unwrap();
        assert_eq!(tested([&stands], &city.draft), Tested::Never);
    }
}

fn refused(because: RefusedFor) -> AttemptOutcome {
    AttemptOutcome::Refused { because, message: "400".to_owned() }
}

#[tokio::test]
async fn five_bubbles_never_leave_without_their_mark() {
    let city = City::new(&["1", "2", "3", "4", "5"]);
    city.request().await.unwrap();
    city.phones.will(vec![refused(RefusedFor::Recipients); 2]);
    city.send().await.unwrap();
    assert!(city.phones.received().is_empty());
    let city = City::new(&["1", "2", "3", "4", "5"]);
    city.request().await.unwrap();
    city.send().await.unwrap();
    for bodies in city.phones.received().values() {
        let first = bodies[0]["messages"][0]["text"].as_str().unwrap();
        assert!(first.starts_with(MARK), "{first}");
        assert_eq!(bodies[1]["messages"].as_array().unwrap().len(), 5);
    }
}

#[tokio::test]
async fn who_is_no_tester_any_more_gets_nothing_and_an_old_test_gets_to_nobody() {
    let city = City::new(&["こんにちは"]);
    city.request().await.unwrap();
    city.store.remove(tester(2).id());
    assert_eq!(city.send().await.unwrap(), Sent::Done);
    assert_eq!(city.phones.received().keys().collect::<Vec<_>>(), [tester(1).user().as_str()]);
    let city = City::new(&["こんにちは"]);
    city.request().await.unwrap();
    let late = || NOW + TEST_LASTS_MS;
    let given_up = send_test(&city.store, &city.store, &city.phones, city.draft.id, city.test.id, late).await;
    assert_eq!(given_up.unwrap(), Sent::Done);
    assert_eq!((city.standings(), city.copies()), (vec![Standing::GivenUp; 2], Vec::new()));
}
