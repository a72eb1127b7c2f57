//! Webhooks as the bot receives them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use line_simulator::{Friend, Postback, WebhookSettings, sign};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Bot, text};

type Received = Arc<Mutex<Vec<(String, Bytes)>>>;

/// A bot with an ear: every webhook body with its signature. Answers with the status in the cell.
struct Ear {
    bot: Bot,
    received: Received,
    status: Arc<Mutex<StatusCode>>,
}

impl Ear {
    async fn start() -> Self {
        let (received, status) = (Received::default(), Arc::new(Mutex::new(StatusCode::OK)));
        let (into, answer) = (Arc::clone(&received), Arc::clone(&status));
        let handler = move |headers: HeaderMap, body: Bytes| async move {
            let signature = headers["x-line-signature"].to_str().expect("text").to_owned();
            into.lock().expect("the list").push((signature, body));
            *answer.lock().expect("the status")
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/webhook", listener.local_addr().expect("an address"));
        let router = axum::Router::new().route("/webhook", post(handler));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let bot = Bot::start_with(|config| config.webhook_url = Some(url)).await;
        Self { bot, received, status }
    }

    /// All events once nothing is under way any more.
    async fn events(&self) -> Vec<Value> {
        for _ in 0..400 {
            if self.bot.line.webhooks_under_way() == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let received = self.received.lock().expect("the list");
        let bodies = received.iter().map(|(_, body)| serde_json::from_slice(body).expect("JSON"));
        bodies.flat_map(|body: Value| body["events"].as_array().expect("events").clone()).collect()
    }

    fn configure(&self, change: impl FnOnce(&mut WebhookSettings)) {
        self.bot.line.configure_webhook(change);
    }

    async fn reply(&self, token: &Value, words: &str) -> crate::harness::Reply {
        let body = json!({ "replyToken": token, "messages": text(words) });
        self.bot.post("/v2/bot/message/reply", &body).await
    }
}

#[tokio::test]
async fn a_webhook_is_signed_over_its_bytes_and_says_what_happened() {
    let ear = Ear::start().await;
    let user = ear.bot.line.add_user("花子", Friend::None);
    ear.bot.line.set_friend(&user, Friend::Following).unwrap();
    ear.bot.line.say(&user, "こんにちは").unwrap();
    ear.bot.line.set_friend(&user, Friend::Blocked).unwrap();
    ear.bot.line.set_friend(&user, Friend::Following).unwrap();
    let events = ear.events().await;
    let kinds: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["follow", "message", "unfollow", "follow"]);
    assert_eq!(events[0]["follow"]["isUnblocked"], false);
    assert_eq!(events[3]["follow"]["isUnblocked"], true);
    assert_eq!(events[1]["message"]["text"], "こんにちは");
    assert!(events[2].get("replyToken").is_none());
    assert_eq!(events[0]["source"], json!({ "type": "user", "userId": user }));
    assert_eq!(
        (&events[0]["mode"], &events[0]["deliveryContext"]["isRedelivery"]),
        (&json!("active"), &json!(false))
    );
    assert!(events[0]["webhookEventId"].as_str().unwrap().parse::<ulid::Ulid>().is_ok());
    for (signature, body) in ear.received.lock().unwrap().iter() {
        assert_eq!(*signature, sign(&Bot::channel().channel_secret, body));
        let body: Value = serde_json::from_slice(body).unwrap();
        assert_eq!(body["destination"], Bot::channel().bot_user_id);
    }
}

#[tokio::test]
async fn a_reply_token_answers_once_within_a_minute_and_shows_in_the_talk() {
    let ear = Ear::start().await;
    let user = ear.bot.friend("花子");
    ear.bot.line.say(&user, "ごみの日は").unwrap();
    ear.bot.line.say(&user, "いつですか").unwrap();
    let events = ear.events().await;
    let first = ear.reply(&events[0]["replyToken"], "水曜日です").await;
    assert_eq!(first.status, 200);
    assert!(first.body["sentMessages"][0]["id"].is_string());
    let again = ear.reply(&events[0]["replyToken"], "水曜日です").await;
    assert_eq!((again.status, &again.body["message"]), (400, &json!("Invalid reply token")));
    ear.bot.line.advance(Duration::from_secs(61)).unwrap();
    assert_eq!(ear.reply(&events[1]["replyToken"], "遅くなりました").await.status, 400);
    let talk = ear.bot.line.talk(&user).unwrap();
    let last = talk.last().unwrap();
    assert_eq!((&last["deliveredBy"], &last["messages"][0]["text"]), (&json!("reply"), &json!("水曜日です")));
    assert_eq!(ear.bot.get("/v2/bot/message/quota/consumption").await.body["totalUsage"], 0);
}

#[tokio::test]
async fn a_reply_refused_for_its_messages_leaves_the_token_usable() {
    let ear = Ear::start().await;
    ear.bot.line.say(&ear.bot.friend("花子"), "はい").unwrap();
    let events = ear.events().await;
    assert_eq!(ear.reply(&events[0]["replyToken"], "").await.status, 400);
    assert_eq!(ear.reply(&events[0]["replyToken"], "どうぞ").await.status, 200);
}

#[tokio::test]
async fn without_2xx_the_same_event_comes_again_marked_as_redelivery() {
    let ear = Ear::start().await;
    ear.configure(|settings| (settings.redelivery, settings.redelivery_delay_ms) = (true, 20));
    *ear.status.lock().unwrap() = StatusCode::INTERNAL_SERVER_ERROR;
    ear.bot.line.say(&ear.bot.friend("花子"), "はい").unwrap();
    let events = ear.events().await;
    assert_eq!(events.len(), 5);
    let marks: Vec<bool> =
        events.iter().map(|event| event["deliveryContext"]["isRedelivery"].as_bool().unwrap()).collect();
    assert_eq!(marks, [false, true, true, true, true]);
    assert!(events.iter().all(|event| event["webhookEventId"] == events[0]["webhookEventId"]));
    assert!(events.iter().all(|event| event["replyToken"] == events[0]["replyToken"]));
    let records = ear.bot.line.webhooks();
    assert!(records.iter().all(|record| record.status == Some(500)));
}

#[tokio::test]
async fn without_redelivery_a_failed_webhook_is_lost() {
    let ear = Ear::start().await;
    *ear.status.lock().unwrap() = StatusCode::BAD_GATEWAY;
    ear.bot.line.say(&ear.bot.friend("花子"), "はい").unwrap();
    assert_eq!(ear.events().await.len(), 1);
}

#[tokio::test]
async fn copies_carry_the_same_event_id_and_reordering_loses_nothing() {
    let ear = Ear::start().await;
    let settings = json!({ "duplicate": 2, "reorder": true });
    assert_eq!(ear.bot.control(Method::POST, "/webhook", &settings).await.status, 200);
    let user = ear.bot.friend("花子");
    for number in 0..10 {
        ear.bot.line.say(&user, &format!("{number}")).unwrap();
    }
    let events = ear.events().await;
    assert_eq!(events.len(), 30);
    let mut ids: Vec<&str> = events.iter().map(|event| event["webhookEventId"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 10);
    let words: Vec<&str> = events.iter().map(|event| event["message"]["text"].as_str().unwrap()).collect();
    assert!(!words.is_sorted(), "nothing overtook anything: {words:?}");
}

#[tokio::test]
async fn in_standby_no_event_has_a_reply_token() {
    let ear = Ear::start().await;
    ear.configure(|settings| settings.standby = true);
    ear.bot.line.say(&ear.bot.friend("花子"), "はい").unwrap();
    let events = ear.events().await;
    assert_eq!(events[0]["mode"], "standby");
    assert!(events[0].get("replyToken").is_none());
}

#[tokio::test]
async fn events_of_several_users_can_share_a_request() {
    let ear = Ear::start().await;
    ear.configure(|settings| settings.batch = 10);
    let users: Vec<String> = (0..48).map(|n| ear.bot.friend(&format!("市民{n}"))).collect();
    for user in &users {
        ear.bot.line.say(user, "はい").unwrap();
    }
    assert_eq!(ear.events().await.len(), 48);
    assert!(ear.received.lock().unwrap().len() < 48);
}

#[tokio::test]
async fn a_postback_carries_data_and_shows_its_text_in_the_talk() {
    let ear = Ear::start().await;
    let user = ear.bot.friend("花子");
    let postback = Postback {
        data: "ward=1".to_owned(),
        display_text: Some("川崎区".to_owned()),
        params: json!({ "date": "2026-11-22" }).as_object().cloned(),
        ..Postback::default()
    };
    ear.bot.line.tap(&user, postback).unwrap();
    let events = ear.events().await;
    let expected = json!({ "data": "ward=1", "params": { "date": "2026-11-22" } });
    assert_eq!((&events[0]["type"], &events[0]["postback"]), (&json!("postback"), &expected));
    assert_eq!(ear.bot.line.talk(&user).unwrap()[0]["messages"][0]["text"], "川崎区");
}

#[tokio::test]
async fn an_event_of_the_log_can_be_redelivered_by_hand() {
    let ear = Ear::start().await;
    let event = ear.bot.line.say(&ear.bot.friend("花子"), "はい").unwrap();
    ear.events().await;
    let body = json!({ "webhookEventId": event });
    let reply = ear.bot.control(Method::POST, "/webhook/redeliver", &body).await;
    assert_eq!(reply.body, json!({ "delivered": true }));
    let events = ear.events().await;
    assert_eq!(events[1]["deliveryContext"]["isRedelivery"], true);
}

#[tokio::test]
async fn the_webhook_address_is_set_read_and_tested_over_the_api() {
    let ear = Ear::start().await;
    let path = "/v2/bot/channel/webhook/endpoint";
    let set = ear.bot.get(path).await;
    assert_eq!(set.body["active"], true);
    let test = ear.bot.post("/v2/bot/channel/webhook/test", &json!({})).await;
    assert_eq!((&test.body["success"], &test.body["statusCode"]), (&json!(true), &json!(200)));
    assert!(ear.events().await.is_empty(), "the test sends no events");
    let put = async |endpoint: String| {
        let request = ear.bot.api(Method::PUT, path).json(&json!({ "endpoint": endpoint }));
        crate::harness::read(request).await.status
    };
    let long = |length: usize| format!("https://city.example/{}", "a".repeat(length - 21));
    assert_eq!(put(long(500)).await, 200);
    assert_eq!(put(long(501)).await, 400);
    assert_eq!(put("http://city.example/".to_owned()).await, 400);
}
