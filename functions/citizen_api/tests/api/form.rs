//! The questions as everybody gets them.

use axum::body::Body;
use axum::http::Request;
use domain::survey::{ItemId, OptionId};
use serde_json::{Value, json};

use crate::bench::Bench;

fn get(tag: Option<&str>) -> Request<Body> {
    let request = Request::get("/form/api/form");
    let request = tag.map_or(Request::get("/form/api/form"), |tag| request.header("if-none-match", tag));
    request.body(Body::empty()).unwrap()
}

fn question<'a>(form: &'a Value, id: &str) -> &'a Value {
    form["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap()
}

#[tokio::test]
async fn everybody_gets_the_questions_and_may_keep_them_a_minute() {
    let bench = Bench::start().await;
    let answer = bench.send(get(None)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["cache-control"], "public, max-age=5");
    assert_eq!(answer.headers["content-type"], "application/json");
    let form = &answer.body;
    assert_eq!((&form["version"], &form["everyone_per_month"]), (&json!(7), &json!(4)));
    assert_eq!(form["consent"], json!({ "version": 2, "text": "説明" }));
    let kinds: Vec<&str> =
        form["items"].as_array().unwrap().iter().filter_map(|i| i["kind"].as_str()).collect();
    assert_eq!(kinds, ["single", "multiple", "single", "month", "number", "select", "area", "text"]);
    assert_eq!(question(form, "ward")["options"][0], json!({ "id": "kawasaki", "label": "川崎区" }));
    assert_eq!(
        (&question(form, "children")["min"], &question(form, "children")["max"]),
        (&json!(0), &json!(20))
    );
    assert_eq!(question(form, "children")["shown_if"], json!({ "item": "topics", "any_of": ["kosodate"] }));
    assert_eq!(question(form, "wish")["max_length"], 200);
    assert_eq!(question(form, "area")["options"][0]["postal_prefixes"], json!(["210", "212"]));
}

#[tokio::test]
async fn whoever_has_the_questions_already_gets_304_until_they_change() {
    let bench = Bench::start().await;
    let tag = bench.send(get(None)).await.headers["etag"].to_str().unwrap().to_owned();
    let known = bench.send(get(Some(&tag))).await;
    assert_eq!(
        (known.status, &known.body, &known.headers["etag"]),
        (304, &Value::Null, &tag.parse().unwrap())
    );
    bench.store.consent_version.store(3, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(bench.send(get(Some(&tag))).await.status, 200);
}

#[tokio::test]
async fn what_the_city_announces_stands_above_the_questions() {
    let bench = Bench::start().await;
    assert_eq!(bench.send(get(None)).await.body.get("notice"), None);
    *bench.store.notice.lock().unwrap() = Some("今夜22時から止まります".to_owned());
    assert_eq!(bench.send(get(None)).await.body["notice"], "今夜22時から止まります");
}

#[tokio::test]
async fn what_is_archived_or_deleted_is_not_asked() {
    let bench = Bench::start().await;
    {
        let mut catalogue = bench.store.catalogue.lock().unwrap();
        catalogue.delete_item(&ItemId::parse("wish").unwrap()).unwrap();
        let (ward, kawasaki) = (ItemId::parse("ward").unwrap(), OptionId::parse("kawasaki").unwrap());
        catalogue.delete_option(&ward, &kawasaki).unwrap();
    }
    let form = bench.send(get(None)).await.body;
    assert!(form["items"].as_array().unwrap().iter().all(|item| item["id"] != "wish"));
    assert_eq!(question(&form, "ward")["options"][0]["id"], "saiwai");
}
