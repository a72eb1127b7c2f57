//! A delivery that stands still: who stopped it and why, and who may let it go on.

use std::time::Duration;

use line_simulator::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::admin::{everyone, is_japanese, path_of, planned_and_accepted, ward};
use crate::staff::administrator;
use crate::town::Town;
use crate::walk::trouble::{paused_by_the_quota, resumed};

/// The path of something that is done with a delivery, below `/api/`.
fn act(delivery: &Value, act: &str) -> String {
    path_of(delivery, act).strip_prefix("/api/").unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_to_everyone_goes_on_with_the_second_factor_and_the_words_of_whoever_stopped_it() {
    let town = Town::start().await;
    town.settle(&["tama", "asao"]).await;
    town.city.line.configure(|settings| settings.quota = Some(0));
    let draft = town.draft("全員へ", everyone()).await;
    town.start_delivery(&draft).await;
    town.rest().await;
    let mut boss = administrator(&town).await;
    let resume = json!({ "version": town.report(&draft).await["version"] });
    town.city.advance(Duration::from_secs(301));
    let asked = boss.ask("POST", &act(&draft, "/resume"), resume.clone()).await;
    assert_eq!((asked.status, &asked.body["code"]), (403, &json!("step_up_needed")), "{asked:?}");
    assert_eq!(town.report(&draft).await["stopped"], json!(null), "a rule stopped it");
    boss.step_up().await;
    town.city.host.freeze_mappings(true); // nothing goes out before it is stopped again
    assert_eq!(boss.ask("POST", &act(&draft, "/resume"), resume).await.status, 200);
    let long = boss.ask("POST", &act(&draft, "/stop"), json!({ "reason": "あ".repeat(501) })).await;
    assert_eq!(long.first_error(), ("reason", "too_long"), "{long:?}");
    let stopped = boss.ask("POST", &act(&draft, "/stop"), json!({ "reason": "日付がちがう" })).await;
    assert_eq!(
        (stopped.status, &stopped.body["stopped"]["reason"]),
        (200, &json!("日付がちがう")),
        "{stopped:?}"
    );
    assert!(stopped.body["stopped"]["by"]["name"].is_string(), "{stopped:?}");
    let trail = town.call("GET", "/api/trails/operations", &json!(null)).await.to_string();
    assert!(trail.contains("日付がちがう"), "{trail}");
    let second = boss.ask("POST", &act(&draft, "/stop"), json!({ "reason": "宛先がちがう" })).await;
    assert_eq!((second.status, &second.body["version"]), (200, &stopped.body["version"]), "{second:?}");
    assert_eq!(second.body["stopped"], stopped.body["stopped"], "it was stopped by then");
    for _ in 0..2 {
        let seen = json!({ "version": stopped.body["version"] });
        let cancelled = boss.ask("POST", &act(&draft, "/cancel"), seen).await;
        assert_eq!(
            (cancelled.status, &cancelled.body["status"]),
            (200, &json!("cancelled")),
            "{cancelled:?}"
        );
    }
    let trail = town.call("GET", "/api/trails/operations", &json!(null)).await.to_string();
    assert!(!trail.contains("宛先がちがう"), "{trail}");
    assert_eq!(trail.matches("delivery.cancelled").count(), 1, "{trail}");
    town.city.host.freeze_mappings(false);
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_line_left_open_counts_among_those_a_resume_may_still_reach() {
    let town = Town::start().await;
    town.settle(&["tama", "tama"]).await;
    town.city.line.add_fault(Fault::new("multicast", FaultKind::ErrorBefore));
    let draft = town.draft("応答なし", ward("tama")).await;
    town.start_delivery(&draft).await;
    town.rest().await;
    let mut boss = administrator(&town).await;
    let stopped = boss.ask("POST", &act(&draft, "/stop"), json!({})).await;
    let counts = &stopped.body["counts"];
    assert_eq!((&counts["unknown"], &counts["waiting"]), (&json!(2), &json!(0)), "{stopped:?}");
    town.city.advance(Duration::from_secs(301));
    let resume = json!({ "version": stopped.body["version"] });
    let asked = boss.ask("POST", &act(&draft, "/resume"), resume).await;
    asked.assert_problem(403, "step_up_needed");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_stood_still_for_a_month_reaches_everybody_once() {
    let town = Town::start().await;
    let (phones, draft) = paused_by_the_quota(&town).await;
    town.city.line.configure(|settings| settings.quota = None);
    town.city.advance(Duration::from_hours(31 * 24));
    town.minute().await;
    town.rest().await;
    resumed(&town, &phones, &draft).await;
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_sent_for_a_day_waits_for_somebody_who_says_that_it_is_still_true() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "tama"]).await;
    town.city.line.add_fault(Fault::new("multicast", FaultKind::RateLimited));
    let draft = town.draft("上限", ward("tama")).await;
    town.start_delivery(&draft).await;
    town.rest().await;
    let busy = town.report(&draft).await;
    assert_eq!((&busy["status"], &busy["waits"]["people"]), (&json!("sending"), &json!(2)), "{busy}");
    assert!(busy["waits"]["until"].as_str() > busy["updated_at"].as_str(), "{busy}");
    town.city.line.clear_faults();
    town.city.advance(Duration::from_hours(24));
    town.minute().await;
    town.rest().await;
    let paused = town.report(&draft).await;
    assert_eq!(paused["status"], "paused", "{paused}");
    assert_eq!(paused["waits"], Value::Null, "it waits for a person");
    assert!(is_japanese(&paused["reason"]), "{paused}");
    assert!(town.texts(&phones[0]).is_empty(), "nobody said that it is still true");
    resumed(&town, &phones, &draft).await;
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_line_did_not_take_by_a_reservation_s_last_moment_is_not_sent_after_it() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "tama"]).await;
    let draft = town.draft("上限", ward("tama")).await;
    let (at, latest) = (town.time_in(Duration::from_mins(2)).1, town.time_in(Duration::from_mins(10)).1);
    let wish = json!({ "version": draft["version"], "at": at, "not_later_than": latest });
    town.call("PUT", &path_of(&draft, "/schedule"), &wish).await;
    town.city.line.add_fault(Fault::new("multicast", FaultKind::RateLimited));
    town.minute().await;
    town.minute().await;
    town.minute().await;
    town.rest().await;
    let busy = town.report(&draft).await;
    assert_eq!((&busy["status"], &busy["counts"]["waiting"]), (&json!("sending"), &json!(2)), "{busy}");
    town.city.line.clear_faults();
    town.city.advance(Duration::from_mins(9));
    town.minute().await;
    town.rest().await;
    let paused = town.report(&draft).await;
    assert_eq!(paused["status"], "paused", "{paused}");
    assert!(paused["reason"].as_str().unwrap().contains("この時刻を過ぎたら送らない"), "{paused}");
    assert!(paused["not_later_than"].as_str().unwrap().starts_with(&latest[..19]), "{paused}");
    assert!(town.texts(&phones[0]).is_empty());
    resumed(&town, &phones, &draft).await;
    assert_eq!(town.report(&draft).await["not_later_than"], Value::Null, "somebody let it go after it");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_stop_a_delivery_halfway_and_whoever_lets_it_go_on_reaches_everybody_once() {
    let town = Town::start().await;
    town.crowd(&[("kawasaki", 10_000)]).await;
    let mut boss = administrator(&town).await;
    boss.step_up().await;
    town.city.line.add_fault(Fault::new("multicast", FaultKind::Slow).with_ms(700));
    let draft = town.draft("半分で止める", ward("kawasaki")).await;
    town.start_delivery(&draft).await;
    let until = tokio::time::Instant::now() + Duration::from_secs(20);
    while town.requests("multicast") < 3 {
        assert!(tokio::time::Instant::now() < until, "the delivery never began");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let answer = boss.ask("POST", &act(&draft, "/stop"), json!({ "reason": "日付がちがう" })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    town.rest().await;
    town.minute().await;
    town.rest().await;
    let (stopped, went) = (town.report(&draft).await, town.requests("multicast"));
    let counts = &stopped["counts"];
    let count = |name: &str| counts[name].as_u64().unwrap();
    assert_eq!((&stopped["status"], &counts["balanced"]), (&json!("paused"), &json!(true)), "{stopped}");
    assert!(count("accepted") >= 1_000 && count("waiting") >= 1_000, "neither none nor all: {stopped}");
    assert_eq!(count("accepted") + count("waiting"), 10_000, "and nobody in between: {stopped}");
    let unit = format!("kr_{}", draft["id"].as_str().unwrap());
    assert_eq!(town.city.line.ledger().summary(&unit).accepted, count("accepted"), "as LINE counts");

    town.city.line.clear_faults();
    boss.step_up().await;
    let resumed = boss.ask("POST", &act(&draft, "/resume"), json!({ "version": stopped["version"] })).await;
    assert_eq!(resumed.status, 200, "{resumed:?}");
    let report = town.settled(&draft).await;
    assert_eq!((&report["status"], planned_and_accepted(&report)), (&json!("sent"), (10_000, 10_000)));
    let sums = town.city.line.ledger().summary(&unit);
    assert_eq!((sums.accepted, sums.doubled, sums.max_per_user), (10_000, 0, 1));
    assert!(town.requests("multicast") > went, "the rest went out after it");
    town.assert_sound();
    town.end().await;
}
