//! Every creation takes an `Idempotency-Key`: the same request again finds what the first one made, and another request
//! under the same key is turned away.

use std::collections::BTreeSet;

use futures::future::join_all;
use serde_json::{Value, json};

use crate::admin::{Answer, ward};
use crate::town::Town;

async fn ask(town: &Town, path: &str, key: &str, body: &Value) -> Answer {
    let request = town.request("POST", path).header("idempotency-key", key).json(body);
    Answer::read(request.send().await.unwrap()).await
}

/// Asks twice with one key and once with another; the first two make one thing, the third another.
async fn made_once(town: &Town, path: &str, body: impl AsyncFn() -> Value, id: &str) {
    let same = body().await;
    let (one, two) = (ulid::Ulid::generate().to_string(), ulid::Ulid::generate().to_string());
    let first = ask(town, path, &one, &same).await;
    let again = ask(town, path, &one, &same).await;
    let other = ask(town, path, &two, &body().await).await;
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
    let department = json!({ "name": "危機管理課" });
    let one = ask(&town, "/api/departments", "one", &department).await;
    let again = ask(&town, "/api/departments", "one", &department).await;
    assert_eq!((one.status, again.status, &again.body), (201, 200, &one.body));
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn i_2_whatever_is_kept_for_tests_is_there_once_under_one_key() {
    let town = Town::start().await;
    town.settle(&["kawasaki"]).await;
    let group = async || json!({ "name": "広報課の人", "department": null, "testers": [] });
    made_once(&town, "/api/tester-groups", group, "/id").await;
    let template = async || json!({ "name": "水道", "messages": ["{}"] });
    made_once(&town, "/api/templates", template, "/id").await;
    let picture = async || json!({ "use": "image", "content_type": "image/png", "size": 1_000 });
    made_once(&town, "/api/media", picture, "/id").await;
    made_once(&town, "/api/testers/candidates", async || json!({ "q": "花" }), "/id").await;
    let wish = json!({ "name": "高津 花子", "department": null });
    made_once(&town, "/api/testers/codes", async || wish.clone(), "/code").await;
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn i_2_the_same_request_by_many_hands_at_once_makes_one_thing_and_all_of_them_are_told_of_it() {
    let town = Town::start().await;
    town.settle(&["kawasaki"]).await;
    for round in 0..4 {
        let version = &town.call("GET", "/api/items", &Value::Null).await["version"];
        let staff = json!({ "login": format!("jiro{round}"), "name": "多摩 次郎", "role": "writer",
            "permissions": [], "departments": [], "scope": "all", "expires_on": null });
        let item = json!({ "version": version, "label": format!("関心{round}"), "kind": "multiple" });
        for (path, wish, id) in [
            ("/api/testers/candidates", json!({ "q": format!("花{round}") }), "/id"),
            ("/api/staff", staff, "/staff/id"),
            ("/api/departments", json!({ "name": format!("危機管理{round}課") }), "/id"),
            ("/api/items", item, "/item/id"),
            ("/api/drafts", json!({ "title": "水道工事" }), "/id"),
            ("/api/templates", json!({ "name": "水道", "messages": ["{}"] }), "/id"),
        ] {
            let key = ulid::Ulid::generate().to_string();
            let answers = join_all((0..5).map(|_| ask(&town, path, &key, &wish))).await;
            let ids: BTreeSet<_> =
                answers.iter().map(|one| one.body.pointer(id).map(Value::to_string)).collect();
            assert!(answers.iter().all(|one| (200..300).contains(&one.status)), "{path}: {answers:?}");
            assert!(ids.len() == 1 && !ids.contains(&None), "{path}: {ids:?}");
        }
        let version = &town.call("GET", "/api/items", &Value::Null).await["version"];
        let wish = json!({ "version": version, "label": format!("新しい区{round}") });
        let key = ulid::Ulid::generate().to_string();
        let answers = join_all((0..5).map(|_| ask(&town, "/api/items/ward/options", &key, &wish))).await;
        assert!(answers.iter().all(|one| (200..300).contains(&one.status)), "{answers:?}");
    }
    town.end().await;
}

fn colleague() -> Value {
    json!({
        "login": "jiro", "name": "多摩 次郎", "role": "writer", "permissions": [], "departments": [],
        "scope": "all", "expires_on": null,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_added_again_under_one_key_gets_the_same_code_until_there_is_another() {
    let town = Town::start().await;
    let first = ask(&town, "/api/staff", "one", &colleague()).await;
    let again = ask(&town, "/api/staff", "one", &colleague()).await;
    assert_eq!((first.status, again.status, &again.body), (201, 200, &first.body));
    assert!(first.body["invitation_code"].is_string(), "{first:?}");
    let staff = &first.body["staff"];
    let path = format!("/api/staff/{}/reset", staff["id"].as_str().unwrap());
    town.call("POST", &path, &json!({ "version": staff["version"] })).await;
    let late = ask(&town, "/api/staff", "one", &colleague()).await;
    assert_eq!((late.status, &late.body["invitation_code"]), (200, &Value::Null), "that code counts no more");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_request_under_the_same_key_is_turned_away_and_makes_nothing() {
    let town = Town::start().await;
    let items = town.call("GET", "/api/items", &Value::Null).await;
    for (path, mut wish) in [
        ("/api/drafts", json!({ "title": "水道工事のお知らせ" })),
        (
            "/api/segments",
            json!({ "name": "多摩区の方", "department": "全庁", "condition": ward("tama")["condition"] }),
        ),
        ("/api/departments", json!({ "name": "危機管理課" })),
        ("/api/tester-groups", json!({ "name": "広報課の人", "department": null, "testers": [] })),
        ("/api/templates", json!({ "name": "水道", "messages": ["{}"] })),
        ("/api/testers/codes", json!({ "name": "高津 花子", "department": null })),
        ("/api/testers/candidates", json!({ "q": "花" })),
        ("/api/exports", json!({ "format": "csv", "reason": "統計のため" })),
        ("/api/staff", colleague()),
        ("/api/media", json!({ "use": "image", "content_type": "image/png", "size": 1_000 })),
        ("/api/items", json!({ "version": items["version"], "label": "関心のあること", "kind": "multiple" })),
    ] {
        let wrong = ask(&town, path, "one", &json!({ "version": items["version"], "size": 0 })).await;
        assert!(
            wrong.status == 422 || path == "/api/drafts" || path == "/api/tester-groups",
            "{path}: {wrong:?}"
        );
        let key = if wrong.status == 422 { "one" } else { "two" };
        let made = ask(&town, path, key, &wish).await;
        assert!((201..203).contains(&made.status), "a request that was wrong holds no key: {path}: {made:?}");
        wish["and"] = json!("more");
        ask(&town, path, key, &wish).await.assert_problem(409, "idempotency_key_reused");
    }
    assert_eq!(
        town.call("GET", "/api/segments", &Value::Null).await["segments"].as_array().unwrap().len(),
        1
    );
    town.end().await;
}

#[test]
fn every_operation_that_makes_something_takes_a_key() {
    let document = crate::description::document();
    let mut without = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let makes = ["201", "202"].iter().any(|status| item["post"]["responses"].get(status).is_some());
        let parameters = item["post"]["parameters"].as_array().into_iter().flatten();
        if makes && parameters.into_iter().all(|one| one["name"] != "idempotency-key") {
            without.insert(path.as_str());
        }
    }
    let known = BTreeSet::from(["/api/imports/{id}/start"]); // the import of this id, however often
    assert_eq!(without, known);
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
