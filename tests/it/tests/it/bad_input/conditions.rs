//! Conditions that mean nothing (any more): an error that says so, and never "everyone".

use domain::survey::{ItemId, OptionId};
use serde_json::{Value, json};

use crate::admin::{a_wish, everyone, is_japanese, ward};
use crate::town::Town;

fn segment(condition: Value) -> Value {
    json!({ "kind": "segment", "condition": condition })
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(json!({ "item": "ward", "any_of": ["tama"] }), |inner, _| json!({ "not": inner }))
}

fn broken_targets() -> Vec<Value> {
    let tama = json!({ "item": "ward", "any_of": ["tama"] });
    vec![
        json!(null),
        json!({}),
        json!([]),
        json!("everyone"),
        json!({ "kind": "Everyone" }),
        json!({ "kind": "everyone", "condition": tama }),
        json!({ "kind": "segment" }),
        segment(json!(null)),
        segment(json!({})),
        segment(json!([])),
        segment(json!({ "all": [] })),
        segment(json!({ "any": [] })),
        segment(json!({ "not": {} })),
        segment(json!({ "not": null })),
        segment(json!({ "all": [tama, {}] })),
        segment(json!({ "any": [tama], "all": [tama] })),
        segment(json!({ "item": "ward" })),
        segment(json!({ "item": "ward", "any_of": [] })),
        segment(json!({ "item": "ward", "any_of": "tama" })),
        segment(json!({ "item": "ward", "any_of": ["shibuya"] })),
        segment(json!({ "item": "ward", "any_of": ["tama", "shibuya"] })),
        segment(json!({ "item": "ward", "any_of": ["tama\u{0}"] })),
        segment(json!({ "item": "ward", "unset": false })),
        segment(json!({ "item": "hobby", "any_of": ["tama"] })),
        segment(json!({ "item": "hobby", "unset": true })),
        segment(json!({ "item": 5, "any_of": ["tama"] })),
        segment(json!({ "system": "everyone" })),
        segment(nested(40)),
        segment(json!({ "any": vec![tama; 1_001] })),
    ]
}

impl Town {
    async fn assert_refused(&self, target: &Value) {
        let body = json!({ "target": target, "title": "x", "messages": [{ "type": "text", "text": "x" }] });
        for path in ["/api/segments/count", "/api/deliveries"] {
            let answer = self.ask("POST", path, &body).await;
            assert_eq!(answer.status, 422, "{path} {target}: {answer:?}");
            answer.assert_problem(422, "invalid");
            assert_eq!(answer.first_error().0, "target", "{target}");
            assert!(answer.body["count"].is_null());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_that_cannot_be_understood_is_an_error_and_never_everyone() {
    let town = Town::start().await;
    town.settle(&["tama"]).await;
    for target in broken_targets() {
        town.assert_refused(&target).await;
    }
    assert!(town.items("DeliveryTable").await.is_empty());
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_option_stops_counts_drafts_and_deliveries_that_were_made_before() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "asao"]).await;
    let prepared = town.draft("前に作った配信", ward("tama")).await;
    let mut catalogue = town.stores.segments.read_catalogue().await.unwrap();
    let item = ItemId::parse("ward").unwrap();
    catalogue.delete_option(&item, &OptionId::parse("tama").unwrap()).unwrap();
    town.stores.segments.put_catalogue(&catalogue).await.unwrap();
    town.assert_refused(&ward("tama")).await;
    town.assert_refused(&segment(json!({ "not": { "item": "ward", "any_of": ["tama"] } }))).await;
    town.start_delivery(&prepared).await;
    town.rest().await;
    let held = town.report(&prepared).await;
    assert_eq!(held["status"], "held", "{held}");
    assert!(is_japanese(&held["reason"]), "{held}");

    let other = town.draft("麻生区", ward("asao")).await;
    catalogue.delete_item(&item).unwrap();
    town.stores.segments.put_catalogue(&catalogue).await.unwrap();
    town.assert_refused(&ward("asao")).await;
    town.assert_refused(&segment(json!({ "item": "ward", "unset": true }))).await;
    town.start_delivery(&other).await;
    town.rest().await;
    assert_eq!(town.report(&other).await["status"], "held");
    assert!(phones.iter().all(|phone| town.texts(phone).is_empty()));
    assert_eq!(town.requests("multicast") + town.requests("broadcast"), 0);
    let answer = town.ask("POST", "/api/deliveries", &a_wish("全員には送れる", everyone())).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    town.assert_sound();
    town.end().await;
}
