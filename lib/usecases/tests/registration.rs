//! Answers and page bits change together.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use domain::calendar::YearMonth;
use domain::follower::{Answers, EventOrder};
use domain::segment::Condition;
use domain::survey::{Catalogue, ItemId, OptionId};
use domain::user_id::UserId;
use testkit::webhook::InMemoryFollowers;
use usecases::registration::{RegistrationError, change_answers};
use usecases::webhook::ports::FollowerStore;
use usecases::webhook::record::{EventKind, WebhookEvent, record_friendships};

fn ward(name: &str) -> Answers {
    let mut answers = Answers::default();
    answers.set(ItemId::parse("ward").unwrap(), [OptionId::parse(name).unwrap()]);
    answers
}

fn user() -> UserId {
    UserId::from_bytes([7; 16])
}

async fn a_store_with_one_follower() -> InMemoryFollowers {
    let store = InMemoryFollowers::default().with_catalogue(Catalogue::kawasaki_example());
    let follow = WebhookEvent {
        user: user(),
        kind: EventKind::Follow,
        order: EventOrder { timestamp_ms: 1_790_000_000_000, event_id: "01A".to_owned() },
        reply_token: None,
    };
    let silent = testkit::webhook::FakeReplier::default();
    let report =
        record_friendships(&store, &silent, &testkit::webhook::a_greeting(), &[follow], 1_790_000_000_500)
            .await;
    assert_eq!(report.recorded, 1);
    store
}

async fn matches(store: &InMemoryFollowers, condition: &str) -> bool {
    let condition: Condition = serde_json::from_str(condition).unwrap();
    let month = YearMonth::in_japan(1_790_000_000_000);
    let query = condition.compile(&Catalogue::kawasaki_example(), month).unwrap();
    let stored = store.page(user().shard(), 0).await.unwrap().unwrap();
    stored.page.evaluate(&query).iter().any(|word| *word != 0)
}

#[tokio::test]
async fn a_changed_answer_is_in_the_next_count_and_the_old_one_is_not() {
    let store = a_store_with_one_follower().await;
    change_answers(&store, &user(), &ward("saiwai")).await.unwrap();
    assert!(matches(&store, r#"{"item":"ward","any_of":["saiwai"]}"#).await);
    change_answers(&store, &user(), &ward("tama")).await.unwrap();
    assert!(!matches(&store, r#"{"item":"ward","any_of":["saiwai"]}"#).await);
    assert!(matches(&store, r#"{"item":"ward","any_of":["tama"]}"#).await);
    assert_eq!(store.follower(&user()).unwrap().answers, ward("tama"));
}

#[tokio::test]
async fn a_change_that_lost_against_another_is_made_again() {
    let store = a_store_with_one_follower().await;
    store.move_first(3);
    change_answers(&store, &user(), &ward("asao")).await.unwrap();
    assert!(matches(&store, r#"{"item":"ward","any_of":["asao"]}"#).await);
}

#[tokio::test]
async fn an_answer_that_no_item_offers_is_refused_and_nothing_changes() {
    let store = a_store_with_one_follower().await;
    let refused = change_answers(&store, &user(), &ward("edo")).await;
    assert!(matches!(refused, Err(RegistrationError::Answers(_))));
    assert!(store.follower(&user()).unwrap().answers.is_empty());
    let nobody = UserId::from_bytes([9; 16]);
    let unknown = change_answers(&store, &nobody, &ward("tama")).await;
    assert!(matches!(unknown, Err(RegistrationError::UnknownFollower)));
}
