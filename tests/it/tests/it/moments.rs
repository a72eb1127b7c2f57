//! What the console says of time: when a delivery was to go out, went out and ended, until when a request waits, and
//! that a test stays a test as long as the words are the same.

use std::time::Duration;

use serde_json::{Value, json};

use crate::admin::{planned_and_accepted, ward};
use crate::drafts::{look, path, send, written};
use crate::staff::{administrator, colleague};
use crate::town::Town;

/// The same draft with a time.
async fn reserved(town: &Town, draft: &Value, start: Value) -> Value {
    let mut wish = draft.clone();
    wish["start"] = start;
    town.call("PUT", &path(draft, ""), &wish).await
}

/// How many deliveries the list of a day has.
async fn listed(town: &Town, day: &str) -> usize {
    let path = format!("/api/deliveries?view=past&from={day}T00:00:00%2B09:00&to={day}T23:59:59%2B09:00");
    town.call("GET", &path, &Value::Null).await["deliveries"].as_array().unwrap().len()
}

/// The day in Japan of an answered moment.
fn day(moment: &Value) -> String {
    moment.as_str().unwrap_or_else(|| panic!("no moment: {moment}")).split_once('T').unwrap().0.to_owned()
}

/// How long it is until two minutes before midnight in Japan, tomorrow.
fn before_midnight(town: &Town) -> Duration {
    let now = town.city.clock.now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let of_day = (now + 9 * 3_600) % 86_400;
    Duration::from_secs(2 * 86_400 - of_day - 120)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_begins_after_midnight_is_of_that_day_and_keeps_its_plan_its_last_moment_and_its_end() {
    let town = Town::start().await;
    town.settle(&["tama", "kawasaki", "kawasaki"]).await;
    let ahead = before_midnight(&town);
    let (planned, latest) = (town.time_in(ahead).1, town.time_in(ahead + Duration::from_hours(2)).1);
    let draft = written(&town, "夜のお知らせ", ward("tama")).await;
    let start = json!({ "kind": "at", "at": planned, "not_later_than": latest });
    let draft = reserved(&town, &draft, start).await;
    let sent = send(&town, &draft, &look(&town, &draft).await, "one", json!({})).await.body;
    assert_eq!(
        (day(&sent["starts_at"]), day(&sent["listed_at"])),
        (day(&json!(planned)), day(&json!(planned)))
    );
    assert_eq!((&sent["started_at"], &sent["ended_at"]), (&Value::Null, &Value::Null), "{sent}");

    // The alarm is late by five minutes: the day after.
    town.city.advance(ahead + Duration::from_mins(5));
    let report = town.settled(&sent).await;
    assert_eq!(planned_and_accepted(&report), (1, 1));
    assert_eq!(report["starts_at"], sent["starts_at"], "the plan stays: {report}");
    assert_eq!(report["not_later_than"], sent["not_later_than"], "and so does the last moment: {report}");
    let began = day(&report["started_at"]);
    assert_ne!(began, day(&report["starts_at"]), "{report}");
    assert_eq!(report["listed_at"], report["started_at"]);
    assert!(report["ended_at"].as_str() >= report["started_at"].as_str(), "{report}");
    assert_eq!((listed(&town, &began).await, listed(&town, &day(&report["starts_at"])).await), (1, 0));
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_in_time_never_began_and_a_programs_delivery_has_its_moments_too() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki", "kawasaki"]).await;
    let draft = written(&town, "取り消すお知らせ", ward("takatsu")).await;
    let first = send(&town, &draft, &look(&town, &draft).await, "one", json!({})).await.body;
    let undo = format!("/api/deliveries/{}/unschedule", first["id"].as_str().unwrap());
    town.call("POST", &undo, &json!({ "version": first["version"] })).await;
    let back = town.report(&first).await;
    assert_eq!((&back["status"], &back["started_at"]), (&json!("cancelled"), &Value::Null), "{back}");
    assert_eq!((&back["starts_at"], &back["listed_at"]), (&first["starts_at"], &first["starts_at"]));
    assert_eq!(back["ended_at"], back["at"], "{back}");

    let made = town.deliver("プログラムから", ward("kawasaki")).await;
    assert_eq!((&made["starts_at"], &made["not_later_than"]), (&Value::Null, &Value::Null), "{made}");
    assert!(made["started_at"].is_string() && made["ended_at"].is_string(), "{made}");
    for one in [&back, &made] {
        assert!(listed(&town, &day(&one["listed_at"])).await >= 1, "{one}");
    }
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_moment_is_told_before_the_send_also_where_nobody_chose_one() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki", "kawasaki"]).await;
    let draft = written(&town, "明日のお知らせ", ward("takatsu")).await;
    let at = town.time_in(Duration::from_hours(24)).1;
    let later = town.time_in(Duration::from_mins(24 * 60 + 30)).1;
    let draft = reserved(&town, &draft, json!({ "kind": "at", "at": at, "not_later_than": null })).await;
    let seen = look(&town, &draft).await;
    assert_eq!(seen["not_later_than"].as_str().map(|text| &text[..19]), Some(&later[..19]), "{seen}");
    let past = json!({ "kind": "at", "at": "2020-01-01T09:00:00+09:00", "not_later_than": null });
    let draft = reserved(&town, &draft, past).await;
    assert_eq!(look(&town, &draft).await["not_later_than"], Value::Null, "no last moment of no time");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_approval_runs_out_and_says_so_and_names_who_cannot_answer_it() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki"]).await;
    let mut boss = administrator(&town).await;
    let rights = json!(["deliveries_write", "deliveries_approve"]);
    let (mut taro, seen) = colleague(&mut boss, "taro", "approver", rights).await;
    let home = &seen["departments"][0]["id"];
    let mut draft = taro.ask("POST", "drafts", json!({ "title": "断水", "department": home })).await.body;
    let draft_path = format!("drafts/{}", draft["id"].as_str().unwrap());
    draft["target"] = ward("takatsu");
    draft["messages"] = json!([r#"{"type":"text","text":"断水します"}"#]);
    let mut draft = boss.ask("PUT", &draft_path, draft).await.body;
    draft["title"] = json!("断水のお知らせ");
    let draft = taro.ask("PUT", &draft_path, draft).await.body;
    let hands: Vec<_> = draft["hands"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    let boss_id = boss.ask("GET", "session", Value::Null).await.body["me"]["id"].clone();
    assert_eq!(hands, [&seen["id"], &boss_id], "the author first, each once: {draft}");

    let asked =
        taro.ask("POST", &format!("{draft_path}/approval"), json!({ "version": draft["version"] })).await;
    let own = json!({ "version": asked.body["version"], "content_hash": asked.body["content_hash"] });
    boss.ask("POST", &format!("{draft_path}/approval/approve"), own.clone())
        .await
        .assert_problem(409, "own_work");
    let state = async |town: &Town| {
        let list = town.call("GET", "/api/drafts?state=approval_requested", &Value::Null).await;
        let home = town.call("GET", "/api/home", &Value::Null).await;
        let states =
            [&list["drafts"], &home["awaiting_approval"]].map(|found| found[0]["approval"]["state"].clone());
        assert_eq!(states[0], states[1]);
        states[0].clone()
    };
    assert_eq!(state(&town).await, "requested");
    town.city.advance(Duration::from_hours(73));
    assert_eq!(state(&town).await, "expired", "72 hours are over");
    town.ask("POST", &format!("/api/{draft_path}/approval/approve"), &own)
        .await
        .assert_problem(409, "approval_expired");
    town.end().await;
}
