//! Retry keys over HTTP and what the ledger makes of them.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::harness::{Bot, KEY, OTHER_KEY, read, text, to};

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn the_same_key_is_answered_409_with_the_first_request_id_for_24_hours() {
    let mut bot = Bot::start().await;
    let body = to(&[bot.friend("花子")], "d1");
    let first = bot.multicast(KEY, &body).await;
    assert_eq!((first.status, &first.body), (200, &json!({})));
    bot.line.advance(23 * HOUR).unwrap();
    bot.token = bot.line.access_token();
    let again = bot.multicast(KEY, &body).await;
    assert_eq!(again.status, 409);
    assert_eq!(again.body["message"], "The retry key is already accepted");
    assert_eq!(again.header("x-line-accepted-request-id"), first.header("x-line-request-id"));
    assert_ne!(again.header("x-line-request-id"), first.header("x-line-request-id"));
    assert_eq!(bot.line.ledger().summary("d1").total, 1);
}

#[tokio::test]
async fn after_24_hours_the_same_key_sends_again() {
    let mut bot = Bot::start().await;
    let body = to(&[bot.friend("花子")], "d1");
    bot.multicast(KEY, &body).await;
    bot.line.advance(24 * HOUR).unwrap();
    bot.token = bot.line.access_token();
    assert_eq!(bot.multicast(KEY, &body).await.status, 200);
    let sums = bot.line.ledger().summary("d1");
    assert_eq!((sums.accepted, sums.doubled, sums.max_per_user), (1, 1, 2));
}

#[tokio::test]
async fn another_body_under_an_accepted_key_is_a_violation_and_409() {
    let bot = Bot::start().await;
    let user = bot.friend("花子");
    bot.multicast(KEY, &to(std::slice::from_ref(&user), "d1")).await;
    assert_eq!(bot.multicast(KEY, &to(&[user.clone(), user], "d1")).await.status, 409);
    let violations = bot.line.ledger().violations();
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].kind, "key_body_mismatch");
}

#[tokio::test]
async fn two_keys_are_two_requests() {
    let bot = Bot::start().await;
    let body = to(&[bot.friend("花子")], "d1");
    assert_eq!(bot.multicast(KEY, &body).await.status, 200);
    assert_eq!(bot.multicast(OTHER_KEY, &body).await.status, 200);
    assert_eq!(bot.line.ledger().summary("d1").doubled, 1);
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_unused() {
    let bot = Bot::start().await;
    let user = bot.friend("花子");
    let wrong = to(&[user.clone(), "U0".to_owned()], "d1");
    assert_eq!(bot.multicast(KEY, &wrong).await.status, 400);
    assert_eq!(bot.multicast(KEY, &to(&[user], "d1")).await.status, 200);
    assert!(bot.line.ledger().violations().is_empty());
}

#[tokio::test]
async fn a_push_asked_again_returns_the_messages_sent_at_first() {
    let bot = Bot::start().await;
    let body = json!({ "to": bot.friend("花子"), "messages": text("こんにちは") });
    let push = || bot.api(Method::POST, "/v2/bot/message/push").header("X-Line-Retry-Key", KEY).json(&body);
    let (first, again) = (read(push()).await, read(push()).await);
    assert_eq!((first.status, again.status), (200, 409));
    assert!(first.body["sentMessages"][0]["id"].is_string());
    assert_eq!(first.body["sentMessages"], again.body["sentMessages"]);
}

#[tokio::test]
async fn a_key_that_is_no_uuid_is_refused_and_a_reply_takes_none() {
    let bot = Bot::start().await;
    let body = to(&[bot.friend("花子")], "d1");
    assert_eq!(bot.multicast("once", &body).await.status, 400);
    let reply = bot.api(Method::POST, "/v2/bot/message/reply").header("x-line-retry-key", KEY);
    let body = json!({ "replyToken": "0", "messages": text("はい") });
    let answer = read(reply.json(&body)).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body["message"].as_str().unwrap().contains("Retry-Key"));
}
