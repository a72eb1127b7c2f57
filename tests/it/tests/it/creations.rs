//! Every creation takes an `Idempotency-Key`: the same request again finds what the first one made.

use serde_json::{Value, json};

use crate::admin::{Answer, ward};
use crate::town::Town;

async fn ask(town: &Town, path: &str, key: &str, body: &Value) -> Answer {
    let request = town.request("POST", path).header("idempotency-key", key).json(body);
    Answer::read(request.send().await.unwrap()).await
}

/// Asks twice with one key and once with another; the first two make one thing, the third another.
async fn made_once(town: &Town, path: &str, body: impl AsyncFn() -> Value, id: &str) {
    let first = ask(town, path, "one", &body().await).await;
    let again = ask(town, path, "one", &body().await).await;
    let other = ask(town, path, "two", &body().await).await;
    for answer in [&first, &again, &other] {
        assert!((200..300).contains(&answer.status), "{path}: {answer:?}");
        assert!(answer.body.pointer(id).is_some_and(Value::is_string), "{path}: {answer:?}");
    }
    assert_eq!(again.body.pointer(id), first.body.pointer(id), "{path}");
    assert_ne!(other.body.pointer(id), first.body.pointer(id), "{path}");
    if first.status == 201 && path != "/api/imports" {
        assert_eq!(again.status, 200, "{path}: {again:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn i_2_whatever_is_created_twice_under_one_key_is_there_once() {
    let town = Town::start().await;
    let version = async || town.call("GET", "/api/items", &Value::Null).await["version"].clone();
    let draft = async || json!({ "title": "水道工事のお知らせ" });
    made_once(&town, "/api/drafts", draft, "/id").await;
    assert_eq!(town.call("GET", "/api/drafts", &Value::Null).await["drafts"].as_array().unwrap().len(), 2);
    let segment = async || json!({ "name": "多摩区の方", "department": "全庁", "condition": ward("tama")["condition"] });
    made_once(&town, "/api/segments", segment, "/id").await;
    let item = async || json!({ "version": version().await, "label": "関心のあること", "kind": "multiple" });
    made_once(&town, "/api/items", item, "/item/id").await;
    made_once(&town, "/api/imports", async || json!({ "source": "csv" }), "/id").await;
    made_once(&town, "/api/imports", async || json!({ "source": "line" }), "/id").await;
    let export = async || json!({ "format": "csv", "reason": "統計のため" });
    made_once(&town, "/api/exports", export, "/id").await;
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn i_2_an_option_under_one_key_is_added_once_whoever_came_between() {
    let town = Town::start().await;
    let items = town.call("GET", "/api/items", &Value::Null).await;
    let path = "/api/items/ward/options";
    let wish = json!({ "version": items["version"], "label": "新しい区" });
    let first = ask(&town, path, "one", &wish).await;
    assert_eq!(first.status, 201, "{first:?}");
    let again = ask(&town, path, "one", &wish).await;
    assert_eq!((again.status, &again.body), (200, &first.body), "the version that it names is old by now");
    ask(&town, path, "two", &wish).await.assert_problem(409, "stale_version");
    ask(&town, path, &"k".repeat(65), &wish).await.assert_problem(422, "invalid");
    town.end().await;
}
