//! Looking for a tester by the name that LINE shows.

use domain::tester::{SEARCH_LASTS_MS, SearchId, TesterSearch};
use domain::user_id::UserId;
use testkit::testing::{FakePhones, MemoryTesting, tester};
use ulid::Ulid;
use usecases::testing::ports::Searches;
use usecases::testing::search::search_testers;

const NOW: u64 = 1_795_320_001_000;

fn user(number: u128) -> UserId {
    tester(number).user().clone()
}

/// Hanako, Taro, and somebody who is no friend any more.
async fn a_search() -> (MemoryTesting, FakePhones, SearchId) {
    let (store, id) = (MemoryTesting::default(), SearchId::from_ulid(Ulid::from(1_u128)));
    let phones = FakePhones::dying_by(&store.death);
    phones.add_name(&user(1), "川崎 花子");
    phones.add_name(&user(2), "多摩 太郎");
    let asked = vec![user(1), user(2), user(3)];
    let search = TesterSearch::begun(id, "01".to_owned(), "花子", asked, NOW);
    store.keep_search(&search).await.unwrap();
    (store, phones, id)
}

#[tokio::test]
async fn the_names_that_fit_are_kept_and_asked_for_once() {
    let (store, phones, id) = a_search().await;
    for _ in 0..2 {
        search_testers(&store, &phones, id, NOW).await.unwrap();
    }
    let found = store.search(id).await.unwrap().unwrap().found.unwrap();
    assert_eq!(
        found.iter().map(|one| (&one.user, one.name.as_str())).collect::<Vec<_>>(),
        [(&user(1), "川崎 花子")]
    );
    assert_eq!(phones.names_asked(), 3);
}

#[tokio::test]
async fn a_search_that_was_killed_or_comes_too_late_is_asked_again_or_not_at_all() {
    let (store, phones, id) = a_search().await;
    store.death.strike_at(2, false);
    assert!(search_testers(&store, &phones, id, NOW).await.is_err());
    search_testers(&store, &phones, id, NOW).await.unwrap();
    assert!(store.search(id).await.unwrap().unwrap().found.is_some());
    let (store, phones, id) = a_search().await;
    search_testers(&store, &phones, id, NOW + SEARCH_LASTS_MS).await.unwrap();
    assert_eq!(phones.names_asked(), 0);
}
