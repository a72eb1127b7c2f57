//! What every request passes: paths, tokens, sizes, rates, headers.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use line_simulator::TimeSource;
use reqwest::Method;
use serde_json::json;

use crate::harness::{Bot, Reply, read, text, to};

#[tokio::test]
async fn what_is_not_simulated_is_answered_501_with_its_name() {
    let bot = Bot::start().await;
    let unknown = [
        (Method::POST, "/v2/bot/message/narrowcast"),
        (Method::GET, "/v2/bot/message/push"),
        (Method::GET, "/v2/bot/richmenu/a/b/c"),
        (Method::POST, "/v2/bot/message/push/"),
        (Method::GET, "/"),
    ];
    for (method, path) in unknown {
        let reply = read(bot.api(method.clone(), path)).await;
        assert_eq!(reply.status, 501, "{method} {path}");
        let message = reply.body["message"].as_str().unwrap();
        assert!(message.contains(path), "{message}");
        assert!(reply.header("x-line-request-id").is_some());
    }
}

#[tokio::test]
async fn without_a_valid_token_everything_is_401() {
    let mut bot = Bot::start().await;
    let good = bot.token.clone();
    for token in ["", "wrong"] {
        token.clone_into(&mut bot.token);
        let reply = bot.get("/v2/bot/info").await;
        assert_eq!(reply.status, 401);
        assert!(reply.header("x-line-request-id").is_some());
    }
    bot.token = good;
    assert_eq!(bot.get("/v2/bot/info").await.status, 200);
    bot.line.advance(Duration::from_mins(15)).unwrap();
    assert_eq!(bot.get("/v2/bot/info").await.status, 401);
}

#[tokio::test]
async fn a_body_of_2_mb_passes_and_one_byte_more_is_413() {
    let bot = Bot::start().await;
    let send = async |bytes: usize| {
        let request = bot.api(Method::POST, "/v2/bot/message/push").body(vec![b' '; bytes]);
        read(request).await.status
    };
    assert_eq!(send(2 * 1024 * 1024).await, 400);
    assert_eq!(send(2 * 1024 * 1024 + 1).await, 413);
}

/// A clock that stands still unless it is advanced.
fn standing_clock() -> TimeSource {
    Arc::new(|| UNIX_EPOCH + Duration::from_hours(500_000))
}

#[tokio::test]
async fn the_201st_multicast_of_a_second_is_429_and_the_next_second_is_free() {
    let bot = Bot::start_with(|config| config.time = Some(standing_clock())).await;
    let user = bot.friend("花子");
    let send = async |n: usize| -> Reply {
        let body = to(std::slice::from_ref(&user), &format!("d{n}"));
        bot.post("/v2/bot/message/multicast", &body).await
    };
    for n in 0..200 {
        assert_eq!(send(n).await.status, 200);
    }
    let over = send(200).await;
    let message = "The API rate limit has been exceeded. Try again later.";
    assert_eq!((over.status, &over.body["message"]), (429, &json!(message)));
    bot.line.advance(Duration::from_millis(999)).unwrap();
    assert_eq!(send(200).await.status, 429);
    bot.line.advance(Duration::from_millis(1)).unwrap();
    assert_eq!(send(200).await.status, 200);
    let traffic = bot.line.ledger().traffic("multicast");
    assert_eq!((traffic.requests, traffic.rate_limited, traffic.peak_per_second), (203, 2, 202));
}

#[tokio::test]
async fn endpoints_are_limited_apart_and_not_at_all_when_switched_off() {
    let bot = Bot::start_with(|config| config.time = Some(standing_clock())).await;
    let body = json!({ "messages": text("全員へ") });
    let send = || bot.post("/v2/bot/message/broadcast", &body);
    for _ in 0..60 {
        send().await;
    }
    assert_eq!(send().await.status, 429);
    assert_eq!(bot.get("/v2/bot/info").await.status, 200);
    bot.line.configure(|settings| settings.enforce_rate = false);
    assert_eq!(send().await.status, 200);
}

#[tokio::test]
async fn the_ledger_knows_every_request_with_its_status_and_id() {
    let bot = Bot::start().await;
    let reply = bot.multicast(crate::harness::KEY, &to(&[bot.friend("花子")], "d1")).await;
    bot.post("/v2/bot/message/push", &json!({})).await;
    let requests = bot.line.ledger().requests();
    assert_eq!(requests.len(), 2);
    assert_eq!((requests[0].endpoint, requests[0].status, requests[0].recipients), ("multicast", 200, 1));
    assert_eq!(requests[0].request_id.to_string(), reply.header("x-line-request-id").unwrap());
    assert_eq!(requests[0].retry_key.unwrap().to_string(), crate::harness::KEY);
    assert_eq!((requests[1].endpoint, requests[1].status), ("push", 400));
}
