//! Statistics over HTTP: units, broadcasts, and the rule of twenty.

use line_simulator::Friend;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Bot, KEY, text};

fn today() -> String {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9)))
        .strftime("%Y%m%d")
        .to_string()
}

impl Bot {
    async fn unit(&self, unit: &str) -> Value {
        let day = today();
        let path = format!(
            "/v2/bot/insight/message/event/aggregation?customAggregationUnit={unit}&from={day}&to={day}"
        );
        self.get(&path).await.body
    }

    async fn react(&self, delivery: &str) {
        let body = json!({ "delivery": delivery, "openRate": 1, "clickRate": 1 });
        self.control(Method::POST, "/insight/react", &body).await;
    }
}

#[tokio::test]
async fn a_unit_of_19_readers_is_null_and_one_of_20_is_shown() {
    let bot = Bot::start().await;
    let users = bot.line.add_users(20, Friend::Following, "citizen");
    for (unit, readers, expected) in [("few", 19, Value::Null), ("enough", 20, json!(20))] {
        let body = json!({
            "to": users[..readers], "messages": text("詳しくは https://city.example/a"),
            "customAggregationUnits": [unit],
        });
        bot.post("/v2/bot/message/multicast", &body).await;
        bot.react(unit).await;
        let figures = bot.unit(unit).await;
        assert_eq!(figures["overview"]["uniqueImpression"], expected, "{figures}");
        assert_eq!(figures["clicks"][0]["click"], expected);
        assert!(figures["overview"].get("delivered").is_none());
    }
}

#[tokio::test]
async fn a_broadcast_is_found_by_its_request_id_and_delivered_is_shown_below_20() {
    let bot = Bot::start().await;
    bot.line.add_users(5, Friend::Following, "citizen");
    let sent = bot.post("/v2/bot/message/broadcast", &json!({ "messages": text("全員へ") })).await;
    let request = sent.header("x-line-request-id").unwrap();
    bot.react(request).await;
    let figures = bot.get(&format!("/v2/bot/insight/message/event?requestId={request}")).await.body;
    assert_eq!(figures["overview"]["delivered"], 5);
    assert_eq!(figures["overview"]["uniqueImpression"], Value::Null);
}

#[tokio::test]
async fn opening_a_talk_and_tapping_a_link_on_a_phone_is_counted() {
    let bot = Bot::start().await;
    let users: Vec<String> = (0..20).map(|n| bot.friend(&format!("市民{n}"))).collect();
    let flex = json!([{ "type": "flex", "altText": "案内", "contents": { "type": "bubble", "body": {
        "type": "box", "layout": "vertical", "contents": [{ "type": "button", "action": {
            "type": "uri", "label": "開く", "uri": "https://city.example/b" } }] } } }]);
    let body = json!({ "to": users, "messages": flex, "customAggregationUnits": ["d1"] });
    assert_eq!(bot.multicast(KEY, &body).await.status, 200);
    for user in &users {
        bot.control(Method::POST, &format!("/users/{user}/open"), &json!({})).await;
        let url = json!({ "url": "https://city.example/b" });
        bot.control(Method::POST, &format!("/users/{user}/click"), &url).await;
    }
    let figures = bot.unit("d1").await;
    assert_eq!(figures["messages"][0]["uniqueImpression"], 20);
    assert_eq!(
        (&figures["clicks"][0]["url"], &figures["clicks"][0]["uniqueClick"]),
        (&json!("https://city.example/b"), &json!(20))
    );
}

#[tokio::test]
async fn the_period_of_statistics_is_at_most_30_days() {
    let bot = Bot::start().await;
    let status = async |from: &str, to: &str| {
        let path =
            format!("/v2/bot/insight/message/event/aggregation?customAggregationUnit=d1&from={from}&to={to}");
        bot.get(&path).await.status
    };
    assert_eq!(status("20261001", "20261031").await, 200);
    assert_eq!(status("20261001", "20261101").await, 400);
    assert_eq!(status("20261002", "20261001").await, 400);
    assert_eq!(status("2026-10-1", "20261001").await, 400);
}
