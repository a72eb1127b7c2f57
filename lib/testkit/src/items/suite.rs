//! What every store of catalogues has to do: the same cases for the fake and for DynamoDB.

// A suite is a test that two crates run: it may panic.
#![allow(clippy::unwrap_used)]

use domain::survey::{Catalogue, ItemDraft, ItemId, ItemKind};
use usecases::delivery::ports::Swap;
use usecases::items::ports::Catalogues;

use super::a_large_catalogue;

/// Runs every case on a store that is empty.
pub async fn catalogues_are_swapped_by_version(store: &impl Catalogues) {
    an_empty_store_has_no_items(store).await;
    each_change_is_a_version_that_stays_readable(store).await;
    a_change_of_what_is_no_longer_the_newest_is_lost(store).await;
    two_writers_do_not_both_win(store).await;
    three_hundred_items_and_five_thousand_options_come_back(store).await;
}

fn with_item(read: &Catalogue, name: &str) -> Catalogue {
    let mut next = read.clone();
    next.add_item(ItemId::parse(name).unwrap(), ItemDraft::new(name, ItemKind::Single)).unwrap();
    next
}

async fn an_empty_store_has_no_items(store: &impl Catalogues) {
    assert_eq!(store.newest().await.unwrap(), Catalogue::default());
    assert_eq!(store.of_version(1).await.unwrap(), None);
}

async fn each_change_is_a_version_that_stays_readable(store: &impl Catalogues) {
    let first = with_item(&store.newest().await.unwrap(), "first");
    assert_eq!(store.swap(&first).await.unwrap(), Swap::Done);
    let read = store.newest().await.unwrap();
    assert_eq!(read, first.at_version(1));
    let second = with_item(&read, "second");
    assert_eq!(store.swap(&second).await.unwrap(), Swap::Done);
    assert_eq!(store.newest().await.unwrap(), second.at_version(2));
    assert_eq!(store.of_version(1).await.unwrap(), Some(read));
    assert_eq!(store.of_version(3).await.unwrap(), None);
}

async fn a_change_of_what_is_no_longer_the_newest_is_lost(store: &impl Catalogues) {
    let stands = store.newest().await.unwrap();
    for version in [0, 1, stands.version() + 1] {
        let late = with_item(&stands, "late").at_version(version);
        assert_eq!(store.swap(&late).await.unwrap(), Swap::Lost(stands.clone()), "{version}");
    }
    assert_eq!(store.newest().await.unwrap(), stands);
}

async fn two_writers_do_not_both_win(store: &impl Catalogues) {
    let read = store.newest().await.unwrap();
    let (one, other) = (with_item(&read, "one"), with_item(&read, "other"));
    let (a, b) = futures::join!(store.swap(&one), store.swap(&other));
    let stands = store.newest().await.unwrap();
    let done = [a, b].into_iter().filter(|swap| matches!(swap, Ok(Swap::Done))).count();
    assert_eq!(done, 1, "exactly one of two changes is written");
    assert_eq!(stands.items().len(), read.items().len() + 1);
    assert_eq!(stands.version(), read.version() + 1);
}

async fn three_hundred_items_and_five_thousand_options_come_back(store: &impl Catalogues) {
    let version = store.newest().await.unwrap().version();
    let large = a_large_catalogue(300, 5_000).unwrap().at_version(version);
    assert_eq!(store.swap(&large).await.unwrap(), Swap::Done);
    let read = store.newest().await.unwrap();
    assert_eq!(read.items().iter().map(|item| item.options.len()).sum::<usize>(), 5_000);
    assert!(read == large.at_version(version + 1), "every label comes back");
    assert!(store.newest().await.unwrap() == read, "read again from memory it is the same");
}
