//! A draft's whole way through a city: written, looked at, approved, sent off, taken back, sent, stopped and resumed.

use std::time::Duration;

use serde_json::{Value, json};

use crate::admin::{Answer, everyone, planned_and_accepted, ward};
use crate::staff::{administrator, colleague};
use crate::town::Town;

/// A draft of one text, written as the site writes it.
pub async fn written(town: &Town, text: &str, target: Value) -> Value {
    let draft = town.call("POST", "/api/drafts", &json!({ "title": text })).await;
    let bubble = json!({ "type": "text", "text": text }).to_string();
    let wish = json!({
        "version": draft["version"], "title": text, "target": target, "messages": [bubble], "start": { "kind": "now" },
    });
    town.call("PUT", &path(&draft, ""), &wish).await
}

pub fn path(draft: &Value, below: &str) -> String {
    format!("/api/drafts/{}{below}", draft["id"].as_str().unwrap())
}

pub async fn look(town: &Town, draft: &Value) -> Value {
    town.call("POST", &path(draft, "/confirmation"), &json!({ "version": draft["version"] })).await
}

/// The send as the last screen asks for it.
pub async fn send(town: &Town, draft: &Value, look: &Value, key: &str, more: Value) -> Answer {
    let mut wish = json!({
        "version": draft["version"], "content_hash": look["content_hash"], "expected_count": look["count"],
    });
    wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let request = town.request("POST", &path(draft, "/send")).header("idempotency-key", key).json(&wish);
    Answer::read(request.send().await.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_sent_after_its_undo_window_and_the_same_request_makes_one_delivery() {
    let town = Town::start().await;
    town.settle(&["takatsu", "takatsu", "kawasaki"]).await;
    let draft = written(&town, "高津区の皆さまへ", ward("takatsu")).await;
    let guards = town.call("GET", "/api/settings/guards", &Value::Null).await;
    let mut value = guards["value"].clone();
    value["typed_count_share"] = json!(0.9);
    town.call("PUT", "/api/settings/guards", &json!({ "value": value, "version": guards["version"] })).await;
    let seen = look(&town, &draft).await;
    assert_eq!(
        (&seen["count"], &seen["may_send"], &seen["undo_seconds"]),
        (&json!(2), &json!(true), &json!(300))
    );

    let sent = send(&town, &draft, &seen, "one", json!({})).await;
    assert_eq!((sent.status, sent.body["status"].as_str()), (200, Some("scheduled")), "{sent:?}");
    let again = send(&town, &draft, &seen, "one", json!({})).await;
    assert_eq!(again.body["id"], sent.body["id"], "I-2: one request, one delivery");
    send(&town, &draft, &seen, "two", json!({})).await.assert_problem(409, "stale_version");

    town.city.advance(Duration::from_mins(4));
    town.rest().await;
    assert_eq!(town.report(&sent.body).await["status"], "scheduled", "I-8: never early");
    town.city.advance(Duration::from_secs(65));
    assert_eq!(planned_and_accepted(&town.settled(&sent.body).await), (2, 2));
    let list = town.call("GET", "/api/deliveries?view=past", &Value::Null).await;
    assert_eq!(list["deliveries"][0]["draft_id"], draft["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_in_its_undo_window_reaches_nobody_and_can_be_sent_again() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki", "kawasaki"]).await;
    let draft = written(&town, "高津区の皆さまへ", ward("takatsu")).await;
    let seen = look(&town, &draft).await;
    let first = send(&town, &draft, &seen, "one", json!({})).await.body;
    let undo = format!("/api/deliveries/{}/unschedule", first["id"].as_str().unwrap());
    let open = town.call("POST", &undo, &json!({ "version": first["version"] })).await;
    assert_eq!((open["state"].as_str(), &open["delivery_id"]), (Some("editing"), &Value::Null));
    town.city.advance(Duration::from_secs(400));
    town.minute().await;
    town.rest().await;
    assert_eq!(town.report(&first).await["counts"]["planned"], 0);

    let seen = look(&town, &open).await;
    let second = send(&town, &open, &seen, "two", json!({})).await.body;
    assert_ne!(second["id"], first["id"]);
    town.city.advance(Duration::from_secs(305));
    assert_eq!(planned_and_accepted(&town.settled(&second).await), (1, 1));
    let gone = town.ask("POST", &undo, &json!({ "version": first["version"] })).await;
    assert_eq!(gone.status, 409, "{gone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r_p_everyone_needs_a_second_person_and_the_typed_count_and_an_emergency_a_reason() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki"]).await;
    let draft = written(&town, "避難所を開きました", everyone()).await;
    let seen = look(&town, &draft).await;
    assert_eq!((&seen["typed_count_needed"], &seen["approval_needed"]), (&json!(true), &json!(true)));
    assert_eq!(seen["blocked_by"], json!(["approval"]));
    send(&town, &draft, &seen, "one", json!({ "typed_count": "2" })).await.assert_problem(409, "blocked");
    let reason = json!({ "typed_count": "2", "break_glass_reason": "承認者が誰もいないためです" });
    send(&town, &draft, &seen, "one", reason.clone()).await.assert_problem(409, "blocked");

    let asked = town.call("POST", &path(&draft, "/approval"), &json!({ "version": draft["version"] })).await;
    let own = json!({ "version": asked["version"], "content_hash": asked["content_hash"] });
    town.ask("POST", &path(&draft, "/approval/approve"), &own).await.assert_problem(409, "own_work");

    let mut wish = json!({ "version": asked["version"], "title": "緊急のお知らせ", "target": everyone(), "emergency": true });
    wish["messages"] = asked["messages"].clone();
    let urgent = town.call("PUT", &path(&draft, ""), &wish).await;
    assert_eq!((urgent["state"].as_str(), &urgent["approval"]), (Some("editing"), &Value::Null));
    let seen = look(&town, &urgent).await;
    assert_eq!((&seen["undo_seconds"], &seen["break_glass_allowed"]), (&json!(0), &json!(true)));
    let copy = town.call("POST", "/api/drafts", &json!({ "copy_of": { "draft": urgent["id"] } })).await;
    assert_eq!(
        (&copy["title"], &copy["emergency"]),
        (&json!("緊急のお知らせ（コピー）"), &json!(false)),
        "a copy is no emergency before somebody says so"
    );
    let mut wrong = reason.clone();
    wrong["typed_count"] = json!("3");
    send(&town, &urgent, &seen, "one", wrong).await.assert_problem(422, "invalid");
    let sent = send(&town, &urgent, &seen, "one", reason).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    assert!(sent.body["break_glass"].is_string());
    assert_eq!(sent.body["confirmed"], 2, "what the sender was told stays to be seen");
    let of_delivery = json!({ "copy_of": { "delivery": sent.body["id"] } });
    assert_eq!(town.call("POST", "/api/drafts", &of_delivery).await["emergency"], false);
    assert_eq!(planned_and_accepted(&town.settled(&sent.body).await), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_without_approval_waits_until_a_second_person_has_looked_at_it() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki"]).await;
    let mut boss = administrator(&town).await;
    let draft = written(&town, "避難してください", everyone()).await;
    let mut wish =
        json!({ "version": draft["version"], "title": "避難", "target": everyone(), "emergency": true });
    wish["messages"] = draft["messages"].clone();
    let urgent = town.call("PUT", &path(&draft, ""), &wish).await;
    let reason = json!({ "typed_count": "2", "break_glass_reason": "承認者が誰もいないためです" });
    let sent = send(&town, &urgent, &look(&town, &urgent).await, "one", reason).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    assert_eq!(town.call("GET", "/api/home", &Value::Null).await["reviews"], json!([]), "not one's own");

    let home = boss.ask("GET", "home", Value::Null).await.body;
    assert_eq!(home["reviews"][0]["reason"], "承認者が誰もいないためです", "{home}");
    let review = format!("reviews/{}", home["reviews"][0]["id"].as_str().unwrap());
    let (mut taro, _) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let found = json!({ "note": "対象・文面とも問題なし" });
    taro.ask("POST", &review, found.clone()).await.assert_problem(403, "forbidden");
    town.ask("POST", &format!("/api/{review}"), &found).await.assert_problem(409, "own_work");
    boss.ask("POST", &review, json!({ "note": " " })).await.assert_problem(422, "invalid");
    for _ in 0..2 {
        let done = boss.ask("POST", &review, found.clone()).await;
        assert_eq!((done.status, &done.body["state"]), (200, &json!("done")), "{done:?}");
    }
    boss.ask("POST", &review, json!({ "note": "ほか" })).await.assert_problem(409, "state");
    assert_eq!(boss.ask("GET", "home", Value::Null).await.body["reviews"], json!([]));
    let read = town
        .call("GET", &format!("/api/deliveries/{}", sent.body["id"].as_str().unwrap()), &Value::Null)
        .await;
    assert_eq!(read["review"]["note"], "対象・文面とも問題なし", "whoever sent it reads what was found");
    let nothing = format!("reviews/{}", ulid::Ulid::nil());
    boss.ask("POST", &nothing, found).await.assert_problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named_and_what_was_typed_stays() {
    let town = Town::start().await;
    town.settle(&["takatsu"]).await;
    let draft = town.call("POST", "/api/drafts", &json!({})).await;
    let wish = json!({
        "version": 1, "title": "", "messages": ["{\"type\":\"flex\", oops", "{\"type\":\"text\",\"text\":\"○時に開始\"}"],
        "start": { "kind": "at", "at": "2020-01-01T09:00:00+09:00", "not_later_than": null },
    });
    let stored = town.call("PUT", &path(&draft, ""), &wish).await;
    assert_eq!(stored["messages"], wish["messages"], "kept byte for byte, finished or not");
    let seen = look(&town, &stored).await;
    let paths: Vec<_> =
        seen["errors"].as_array().unwrap().iter().map(|error| error["path"].as_str().unwrap()).collect();
    assert!(
        paths.contains(&"messages[0]") && paths.contains(&"title") && paths.contains(&"target"),
        "{paths:?}"
    );
    assert!(
        seen["errors"][0]["message"].as_str().unwrap().contains("予約"),
        "R-S3: the past is refused: {seen}"
    );
    assert_eq!(seen["warnings"][0]["code"], "placeholder");
    send(&town, &stored, &seen, "one", json!({})).await.assert_problem(422, "invalid");
    let stale = town.ask("PUT", &path(&draft, ""), &wish).await;
    stale.assert_problem(409, "stale_version");
    assert_eq!(stale.body["current"]["messages"], wish["messages"], "both sides are there to be shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_gives_a_new_draft_its_bubbles_and_stays_in_its_department() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, seen) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let (mut jiro, other) = colleague(&mut boss, "jiro", "writer", json!(["deliveries_write"])).await;
    let home = &seen["departments"][0]["id"];
    assert_ne!(home, &other["departments"][0]["id"]);
    let bubble = r#"{"type":"text","text":"{{月}}の消防訓練は○日です。"}"#;
    let wish = json!({ "name": "消防訓練", "department": home, "messages": [bubble] });
    let keep = |person: &crate::staff::Browser<'_>, wish: &Value| {
        person.request("POST", "templates").header("idempotency-key", "t1").json(wish).send()
    };
    let made = Answer::read(keep(&taro, &wish).await.unwrap()).await;
    assert_eq!(made.status, 201, "{made:?}");
    let again = Answer::read(keep(&taro, &wish).await.unwrap()).await;
    assert_eq!((again.status, &again.body["id"]), (200, &made.body["id"]), "one request, one template");

    let of_template = json!({ "copy_of": { "template": made.body["id"] } });
    let draft = taro.ask("POST", "drafts", of_template.clone()).await.body;
    assert_eq!((&draft["messages"], &draft["department"]), (&json!([bubble]), home));
    assert_eq!((&draft["target"], draft["start"]["kind"].as_str()), (&Value::Null, Some("now")));

    jiro.ask("POST", "drafts", of_template).await.assert_problem(403, "other_department");
    assert_eq!(jiro.ask("GET", "templates", Value::Null).await.body["templates"], json!([]));
    let path = format!("templates/{}", made.body["id"].as_str().unwrap());
    let change = json!({ "version": 1, "name": "消防訓練(秋)", "department": home, "messages": [bubble] });
    jiro.ask("PUT", &path, change.clone()).await.assert_problem(403, "other_department");
    assert_eq!(taro.ask("PUT", &path, change.clone()).await.body["version"], 2);
    let renamed = json!({ "version": 2, "name": "消防訓練", "department": home });
    let renamed = taro.ask("PUT", &path, renamed).await.body;
    assert_eq!(
        (&renamed["bubbles"], renamed["beginning"].as_str()),
        (&json!(1), Some("{{月}}の消防訓練は○日です。"))
    );
    let stale = taro.ask("PUT", &path, change).await;
    stale.assert_problem(409, "stale_version");
    assert_eq!(stale.body["current"]["name"], "消防訓練");
    taro.ask("PUT", &path, json!({ "version": 3, "name": " " })).await.assert_problem(422, "invalid");
    assert_eq!(taro.ask("DELETE", &path, json!({ "version": 3 })).await.status, 204);
    assert_eq!(taro.ask("GET", "templates", Value::Null).await.body["templates"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_of_one_department_does_not_tell_what_another_one_calls_its_deliveries() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki", "kawasaki"]).await;
    let mut boss = administrator(&town).await;
    let (mut taro, seen) = colleague(&mut boss, "taro", "writer", json!(["groups"])).await;
    let home = &seen["departments"][0]["id"];
    let other = boss.ask("POST", "departments", json!({ "name": "収税課" })).await.body["id"].clone();
    let draft =
        boss.ask("POST", "drafts", json!({ "title": "差押えの前に", "department": other })).await.body;
    let target = ward("takatsu");
    let wish = json!({
        "version": draft["version"], "title": "差押えの前に", "department": other, "target": target,
        "messages": [r#"{"type":"text","text":"お知らせ"}"#], "start": { "kind": "now" },
    });
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    let draft = boss.ask("PUT", &path, wish).await.body;
    let look =
        boss.ask("POST", &format!("{path}/confirmation"), json!({ "version": draft["version"] })).await;
    let wish = json!({
        "version": draft["version"], "content_hash": look.body["content_hash"], "expected_count": look.body["count"],
    });
    boss.step_up().await;
    let request = boss.request("POST", &format!("{path}/send")).header("idempotency-key", "s1").json(&wish);
    let sent = Answer::read(request.send().await.unwrap()).await;
    assert_eq!(sent.status, 200, "{sent:?}");

    let group = json!({ "name": "高津", "department": home, "condition": target["condition"] });
    let made = taro.ask("POST", "segments", group).await;
    assert_eq!(made.body["used_by"][0]["name"], "ほかの部署の配信", "{made:?}");
    let path = format!("segments/{}", made.body["id"].as_str().unwrap());
    assert_eq!(boss.ask("GET", &path, Value::Null).await.body["used_by"][0]["name"], "差押えの前に");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_goes_out_at_its_time_and_stands_in_the_list_of_that_day() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "kawasaki", "kawasaki"]).await;
    let draft = written(&town, "来月の予約", ward("tama")).await;
    let (_, at) = town.time_in(Duration::from_hours(40 * 24));
    let mut wish = json!({ "version": draft["version"], "title": "来月の予約", "target": ward("tama") });
    wish["messages"] = draft["messages"].clone();
    wish["start"] = json!({ "kind": "at", "at": at, "not_later_than": null });
    let reserved = town.call("PUT", &path(&draft, ""), &wish).await;
    let sent = send(&town, &reserved, &look(&town, &reserved).await, "one", json!({})).await;
    assert_eq!((sent.status, &sent.body["status"]), (200, &json!("scheduled")), "{sent:?}");
    assert_eq!(town.report(&sent.body).await["counts"]["planned"], 0);

    let day = at.split_once('T').unwrap().0;
    let listed = async |from: &str, to: &str| {
        let path = format!("/api/deliveries?view=all&from={from}T00:00:00%2B09:00&to={to}T23:59:59%2B09:00");
        town.call("GET", &path, &Value::Null).await["deliveries"].as_array().unwrap().len()
    };
    assert_eq!(listed(day, day).await, 1, "the day it goes out, not the day it was made");
    let today = town.time_in(Duration::ZERO).1;
    let today = today.split_once('T').unwrap().0;
    assert_eq!(listed("2026-01-01", today).await, 0);

    town.city.advance(Duration::from_hours(40 * 24) + Duration::from_secs(5));
    assert_eq!(planned_and_accepted(&town.settled(&sent.body).await), (1, 1));
    assert_eq!(town.texts(&phones[0]), ["来月の予約"]);
    assert_eq!(listed(day, day).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r_d1_a_click_on_a_number_that_is_no_longer_true_sends_nothing() {
    let town = Town::start().await;
    town.crowd(&[("tama", 40), ("kawasaki", 60)]).await;
    let draft = written(&town, "多摩区の皆さまへ", ward("tama")).await;
    let seen = look(&town, &draft).await;
    assert_eq!((&seen["count"], seen["samples"].as_array().unwrap().len()), (&json!(40), 5), "{seen}");
    let mut believed = seen.clone();
    for (wrong, status) in [(20, 409), (60, 409), (35, 200)] {
        believed["count"] = json!(wrong);
        let answer = send(&town, &draft, &believed, &format!("key-{wrong}"), json!({})).await;
        assert_eq!(answer.status, status, "{wrong}: {answer:?}");
        if status == 409 {
            answer.assert_problem(409, "count_changed");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_d1_an_approval_of_a_number_that_is_no_longer_true_approves_nothing() {
    let town = Town::start().await;
    town.crowd(&[("tama", 40), ("kawasaki", 60)]).await;
    let mut boss = administrator(&town).await;
    let draft = written(&town, "多摩区の皆さまへ", ward("tama")).await;
    let asked = town.call("POST", &path(&draft, "/approval"), &json!({ "version": draft["version"] })).await;
    let mut wish = json!({ "version": asked["version"], "content_hash": asked["content_hash"] });
    let approve = format!("drafts/{}/approval/approve", draft["id"].as_str().unwrap());
    let unseen = boss.ask("POST", &approve, wish.clone()).await;
    assert_eq!((unseen.status, unseen.first_error()), (422, ("expected_count", "required")), "{unseen:?}");
    for wrong in [20, 60] {
        wish["expected_count"] = json!(wrong);
        boss.ask("POST", &approve, wish.clone()).await.assert_problem(409, "count_changed");
    }
    let stands = town.call("GET", &path(&draft, ""), &Value::Null).await;
    assert_eq!((&stands["state"], &stands["version"]), (&json!("approval_requested"), &asked["version"]));
    wish["expected_count"] = json!(40);
    let approved = boss.ask("POST", &approve, wish).await;
    assert_eq!((approved.status, &approved.body["state"]), (200, &json!("approved")), "{approved:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_can_have_looked_at_is_not_waved_off_and_who_waved_what_off_is_on_record() {
    let town = Town::start().await;
    town.settle(&["takatsu"]).await;
    let flood = written(&town, &"○時 ".repeat(101), everyone()).await;
    let seen = look(&town, &flood).await;
    let told = seen["warnings"].as_array().unwrap();
    let keys: Vec<&Value> = told.iter().map(|one| &one["key"]).collect();
    let wish = json!({ "version": flood["version"], "keys": keys });
    let flood = town.call("PUT", &path(&flood, "/acknowledgements"), &wish).await;
    let seen = look(&town, &flood).await;
    assert!(seen["errors"].to_string().contains("too_many_warnings"), "{}", seen["errors"]);
    assert_eq!(seen["may_send"], false);

    let picture = "https://pictures.example.org/one.jpg";
    let bubble = json!({ "type": "image", "originalContentUrl": picture, "previewImageUrl": picture });
    let text = json!({ "type": "text", "text": "○時に開きます。" });
    let wish = json!({
        "version": flood["version"], "title": "写真", "target": everyone(), "start": { "kind": "now" },
        "messages": [bubble.to_string(), text.to_string()],
    });
    let draft = town.call("PUT", &path(&flood, ""), &wish).await;
    let seen = look(&town, &draft).await;
    let codes: Vec<&str> =
        seen["warnings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["placeholder", "foreign_media"]);
    let wish = json!({ "version": draft["version"], "keys": [seen["warnings"][0]["key"]] });
    town.call("PUT", &path(&draft, "/acknowledgements"), &wish).await;
    let mut boss = administrator(&town).await;
    let found = boss.ask("GET", "trails/operations?action=draft.acknowledged", Value::Null).await;
    assert_eq!(found.body["operations"][0]["detail"]["warnings"], json!(["placeholder「○時」"]), "{found:?}");
}
