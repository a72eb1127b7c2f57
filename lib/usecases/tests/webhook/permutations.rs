//! Whatever the order, the duplicates and the failures in between: the newest event wins.

use std::collections::{BTreeMap, BTreeSet};

use domain::follower::Friendship;
use domain::survey::{Catalogue, PlaneNumber};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use testkit::webhook::{FakeReplier, InMemoryFollowers, a_user, an_event};
use usecases::webhook::record::{EventKind, WebhookEvent, record_friendships};

use crate::record::{NOW, T};

/// Deliveries of events (user, kind, time) in the order they arrive, some of them several times, in batches.
fn deliveries() -> impl Strategy<Value = Vec<Vec<WebhookEvent>>> {
    let kind = prop_oneof![Just(EventKind::Follow), Just(EventKind::Unfollow)];
    let event = (0_u32..3, kind, 0_i64..6).prop_map(|(user, kind, at)| an_event(&a_user(user), kind, T + at));
    let arrivals = prop::collection::vec((event, 1_usize..3), 1..10)
        .prop_map(|events| {
            events.into_iter().flat_map(|(event, times)| vec![event; times]).collect::<Vec<_>>()
        })
        .prop_shuffle();
    (arrivals, 1_usize..5).prop_map(|(events, size)| events.chunks(size).map(<[_]>::to_vec).collect())
}

async fn deliver(batches: &[Vec<WebhookEvent>]) -> (InMemoryFollowers, FakeReplier) {
    let (store, replier) = (InMemoryFollowers::default(), FakeReplier::default());
    for batch in batches {
        store.fail_first(usize::from(batch.len() == 2)); // the queue brings a failed batch again
        while !record_friendships(&store, &replier, &testkit::webhook::a_greeting(), batch, NOW)
            .await
            .failed
            .is_empty()
        {}
    }
    (store, replier)
}

#[test]
fn five_thousand_permutations_end_in_the_newest_event() {
    let config = Config { cases: 5_000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runner
        .run(&deliveries(), |batches| {
            let (store, replier) = runtime.block_on(deliver(&batches));
            let mut newest = BTreeMap::new();
            for event in batches.iter().flatten() {
                let best = newest.entry(event.user.clone()).or_insert(event);
                if event.order > best.order {
                    *best = event;
                }
            }
            prop_assert_eq!(store.all().len(), newest.len());
            for (user, event) in newest {
                let follower = store.follower(&user).unwrap();
                let expected =
                    if event.kind == EventKind::Follow { Friendship::Following } else { Friendship::Blocked };
                prop_assert_eq!(follower.friendship, expected);
                let place = follower.place.unwrap();
                let planes = store.shelf(user.shard(), place.page).unwrap().0.page.planes_of(place.slot);
                prop_assert_eq!(planes.contains(PlaneNumber::FOLLOWING), expected == Friendship::Following);
                prop_assert_eq!(planes, follower.planes(&Catalogue::default()));
            }
            let greeted: Vec<_> = replier.asked().into_iter().map(|(token, _)| token).collect();
            prop_assert_eq!(greeted.iter().collect::<BTreeSet<_>>().len(), greeted.len());
            Ok(())
        })
        .unwrap();
}
