//! Taps and watched videos reach the follower and the page, in every order and once.

use domain::delivery::DeliveryId;
use domain::follower::{Follower, Friendship};
use domain::reaction::Reaction;
use domain::segment::Condition;
use domain::survey::Catalogue;
use domain::user_id::UserId;
use testkit::webhook::{FakeReplier, InMemoryFollowers, a_reaction, a_user, an_event};
use usecases::registration::forget;
use usecases::webhook::ports::FollowerStore as _;
use usecases::webhook::record::{EventKind, WebhookEvent};

use crate::record::{NOW, T, record};

fn catalogue() -> Catalogue {
    Catalogue::every_kind_example()
}

fn festival() -> DeliveryId {
    catalogue().tracked()[0].delivery
}

fn store() -> InMemoryFollowers {
    InMemoryFollowers::default().with_catalogue(catalogue())
}

async fn matches(store: &InMemoryFollowers, user: &UserId, reaction: Reaction) -> bool {
    let month = domain::calendar::YearMonth::parse("2026-09").unwrap();
    let condition = Condition::Reacted { reaction, delivery: festival() };
    let query = condition.compile(&catalogue(), month).unwrap();
    let follower = store.follower(user).unwrap();
    let place = follower.place.unwrap();
    let page = store.page(user.shard(), place.page).await.unwrap().unwrap().page;
    assert_eq!(page.planes_of(place.slot), follower.planes(&catalogue()), "the page says what the row says");
    page.evaluate(&query)[usize::from(place.slot / 64)] >> (place.slot % 64) & 1 == 1
}

#[tokio::test]
async fn a_tap_of_a_friend_is_in_the_next_count_and_the_same_tap_again_writes_nothing() {
    let (store, replier, user) = (store(), FakeReplier::default(), a_user(1));
    record(&store, &replier, &[an_event(&user, EventKind::Follow, T)]).await;
    assert!(!matches(&store, &user, Reaction::Clicked).await);
    let watched = a_reaction(&user, festival(), Reaction::Opened, T + 1);
    record(&store, &replier, &[watched]).await;
    assert!(matches(&store, &user, Reaction::Opened).await);
    assert!(!matches(&store, &user, Reaction::Clicked).await);
    let tap = a_reaction(&user, festival(), Reaction::Clicked, T + 2);
    record(&store, &replier, std::slice::from_ref(&tap)).await;
    assert!(
        matches(&store, &user, Reaction::Opened).await && matches(&store, &user, Reaction::Clicked).await
    );
    let before = store.commits();
    let another = a_reaction(&user, festival(), Reaction::Clicked, T + 3);
    record(&store, &replier, &[tap, another]).await;
    assert_eq!((store.commits(), replier.asked().len()), (before, 1));
    assert!(!store.follower(&user).unwrap().is_registered(), "a tap is no registration");
}

#[tokio::test]
async fn somebody_unknown_who_taps_becomes_a_follower_with_the_reaction() {
    let (store, user) = (store(), a_user(1));
    record(&store, &FakeReplier::default(), &[a_reaction(&user, festival(), Reaction::Clicked, T)]).await;
    assert!(matches(&store, &user, Reaction::Clicked).await);
}

#[tokio::test]
async fn a_tap_that_arrives_after_a_later_block_counts_and_unblocks_nobody() {
    let (store, user) = (store(), a_user(1));
    let block = an_event(&user, EventKind::Unfollow, T + 5);
    let tap = a_reaction(&user, festival(), Reaction::Clicked, T + 1);
    record(&store, &FakeReplier::default(), &[block]).await;
    record(&store, &FakeReplier::default(), &[tap]).await;
    let follower = store.follower(&user).unwrap();
    assert_eq!(follower.friendship, Friendship::Blocked);
    assert_eq!(follower.reactions.iter().collect::<Vec<_>>(), [(festival(), Reaction::Clicked)]);
    assert!(!matches(&store, &user, Reaction::Clicked).await, "whoever has blocked is in no delivery");
}

#[tokio::test]
async fn every_order_of_the_same_events_ends_in_the_same_follower() {
    let user = a_user(1);
    let other = catalogue().tracked()[1].delivery;
    let events = [
        an_event(&user, EventKind::Follow, T),
        a_reaction(&user, festival(), Reaction::Opened, T + 1),
        a_reaction(&user, festival(), Reaction::Clicked, T + 2),
        an_event(&user, EventKind::Unfollow, T + 3),
        a_reaction(&user, other, Reaction::Clicked, T + 4),
    ];
    let mut ends: Vec<Follower> = Vec::new();
    for order in permutations(events.len()) {
        let store = store();
        for index in order {
            let event: &WebhookEvent = &events[index];
            record(&store, &FakeReplier::default(), &[event.clone(), event.clone()]).await;
        }
        matches(&store, &user, Reaction::Clicked).await;
        ends.push(Follower { version: 0, ..store.follower(&user).unwrap() });
    }
    assert_eq!(ends.len(), 120);
    let expected: Vec<_> = vec![(festival(), Reaction::Clicked), (other, Reaction::Clicked)];
    for end in &ends {
        assert_eq!(end.reactions.iter().collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn whoever_takes_the_registration_back_leaves_no_reaction() {
    let (store, user) = (store(), a_user(1));
    record(&store, &FakeReplier::default(), &[a_reaction(&user, festival(), Reaction::Clicked, T)]).await;
    forget(&store, &user, NOW).await.unwrap();
    assert!(store.follower(&user).unwrap().reactions.is_empty());
    assert!(!matches(&store, &user, Reaction::Clicked).await);
}

/// Every order of 0 to `count` − 1.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(count - 1);
    let at_each = |order: &Vec<usize>| -> Vec<Vec<usize>> {
        (0..count)
            .map(|at| {
                let mut longer = order.clone();
                longer.insert(at, count - 1);
                longer
            })
            .collect()
    };
    shorter.iter().flat_map(at_each).collect()
}
