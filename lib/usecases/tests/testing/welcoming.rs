//! The words for somebody who was picked: the same for everybody, marked, and read once.

use domain::batch::AttemptOutcome;
use domain::test_delivery::MARK;
use domain::tester::Tester;
use testkit::testing::{FakePhones, MemoryTesting, tester};
use usecases::testing::ports::TestQueue;
use usecases::testing::welcome::welcome_tester;

/// Hanako was picked under this name, and the words for her are asked for.
async fn picked(name: &str) -> (MemoryTesting, FakePhones, Tester) {
    let store = MemoryTesting::default();
    let phones = FakePhones::dying_by(&store.death);
    let hanako = Tester::registered(tester(1).user().clone(), name.to_owned(), None, 1);
    store.insert(hanako.clone());
    store.enqueue_welcome(hanako.id()).await.unwrap();
    (store, phones, hanako)
}

/// What her phone got.
fn texts(phones: &FakePhones, hanako: &Tester) -> Vec<String> {
    let received = phones.received();
    let bodies = received.get(hanako.user().as_str()).into_iter().flatten();
    bodies.map(|body| body["messages"][0]["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn nothing_that_a_colleague_typed_reaches_a_citizen_by_them() {
    let (store, phones, hanako) = picked("【川崎市】給付金は https://evil.example/ まで").await;
    let (other, others_phone, taro) = picked("公用スマホ").await;
    welcome_tester(&store, &phones, hanako.id()).await.unwrap();
    welcome_tester(&other, &others_phone, taro.id()).await.unwrap();
    let [text] = &texts(&phones, &hanako)[..] else { panic!("one text") };
    assert!(text.starts_with(MARK), "{text}");
    assert_eq!(&texts(&others_phone, &taro)[0], text, "the same words for everybody");
}

#[tokio::test]
async fn they_are_read_once_a_registration_whatever_the_tester_is_called_since() {
    let (store, phones, hanako) = picked("花子").await;
    for id in store.take_welcomed().into_iter().chain([hanako.id(); 2]) {
        welcome_tester(&store, &phones, id).await.unwrap();
        let stands = store.everybody().remove(0);
        store.insert(stands.renamed(format!("{}さん", stands.name), None));
    }
    assert_eq!(texts(&phones, &hanako).len(), 1);
    store.insert(Tester::registered(hanako.user().clone(), "花子".to_owned(), None, 2));
    welcome_tester(&store, &phones, hanako.id()).await.unwrap();
    assert_eq!(texts(&phones, &hanako).len(), 2, "taken out and picked again, they hear of it again");
}

#[tokio::test]
async fn who_is_no_tester_any_more_hears_nothing_and_a_refusal_is_not_asked_again() {
    let (store, phones, hanako) = picked("花子").await;
    store.remove(hanako.id());
    welcome_tester(&store, &phones, hanako.id()).await.unwrap();
    assert!(phones.received().is_empty());
    let (store, phones, hanako) = picked("花子").await;
    phones.will([AttemptOutcome::Unauthorized]);
    welcome_tester(&store, &phones, hanako.id()).await.unwrap();
    assert!(phones.received().is_empty());
}

#[tokio::test]
async fn killed_anywhere_or_without_an_answer_the_same_message_says_them_once() {
    for (step, after_effect) in (1..=2).flat_map(|step| [(step, false), (step, true)]) {
        let (store, phones, hanako) = picked("花子").await;
        store.death.strike_at(step, after_effect);
        assert!(welcome_tester(&store, &phones, hanako.id()).await.is_err(), "step {step}");
        store.death.disarm();
        welcome_tester(&store, &phones, hanako.id()).await.unwrap();
        assert_eq!(texts(&phones, &hanako).len(), 1, "step {step}");
    }
    let (store, phones, hanako) = picked("花子").await;
    phones.will([AttemptOutcome::Unanswered]);
    assert!(welcome_tester(&store, &phones, hanako.id()).await.is_err(), "the queue asks again");
    welcome_tester(&store, &phones, hanako.id()).await.unwrap();
    assert_eq!(texts(&phones, &hanako).len(), 1);
}
