//! Segments against the slow oracle, and their rules one by one.
#![allow(clippy::unwrap_used, reason = "a helper that unwraps fails the test that called it")]

mod conditions;
mod leaves;
mod oracle;
mod pages;
mod random;

use domain::calendar::YearMonth;
use domain::follower::{Change, EventOrder, Follower, Friendship, FriendshipEvent};
use domain::segment::SegmentPage;
use domain::survey::Catalogue;
use domain::user_id::ShardNumber;
use oracle::{Pages, knows, matches};
use random::{Random, a_condition, a_follower, a_moment, answer};

/// The month in which the tests tell ages.
fn month() -> YearMonth {
    YearMonth::parse("2026-09").unwrap()
}

fn first_shard() -> ShardNumber {
    ShardNumber::try_from(0).unwrap()
}

/// Rows, pages and index give the same people for `conditions` random conditions.
fn compare(seed: u64, followers: usize, conditions: usize) {
    let (mut random, catalogue) = (Random(seed), Catalogue::every_kind_example());
    let rows: Vec<Follower> = (0..followers).map(|_| a_follower(&mut random, &catalogue)).collect();
    let own_shard = seed.is_multiple_of(2);
    let pages = Pages::of(&rows, &catalogue, |id| if own_shard { id.shard() } else { first_shard() });
    let index = pages.index();
    for _ in 0..conditions {
        let condition = a_condition(&mut random, &catalogue, 4);
        let query = condition.compile(&catalogue, month()).unwrap();
        let known = rows.iter().filter(|row| knows(row, &condition)).count() as u64;
        let counted = index.count(&condition.compile_count(&catalogue, month()).unwrap());
        let counts_blocked = condition.asks_friendship();
        let mut expected: Vec<_> =
            rows.iter().filter(|row| matches(row, &condition)).map(|row| row.user_id.clone()).collect();
        let among = if counts_blocked { known } else { expected.len() as u64 };
        assert_eq!(counted, among, "count, seed {seed}: {condition:?}");
        expected.sort();
        assert_eq!(pages.select(&query), expected, "pages, seed {seed}: {condition:?}");
        assert_eq!(index.count(&query), expected.len() as u64, "index, seed {seed}: {condition:?}");
        let selected: u32 =
            index.select(&query).iter().flat_map(|(.., slots)| slots).map(|w| w.count_ones()).sum();
        assert_eq!(selected as usize, expected.len(), "selection, seed {seed}: {condition:?}");
    }
}

#[test]
fn ten_thousand_random_pairs_agree_with_the_oracle() {
    (0..400).for_each(|seed| compare(seed, 1 + seed as usize % 97, 25));
}

#[test]
fn populations_over_many_pages_agree_with_the_oracle() {
    compare(1_001, 4_700, 25); // ten pages of one shard: more than one block of the index
    compare(1_002, 2_000, 25);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_population_agrees_with_the_oracle(seed: u64, followers in 0_usize..80) {
        compare(seed, followers, 8);
    }
}

/// Follows, blocks, answers, consents, becomes or stops being a tester.
fn change(random: &mut Random, catalogue: &Catalogue, follower: &mut Follower, time: i64) {
    match random.below(5) {
        0 => {
            let friendship = if random.percent(50) { Friendship::Following } else { Friendship::Blocked };
            let order = EventOrder { timestamp_ms: time, event_id: "e".into() };
            if let Change::Friendship(next) | Change::OrderOnly(next) =
                follower.friendship_changed(&FriendshipEvent { friendship, order })
            {
                *follower = *next;
            }
        }
        1 => follower.tester = !follower.tester,
        4 => {
            let tracked = catalogue.tracked();
            let delivery = tracked[random.below(tracked.len())].delivery;
            follower.reactions.add(delivery, random::a_reaction(random));
        }
        2 => {
            follower.consent_version = random.percent(50).then_some(2);
            follower.registered_at_ms = random.percent(50).then(|| a_moment(random));
        }
        _ => {
            let item = &catalogue.items()[random.below(catalogue.items().len())];
            answer(random, item, &mut follower.answers);
        }
    }
}

#[test]
fn after_any_sequence_of_changes_pages_equal_rows() {
    let catalogue = Catalogue::every_kind_example();
    for seed in 0..40 {
        let mut random = Random(seed);
        let mut rows: Vec<Follower> = (0..30).map(|_| a_follower(&mut random, &catalogue)).collect();
        let mut pages = Pages::of(&rows, &catalogue, |_| first_shard());
        let mut index = pages.index();
        for time in 1..=200 {
            let who = random.below(rows.len());
            change(&mut random, &catalogue, &mut rows[who], time);
            let (key, slot) = pages.places[who];
            let (page, _) = pages.pages.get_mut(&key).unwrap();
            page.set(slot, &rows[who].planes(&catalogue)).unwrap();
            *page = SegmentPage::decode(&page.encode()).unwrap();
            index.replace_page(page);
        }
        let rebuilt = Pages::of(&rows, &catalogue, |_| first_shard());
        assert_eq!(rebuilt.pages, pages.pages, "seed {seed}");
        for _ in 0..20 {
            let query = a_condition(&mut random, &catalogue, 3).compile(&catalogue, month()).unwrap();
            assert_eq!(index.count(&query), rebuilt.index().count(&query), "seed {seed}");
        }
    }
}

#[test]
fn friendship_events_in_any_order_and_number_end_in_the_same_state() {
    let mut random = Random(7);
    let catalogue = Catalogue::default();
    let events: Vec<FriendshipEvent> = (0..8)
        .map(|n| FriendshipEvent {
            friendship: if n % 3 == 0 { Friendship::Blocked } else { Friendship::Following },
            order: EventOrder { timestamp_ms: 1 + n / 2, event_id: format!("event {n}") },
        })
        .collect();
    let newest = events.last().unwrap();
    for round in 0..5_000 {
        let mut follower = a_follower(&mut random, &catalogue);
        let mut left: Vec<_> = events.iter().chain(&events).collect(); // each one twice
        while !left.is_empty() {
            let event = left.swap_remove(random.below(left.len()));
            match follower.friendship_changed(event) {
                Change::Friendship(next) | Change::OrderOnly(next) => follower = *next,
                Change::Stale => {}
            }
        }
        assert_eq!(
            (follower.friendship, &follower.last_event),
            (newest.friendship, &newest.order),
            "{round}"
        );
    }
}
