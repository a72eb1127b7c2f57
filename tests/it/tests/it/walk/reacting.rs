//! A delivery asks for a tap, and the next one goes to those who tapped: through the webhook, into row, page and count.

use line_simulator::Postback;
use serde_json::{Value, json};

use crate::admin::{everyone, path_of, planned_and_accepted};
use crate::town::Town;

/// Asks who comes, and shows a film.
fn an_invitation() -> Value {
    let url = "https://www.example.jp/film.mp4";
    json!({ "title": "防災訓練のご案内", "target": everyone(), "messages": [
        { "type": "template", "altText": "防災訓練のご案内", "template": { "type": "confirm", "text": "参加しますか?",
            "actions": [
                { "type": "postback", "label": "参加する", "data": "kairan:clicked:{delivery}:yes" },
                { "type": "postback", "label": "しない", "data": "no" } ] } },
        { "type": "video", "originalContentUrl": url, "previewImageUrl": "https://www.example.jp/film.jpg",
            "trackingId": "kairan:opened:{delivery}" } ] })
}

fn segment(condition: Value) -> Value {
    json!({ "kind": "segment", "condition": condition })
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_tapped_an_earlier_delivery_get_the_next_one_and_nobody_else() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "asao", "saiwai"]).await;
    let once =
        |wish: Value| town.request("POST", "/api/deliveries").header("idempotency-key", "drill").json(&wish);
    let draft: Value = once(an_invitation()).send().await.unwrap().json().await.unwrap();
    let again = once(an_invitation()).send().await.unwrap();
    assert_eq!(again.status(), 200, "the same request again, whose button names another id");
    let again: Value = again.json().await.unwrap();
    assert_eq!(again["id"], draft["id"]);
    town.start_delivery(&draft).await;
    town.settled(&draft).await;

    let id = &draft["id"];
    let (clicked, opened) = (segment(json!({ "clicked": id })), segment(json!({ "opened": id })));
    let on_phone = town.delivered(&phones[0]);
    let data = on_phone[0]["template"]["actions"][0]["data"].as_str().unwrap().to_owned();
    assert_eq!(data, format!("kairan:clicked:{}:yes", id.as_str().unwrap()));
    let tracking_id = on_phone[1]["trackingId"].as_str().unwrap().to_owned();
    assert_eq!((town.count(clicked.clone()).await, town.count(opened.clone()).await), (0, 0));

    let tap = |data: &str| Postback { data: data.to_owned(), ..Postback::default() };
    for phone in [&phones[0], &phones[0]] {
        town.city.line.tap(phone, tap(&data)).unwrap();
    }
    town.city.line.tap(&phones[1], tap("no")).unwrap();
    town.city.line.watch(&phones[2], &tracking_id).unwrap();
    town.rest().await;
    assert_eq!((town.count(clicked.clone()).await, town.count(opened).await), (1, 2));
    assert_eq!(town.count(segment(json!({ "not": { "clicked": id } }))).await, 2);
    let listed = town.call("GET", "/api/reactions", &Value::Null).await;
    let expected = json!([{ "delivery": id, "title": "防災訓練のご案内", "opened": 2, "clicked": 1 }]);
    assert_eq!(listed, expected, "the repeated request keeps no second delivery");

    let report = town.deliver("参加される方へ", clicked).await;
    assert_eq!(planned_and_accepted(&report), (1, 1));
    let texts: Vec<Vec<String>> = phones.iter().map(|phone| town.texts(phone)).collect();
    assert_eq!(
        texts.iter().map(|texts| texts.contains(&"参加される方へ".to_owned())).collect::<Vec<_>>(),
        [true, false, false]
    );
    town.assert_sound();
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_on_a_delivery_that_asked_for_nothing_is_refused_by_name() {
    let town = Town::start().await;
    let draft = town.draft("お知らせ", everyone()).await;
    let body = json!({ "target": segment(json!({ "not": { "clicked": draft["id"] } })) });
    let answer = town.ask("POST", "/api/segments/count", &body).await;
    answer.assert_problem(422, "invalid");
    assert_eq!(answer.first_error(), ("target", "invalid_target"));
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_asks_for_reactions_starts_while_they_count_for_a_while() {
    let town = Town::start().await;
    let draft = town.call("POST", "/api/deliveries", &an_invitation()).await;
    let day = std::time::Duration::from_hours(24);
    let schedule = |at: String| json!({ "version": draft["version"], "at": at });
    let late = town.ask("PUT", &path_of(&draft, "/schedule"), &schedule(town.time_in(130 * day).1)).await;
    late.assert_problem(422, "invalid");
    assert_eq!(late.first_error(), ("at", "too_late_for_reactions"));
    let soon = town.call("PUT", &path_of(&draft, "/schedule"), &schedule(town.time_in(50 * day).1)).await;
    assert_eq!(soon["status"], "scheduled", "{soon}");
    town.end().await;
}
