//! Conditions on what people did with a delivery: only of one that has begun, and only for those who may read it.

use std::time::Duration;

use line_simulator::Postback;
use serde_json::{Value, json};

use super::{Browser, administrator, colleague};
use crate::admin::{Answer, ward};
use crate::corrections::without_approval;
use crate::town::Town;

const BUTTON: &str = r#"{"type":"template","altText":"参加しますか?","template":{"type":"confirm","text":"参加しますか?","actions":[
    {"type":"postback","label":"参加する","data":"kairan:clicked:{delivery}:yes"},
    {"type":"postback","label":"しない","data":"no"}]}}"#;

/// A draft of the department for Tama, as it is after being written.
async fn written(by: &mut Browser<'_>, department: &Value, target: Value, bubble: &str) -> Value {
    let begun = by.ask("POST", "drafts", json!({ "title": "防災訓練", "department": department })).await.body;
    let mut wish = begun.clone();
    (wish["target"], wish["messages"]) = (target, json!([bubble]));
    let saved = by.ask("PUT", &format!("drafts/{}", begun["id"].as_str().unwrap()), wish).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    saved.body
}

async fn send(by: &mut Browser<'_>, draft: &Value) -> Value {
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    let seen = json!({ "version": draft["version"] });
    let look = by.ask("POST", &format!("{path}/confirmation"), seen).await.body;
    let wish = json!({
        "version": draft["version"], "content_hash": look["content_hash"], "expected_count": look["count"],
        "typed_count": look["count"].to_string(),
    });
    by.step_up().await;
    let request = by.request("POST", &format!("{path}/send")).header("idempotency-key", "one").json(&wish);
    let sent = Answer::read(request.send().await.unwrap()).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    sent.body
}

/// Whether this target can be counted, kept in a draft, and its condition in a group: what each says to it.
async fn refused(by: &mut Browser<'_>, department: &Value, condition: &Value, code: &str) {
    let target = json!({ "kind": "segment", "condition": condition });
    let counted = by.ask("POST", "segments/count", json!({ "target": target })).await;
    assert_eq!(counted.first_error(), ("target", code), "{counted:?}");
    let begun = by.ask("POST", "drafts", json!({ "title": "x", "department": department })).await.body;
    let mut wish = begun.clone();
    wish["target"] = target;
    let kept = by.ask("PUT", &format!("drafts/{}", begun["id"].as_str().unwrap()), wish).await;
    assert_eq!(kept.first_error(), ("target", code), "{kept:?}");
    let group = json!({ "name": "押した人", "department": "全庁", "condition": condition });
    let saved = by.ask("POST", "segments", group).await;
    assert_eq!(saved.first_error(), ("condition", code), "{saved:?}");
}

/// An administrator wrote a reaction to another department's delivery into this draft of Jiro's department: Jiro gets no
/// number out of it, no answers of people and no name.
async fn learns_nothing(boss: &mut Browser<'_>, jiro: &mut Browser<'_>, draft: &Value) {
    let path = format!("drafts/{}/confirmation", draft["id"].as_str().unwrap());
    let seen = json!({ "version": draft["version"] });
    let of_boss = boss.ask("POST", &path, seen.clone()).await.body;
    assert_ne!(of_boss["samples"], json!([]), "{of_boss}");
    let look = jiro.ask("POST", &path, seen).await.body;
    assert_eq!(look["errors"][0]["code"], "other_department", "{look}");
    assert_eq!((&look["count"], &look["samples"]), (&json!(0), &json!([])), "{look}");
    assert!(!look.to_string().contains("防災訓練"), "{look}");
}

#[tokio::test(flavor = "multi_thread")]
async fn reactions_are_asked_about_once_the_delivery_has_begun_and_by_those_who_may_read_it() {
    let town = Town::start().await;
    let phones = town.settle(&["tama"; 21]).await;
    without_approval(&town).await;
    let mut boss = administrator(&town).await;
    let rights = json!(["deliveries_write", "deliveries_send", "groups"]);
    let (mut taro, seen) = colleague(&mut boss, "taro", "writer", rights.clone()).await;
    let (mut jiro, other) = colleague(&mut boss, "jiro", "writer", rights).await;
    let (own, theirs) = (&seen["departments"][0]["id"], &other["departments"][0]["id"]);
    let draft = written(&mut taro, own, ward("tama"), BUTTON).await;
    let sent = send(&mut taro, &draft).await;
    let condition = json!({ "not": { "clicked": sent["id"] } });

    assert_eq!(taro.ask("GET", "reactions", Value::Null).await.body, json!([]), "it waits to be taken back");
    refused(&mut taro, own, &condition, "not_begun").await;

    town.city.advance(Duration::from_secs(305));
    town.settled(&sent).await;
    let tap = Postback {
        data: format!("kairan:clicked:{}:yes", sent["id"].as_str().unwrap()),
        ..Postback::default()
    };
    town.city.line.tap(&phones[0], tap).unwrap();
    town.rest().await;
    let listed = taro.ask("GET", "reactions", Value::Null).await.body;
    assert_eq!((&listed[0]["delivery"], &listed[0]["clicked"]), (&sent["id"], &json!(1)), "{listed}");
    let target = json!({ "kind": "segment", "condition": condition });
    let counted = taro.ask("POST", "segments/count", json!({ "target": target })).await.body;
    assert_eq!(counted["count"], 20, "{counted}");

    assert_eq!(jiro.ask("GET", "reactions", Value::Null).await.body, json!([]));
    refused(&mut jiro, theirs, &condition, "other_department").await;

    // A group for the whole city shows its condition to everybody; its people stay those of whoever may read the delivery.
    let group = json!({ "name": "押していない人", "department": "全庁", "condition": condition });
    let group = taro.ask("POST", "segments", group).await;
    assert_eq!(group.status, 201, "{group:?}");
    let path = format!("segments/{}", group.body["id"].as_str().unwrap());
    for of_jiro in [&path, "segments"] {
        let shown = jiro.ask("GET", of_jiro, Value::Null).await.body.to_string();
        assert!(shown.contains("ほかの部署の配信") && !shown.contains("防災訓練"), "{shown}");
    }
    let copied = jiro.ask("GET", &path, Value::Null).await.body["condition"].clone();
    refused(&mut jiro, theirs, &copied, "other_department").await;

    let text = r#"{"type":"text","text":"参加しませんか"}"#;
    let shared = written(&mut boss, theirs, target, text).await;
    learns_nothing(&mut boss, &mut jiro, &shared).await;
    town.end().await;
}
