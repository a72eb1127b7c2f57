//! Batches of the event queue. `events/handle_webhook` holds them.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use aws_lambda_events::event::sqs::SqsEvent;
use domain::follower::Friendship;
use domain::reaction::Reaction;
use domain::setting::{Setting, SettingName};
use domain::user_id::UserId;
use handle_webhook::{StoredGreeting, handle};
use runtime::sqs::PartialBatch;
use serde_json::{Value, json};
use testkit::jobs::InMemoryJobs;
use testkit::testing::{MemoryTesting, a_code};
use testkit::webhook::{FakeReplier, InMemoryFollowers};
use usecases::jobs::ports::Settings;

const NOW: u64 = 1_795_320_001_000;
const ANNA: &str = "Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1";
const BEN: &str = "Ubbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb2";

const FORM: &str = "https://liff.line.me/1234567890-abcdefgh";

struct City {
    store: InMemoryFollowers,
    testers: MemoryTesting,
    replier: FakeReplier,
    greetings: StoredGreeting<InMemoryJobs>,
}

impl Default for City {
    fn default() -> Self {
        let greetings = StoredGreeting::new(InMemoryJobs::default(), FORM.to_owned()).unwrap();
        let (store, testers) = (InMemoryFollowers::default(), MemoryTesting::default());
        Self { store, testers, replier: FakeReplier::default(), greetings }
    }
}

impl City {
    async fn handle(&self, name: &str) -> Vec<String> {
        let path = format!("{}/../../events/handle_webhook/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let batch: SqsEvent = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        failures(&handle(&self.store, &self.testers, &self.replier, &self.greetings, &batch, NOW).await)
    }

    fn friendship(&self, user: &str) -> Option<Friendship> {
        self.store.follower(&UserId::parse(user.to_owned()).unwrap()).map(|follower| follower.friendship)
    }
}

fn failures(answer: &PartialBatch) -> Vec<String> {
    let answer: Value = json!(answer);
    let ids = answer["batchItemFailures"].as_array().unwrap().iter();
    ids.map(|failure| failure["itemIdentifier"].as_str().unwrap()[35..].to_owned()).collect()
}

#[tokio::test]
async fn a_follow_is_recorded_and_greeted_and_its_redelivery_changes_nothing() {
    let city = City::default();
    for name in ["follow", "redelivered_follow", "follow"] {
        assert!(city.handle(name).await.is_empty());
    }
    assert_eq!(city.friendship(ANNA), Some(Friendship::Following));
    assert_eq!((city.store.commits(), city.replier.asked().len()), (1, 1));
}

#[tokio::test]
async fn whoever_left_again_in_the_same_batch_is_not_greeted() {
    let city = City::default();
    assert!(city.handle("follow_and_unfollow").await.is_empty());
    assert_eq!(
        (city.friendship(ANNA), city.friendship(BEN)),
        (Some(Friendship::Blocked), Some(Friendship::Following))
    );
    assert_eq!(city.replier.asked().len(), 1);
}

#[tokio::test]
async fn in_standby_a_follow_is_recorded_and_not_greeted() {
    let city = City::default();
    assert!(city.handle("standby_follow").await.is_empty());
    assert_eq!((city.friendship(BEN), city.replier.asked().len()), (Some(Friendship::Following), 0));
}

#[tokio::test]
async fn unknown_types_are_no_error_and_no_change() {
    let city = City::default();
    assert!(city.handle("unknown_type").await.is_empty());
    assert_eq!((city.store.all().len(), city.store.commits()), (0, 0));
}

#[tokio::test]
async fn an_unreadable_message_holds_back_its_own_group_only() {
    let city = City::default();
    assert_eq!(city.handle("unreadable_message").await, ["1", "2"]);
    assert_eq!((city.friendship(ANNA), city.friendship(BEN)), (None, Some(Friendship::Following)));
}

#[tokio::test]
async fn a_store_that_fails_brings_the_users_messages_again_and_a_second_time_works() {
    let city = City::default();
    city.store.fail_first(2);
    assert_eq!(city.handle("follow_and_unfollow").await, ["1", "2", "3"]);
    assert!(city.replier.asked().is_empty());
    assert!(city.handle("follow_and_unfollow").await.is_empty());
    assert_eq!(city.friendship(ANNA), Some(Friendship::Blocked));
}

#[tokio::test]
async fn the_greeting_carries_the_forms_link_and_is_what_staff_set() {
    let city = City::default();
    assert!(city.handle("follow").await.is_empty());
    assert!(city.replier.asked()[0].1.contains(FORM), "the default text invites to the form");
    let city = City::default();
    let bubble = json!([
        { "type": "text", "text": "こんにちは" },
        { "type": "template", "altText": "登録はこちら", "template": { "type": "buttons", "text": "お知らせを選ぶ",
          "actions": [{ "type": "uri", "label": "開く", "uri": "{form_url}" }] } }
    ]);
    let setting = Setting { value: bubble, version: 1 };
    city.greetings.settings.put_setting(SettingName::Greeting, &setting).await.unwrap();
    assert!(city.handle("follow").await.is_empty());
    let sent: Value = serde_json::from_str(&city.replier.asked()[0].1).unwrap();
    assert_eq!((sent[0]["text"].as_str(), sent.as_array().unwrap().len()), (Some("こんにちは"), 2));
    assert_eq!(sent[1]["template"]["actions"][0]["uri"], FORM);
}

#[tokio::test]
async fn a_greeting_that_cannot_be_read_or_sent_is_replaced_by_the_default_and_never_stops_the_recording() {
    for spoil in [true, false] {
        let city = City::default();
        let setting = Setting { value: json!([{ "type": "no such type" }]), version: 1 };
        city.greetings.settings.put_setting(SettingName::Greeting, &setting).await.unwrap();
        if spoil {
            city.greetings.settings.death.strike_at(1, false);
        }
        assert!(city.handle("follow").await.is_empty());
        assert_eq!(city.friendship(ANNA), Some(Friendship::Following));
        assert!(city.replier.asked()[0].1.contains(FORM));
    }
}

#[tokio::test]
async fn taps_and_videos_that_name_a_delivery_are_reactions_and_no_other_postback_costs_an_event() {
    let city = City::default();
    assert!(city.handle("reactions").await.is_empty());
    let follower = city.store.follower(&UserId::parse(ANNA.to_owned()).unwrap()).unwrap();
    assert_eq!(follower.friendship, Friendship::Following);
    let reactions: Vec<_> = follower.reactions.iter().map(|(id, what)| (id.to_string(), what)).collect();
    let expected =
        [("01M7Q5CQG00000000000000001", Reaction::Clicked), ("01M7Q5CQG00000000000000002", Reaction::Opened)];
    assert_eq!(reactions, expected.map(|(id, what)| (id.to_owned(), what)));
    assert!(city.replier.asked().is_empty());
}

impl City {
    /// A city in which a colleague was shown a code.
    fn with_a_code() -> Self {
        let (city, (code, open)) = (Self::default(), a_code());
        city.testers.show(&code.digest(), open);
        city
    }

    fn welcomes(&self) -> usize {
        self.replier.phones.received().values().map(Vec::len).sum()
    }
}

#[tokio::test]
async fn a_shown_code_makes_whoever_sends_it_a_tester_once() {
    let city = City::with_a_code();
    for _ in 0..2 {
        assert!(city.handle("tester_code").await.is_empty());
    }
    let [tester] = &city.testers.everybody()[..] else { panic!("one tester") };
    assert_eq!((tester.user().as_str(), tester.name.as_str()), (ANNA, "公用スマホ"));
    assert!(city.store.follower(tester.user()).unwrap().tester);
    assert_eq!(city.welcomes(), 1);
}

#[tokio::test]
async fn a_wrong_code_and_one_in_standby_are_contacts_and_nothing_more() {
    for name in ["wrong_tester_code", "standby_tester_code"] {
        let city = City::with_a_code();
        assert!(city.handle(name).await.is_empty());
        assert_eq!((city.testers.everybody().len(), city.welcomes()), (0, 0), "{name}");
        assert_eq!(city.friendship(ANNA), Some(Friendship::Following), "{name}");
    }
}

#[tokio::test]
async fn a_code_that_cannot_be_looked_up_brings_the_message_again() {
    let city = City::with_a_code();
    city.testers.death.strike_at(2, false);
    assert_eq!(city.handle("tester_code").await, ["1"]);
    assert!(city.handle("tester_code").await.is_empty());
    assert_eq!(city.testers.everybody().len(), 1);
}
