//! Whoever asks too often for what costs others something, or tells of single people, waits.

use std::time::Duration;

use serde_json::{Value, json};

use super::{path, written};
use crate::admin::{Answer, ward};
use crate::town::Town;

async fn keyed(town: &Town, path: &str, key: &str, wish: &Value) -> Answer {
    let request = town.request("POST", path).header("idempotency-key", key).json(wish);
    Answer::read(request.send().await.unwrap()).await
}

/// How often it goes well before this refusal comes.
async fn until_refused(town: &Town, path: &str, wish: &Value, most: u32, code: &str) -> u32 {
    for number in 0..=most {
        let answer = keyed(town, path, &format!("{code}-{number}"), wish).await;
        if answer.status == 429 {
            answer.assert_problem(429, code);
            return number;
        }
        assert!((200..300).contains(&answer.status), "{path}: {answer:?}");
    }
    panic!("{path} is never refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_too_often_is_told_to_wait_and_the_same_request_again_costs_nothing() {
    let town = Town::start().await;
    town.settle(&["tama"]).await;
    let over = 900_000 - town.city.clock.now_ms() % 900_000; // a quarter of an hour begins
    town.city.advance(Duration::from_millis(over));
    let code = json!({ "name": "公用スマホ", "department": null });
    let first = keyed(&town, "/api/testers/codes", "again", &code).await;
    for _ in 0..25 {
        let again = keyed(&town, "/api/testers/codes", "again", &code).await;
        assert_eq!(again.body["code"], first.body["code"], "{again:?}");
    }
    let target = json!({ "kind": "segment", "condition": { "all": [{ "system": "tester" }, ward("tama")["condition"]] } });
    for (path, wish, most, refusal) in [
        ("/api/testers/codes", code, 20, "too_many_codes"),
        ("/api/testers/candidates", json!({ "q": "tama" }), 20, "too_many_searches"),
        ("/api/segments/count", json!({ "target": target }), 60, "too_many_counts"),
    ] {
        let passed = until_refused(&town, path, &wish, most, refusal).await;
        assert!((most - 1..=most).contains(&passed), "{path}: {passed}");
    }
    let draft = written(&town, &["○時に開きます"], target).await;
    let (version, hash) = (&draft["version"], &draft["content_hash"]);
    for (below, wish) in [
        ("/confirmation", json!({ "version": version })),
        ("/send", json!({ "version": version, "content_hash": hash })),
    ] {
        keyed(&town, &path(&draft, below), "one", &wish).await.assert_problem(429, "too_many_counts");
    }
    town.end().await;
}
