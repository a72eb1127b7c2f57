//! What one event or a few do.

use domain::follower::{Friendship, Place};
use domain::survey::PlaneNumber;
use domain::user_id::ShardNumber;
use testkit::webhook::{
    FakeReplier, InMemoryFollowers, a_greeting, a_user, an_event, followers_suite, users_of,
};
use usecases::port_error::PortError;
use usecases::webhook::record::{EventKind, Report, WebhookEvent, record_friendships};

pub const NOW: u64 = 1_800_000_000_000;
pub const T: i64 = NOW as i64 - 60_000;
const HOUR: i64 = 3_600_000;

pub async fn record(store: &InMemoryFollowers, replier: &FakeReplier, events: &[WebhookEvent]) -> Report {
    let report = record_friendships(store, replier, &a_greeting(), events, NOW).await;
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    report
}

#[tokio::test]
async fn the_fake_store_passes_the_suite() {
    followers_suite::run(&InMemoryFollowers::default()).await;
}

#[tokio::test]
async fn a_new_friend_gets_a_place_and_one_greeting() {
    let (store, replier) = (InMemoryFollowers::default(), FakeReplier::default());
    let (user, event) = (a_user(1), an_event(&a_user(1), EventKind::Follow, T));
    record(&store, &replier, std::slice::from_ref(&event)).await;
    let follower = store.follower(&user).unwrap();
    assert_eq!(
        (follower.friendship, follower.place),
        (Friendship::Following, Some(Place { page: 0, slot: 0 }))
    );
    let (page, ids) = store.shelf(user.shard(), 0).unwrap();
    assert!(page.page.planes_of(0).contains(PlaneNumber::FOLLOWING));
    assert_eq!(ids.get(0), Some(user));
    assert_eq!(replier.asked(), [(event.reply_token.unwrap(), a_greeting().as_json().to_owned())]);
}

#[tokio::test]
async fn the_same_event_again_changes_and_greets_nothing() {
    let (store, replier) = (InMemoryFollowers::default(), FakeReplier::default());
    let event = an_event(&a_user(1), EventKind::Follow, T);
    for _ in 0..3 {
        record(&store, &replier, &[event.clone(), event.clone()]).await;
    }
    assert_eq!((store.commits(), store.events(), replier.asked().len()), (1, 1, 1));
}

#[tokio::test]
async fn whoever_leaves_keeps_the_place_and_loses_the_bit_until_they_come_back() {
    let (store, replier) = (InMemoryFollowers::default(), FakeReplier::default());
    let user = a_user(1);
    let following = |store: &InMemoryFollowers| {
        store.shelf(user.shard(), 0).unwrap().0.page.planes_of(0).contains(PlaneNumber::FOLLOWING)
    };
    for (kind, at, expected) in
        [(EventKind::Follow, 0, true), (EventKind::Unfollow, 1, false), (EventKind::Follow, 2, true)]
    {
        record(&store, &replier, &[an_event(&user, kind, T + at)]).await;
        assert_eq!(following(&store), expected);
    }
    assert_eq!(store.shelf(user.shard(), 0).unwrap().1.len(), 1);
}

#[tokio::test]
async fn an_unknown_user_who_writes_becomes_a_follower_without_a_greeting() {
    let (store, replier) = (InMemoryFollowers::default(), FakeReplier::default());
    record(&store, &replier, &[an_event(&a_user(1), EventKind::Contact, T)]).await;
    record(&store, &replier, &[an_event(&a_user(1), EventKind::Contact, T + 1)]).await;
    assert_eq!(store.follower(&a_user(1)).unwrap().friendship, Friendship::Following);
    assert_eq!((store.commits(), replier.asked().len()), (1, 0), "a known friend who talks costs no write");
}

#[tokio::test]
async fn an_event_older_than_72_hours_has_no_effect() {
    let (store, replier) = (InMemoryFollowers::default(), FakeReplier::default());
    let old = an_event(&a_user(1), EventKind::Follow, NOW as i64 - 72 * HOUR - 1);
    let just = an_event(&a_user(2), EventKind::Follow, NOW as i64 - 72 * HOUR);
    let report = record(&store, &replier, &[old, just]).await;
    assert_eq!((report.too_old, report.recorded), (1, 1));
    assert!(store.follower(&a_user(1)).is_none());
}

#[tokio::test]
async fn in_standby_nobody_is_greeted() {
    let (store, replier) = (InMemoryFollowers::default(), FakeReplier::default());
    let event = WebhookEvent { reply_token: None, ..an_event(&a_user(1), EventKind::Follow, T) };
    record(&store, &replier, &[event]).await;
    assert!(store.follower(&a_user(1)).is_some());
    assert!(replier.asked().is_empty());
}

#[tokio::test]
async fn a_reply_that_may_work_later_is_tried_twice_and_a_refused_one_once() {
    for (error, calls) in [
        (PortError::Unavailable { what: "reply", reason: String::new() }, 2),
        (PortError::Refused { what: "reply", reason: String::new() }, 1),
    ] {
        let (store, replier) = (InMemoryFollowers::default(), FakeReplier::default());
        replier.fail_next(error);
        record(&store, &replier, &[an_event(&a_user(1), EventKind::Follow, T)]).await;
        assert_eq!(replier.asked().len(), calls);
        assert!(store.follower(&a_user(1)).is_some(), "a failed greeting undoes nothing");
    }
}

#[tokio::test]
async fn changes_of_one_shard_are_written_together_and_fill_page_after_page() {
    let (store, replier) = (InMemoryFollowers::default(), FakeReplier::default());
    let shard = ShardNumber::try_from(5).unwrap();
    let users: Vec<_> = users_of(shard).take(1_100).collect();
    let events: Vec<_> = users.iter().map(|user| an_event(user, EventKind::Follow, T)).collect();
    record(&store, &replier, &events).await;
    assert_eq!(store.commits(), 1_100_usize.div_ceil(30));
    let sizes: Vec<u16> = (0..3).map(|page| store.shelf(shard, page).unwrap().1.len()).collect();
    assert_eq!(sizes, [512, 512, 76]);
    for user in users {
        let place = store.follower(&user).unwrap().place.unwrap();
        assert_eq!(store.shelf(shard, place.page).unwrap().1.get(place.slot), Some(user));
    }
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_moves_is_read_again_and_a_store_that_fails_names_its_users() {
    let (store, replier) = (InMemoryFollowers::default(), FakeReplier::default());
    store.move_first(7);
    record(&store, &replier, &[an_event(&a_user(1), EventKind::Follow, T)]).await;
    assert_eq!(store.commits(), 1);

    store.move_first(8);
    let report = record_friendships(
        &store,
        &replier,
        &a_greeting(),
        &[an_event(&a_user(2), EventKind::Follow, T)],
        NOW,
    )
    .await;
    assert_eq!(report.failed.len(), 1);
    assert!(report.failed[0].0.contains(&a_user(2)));

    store.fail_first(1);
    let report = record_friendships(
        &store,
        &replier,
        &a_greeting(),
        &[an_event(&a_user(3), EventKind::Follow, T)],
        NOW,
    )
    .await;
    assert!(report.failed[0].0.contains(&a_user(3)));
    assert_eq!(replier.asked().len(), 1, "nobody is greeted who is not recorded");
}

#[tokio::test(start_paused = true)]
async fn two_workers_on_one_shard_lose_nobody() {
    let (store, replier) = (InMemoryFollowers::default(), FakeReplier::default());
    let shard = ShardNumber::try_from(5).unwrap();
    let events: Vec<_> = users_of(shard).take(40).map(|user| an_event(&user, EventKind::Follow, T)).collect();
    let halves: Vec<&[WebhookEvent]> = events.chunks(20).collect();
    let greeting = a_greeting();
    let both = futures::join!(
        record_friendships(&store, &replier, &greeting, halves[0], NOW),
        record_friendships(&store, &replier, &greeting, halves[1], NOW)
    );
    assert!(both.0.failed.is_empty() && both.1.failed.is_empty());
    assert_eq!((store.all().len(), store.shelf(shard, 0).unwrap().1.len()), (40, 40));
}
