//! Answers and page bits change together.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use domain::calendar::YearMonth;
use domain::follower::{Answers, EventOrder, Follower, Friendship};
use domain::segment::{Condition, IdPage};
use domain::survey::{Catalogue, ItemId, OptionId};
use domain::user_id::{ShardNumber, UserId};
use testkit::webhook::InMemoryFollowers;
use usecases::port_error::PortError;
use usecases::registration::{Registration, RegistrationError, change_answers, forget, register};
use usecases::webhook::ports::{Commit, FollowerStore, ShardChange, ShardHead, StoredPage};
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
        reaction: None,
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

const NOW: u64 = 1_790_000_100_000;

fn form(answers: &Answers) -> Registration<'_> {
    Registration { answers, consent_version: 2, now_ms: NOW }
}

async fn registered(store: &impl FollowerStore, user: &UserId, ward_name: &str) -> Answers {
    register(store, user, form(&ward(ward_name))).await.unwrap()
}

#[tokio::test]
async fn whoever_was_never_met_becomes_a_follower_with_a_place_by_registering() {
    let store = InMemoryFollowers::default().with_catalogue(Catalogue::kawasaki_example());
    registered(&store, &user(), "tama").await;
    let follower = store.follower(&user()).unwrap();
    assert_eq!((follower.friendship, follower.last_event), (Friendship::Following, EventOrder::never()));
    assert_eq!((follower.consent_version, follower.registered_at_ms), (Some(2), Some(NOW)));
    let (page, ids) = store.shelf(user().shard(), 0).unwrap();
    assert_eq!((page.page.len(), ids.get(0)), (1, Some(user())));
    assert!(matches(&store, r#"{"item":"ward","any_of":["tama"]}"#).await);
    assert!(matches(&store, r#"{"system":"registered"}"#).await);
}

#[tokio::test]
async fn a_webhook_that_comes_later_decides_about_the_friendship_and_leaves_the_answers() {
    let store = InMemoryFollowers::default().with_catalogue(Catalogue::kawasaki_example());
    registered(&store, &user(), "tama").await;
    let order = EventOrder { timestamp_ms: 1_790_000_000_000, event_id: "01B".to_owned() };
    let block =
        WebhookEvent { user: user(), kind: EventKind::Unfollow, order, reaction: None, reply_token: None };
    let (silent, greeting) = (testkit::webhook::FakeReplier::default(), testkit::webhook::a_greeting());
    record_friendships(&store, &silent, &greeting, &[block], NOW).await;
    let follower = store.follower(&user()).unwrap();
    assert_eq!(follower.friendship, Friendship::Blocked);
    assert!(!follower.answers.is_empty());
}

#[tokio::test]
async fn the_same_form_again_writes_nothing_and_another_form_keeps_the_first_day() {
    let store = a_store_with_one_follower().await;
    let first = registered(&store, &user(), "tama").await;
    let (commits, follower) = (store.commits(), store.follower(&user()));
    let later = Registration { now_ms: NOW + 86_400_000, ..form(&first) };
    assert_eq!(register(&store, &user(), later).await.unwrap(), first);
    assert_eq!((store.commits(), store.follower(&user())), (commits, follower));
    let other = ward("asao");
    register(&store, &user(), Registration { answers: &other, ..later }).await.unwrap();
    let follower = store.follower(&user()).unwrap();
    assert_eq!((follower.registered_at_ms, store.commits()), (Some(NOW), commits + 1));
}

#[tokio::test]
async fn a_registration_that_is_taken_back_leaves_the_friendship_and_the_place() {
    let store = a_store_with_one_follower().await;
    let before = store.follower(&user()).unwrap();
    registered(&store, &user(), "tama").await;
    forget(&store, &user(), NOW).await.unwrap();
    let after = store.follower(&user()).unwrap();
    assert_eq!(Follower { version: before.version, ..after }, before);
    assert!(!matches(&store, r#"{"item":"ward","any_of":["tama"]}"#).await);
    assert!(!matches(&store, r#"{"system":"registered"}"#).await);
    let commits = store.commits();
    forget(&store, &user(), NOW).await.unwrap();
    forget(&store, &UserId::from_bytes([9; 16]), NOW).await.unwrap();
    assert_eq!((store.commits(), store.all().len()), (commits, 1), "nobody's registration is gone already");
}

#[tokio::test]
async fn killed_before_the_write_nothing_has_happened_and_the_next_request_does_it() {
    let store = InMemoryFollowers::default().with_catalogue(Catalogue::kawasaki_example());
    store.fail_first(1);
    let failed = register(&store, &user(), form(&ward("tama"))).await;
    assert!(matches!(failed, Err(RegistrationError::Store(_))));
    assert!(store.all().is_empty() && store.shelf(user().shard(), 0).is_none());
    registered(&store, &user(), "tama").await;
    store.fail_first(1);
    assert!(forget(&store, &user(), NOW).await.is_err());
    assert!(matches(&store, r#"{"item":"ward","any_of":["tama"]}"#).await);
    forget(&store, &user(), NOW).await.unwrap();
    assert!(store.follower(&user()).unwrap().answers.is_empty());
}

#[tokio::test]
async fn killed_after_the_write_the_next_request_finds_it_done() {
    let store = Deaf(InMemoryFollowers::default().with_catalogue(Catalogue::kawasaki_example()));
    assert!(register(&store, &user(), form(&ward("tama"))).await.is_err(), "the answer got lost");
    assert_eq!(store.0.commits(), 1);
    registered(&store, &user(), "tama").await;
    assert_eq!((store.0.commits(), store.0.all().len()), (1, 1));
    assert!(forget(&store, &user(), NOW).await.is_err());
    forget(&store, &user(), NOW).await.unwrap();
    assert_eq!(store.0.commits(), 2);
}

#[tokio::test(start_paused = true)]
async fn many_who_join_one_shard_at_the_same_time_all_get_their_place() {
    let store = InMemoryFollowers::default().with_catalogue(Catalogue::kawasaki_example());
    let shard = user().shard();
    let people: Vec<UserId> = (0..u128::MAX)
        .map(|n| UserId::from_bytes(n.to_be_bytes()))
        .filter(|id| id.shard() == shard)
        .take(6)
        .collect();
    let all = people.iter().map(|person| registered(&store, person, "asao"));
    futures::future::join_all(all).await;
    let (page, ids) = store.shelf(shard, 0).unwrap();
    assert_eq!((store.all().len(), page.page.len(), ids.len()), (6, 6, 6));
    for follower in store.all() {
        assert_eq!(ids.get(follower.place.unwrap().slot), Some(follower.user_id));
    }
}

#[tokio::test(start_paused = true)]
async fn two_forms_of_one_person_at_the_same_time_end_as_one_of_them() {
    let store = a_store_with_one_follower().await;
    let (one, other) = (user(), user());
    futures::join!(registered(&store, &one, "tama"), registered(&store, &other, "asao"));
    let answers = store.follower(&user()).unwrap().answers;
    let chosen: Vec<&str> = ["tama", "asao"].into_iter().filter(|name| answers == ward(name)).collect();
    assert_eq!(chosen.len(), 1, "{answers:?}");
    let condition = format!(r#"{{"item":"ward","any_of":["{}"]}}"#, chosen[0]);
    assert!(matches(&store, &condition).await);
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_never_rests_is_given_up_without_a_trace() {
    let store = a_store_with_one_follower().await;
    store.move_first(usize::MAX);
    let busy = register(&store, &user(), form(&ward("tama"))).await;
    assert!(matches!(busy, Err(RegistrationError::Busy)));
    assert!(store.follower(&user()).unwrap().answers.is_empty());
}

/// A store whose answer to each write gets lost.
struct Deaf(InMemoryFollowers);

impl FollowerStore for Deaf {
    async fn catalogue(&self) -> Result<Catalogue, PortError> {
        self.0.catalogue().await
    }

    async fn followers(&self, users: &[UserId]) -> Result<Vec<Follower>, PortError> {
        self.0.followers(users).await
    }

    async fn head(&self, shard: ShardNumber) -> Result<ShardHead, PortError> {
        self.0.head(shard).await
    }

    async fn page(&self, shard: ShardNumber, number: u32) -> Result<Option<StoredPage>, PortError> {
        self.0.page(shard, number).await
    }

    async fn ids(&self, shard: ShardNumber, number: u32) -> Result<Option<IdPage>, PortError> {
        self.0.ids(shard, number).await
    }

    async fn commit(&self, change: &ShardChange) -> Result<Commit, PortError> {
        self.0.commit(change).await?;
        Err(PortError::Unavailable { what: "in-memory store", reason: "the answer got lost".into() })
    }
}
