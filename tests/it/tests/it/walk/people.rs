//! Citizens: they follow, write, leave and come back.

use line_simulator::Friend;

use crate::admin::{everyone, ward};
use crate::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_follows_is_greeted_by_reply_token_and_counted() {
    let town = Town::start().await;
    assert_eq!(town.count(everyone()).await, 0);
    let phone = town.city.line.add_user("川崎 花子", Friend::None);
    town.city.line.set_friend(&phone, Friend::Following).unwrap();
    town.rest().await;
    let greeting = town.replies(&phone);
    assert_eq!(greeting.len(), 1);
    assert!(greeting[0].contains("https://liff.line.me/"), "{greeting:?}");
    assert_eq!(town.count(everyone()).await, 1);
    assert!(town.delivered(&phone).is_empty(), "a greeting costs no quota");
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_is_not_counted_and_who_returns_finds_the_answers_again() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "asao"]).await;
    assert_eq!((town.count(ward("tama")).await, town.count(everyone()).await), (1, 2));
    town.city.line.set_friend(&phones[0], Friend::Blocked).unwrap();
    town.rest().await;
    assert_eq!((town.count(ward("tama")).await, town.count(everyone()).await), (0, 1));
    town.city.line.set_friend(&phones[0], Friend::Following).unwrap();
    town.rest().await;
    assert_eq!((town.count(ward("tama")).await, town.count(everyone()).await), (1, 2));
    let report = town.deliver("多摩区だけ", ward("tama")).await;
    assert_eq!(report["status"], "sent");
    assert_eq!(town.texts(&phones[0]), ["多摩区だけ"]);
    assert!(town.texts(&phones[1]).is_empty());
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chatbot_answers_by_reply_token_and_the_question_makes_a_follower() {
    let town = Town::start().await;
    let phone = town.city.line.add_user("友だちだった人", Friend::Following);
    town.city.line.say(&phone, "ごみの日は？").unwrap();
    town.rest().await;
    assert_eq!(town.replies(&phone), ["普通ごみの収集は週2回です。お住まいの区を教えてください。"]);
    let received = town.city.chatbot.received();
    assert_eq!((received.len(), received[0].reply_status), (1, Some(200)));
    assert_eq!(town.city.chatbot.refused_signatures(), 0);
    assert_eq!(town.count(everyone()).await, 1, "who writes is a friend, met or not");
    town.assert_sound();
    town.end().await;
}
