//! Who gets what: recipients, blocks, quota, units, and the ledger under load.

use std::time::Instant;

use line_simulator::Friend;
use serde_json::json;

use crate::harness::{Bot, KEY, text, to};

#[tokio::test]
async fn a_multicast_reaches_friends_and_passes_over_blockers_in_silence() {
    let bot = Bot::start().await;
    let friend = bot.friend("花子");
    let blocker = bot.line.add_user("太郎", Friend::Blocked);
    let reply = bot.multicast(KEY, &to(&[friend.clone(), blocker.clone()], "d1")).await;
    assert_eq!(reply.status, 200);
    let talk = bot.line.talk(&friend).unwrap();
    assert_eq!(talk[0]["messages"][0]["text"], "避難所を開きました");
    assert_eq!((&talk[0]["from"], &talk[0]["deliveredBy"]), (&json!("account"), &json!("multicast")));
    assert!(bot.line.talk(&blocker).unwrap().is_empty());
    assert_eq!(bot.line.ledger().user(&blocker), [("d1".to_owned(), 1)]);
    let used = bot.get("/v2/bot/message/quota/consumption").await;
    assert_eq!(used.body, json!({ "totalUsage": 1 }));
}

#[tokio::test]
async fn an_unknown_or_malformed_id_refuses_the_whole_multicast_by_its_place() {
    let bot = Bot::start().await;
    let friend = bot.friend("花子");
    for stranger in [format!("U{}", "0".repeat(32)), "U12".to_owned()] {
        let reply = bot.multicast(KEY, &to(&[friend.clone(), stranger], "d1")).await;
        let message = "The property, to[1], in the request body is invalid (line: -, column: -)";
        assert_eq!((reply.status, &reply.body["message"]), (400, &json!(message)));
    }
    assert!(bot.line.talk(&friend).unwrap().is_empty());
    assert_eq!(bot.line.ledger().total().total, 0);
}

#[tokio::test]
async fn unknown_ids_can_be_skipped_as_the_other_half_of_the_reference_says() {
    let bot = Bot::start_with(|config| config.skip_unknown_users = true).await;
    let users = [bot.friend("花子"), format!("U{}", "0".repeat(32))];
    assert_eq!(bot.multicast(KEY, &to(&users, "d1")).await.status, 200);
    assert_eq!(bot.line.ledger().summary("d1").accepted, 1);
}

#[tokio::test]
async fn a_multicast_takes_1_to_500_users() {
    let bot = Bot::start().await;
    let users = bot.line.add_users(501, Friend::Following, "citizen");
    for (count, status, property) in [(0, 400, "to"), (1, 200, ""), (500, 200, ""), (501, 400, "to")] {
        let reply = bot.post("/v2/bot/message/multicast", &to(&users[..count], "d1")).await;
        assert_eq!((reply.status, reply.property()), (status, property), "{count} users");
    }
}

#[tokio::test]
async fn a_push_to_an_unknown_user_fails_and_to_a_group_is_not_simulated() {
    let bot = Bot::start().await;
    let push = |to: String| {
        let body = json!({ "to": to, "messages": text("はい") });
        let bot = &bot;
        async move { bot.post("/v2/bot/message/push", &body).await }
    };
    let unknown = push(format!("U{}", "0".repeat(32))).await;
    assert_eq!((unknown.status, &unknown.body["message"]), (400, &json!("Failed to send messages")));
    assert_eq!(push("nobody".to_owned()).await.status, 400);
    assert_eq!(push(format!("C{}", "0".repeat(32))).await.status, 501);
}

#[tokio::test]
async fn a_broadcast_reaches_all_friends() {
    let bot = Bot::start().await;
    bot.line.add_users(1000, Friend::Following, "citizen");
    bot.line.add_users(10, Friend::Blocked, "blocker");
    let reply = bot.post("/v2/bot/message/broadcast", &json!({ "messages": text("全員へ") })).await;
    assert_eq!(reply.status, 200);
    let delivery = format!("request:{}", reply.header("x-line-request-id").unwrap());
    assert_eq!(bot.line.ledger().summary(&delivery).accepted, 1000);
}

#[tokio::test]
async fn over_the_quota_nobody_gets_anything_and_the_429_says_so() {
    let bot = Bot::start_with(|config| config.quota = Some(2)).await;
    let users = bot.line.add_users(3, Friend::Following, "citizen");
    let reply = bot.multicast(KEY, &to(&users, "d1")).await;
    let message = "You have reached your monthly limit.";
    assert_eq!((reply.status, &reply.body["message"]), (429, &json!(message)));
    assert_eq!(bot.line.ledger().summary("d1").total, 0);
    assert_eq!(bot.multicast(KEY, &to(&users[..2], "d1")).await.status, 200);
    let quota = bot.get("/v2/bot/message/quota").await;
    assert_eq!(quota.body, json!({ "type": "limited", "value": 2 }));
}

#[tokio::test]
async fn a_unit_has_one_name_of_30_letters_digits_or_underscores() {
    let bot = Bot::start().await;
    let user = bot.friend("花子");
    let send = async |units: serde_json::Value| {
        let body = json!({ "to": [user], "messages": text("はい"), "customAggregationUnits": units });
        bot.post("/v2/bot/message/multicast", &body).await.status
    };
    assert_eq!(send(json!(["a".repeat(30)])).await, 200);
    assert_eq!(send(json!(["a".repeat(31)])).await, 400);
    assert_eq!(send(json!(["2026-11-22"])).await, 400);
    assert_eq!(send(json!(["a", "b"])).await, 400);
    let info = bot.get("/v2/bot/message/aggregation/info").await;
    assert_eq!(info.body, json!({ "numOfCustomAggregationUnits": 1 }));
    let list = bot.get("/v2/bot/message/aggregation/list").await;
    assert_eq!(list.body, json!({ "customAggregationUnits": ["a".repeat(30)] }));
}

#[tokio::test]
async fn properties_of_the_wrong_type_are_named() {
    let bot = Bot::start().await;
    let cases = [
        (json!({ "to": [1], "messages": [] }), "to[0]"),
        (json!({ "to": "U", "messages": [] }), "to"),
        (json!({ "to": [], "messages": [], "notificationDisabled": 1 }), "notificationDisabled"),
        (json!({ "customAggregationUnits": [1] }), "customAggregationUnits[0]"),
    ];
    for (body, property) in cases {
        let reply = bot.post("/v2/bot/message/multicast", &body).await;
        let message = reply.body["message"].as_str().unwrap();
        assert!(reply.status == 400 && message.contains(&format!(", {property},")), "{message}");
    }
    let broken = bot.api(reqwest::Method::POST, "/v2/bot/message/multicast").body("{\"to\":");
    let reply = crate::harness::read(broken).await;
    assert!(reply.body["message"].as_str().unwrap().contains("line: 1, column: 6"), "{:?}", reply.body);
}

#[tokio::test]
async fn followers_are_listed_in_pages_for_verified_accounts_only() {
    let bot = Bot::start().await;
    bot.line.add_users(3, Friend::Blocked, "blocker");
    let mut expected = bot.line.add_users(5, Friend::Following, "citizen");
    let first = bot.get("/v2/bot/followers/ids?limit=3").await;
    let next = first.body["next"].as_str().unwrap();
    let second = bot.get(&format!("/v2/bot/followers/ids?limit=3&start={next}")).await;
    let ids = |body: &serde_json::Value| -> Vec<String> {
        body["userIds"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let mut all = [ids(&first.body), ids(&second.body)].concat();
    all.sort();
    expected.sort();
    assert_eq!(all, expected);
    assert!(second.body.get("next").is_none());
    bot.line.configure(|settings| settings.verified = false);
    assert_eq!(bot.get("/v2/bot/followers/ids").await.status, 403);
}

#[tokio::test]
async fn a_profile_is_there_for_friends_only() {
    let bot = Bot::start().await;
    let (friend, blocker) = (bot.friend("花子"), bot.line.add_user("太郎", Friend::Blocked));
    let profile = bot.get(&format!("/v2/bot/profile/{friend}")).await;
    assert_eq!(profile.body["displayName"], "花子");
    assert_eq!(bot.get(&format!("/v2/bot/profile/{blocker}")).await.status, 404);
    assert_eq!(bot.get("/v2/bot/info").await.body["userId"], Bot::channel().bot_user_id);
}

#[tokio::test]
async fn a_hundred_multicasts_of_500_cost_little_and_are_all_counted() {
    let bot = Bot::start().await;
    let users = bot.line.add_users(50_000, Friend::Following, "citizen");
    let started = Instant::now();
    for batch in users.chunks(500) {
        let key = uuid::Uuid::new_v4().to_string();
        assert_eq!(bot.multicast(&key, &to(batch, "d1")).await.status, 200);
    }
    let each = started.elapsed() / 100;
    let sums = bot.line.ledger().summary("d1");
    assert_eq!((sums.accepted, sums.doubled, sums.requests), (50_000, 0, 100));
    assert!(each.as_millis() < 50, "{each:?} for one multicast, client included");
}
