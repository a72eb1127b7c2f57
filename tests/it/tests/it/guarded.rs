//! What stands between a member of staff and a send, asked at the door of the API and not of the screen, and what LINE
//! is then told.

use std::time::Duration;

use serde_json::{Value, json};

use crate::admin::{Answer, everyone, planned_and_accepted, ward};
use crate::corrections::without_approval;
use crate::drafts::written;
use crate::staff::{Browser, administrator, colleague};
use crate::town::Town;

fn path(draft: &Value, below: &str) -> String {
    format!("drafts/{}{below}", draft["id"].as_str().unwrap())
}

async fn look(by: &mut Browser<'_>, draft: &Value) -> Value {
    by.ask("POST", &path(draft, "/confirmation"), json!({ "version": draft["version"] })).await.body
}

/// The send with the count that the look showed, typed as well.
async fn send(by: &mut Browser<'_>, draft: &Value, look: &Value) -> Answer {
    let wish = json!({
        "version": draft["version"], "content_hash": look["content_hash"],
        "expected_count": look["count"], "typed_count": look["count"].to_string(),
    });
    by.ask("POST", &path(draft, "/send"), wish).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sends_to_everyone_without_having_shown_the_second_factor_just_now() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu", "kawasaki"]).await;
    let mut boss = administrator(&town).await;
    let draft = written(&town, "市民まつりを開きます", everyone()).await;
    let seen = look(&mut boss, &draft).await;
    assert_eq!((&seen["step_up_needed"], &seen["may_send"]), (&json!(true), &json!(false)));
    let refused = send(&mut boss, &draft, &seen).await;
    refused.assert_problem(409, "blocked");
    assert_eq!(refused.body["blocked_by"], json!(["approval", "step_up"]), "{refused:?}");

    without_approval(&town).await;
    let shown = look(&mut boss, &draft).await;
    assert_eq!(shown["blocked_by"], json!(["step_up"]), "{shown}");
    send(&mut boss, &draft, &shown).await.assert_problem(403, "step_up_needed");
    boss.step_up().await;
    town.city.advance(Duration::from_mins(6));
    send(&mut boss, &draft, &shown).await.assert_problem(403, "step_up_needed");
    town.minute().await;
    town.rest().await;
    assert_eq!(town.requests("broadcast"), 0, "what was refused went nowhere");

    boss.step_up().await;
    let sent = send(&mut boss, &draft, &shown).await;
    assert_eq!((sent.status, &sent.body["status"]), (200, &json!("scheduled")), "{sent:?}");
    town.city.advance(Duration::from_secs(305));
    assert_eq!(planned_and_accepted(&town.settled(&sent.body).await), (2, 2));
    assert_eq!(town.texts(&phones[0]), ["市民まつりを開きます"]);
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_staff_send_silently_makes_no_sound_on_any_phone_and_everything_else_does() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki"]).await;
    without_approval(&town).await;
    let mut boss = administrator(&town).await;
    for (target, endpoint, silent) in [
        (ward("takatsu"), "multicast", true),
        (ward("takatsu"), "multicast", false),
        (everyone(), "broadcast", true),
        (everyone(), "broadcast", false),
    ] {
        let mut wish = written(&town, "図書館だより", target).await;
        wish["silent"] = json!(silent);
        let draft = boss.ask("PUT", &path(&wish, ""), wish.clone()).await.body;
        assert_eq!(draft["silent"], silent, "{draft}");
        boss.step_up().await;
        let seen = look(&mut boss, &draft).await;
        let sent = send(&mut boss, &draft, &seen).await;
        assert_eq!(sent.status, 200, "{sent:?}");
        town.city.advance(Duration::from_secs(305));
        town.settled(&sent.body).await;
        let requests = town.city.line.ledger().requests();
        let last = requests.iter().rfind(|request| request.endpoint == endpoint).unwrap();
        assert_eq!(last.silent, silent, "{endpoint}");
    }
    assert_eq!((town.requests("multicast"), town.requests("broadcast")), (2, 2));
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_back_without_a_reason_and_whoever_wrote_it_reads_the_reason() {
    let town = Town::start().await;
    town.settle(&["takatsu"]).await;
    let mut boss = administrator(&town).await;
    let (mut taro, _) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let draft = taro.ask("POST", "drafts", json!({ "title": "水道" })).await.body;
    let mut wish = draft.clone();
    wish["target"] = ward("takatsu");
    wish["messages"] = json!([json!({ "type": "text", "text": "水道の工事です。" }).to_string()]);
    let draft = taro.ask("PUT", &path(&draft, ""), wish).await.body;
    let asked =
        taro.ask("POST", &path(&draft, "/approval"), json!({ "version": draft["version"] })).await.body;
    for empty in [json!({}), json!({ "reason": "" }), json!({ "reason": " \u{3000}\n" })] {
        let mut wish = empty.clone();
        wish["version"] = asked["version"].clone();
        let refused = boss.ask("POST", &path(&draft, "/approval/return"), wish).await;
        refused.assert_problem(422, "invalid");
        assert_eq!(refused.first_error(), ("reason", "required"), "{empty}");
    }
    let stands = taro.ask("GET", &path(&draft, ""), Value::Null).await.body;
    assert_eq!((&stands["state"], &stands["version"]), (&json!("approval_requested"), &asked["version"]));

    let wish = json!({ "version": asked["version"], "reason": "工事の日が入っていません" });
    let returned = boss.ask("POST", &path(&draft, "/approval/return"), wish).await;
    assert_eq!(returned.status, 200, "{returned:?}");
    let read = taro.ask("GET", &path(&draft, ""), Value::Null).await.body;
    assert_eq!((&read["state"], &read["approval"]["state"]), (&json!("returned"), &json!("none")), "{read}");
    assert_eq!(read["approval"]["reason"], "工事の日が入っていません");
    assert_eq!(read["approval"]["decided_by"]["name"], "高津 花子", "and whom to ask");
    town.end().await;
}
