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

/// From so many people on the number is typed.
async fn typed_from(town: &Town, people: u64) {
    let guards = town.call("GET", "/api/settings/guards", &Value::Null).await;
    let mut value = guards["value"].clone();
    value["typed_count_from"] = json!(people);
    value["typed_count_share"] = json!(0.9);
    town.call("PUT", "/api/settings/guards", &json!({ "value": value, "version": guards["version"] })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_grows_in_its_undo_window_into_a_count_that_has_to_be_typed_waits_for_somebody() {
    for (newcomers, held) in [(1, true), (0, false)] {
        let town = Town::start().await;
        let phones = town.settle(&["takatsu", "takatsu", "tama", "tama"]).await;
        typed_from(&town, 3).await;
        let mut boss = administrator(&town).await;
        let draft = written(&town, "高津区の皆さまへ", ward("takatsu")).await;
        let seen = look(&mut boss, &draft).await;
        assert_eq!((&seen["typed_count_needed"], &seen["approval_needed"]), (&json!(false), &json!(false)));
        let wish = json!({
            "version": draft["version"], "content_hash": seen["content_hash"], "expected_count": 2,
        });
        let sent = boss.ask("POST", &path(&draft, "/send"), wish).await;
        assert_eq!((sent.status, &sent.body["status"]), (200, &json!("scheduled")), "{sent:?}");
        town.settle(&vec!["takatsu"; newcomers]).await;
        town.city.advance(Duration::from_secs(305));
        town.minute().await;
        town.rest().await;
        let stands = town.report(&sent.body).await;
        assert_eq!(stands["status"], if held { "held" } else { "sent" }, "{stands}");
        assert_eq!(town.texts(&phones[0]).len(), usize::from(!held));
        if held {
            let reason = stands["reason"].as_str().unwrap();
            assert!(reason.contains("2人") && reason.contains("3人"), "{reason}");
            let open = json!({ "version": stands["version"] });
            let id = sent.body["id"].as_str().unwrap();
            let back = boss.ask("POST", &format!("deliveries/{id}/unschedule"), open).await;
            assert_eq!(back.status, 200, "{back:?}");
            let anew = look(&mut boss, &back.body).await;
            assert_eq!(anew["typed_count_needed"], true, "{anew}");
        }
        town.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_no_longer_one_where_an_option_that_it_names_has_another_name() {
    let town = Town::start().await;
    town.settle(&["takatsu"]).await;
    let mut boss = administrator(&town).await;
    let draft = written(&town, "図書館だより", ward("takatsu")).await;
    let asked = town
        .call("POST", &format!("/api/{}", path(&draft, "/approval")), &json!({ "version": draft["version"] }))
        .await;
    let seen = look(&mut boss, &asked).await;
    let wish = json!({
        "version": asked["version"], "content_hash": seen["content_hash"], "expected_count": seen["count"],
    });
    let approved = boss.ask("POST", &path(&draft, "/approval/approve"), wish).await;
    assert_eq!(approved.status, 200, "{approved:?}");
    assert_eq!(look(&mut boss, &approved.body).await["approval"], "approved");

    let items = town.call("GET", "/api/items", &Value::Null).await;
    let renamed = json!({ "version": items["version"], "label": "高津区以外" });
    town.call("PUT", "/api/items/ward/options/takatsu", &renamed).await;
    let shown = look(&mut boss, &approved.body).await;
    assert_eq!(
        (&shown["approval"], &shown["blocked_by"][0]),
        (&json!("expired"), &json!("approval")),
        "{shown}"
    );
    send(&mut boss, &approved.body, &shown).await.assert_problem(409, "blocked");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_told_of_another_time_to_take_it_back_looks_once_more() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki", "tama"]).await;
    let mut boss = administrator(&town).await;
    let draft = written(&town, "図書館だより", ward("takatsu")).await;
    let seen = look(&mut boss, &draft).await;
    assert_eq!(seen["undo_seconds"], 300);
    let guards = town.call("GET", "/api/settings/guards", &Value::Null).await;
    let mut value = guards["value"].clone();
    value["undo_minutes"] = json!(0);
    town.call("PUT", "/api/settings/guards", &json!({ "value": value, "version": guards["version"] })).await;
    let wish = |undo_seconds: &Value| {
        json!({
            "version": draft["version"], "content_hash": seen["content_hash"], "expected_count": seen["count"],
            "typed_count": seen["count"].to_string(), "undo_seconds": undo_seconds,
        })
    };
    let refused = boss.ask("POST", &path(&draft, "/send"), wish(&seen["undo_seconds"])).await;
    refused.assert_problem(409, "undo_changed");
    let now = look(&mut boss, &draft).await;
    let sent = boss.ask("POST", &path(&draft, "/send"), wish(&now["undo_seconds"])).await;
    assert_eq!((sent.status, &now["undo_seconds"]), (200, &json!(0)), "{sent:?}");
    town.end().await;
}
