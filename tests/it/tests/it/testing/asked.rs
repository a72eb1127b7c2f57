//! What testers answered: whoever asks is on record with the whole question.

use serde_json::{Value, json};

use super::{registered, tested_word, written};
use crate::admin::{Answer, ward};
use crate::staff::{administrator, colleague};
use crate::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn what_testers_answered_is_asked_on_record_and_without_parts() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu"]).await;
    registered(&town, &phones[0], "公用スマホ").await;
    let count = async |condition: Value| {
        let target = json!({ "kind": "segment", "condition": condition });
        town.call("POST", "/api/segments/count", &json!({ "target": target, "samples": true })).await
    };
    let noted = async || {
        let trail = town.call("GET", "/api/trails/operations", &Value::Null).await.to_string();
        trail.matches("\"tester.counted\"").count()
    };
    assert_eq!(count(json!({ "all": [{ "system": "tester" }] })).await["count"], 1);
    assert_eq!(count(json!({ "all": [{ "not": { "system": "tester" } }] })).await["count"], 0);
    assert_eq!(noted().await, 0, "how many there are tells of nobody");
    let both = json!({ "all": [{ "system": "tester" }, ward("takatsu")["condition"]] });
    let counted = count(both.clone()).await;
    assert_eq!(
        (&counted["count"], &counted["parts"], &counted["samples"]),
        (&json!(1), &json!([]), &json!([]))
    );
    assert_eq!((&counted["since_yesterday"], noted().await), (&Value::Null, 1));
    let draft = written(&town, &["こんにちは"], json!({ "kind": "segment", "condition": both })).await;
    tested_word(&town, &draft).await;
    assert_eq!(noted().await, 2, "the last look tells a number too");

    let refused = json!({ "version": draft["version"], "content_hash": draft["content_hash"] });
    let path = format!("/api/drafts/{}/send", draft["id"].as_str().unwrap());
    let request = town.request("POST", &path).header("idempotency-key", "one").json(&refused);
    let answer = Answer::read(request.send().await.unwrap()).await;
    assert!(answer.status == 409 || answer.status == 422, "no number was named: {answer:?}");
    assert_eq!(noted().await, 3, "so does a refusal to send");

    let approve = format!("/api/drafts/{}/approval/approve", draft["id"].as_str().unwrap());
    for guess in [1, 900] {
        let wish = json!({
            "version": draft["version"], "content_hash": draft["content_hash"], "expected_count": guess,
        });
        // Nobody asked for it: no guess is told to fit or not.
        town.ask("POST", &approve, &wish).await.assert_problem(409, "state");
    }
    assert_eq!(noted().await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_of_what_was_asked_about_testers_is_whole() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu"]).await;
    registered(&town, &phones[0], "公用スマホ").await;
    let asked = |wards: usize| {
        let padding: Vec<Value> = (0..wards).map(|_| ward("tama")["condition"].clone()).collect();
        json!({ "all": [{ "any": padding }, { "system": "tester" }, ward("takatsu")["condition"]] })
    };
    let count = async |condition: &Value| {
        let target = json!({ "kind": "segment", "condition": condition });
        town.ask("POST", "/api/segments/count", &json!({ "target": target })).await
    };
    let long = asked(12);
    assert_eq!(count(&long).await.status, 200);
    let trail = town.call("GET", "/api/trails/operations?action=tester.counted", &Value::Null).await;
    let pieces = trail["operations"][0]["detail"]["condition"].as_array().unwrap();
    let whole: String = pieces.iter().map(|piece| piece.as_str().unwrap()).collect();
    assert!(pieces.len() > 1);
    assert_eq!(serde_json::from_str::<Value>(&whole).unwrap(), long);
    count(&asked(120)).await.assert_problem(422, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_ask_about_testers_does_not_agree_to_a_number_of_them() {
    let town = Town::start().await;
    town.settle(&["tama"]).await;
    let mut boss = administrator(&town).await;
    let (mut taro, seen) = colleague(&mut boss, "taro", "approver", json!(["deliveries_approve"])).await;
    let home = &seen["departments"][0]["id"];
    let condition = json!({ "all": [{ "not": { "system": "tester" } }, ward("tama")["condition"]] });
    let draft = boss.ask("POST", "drafts", json!({ "title": "試し", "department": home })).await.body;
    let at = format!("drafts/{}", draft["id"].as_str().unwrap());
    let wish = json!({
        "version": draft["version"], "title": "試し", "department": home,
        "target": { "kind": "segment", "condition": condition },
    });
    let draft = boss.ask("PUT", &at, wish).await.body;
    let draft =
        boss.ask("POST", &format!("{at}/approval"), json!({ "version": draft["version"] })).await.body;
    let wish =
        json!({ "version": draft["version"], "content_hash": draft["content_hash"], "expected_count": 900 });
    let refused = taro.ask("POST", &format!("{at}/approval/approve"), wish).await;
    assert_eq!((refused.status, refused.first_error()), (422, ("target", "needs_testers")), "{refused:?}");
    town.end().await;
}
