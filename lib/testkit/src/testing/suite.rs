//! What every store of testers and tests has to do.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed suite")]

use std::collections::BTreeSet;

use domain::draft::{Draft, DraftContent, Person};
use domain::test_delivery::{Recipient, Standing, TestDelivery, TestId, TestRecipients};
use domain::tester::{
    Candidate, MOST_TRIES, OpenCode, Redemption, SearchId, Tester, TesterCode, TesterSearch,
};
use domain::user_id::UserId;
use ulid::Ulid;
use usecases::delivery::ports::Swap;
use usecases::testing::ports::{Searches, Testers, Tests};

const NOW: u64 = 1_795_320_001_000;

/// Somebody of the staff.
pub fn a_person() -> Person {
    Person { id: "01JZZZZZZZZZZZZZZZZZZZZZZZ".to_owned(), name: "高津 花子".to_owned() }
}

/// The tester behind this number.
pub fn tester(number: u128) -> Tester {
    Tester::registered(UserId::from_bytes(number.to_be_bytes()), format!("テスター{number}"), None, NOW)
}

/// A code and what is stored of it.
pub fn a_code() -> (TesterCode, OpenCode) {
    let code = OpenCode::shown("公用スマホ".to_owned(), None, a_person(), NOW);
    (TesterCode::from_random(*b"suitable"), code)
}

/// A draft that says these texts.
pub fn a_draft(texts: &[&str]) -> Draft {
    let bubble = |text: &&str| serde_json::json!({ "type": "text", "text": text }).to_string();
    let content = DraftContent { messages: texts.iter().map(bubble).collect(), ..DraftContent::default() };
    Draft::begun(Ulid::from_parts(NOW, 1), content, &a_person(), NOW)
}

/// A test of this draft with these testers.
pub fn a_test(number: u128, draft: &Draft, testers: &[Tester]) -> TestDelivery {
    let ids: BTreeSet<_> = testers.iter().map(Tester::id).collect();
    let recipients = TestRecipients::chosen(testers, &ids).unwrap();
    TestDelivery::of(draft, TestId::from_ulid(Ulid::from(number)), recipients, a_person(), NOW).unwrap()
}

/// Runs every check against an empty store; `show` puts a code into it.
///
/// # Panics
/// Where the store does something else.
pub async fn run<S: Testers + Tests + Searches>(store: &S, show: impl AsyncFnOnce(&str, OpenCode)) {
    let (code, open) = a_code();
    show(&code.digest(), open.clone()).await;
    codes_and_testers(store, &code, &open).await;
    tries(store).await;
    tests(store).await;
    searches(store).await;
}

async fn codes_and_testers(store: &impl Testers, code: &TesterCode, open: &OpenCode) {
    assert_eq!(store.code("another").await.unwrap(), None);
    assert_eq!(store.code(&code.digest()).await.unwrap().as_ref(), Some(open));
    let (hanako, taro) = (tester(1), tester(2));
    assert_eq!(store.tester(hanako.id()).await.unwrap(), None);
    let Redemption::Registered(used) = open.redeem(&hanako, NOW) else { panic!("a good code") };
    assert_eq!(store.redeem(&code.digest(), &used, &hanako).await.unwrap(), Swap::Done);
    assert_eq!(store.tester(hanako.id()).await.unwrap(), Some(hanako.clone()));
    assert_eq!(store.code(&code.digest()).await.unwrap(), Some(used));
    let Redemption::Registered(late) = open.redeem(&taro, NOW) else { panic!("as it was read") };
    assert_eq!(store.redeem(&code.digest(), &late, &taro).await.unwrap(), Swap::Lost(()));
    assert_eq!(store.tester(taro.id()).await.unwrap(), None, "nothing of it is written");
}

async fn tries(store: &impl Testers) {
    let (guesser, other) = (tester(3), tester(4));
    let mut admitted = 0;
    for _ in 0..20 {
        admitted += u32::from(store.admit_try(guesser.user(), NOW).await.unwrap());
    }
    assert_eq!(admitted, MOST_TRIES);
    assert!(store.admit_try(other.user(), NOW).await.unwrap(), "one guesser does not stop another");
    assert!(store.admit_try(guesser.user(), NOW + 900_000).await.unwrap(), "a quarter of an hour later");
}

async fn tests(store: &impl Tests) {
    let (draft, hanako) = (a_draft(&["こんにちは"]), tester(1));
    let asked = a_test(1, &draft, std::slice::from_ref(&hanako));
    assert_eq!(store.test(draft.id, asked.id).await.unwrap(), None);
    assert_eq!(store.keep_test(draft.id, &asked).await.unwrap(), Swap::Done);
    assert_eq!(store.keep_test(draft.id, &asked).await.unwrap(), Swap::Lost(Some(asked.clone())));
    let next = asked.told(&[Recipient { tester: hanako.id(), standing: Standing::Accepted }]);
    assert_eq!(store.keep_test(draft.id, &next).await.unwrap(), Swap::Done);
    assert_eq!(store.test(draft.id, asked.id).await.unwrap(), Some(next));
}

async fn searches(store: &impl Searches) {
    let (id, hanako) = (SearchId::from_ulid(Ulid::from(5_u128)), tester(1).user().clone());
    let begun = TesterSearch::begun(id, "01".to_owned(), "花", vec![hanako.clone()], NOW);
    assert_eq!(store.search(id).await.unwrap(), None);
    assert_eq!(store.keep_search(&begun).await.unwrap(), Swap::Done);
    assert_eq!(store.keep_search(&begun).await.unwrap(), Swap::Lost(()));
    let answered = begun.answered([Candidate { user: hanako, name: "花子".to_owned() }]);
    assert_eq!(store.keep_search(&answered).await.unwrap(), Swap::Done);
    assert_eq!(store.search(id).await.unwrap(), Some(answered));
}
