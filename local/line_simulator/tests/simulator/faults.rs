//! Scripted faults: what the bot sees, and what really happened.

use std::time::{Duration, Instant};

use line_simulator::{Fault, FaultKind};
use reqwest::Method;
use serde_json::json;

use crate::harness::{Bot, KEY, to};

#[tokio::test]
async fn a_500_before_accepting_sends_nothing_and_one_after_accepting_sends_once() {
    let bot = Bot::start().await;
    let body = to(&[bot.friend("花子")], "d1");
    bot.line.add_fault(Fault::new("multicast", FaultKind::ErrorBefore).times(1));
    assert_eq!(bot.multicast(KEY, &body).await.status, 500);
    assert_eq!(bot.line.ledger().summary("d1").total, 0);
    bot.line.add_fault(Fault::new("multicast", FaultKind::ErrorAfter).times(1));
    assert_eq!(bot.multicast(KEY, &body).await.status, 500);
    assert_eq!(bot.line.ledger().summary("d1").total, 1);
    assert_eq!(bot.multicast(KEY, &body).await.status, 409);
    assert_eq!(bot.line.ledger().summary("d1").total, 1);
}

#[tokio::test]
async fn both_kinds_of_429_can_be_ordered() {
    let bot = Bot::start().await;
    let body = to(&[bot.friend("花子")], "d1");
    for (kind, message) in [
        (FaultKind::RateLimited, "The API rate limit has been exceeded. Try again later."),
        (FaultKind::OverQuota, "You have reached your monthly limit."),
    ] {
        bot.line.add_fault(Fault::new("multicast", kind).times(1));
        let reply = bot.multicast(KEY, &body).await;
        assert_eq!((reply.status, &reply.body["message"]), (429, &json!(message)));
    }
    assert_eq!(bot.line.ledger().summary("d1").total, 0);
}

#[tokio::test]
async fn a_429_can_ask_for_a_pause() {
    let bot = Bot::start().await;
    bot.line.add_fault(Fault::new("multicast", FaultKind::RateLimited).times(1).with_ms(6_500));
    let reply = bot.multicast(KEY, &to(&[bot.friend("花子")], "d1")).await;
    assert_eq!(reply.status, 429);
    assert_eq!(reply.headers["retry-after"], "7");
}

#[tokio::test]
async fn a_reset_drops_the_connection_before_or_after_accepting() {
    let bot = Bot::start().await;
    let body = to(&[bot.friend("花子")], "d1");
    for (kind, accepted) in [(FaultKind::ResetBefore, 0), (FaultKind::ResetAfter, 1)] {
        bot.line.add_fault(Fault::new("multicast", kind).times(1));
        let request = bot.api(Method::POST, "/v2/bot/message/multicast").header("x-line-retry-key", KEY);
        let error = request.json(&body).send().await.expect_err("the connection is gone");
        assert!(error.is_request(), "{error:?}");
        assert_eq!(bot.line.ledger().summary("d1").total, accepted, "{kind:?}");
    }
    assert_eq!(bot.multicast(KEY, &body).await.status, 409);
}

#[tokio::test]
async fn a_hanging_request_never_answers_and_a_slow_one_late() {
    let bot = Bot::start().await;
    let body = to(&[bot.friend("花子")], "d1");
    for (kind, accepted) in [(FaultKind::Hang, 0), (FaultKind::HangAfter, 1)] {
        bot.line.add_fault(Fault::new("multicast", kind).times(1));
        let request = bot.api(Method::POST, "/v2/bot/message/multicast").header("x-line-retry-key", KEY);
        let request = request.timeout(Duration::from_secs(2)).json(&body);
        assert!(request.send().await.expect_err("no answer").is_timeout());
        assert_eq!(bot.line.ledger().summary("d1").total, accepted, "{kind:?}");
    }
    bot.line.add_fault(Fault::new("multicast", FaultKind::Slow).times(1).with_ms(100));
    let started = Instant::now();
    assert_eq!(bot.multicast(KEY, &body).await.status, 409);
    assert!(started.elapsed() >= Duration::from_millis(100));
}

#[tokio::test]
async fn faults_come_and_go_over_the_control_api() {
    let bot = Bot::start().await;
    let faults = json!([{ "endpoint": "info", "kind": "500_before", "times": 2 }]);
    assert_eq!(bot.control(Method::POST, "/faults", &faults).await.status, 200);
    assert_eq!(bot.get("/v2/bot/info").await.status, 500);
    assert_eq!(bot.control(Method::DELETE, "/faults", &json!(null)).await.status, 200);
    assert_eq!(bot.get("/v2/bot/info").await.status, 200);
    let misspelt = json!([{ "endpoint": "multicats", "kind": "slow" }]);
    assert_eq!(bot.control(Method::POST, "/faults", &misspelt).await.status, 400);
    let requests = bot.line.ledger().requests();
    assert_eq!((requests[0].status, requests[0].fault), (500, Some(FaultKind::ErrorBefore)));
}
