//! Saved segments: kept by version, read as a sentence, with what uses them.

use serde_json::{Value, json};

use crate::admin::{Answer, is_japanese, ward};
use crate::town::Town;

fn a_wish(condition: Value) -> Value {
    json!({ "name": "多摩区の方", "department": "全庁", "condition": condition })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_is_saved_read_changed_and_deleted() {
    let town = Town::start().await;
    let saved = town.call("POST", "/api/segments", &a_wish(ward("tama")["condition"].clone())).await;
    assert_eq!(
        (&saved["description"], &saved["version"]),
        (&json!("「お住まいの区」が「多摩区」"), &json!(1))
    );
    assert_eq!((&saved["used_by"], &saved["broken"]), (&json!([]), &Value::Null));
    let path = format!("/api/segments/{}", saved["id"].as_str().unwrap());

    town.draft("多摩区へ", ward("tama")).await;
    town.draft("麻生区へ", ward("asao")).await;
    let used = town.read_api(&path).await.body;
    assert_eq!(used["used_by"].as_array().unwrap().len(), 1, "{used}");
    assert_eq!(
        (&used["used_by"][0]["name"], &used["used_by"][0]["status"]),
        (&json!("多摩区へ"), &json!("draft"))
    );

    let mut wish = a_wish(json!({ "not": ward("tama")["condition"] }));
    wish["version"] = json!(1);
    let changed = town.call("PUT", &path, &wish).await;
    assert_eq!((&changed["version"], &changed["used_by"]), (&json!(2), &json!([])), "{changed}");
    let late = town.ask("PUT", &path, &wish).await;
    late.assert_problem(409, "stale_version");
    assert_eq!((&late.body["current_version"], &late.body["current"]), (&json!(2), &changed));
    town.ask("DELETE", &path, &json!({ "version": 1 })).await.assert_problem(409, "stale_version");
    let list = town.read_api("/api/segments").await.body;
    assert_eq!(list["segments"], json!([changed]));
    assert_eq!(town.ask("DELETE", &path, &json!({ "version": 2 })).await.status, 204);
    town.read_api(&path).await.assert_problem(404, "not_found");
    assert_eq!(town.read_api("/api/segments").await.body["segments"], json!([]));
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_asked_for_twice_with_one_key_is_saved_once() {
    let town = Town::start().await;
    let ask = async |ward_name: &str| {
        let wish = a_wish(ward(ward_name)["condition"].clone());
        let request = town.request("POST", "/api/segments").header("idempotency-key", "double click");
        Answer::read(request.json(&wish).send().await.unwrap()).await
    };
    let (first, again) = (ask("tama").await, ask("tama").await);
    assert_eq!((first.status, again.status), (201, 200), "{first:?} {again:?}");
    assert_eq!(first.body, again.body);
    ask("asao").await.assert_problem(409, "idempotency_key_reused");
    assert_eq!(town.read_api("/api/segments").await.body["segments"], json!([first.body]));
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_that_means_nothing_or_has_no_name_is_not_saved() {
    let town = Town::start().await;
    let tama = ward("tama")["condition"].clone();
    for condition in [json!(null), json!({}), json!({ "all": [] }), ward("shibuya")["condition"].clone()] {
        let answer = town.ask("POST", "/api/segments", &a_wish(condition)).await;
        answer.assert_problem(422, "invalid");
        assert_eq!(answer.first_error(), ("condition", "invalid_condition"));
        assert!(is_japanese(&answer.body["errors"][0]["message"]));
    }
    for (name, department, wrong) in
        [("", "全庁", "name"), ("多摩", " ", "department"), ("a\nb", "全庁", "name")]
    {
        let wish = json!({ "name": name, "department": department, "condition": tama });
        let answer = town.ask("POST", "/api/segments", &wish).await;
        answer.assert_problem(422, "invalid");
        assert_eq!(answer.first_error(), (wrong, "invalid_name"));
    }
    let nowhere = "/api/segments/01JZZZZZZZZZZZZZZZZZZZZZZZ";
    let mut wish = a_wish(tama);
    town.ask("PUT", nowhere, &wish).await.assert_problem(422, "invalid");
    town.ask("DELETE", nowhere, &json!({})).await.assert_problem(422, "invalid");
    wish["version"] = json!(1);
    town.ask("PUT", nowhere, &wish).await.assert_problem(404, "not_found");
    town.ask("DELETE", nowhere, &json!({ "version": 1 })).await.assert_problem(404, "not_found");
    for path in [nowhere, "/api/segments/x"] {
        town.read_api(path).await.assert_problem(404, "not_found");
    }
    assert_eq!(town.read_api("/api/segments").await.body["segments"], json!([]));
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cold_count_reads_whole_shards_and_a_warm_one_what_moved() {
    let town = Town::start().await;
    town.crowd(&[("tama", 700), ("asao", 300)]).await;
    let condition = json!({ "any": [ward("tama")["condition"], { "friendship": "blocked" }] });
    let target = json!({ "kind": "segment", "condition": condition });
    let answer = town.call("POST", "/api/segments/count", &json!({ "target": target })).await;
    assert_eq!(answer["count"], 700, "{answer}");
    let parts: Vec<_> = answer["parts"].as_array().unwrap().iter().map(|part| &part["description"]).collect();
    assert_eq!(parts[1..], [&json!("「お住まいの区」が「多摩区」"), &json!("ブロック中")]);
    town.settle(&["tama"]).await;
    assert_eq!(town.count(ward("tama")).await, 701);
    assert_eq!(town.count(ward("asao")).await, 300);
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_tells_when_something_was_last_sent_to_it_also_after_its_condition_has_changed() {
    let town = Town::start().await;
    town.settle(&["tama", "asao"]).await;
    let saved = town.call("POST", "/api/segments", &a_wish(ward("tama")["condition"].clone())).await;
    assert_eq!(saved["last_used"], Value::Null);
    let path = format!("/api/segments/{}", saved["id"].as_str().unwrap());
    town.draft("まだ書いている", ward("tama")).await;
    assert_eq!(town.read_api(&path).await.body["last_used"], Value::Null, "a draft is no use");
    town.deliver("多摩区へ", ward("tama")).await;
    let last = town.deliver("多摩区へもう一度", ward("tama")).await;
    town.deliver("麻生区へ", ward("asao")).await;
    let used = town.read_api(&path).await.body["last_used"].clone();
    assert_eq!((&used["delivery_id"], &used["title"]), (&last["id"], &json!("多摩区へもう一度")), "{used}");
    assert_eq!(town.read_api("/api/segments").await.body["segments"][0]["last_used"], used);

    let mut wish = a_wish(json!({ "not": ward("tama")["condition"] }));
    wish["version"] = json!(1);
    assert_eq!(town.call("PUT", &path, &wish).await["last_used"], used);
    assert_eq!(town.read_api(&path).await.body["last_used"], used, "it is the same group");
    town.assert_sound();
    town.end().await;
}
