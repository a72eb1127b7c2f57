//! A correction goes to exactly those whom another delivery was sent to, seen from LINE's side.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::admin::{Answer, everyone, path_of, planned_and_accepted, ward};
use crate::drafts::written;
use crate::staff::{administrator, colleague};
use crate::town::Town;

fn recipients_of(delivery: &Value) -> Value {
    json!({ "kind": "recipients_of", "delivery": delivery["id"] })
}

/// Who got a delivery how often, by LINE's own account.
fn got(town: &Town, delivery: &Value) -> BTreeMap<String, u8> {
    let unit = format!("kr_{}", delivery["id"].as_str().unwrap());
    town.city.line.ledger().recipients(&unit).into_iter().collect()
}

/// Here the numbers are small and the shares large: nobody has to be asked.
pub async fn without_approval(town: &Town) {
    let guards = town.call("GET", "/api/settings/guards", &Value::Null).await;
    let mut value = guards["value"].clone();
    value["approval"] = json!("never");
    town.call("PUT", "/api/settings/guards", &json!({ "value": value, "version": guards["version"] })).await;
}

/// A delivery to 10,000 that stands still when 4,000 have got it, and that staff stop for good.
async fn stopped_midway(town: &Town) -> Value {
    town.crowd(&[("kawasaki", 10_000)]).await;
    town.city.line.configure(|settings| settings.quota = Some(4_000));
    let draft = town.draft("あすは収集日です", ward("kawasaki")).await;
    town.start_delivery(&draft).await;
    town.rest().await;
    assert_eq!(town.report(&draft).await["status"], "paused");
    let asked = town.ask("POST", "/api/segments/count", &json!({ "target": recipients_of(&draft) })).await;
    asked.assert_problem(422, "invalid");
    assert_eq!(asked.first_error(), ("target", "still_going"), "it may still reach others");
    town.call("POST", &path_of(&draft, "/cancel"), &json!({})).await;
    town.city.line.configure(|settings| settings.quota = None);
    town.settled(&draft).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_approves_a_correction_before_it_is_known_whom_it_reaches() {
    let town = Town::start().await;
    town.crowd(&[("kawasaki", 1_000)]).await;
    town.city.line.configure(|settings| settings.quota = Some(500));
    let original = town.draft("あすは収集日です", ward("kawasaki")).await;
    town.start_delivery(&original).await;
    town.rest().await;
    assert_eq!(town.report(&original).await["status"], "paused");
    let draft = written(&town, "日を間違えました", recipients_of(&original)).await;
    let ask = format!("/api/drafts/{}/approval", draft["id"].as_str().unwrap());
    let asked = town.call("POST", &ask, &json!({ "version": draft["version"] })).await;
    let seen = json!({
        "version": asked["version"], "content_hash": asked["content_hash"], "expected_count": 500,
    });
    let mut boss = administrator(&town).await;
    let approve = format!("{}/approve", ask.trim_start_matches("/api/"));
    let early = boss.ask("POST", &approve, seen.clone()).await;
    assert_eq!((early.status, early.first_error()), (422, ("target", "still_going")), "{early:?}");
    town.call("POST", &path_of(&original, "/cancel"), &json!({})).await;
    town.settled(&original).await;
    assert_eq!(boss.ask("POST", &approve, seen).await.body["state"], "approved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_of_a_stopped_delivery_reaches_those_who_got_it_and_nobody_else() {
    let town = Town::start().await;
    without_approval(&town).await;
    let original = stopped_midway(&town).await;
    let reached = got(&town, &original);
    assert_eq!(reached.len(), 4_000);

    let draft = town.call("POST", "/api/drafts", &json!({ "correction_of": original["id"] })).await;
    assert_eq!((&draft["target"], &draft["correction_of"]), (&recipients_of(&original), &original["id"]));
    assert!(draft["messages"][0].as_str().unwrap().contains("お詫びして訂正いたします"), "{draft}");
    assert!(!draft["messages"][0].as_str().unwrap().contains("収集日"), "a title is for staff only");
    let path = |below: &str| format!("/api/drafts/{}{below}", draft["id"].as_str().unwrap());
    let look = town.call("POST", &path("/confirmation"), &json!({ "version": 1 })).await;
    assert_eq!(look["warnings"][0]["code"], "placeholder", "the words have to be filled in: {look}");

    let mut wish = draft.clone();
    for other in [everyone(), Value::Null] {
        wish["target"] = other;
        let refused = town.ask("PUT", &path(""), &wish).await;
        assert_eq!(
            (refused.status, refused.first_error()),
            (422, ("target", "correction_fixed")),
            "{refused:?}"
        );
    }
    wish["target"] = recipients_of(&original);
    wish["messages"] = json!([json!({ "type": "text", "text": "収集日はあさってです" }).to_string()]);
    let draft = town.call("PUT", &path(""), &wish).await;
    let look = town.call("POST", &path("/confirmation"), &json!({ "version": draft["version"] })).await;
    assert_eq!(look["count"], reached.len(), "{look}");
    let shown = look["description"].as_str().unwrap();
    assert!(shown.starts_with("『あすは収集日です』を受け取った") && shown.ends_with('人'), "{shown}");
    assert_eq!(town.count(recipients_of(&original)).await, reached.len() as u64);

    let typed = look["count"].to_string();
    let wish = json!({
        "version": draft["version"], "content_hash": look["content_hash"], "expected_count": look["count"],
        "typed_count": typed,
    });
    let sent = town.request("POST", &path("/send")).header("idempotency-key", "one").json(&wish).send().await;
    let sent = Answer::read(sent.unwrap()).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    town.city.advance(Duration::from_secs(305));
    let report = town.settled(&sent.body).await;
    assert_eq!(planned_and_accepted(&report), (reached.len() as u64, reached.len() as u64));
    assert_eq!(report["correction_of"], original["id"]);
    let corrected = got(&town, &sent.body);
    assert!(corrected.keys().eq(reached.keys()), "{} of {}", corrected.len(), reached.len());
    assert!(corrected.values().all(|times| *times == 1));
    assert_eq!(got(&town, &original), reached, "nothing of the original went out meanwhile");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_of_a_broadcast_is_a_broadcast_and_what_nobody_got_is_not_corrected() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "asao"]).await;
    let original = town.deliver("全員へ", everyone()).await;
    let count =
        town.call("POST", "/api/segments/count", &json!({ "target": recipients_of(&original) })).await;
    assert_eq!(count["count"], 2);
    assert!(count["description"].as_str().unwrap().starts_with("全員"), "{count}");
    let correction = town.deliver("全員へ訂正", recipients_of(&original)).await;
    assert_eq!(correction["broadcast"], true);
    for phone in &phones {
        assert_eq!(town.texts(phone), ["全員へ", "全員へ訂正"]);
    }
    let never = town.draft("送らない", everyone()).await;
    for (delivery, code) in
        [(never, "nobody"), (json!({ "id": ulid::Ulid::nil().to_string() }), "unknown_delivery")]
    {
        let wish = crate::admin::a_wish("訂正", recipients_of(&delivery));
        let refused = town.ask("POST", "/api/deliveries", &wish).await;
        refused.assert_problem(422, "invalid");
        assert_eq!(refused.first_error(), ("target", code));
    }
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_read_a_delivery_cannot_address_its_recipients() {
    let town = Town::start().await;
    town.settle(&["tama", "asao"]).await;
    without_approval(&town).await;
    let mut boss = administrator(&town).await;
    let rights = json!(["deliveries_write", "deliveries_send"]);
    let (mut taro, seen) = colleague(&mut boss, "taro", "writer", rights.clone()).await;
    let (mut jiro, _) = colleague(&mut boss, "jiro", "writer", rights).await;
    let department = &seen["departments"][0]["id"];
    let begun =
        taro.ask("POST", "drafts", json!({ "title": "多摩区へ", "department": department })).await.body;
    let path = |draft: &Value, below: &str| format!("drafts/{}{below}", draft["id"].as_str().unwrap());
    let text = json!([json!({ "type": "text", "text": "多摩区へ" }).to_string()]);
    let mut wish = begun.clone();
    (wish["target"], wish["messages"]) = (ward("tama"), text.clone());
    let written = taro.ask("PUT", &path(&begun, ""), wish).await.body;
    let look =
        taro.ask("POST", &path(&begun, "/confirmation"), json!({ "version": written["version"] })).await.body;
    let wish = json!({
        "version": written["version"], "content_hash": look["content_hash"],
        "expected_count": look["count"], "typed_count": "1",
    });
    taro.step_up().await;
    let request = taro.request("POST", &path(&begun, "/send")).header("idempotency-key", "one").json(&wish);
    let sent = Answer::read(request.send().await.unwrap()).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    let sent = sent.body;
    town.city.advance(Duration::from_secs(305));
    let original = town.settled(&sent).await;

    let wish = json!({ "correction_of": original["id"] });
    jiro.ask("POST", "drafts", wish.clone()).await.assert_problem(403, "other_department");
    let target = recipients_of(&original);
    let refused = jiro.ask("POST", "segments/count", json!({ "target": target })).await;
    assert_eq!(refused.first_error(), ("target", "other_department"), "{refused:?}");
    let mine = jiro.ask("POST", "drafts", json!({ "title": "横取り" })).await.body;
    let mut wish = mine.clone();
    (wish["target"], wish["messages"]) = (target.clone(), text);
    let refused = jiro.ask("PUT", &path(&mine, ""), wish).await;
    assert_eq!(refused.first_error(), ("target", "other_department"), "{refused:?}");
    let wish = json!({ "correction_of": original["id"] });
    let request = taro.request("POST", "drafts").header("idempotency-key", "two").json(&wish);
    let draft = Answer::read(request.send().await.unwrap()).await;
    assert_eq!((draft.status, &draft.body["department"]), (201, department), "{draft:?}");
    let lines = taro.ask("GET", "drafts", Value::Null).await.body;
    assert_eq!(lines["drafts"][0]["target_description"], "『多摩区へ』を受け取った人", "{lines}");
    town.end().await;
}
