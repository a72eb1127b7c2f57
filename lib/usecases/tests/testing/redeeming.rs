//! Texts that look like codes.

use domain::follower::{EventOrder, Follower, Friendship, FriendshipEvent};
use domain::tester::{CODE_LASTS_MS, TesterCode};
use domain::user_id::UserId;
use testkit::testing::{FakePhones, MemoryTesting, a_code, suite, tester};
use testkit::webhook::InMemoryFollowers;
use usecases::testing::redeem::{RedeemError, redeem};

const NOW: u64 = 1_795_320_001_000;

struct City {
    store: MemoryTesting,
    followers: InMemoryFollowers,
    phones: FakePhones,
    code: TesterCode,
}

impl City {
    /// Hanako follows, and a code is shown.
    fn new() -> Self {
        let followers = InMemoryFollowers::default();
        let store = MemoryTesting::dying_by(&followers.death);
        let phones = FakePhones::dying_by(&followers.death);
        let friend = FriendshipEvent { friendship: Friendship::Following, order: EventOrder::never() };
        followers.insert(Follower::new(hanako(), &friend));
        let (code, open) = a_code();
        store.show(&code.digest(), open);
        Self { store, followers, phones, code }
    }

    async fn sends(&self, user: &UserId, code: &TesterCode, now_ms: u64) -> Result<bool, RedeemError> {
        redeem(&self.store, &self.followers, &self.phones, user, code, now_ms).await
    }
}

fn hanako() -> UserId {
    tester(1).user().clone()
}

#[tokio::test]
async fn the_fake_passes_the_suite() {
    let store = MemoryTesting::default();
    suite(&store, async |digest, code| store.show(digest, code)).await;
}

#[tokio::test]
async fn a_good_code_makes_a_tester_marks_the_follower_and_says_so_once() {
    let city = City::new();
    assert!(city.sends(&hanako(), &city.code, NOW).await.unwrap());
    let [registered] = &city.store.everybody()[..] else { panic!("one tester") };
    assert_eq!((registered.name.as_str(), registered.user()), ("公用スマホ", &hanako()));
    assert!(city.followers.follower(&hanako()).unwrap().tester);
    assert!(city.sends(&hanako(), &city.code, NOW).await.unwrap(), "the same event again");
    assert_eq!(city.store.everybody().len(), 1);
    assert_eq!(city.phones.received()[hanako().as_str()].len(), 1);
}

#[tokio::test]
async fn late_wrong_and_used_codes_are_messages_like_any_other() {
    let city = City::new();
    let wrong = TesterCode::from_random([3; 8]);
    assert!(!city.sends(&hanako(), &wrong, NOW).await.unwrap());
    assert!(!city.sends(&hanako(), &city.code, NOW + CODE_LASTS_MS).await.unwrap());
    assert!(city.store.everybody().is_empty() && city.phones.received().is_empty());
    assert!(city.sends(&hanako(), &city.code, NOW).await.unwrap());
    assert!(!city.sends(tester(2).user(), &city.code, NOW).await.unwrap());
    assert_eq!(city.store.everybody().len(), 1);
}

#[tokio::test]
async fn whoever_guesses_is_not_looked_up_any_more_even_with_a_good_code() {
    let city = City::new();
    for guess in 0..10 {
        assert!(!city.sends(&hanako(), &TesterCode::from_random([guess; 8]), NOW).await.unwrap());
    }
    assert!(!city.sends(&hanako(), &city.code, NOW).await.unwrap());
    assert!(city.store.everybody().is_empty());
}

#[tokio::test]
async fn a_second_code_renames_and_makes_no_second_tester() {
    let city = City::new();
    city.store.insert(tester(1));
    assert!(city.sends(&hanako(), &city.code, NOW).await.unwrap());
    let [renamed] = &city.store.everybody()[..] else { panic!("one tester") };
    assert_eq!((renamed.name.as_str(), renamed.version), ("公用スマホ", 2));
}

#[tokio::test]
async fn a_code_of_one_department_takes_no_tester_from_another() {
    let city = City::new();
    city.store.insert(tester(1).renamed("高津".to_owned(), Some("another".to_owned())));
    assert!(city.sends(&hanako(), &city.code, NOW).await.unwrap());
    let [stands] = &city.store.everybody()[..] else { panic!("one tester") };
    assert_eq!((stands.name.as_str(), stands.department.as_deref()), ("高津", Some("another")));
}

#[tokio::test]
async fn killed_anywhere_the_same_event_finishes_the_registration() {
    let steps = {
        let city = City::new();
        city.followers.death.strike_at(u64::MAX, false);
        city.sends(&hanako(), &city.code, NOW).await.unwrap();
        city.followers.death.disarm()
    };
    assert!(steps > 4, "{steps} port calls");
    for (step, after_effect) in (1..=steps).flat_map(|step| [(step, false), (step, true)]) {
        let city = City::new();
        city.followers.death.strike_at(step, after_effect);
        let first = city.sends(&hanako(), &city.code, NOW).await;
        city.followers.death.disarm();
        if first.is_err() {
            assert!(city.sends(&hanako(), &city.code, NOW).await.unwrap(), "step {step}");
        }
        assert_eq!(city.store.everybody().len(), 1, "step {step}");
        assert!(city.followers.follower(&hanako()).unwrap().tester, "step {step}");
        let welcomes = city.phones.received().values().map(Vec::len).sum::<usize>();
        assert!(welcomes <= 1, "step {step}: {welcomes}");
    }
}
