//! The admin API's doors: tokens, addresses, versions and repeated clicks.

use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use crate::admin::{Answer, a_wish, everyone, path_of};
use crate::town::Town;

const TOKEN: &str = "x-kairan-admin-token";
const ROUTES: [(&str, &str); 4] = [
    ("POST", "/api/deliveries"),
    ("GET", "/api/deliveries/01JZZZZZZZZZZZZZZZZZZZZZZZ"),
    ("POST", "/api/segments/count"),
    ("GET", "/api/nothing"),
];

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_without_exactly_the_one_token() {
    let town = Town::start().await;
    let token = town.city.admin_token().to_owned();
    let wrong: Vec<Vec<String>> = vec![
        vec![],
        vec![String::new()],
        vec!["falsch".to_owned()],
        vec![token.to_uppercase() + "x"],
        vec![token[1..].to_owned()],
        vec![format!("{token}{token}")],
        vec![token.clone(), token.clone()],
        vec![token.clone(), "falsch".to_owned()],
    ];
    for (method, path) in ROUTES {
        for presented in &wrong {
            let url = format!("{}{path}", town.city.admin_url().trim_end_matches('/'));
            let mut request =
                town.http.request(method.parse().unwrap(), url).json(&a_wish("侵入", everyone()));
            for value in presented {
                request = request.header(TOKEN, HeaderValue::from_str(value).unwrap());
            }
            Answer::read(request.send().await.unwrap()).await.assert_problem(403, "not_from_here");
        }
    }
    assert!(town.items("DeliveryTable").await.is_empty());
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_addresses_and_methods_are_answered_in_japanese() {
    let town = Town::start().await;
    let id = "01JZZZZZZZZZZZZZZZZZZZZZZZ";
    let delivery = format!("/api/deliveries/{id}");
    let cancel = format!("{delivery}/cancel");
    for (method, path, status, code) in [
        ("GET", "/", 404, "no_such_route"),
        ("GET", "/api", 404, "no_such_route"),
        ("POST", "/api/delivery", 404, "no_such_route"),
        ("GET", "/api/deliveries/a/b/c", 404, "no_such_route"),
        ("DELETE", "/api/deliveries", 405, "method_not_allowed"),
        ("PATCH", delivery.as_str(), 405, "method_not_allowed"),
        ("GET", cancel.as_str(), 405, "method_not_allowed"),
        ("GET", delivery.as_str(), 404, "not_found"),
        ("POST", cancel.as_str(), 404, "not_found"),
        ("GET", "/api/deliveries/..%2f..%2fetc", 404, "not_found"),
        ("GET", "/api/deliveries/%00%E2%80%AE", 404, "not_found"),
    ] {
        let answer = town.ask(method, path, &Value::Null).await;
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        answer.assert_problem(status, code);
    }
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_click_makes_one_delivery_and_a_stale_version_is_refused() {
    let town = Town::start().await;
    let create = async |key: &str| {
        let request = town.request("POST", "/api/deliveries").header("idempotency-key", key);
        Answer::read(request.json(&a_wish("二度押し", everyone())).send().await.unwrap()).await
    };
    let (first, second, other) = (create("click-1").await, create("click-1").await, create("click-2").await);
    assert_eq!((first.status, second.status, other.status), (201, 200, 201));
    assert_eq!(first.body["id"], second.body["id"]);
    assert_ne!(first.body["id"], other.body["id"]);
    for key in [String::new(), "k".repeat(65)] {
        let answer = create(&key).await;
        answer.assert_problem(422, "invalid");
        assert_eq!(answer.first_error(), ("idempotency-key", "invalid"));
    }

    let draft = first.body;
    let stale = town.ask("POST", &path_of(&draft, "/start"), &json!({ "version": 7 })).await;
    stale.assert_problem(409, "stale_version");
    assert_eq!(stale.body["current_version"], draft["version"]);
    let started = town.start_delivery(&draft).await;
    let again = town.ask("POST", &path_of(&draft, "/start"), &json!({ "version": draft["version"] })).await;
    again.assert_problem(409, "stale_version");
    assert!(again.body["current_version"].as_u64() >= started["version"].as_u64());
    town.settled(&draft).await;
    assert_eq!(town.requests("broadcast"), 1);
    town.assert_sound();
    town.end().await;
}
