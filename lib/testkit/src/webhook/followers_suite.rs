//! What every follower store has to do. Run against the fake and against the tables; each case keeps to a shard of
//! its own, so one empty store serves the whole suite.

// A suite is a test that two crates run: it may panic.
#![allow(clippy::unwrap_used)]

use domain::calendar::YearMonth;
use domain::follower::{
    Answer, AnswerValue, Answers, EventOrder, Follower, Friendship, FriendshipEvent, Place,
};
use domain::reaction::Reaction;
use domain::segment::{IdPage, SegmentPage};
use domain::survey::{ItemId, OptionId, PlaneNumber, PlaneSet};
use domain::user_id::{ShardNumber, UserId};
use usecases::port_error::PortError;
use usecases::webhook::ports::{Commit, EventMark, FollowerStore, ShardChange, ShardHead, StoredPage};

use super::users_of;
use crate::delivery::builders::delivery_id;

/// Runs every case; panics with the case's own words.
pub async fn run(store: &impl FollowerStore) {
    an_empty_store_answers_with_nothing(store, shard(10)).await;
    a_change_reads_back_whole(store, shard(11)).await;
    a_stale_head_page_or_follower_writes_nothing(store, shard(12)).await;
    a_repeated_event_is_named_and_writes_nothing(store, shard(13)).await;
    an_order_only_change_needs_no_page(store, shard(14)).await;
    a_full_page_and_ninety_rows_fit(store, shard(15)).await;
    two_writers_do_not_both_win(store, shard(16)).await;
    too_many_bytes_are_refused_for_good(store, shard(17)).await;
}

fn shard(number: u8) -> ShardNumber {
    ShardNumber::try_from(number).unwrap()
}

fn a_follower(user: UserId, slot: u16) -> Follower {
    let order = EventOrder { timestamp_ms: 1_700_000_000_123, event_id: format!("01{slot}") };
    let event = FriendshipEvent { friendship: Friendship::Following, order };
    Follower { place: Some(Place { page: 0, slot }), ..Follower::new(user, &event) }
}

/// `count` newcomers on page 0 of an empty shard.
fn joining(shard: ShardNumber, count: u16) -> ShardChange {
    let (mut page, mut ids, mut followers) = (SegmentPage::new(shard, 0), IdPage::default(), Vec::new());
    for (user, slot) in users_of(shard).zip(0..count) {
        page.append(&PlaneSet::from_iter([PlaneNumber::FOLLOWING])).unwrap();
        ids.push(&user).unwrap();
        followers.push(a_follower(user, slot));
    }
    ShardChange {
        shard,
        followers,
        pages: vec![StoredPage { page, version: 0 }],
        id_pages: vec![(0, ids)],
        head: Some(ShardHead { version: 0, page_versions: vec![1], open_len: count }),
        events: vec![mark(shard, "first")],
    }
}

fn mark(shard: ShardNumber, name: &str) -> EventMark {
    EventMark { event_id: format!("{name} of {shard}"), expires_at: 4_000_000_000 }
}

async fn commit(store: &impl FollowerStore, change: &ShardChange) -> Commit {
    store.commit(change).await.unwrap()
}

async fn an_empty_store_answers_with_nothing(store: &impl FollowerStore, shard: ShardNumber) {
    let users: Vec<UserId> = users_of(shard).take(3).collect();
    assert_eq!(store.followers(&users).await.unwrap(), []);
    assert_eq!(store.followers(&[]).await.unwrap(), []);
    assert_eq!(store.head(shard).await.unwrap(), ShardHead::default());
    assert_eq!(store.page(shard, 0).await.unwrap(), None);
    assert_eq!(store.ids(shard, 0).await.unwrap(), None);
}

async fn a_change_reads_back_whole(store: &impl FollowerStore, shard: ShardNumber) {
    let mut change = joining(shard, 2);
    let mut answers = Answers::default();
    let option = |name: &str| OptionId::parse(name).unwrap();
    answers.set(ItemId::parse("topics").unwrap(), [option("bosai"), option("kosodate")]);
    let month = YearMonth::parse("1990-04").unwrap();
    let birth = Answer { value: AnswerValue::Month(month), version: 7 };
    answers.put(ItemId::parse("birth").unwrap(), birth);
    change.followers[1].answers = answers;
    change.followers[1].tester = true;
    change.followers[1].consent_version = Some(3);
    change.followers[1].registered_at_ms = Some(1_700_000_000_123);
    change.followers[1].saved_at_ms = Some(1_700_000_000_456);
    change.followers[1].reactions.add(delivery_id(1), Reaction::Clicked);
    change.followers[1].friendship = Friendship::Blocked;
    assert_eq!(commit(store, &change).await, Commit::Done, "a first change is written");

    let users: Vec<UserId> = change.followers.iter().map(|follower| follower.user_id.clone()).collect();
    let mut stored = store.followers(&users).await.unwrap();
    stored.sort_by_key(|follower| follower.place);
    let expected: Vec<Follower> =
        change.followers.iter().map(|follower| Follower { version: 1, ..follower.clone() }).collect();
    assert_eq!(stored, expected, "followers come back as written, one version on");
    let page = StoredPage { version: 1, page: change.pages[0].page.clone() };
    assert_eq!(store.page(shard, 0).await.unwrap(), Some(page));
    assert_eq!(store.ids(shard, 0).await.unwrap().as_ref(), Some(&change.id_pages[0].1));
    let head = ShardHead { version: 1, page_versions: vec![1], open_len: 2 };
    assert_eq!(store.head(shard).await.unwrap(), head);
}

async fn a_stale_head_page_or_follower_writes_nothing(store: &impl FollowerStore, shard: ShardNumber) {
    let first = joining(shard, 1);
    assert_eq!(commit(store, &first).await, Commit::Done);
    let current = |event: &str| {
        let mut change = first.clone();
        change.followers[0].version = 1;
        change.followers[0].friendship = Friendship::Blocked;
        change.pages[0].version = 1;
        change.head = Some(ShardHead { version: 1, page_versions: vec![2], open_len: 1 });
        change.events = vec![mark(shard, event)];
        change
    };
    let (mut follower, mut page, mut head) = (current("a"), current("b"), current("c"));
    follower.followers[0].version = 0;
    page.pages[0].version = 0;
    head.head.as_mut().unwrap().version = 0;
    for (stale, name) in [(follower, "follower"), (page, "page"), (head, "head")] {
        assert_eq!(commit(store, &stale).await, Commit::Moved, "a stale {name} is noticed");
    }
    let user = [first.followers[0].user_id.clone()];
    assert_eq!(store.followers(&user).await.unwrap()[0].friendship, Friendship::Following);
    for event in ["a", "b", "c"] {
        let mut retry = current(event);
        retry.followers.clear();
        retry.pages.clear();
        retry.id_pages.clear();
        retry.head = None;
        assert_eq!(
            commit(store, &retry).await,
            Commit::Done,
            "event {event} was not remembered by a failed change"
        );
    }
    assert_eq!(commit(store, &current("d")).await, Commit::Done, "the right versions are written");
}

async fn a_repeated_event_is_named_and_writes_nothing(store: &impl FollowerStore, shard: ShardNumber) {
    let first = joining(shard, 1);
    assert_eq!(commit(store, &first).await, Commit::Done);
    let mut again = first.clone();
    again.followers[0].version = 1;
    again.pages[0].version = 1;
    again.head = Some(ShardHead { version: 1, page_versions: vec![2], open_len: 1 });
    again.events = vec![mark(shard, "new"), mark(shard, "first")];
    assert_eq!(commit(store, &again).await, Commit::Repeated(vec![mark(shard, "first").event_id]));
    assert_eq!(store.head(shard).await.unwrap().version, 1, "nothing of it is written");
    assert_eq!(store.followers(&[first.followers[0].user_id.clone()]).await.unwrap()[0].version, 1);
}

async fn an_order_only_change_needs_no_page(store: &impl FollowerStore, shard: ShardNumber) {
    assert_eq!(commit(store, &joining(shard, 1)).await, Commit::Done);
    let user = users_of(shard).next().unwrap();
    let mut follower = store.followers(std::slice::from_ref(&user)).await.unwrap().remove(0);
    follower.last_event.timestamp_ms += 1;
    let events = vec![mark(shard, "second")];
    let change =
        ShardChange { shard, followers: vec![follower], pages: vec![], id_pages: vec![], head: None, events };
    assert_eq!(commit(store, &change).await, Commit::Done);
    assert_eq!(store.followers(&[user]).await.unwrap()[0].version, 2);
    assert_eq!(store.head(shard).await.unwrap().version, 1);
}

async fn a_full_page_and_ninety_rows_fit(store: &impl FollowerStore, shard: ShardNumber) {
    let mut change = joining(shard, 512);
    change.followers.truncate(30);
    change.events = (0..30).map(|number| mark(shard, &number.to_string())).collect();
    for slot in 0..512 {
        let planes = (0..100).filter(|plane| (plane + slot) % 3 == 0).map(PlaneNumber::new);
        change.pages[0].page.set(slot, &planes.collect()).unwrap();
    }
    for number in 1..28 {
        change.pages.push(StoredPage { page: SegmentPage::new(shard, number), version: 0 });
    }
    change.head = Some(ShardHead { version: 0, page_versions: vec![1; 28], open_len: 0 });
    assert_eq!(commit(store, &change).await, Commit::Done);
    let page = store.page(shard, 0).await.unwrap().unwrap();
    assert_eq!(page.page, change.pages[0].page);
    assert_eq!(store.ids(shard, 0).await.unwrap().unwrap(), change.id_pages[0].1);
    assert_eq!(store.head(shard).await.unwrap().page_versions.len(), 28);
}

/// Whoever asks again gets the same answer: it must not be taken for a bad moment.
async fn too_many_bytes_are_refused_for_good(store: &impl FollowerStore, shard: ShardNumber) {
    let with_pages = |pages: u32, planes: u16| {
        let mut change = joining(shard, 1);
        change.pages.clear();
        for number in 0..pages {
            let mut page = SegmentPage::new(shard, number);
            page.append(&(0..planes).map(PlaneNumber::new).collect()).unwrap();
            change.pages.push(StoredPage { page, version: 0 });
        }
        change.head = Some(ShardHead { version: 0, page_versions: vec![1; pages as usize], open_len: 1 });
        change
    };
    for change in [with_pages(1, 6_300), with_pages(11, 6_000)] {
        let refused = store.commit(&change).await;
        let Err(PortError::Refused { reason, .. }) = refused else { panic!("it was {refused:?}") };
        assert!(reason.contains("400 KB") || reason.contains("4 MB"), "{reason}");
        assert_eq!(store.head(shard).await.unwrap().version, 0, "nothing is written");
    }
    let largest = domain::survey::MAX_PLANES as u16 + PlaneNumber::FIRST_FREE.as_u16();
    // As many as a change of ours may have.
    assert_eq!(commit(store, &with_pages(7, largest)).await, Commit::Done);
}

async fn two_writers_do_not_both_win(store: &impl FollowerStore, shard: ShardNumber) {
    let (mut one, mut other) = (joining(shard, 1), joining(shard, 1));
    one.events = vec![mark(shard, "one")];
    other.events = vec![mark(shard, "other")];
    let (first, second) = futures::join!(store.commit(&one), store.commit(&other));
    let done = [first, second].into_iter().filter(|commit| matches!(commit, Ok(Commit::Done))).count();
    assert_eq!(done, 1, "exactly one of two changes of the same rows is written");
}
