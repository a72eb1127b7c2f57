//! Nobody knows of some whether they got it: a person decides, and LINE's ledger says what came of it.

use std::collections::BTreeMap;
use std::time::Duration;

use line_simulator::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::admin::{Answer, everyone, is_japanese, path_of, planned_and_accepted, ward};
use crate::staff::{administrator, colleague};
use crate::town::Town;

/// Who got a delivery how often, by LINE's own account.
fn got(town: &Town, delivery: &Value) -> BTreeMap<String, u8> {
    let unit = format!("kr_{}", delivery["id"].as_str().unwrap());
    town.city.line.ledger().recipients(&unit).into_iter().collect()
}

/// Everything that was queued or under way when 23 hours passed is over.
async fn a_day_later(town: &Town, delivery: &Value) -> Value {
    town.city.advance(Duration::from_hours(23));
    let report = town.settled(delivery).await;
    town.city.line.clear_faults();
    report
}

/// Somebody's wish; the same key is the same request.
async fn decide(town: &Town, delivery: &Value, key: &str, wish: &Value) -> Answer {
    let request = town.request("POST", &path_of(delivery, "/decision")).header("idempotency-key", key);
    Answer::read(request.json(wish).send().await.unwrap()).await
}

fn wish(report: &Value, choice: &str) -> Value {
    json!({ "version": report["version"], "choice": choice, "reason": "断水は必ず伝えたいため" })
}

/// 1,200 people in three batches: one was taken, and of the others LINE never said that it took them.
async fn partly_told(town: &Town) -> Value {
    town.crowd(&[("kawasaki", 1_200)]).await;
    town.city.line.configure(|settings| settings.quota = Some(500));
    let draft = town.draft("断水のお知らせ", ward("kawasaki")).await;
    town.start_delivery(&draft).await;
    town.rest().await;
    town.city.line.configure(|settings| settings.quota = None);
    town.city.line.add_fault(Fault::new("multicast", FaultKind::ErrorAfter));
    let version = town.report(&draft).await["version"].clone();
    town.call("POST", &path_of(&draft, "/resume"), &json!({ "version": version })).await;
    town.minute().await;
    town.rest().await;
    let report = a_day_later(town, &draft).await;
    assert_eq!(report["status"], "sent", "{report}");
    assert_eq!((&report["counts"]["accepted"], unknown(&report)), (&json!(500), 700), "{report}");
    report
}

fn unknown(report: &Value) -> u64 {
    report["counts"]["unknown"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn those_unknown_are_sent_it_again_and_nobody_else() {
    let town = Town::start().await;
    let report = partly_told(&town).await;
    let people = unknown(&report);
    let waits = &report["undecided"];
    assert_eq!((&waits["people"], &waits["not_again"]), (&json!(people), &Value::Null));
    assert!(is_japanese(&waits["reasons"][0]["reason"]), "{waits}");
    assert_eq!(report["awaits_decision"], true);
    let home = town.call("GET", "/api/home", &Value::Null).await;
    assert_eq!(home["undecided"][0]["id"], report["id"]);
    let list = town.call("GET", "/api/deliveries?view=undecided", &Value::Null).await;
    assert_eq!(list["deliveries"][0]["counts"]["unknown"], people, "its sums are known now");

    let sent = decide(&town, &report, "one", &wish(&report, "send_again")).await;
    assert_eq!((sent.status, &sent.body["status"]), (200, &json!("sending")), "{sent:?}");
    assert_eq!(unknown(&sent.body), people, "nobody is claimed to have got it or not");
    let again = decide(&town, &report, "one", &wish(&report, "send_again")).await;
    assert_eq!((again.status, &again.body["version"]), (200, &sent.body["version"]));
    let other = decide(&town, &report, "one", &wish(&report, "close")).await;
    other.assert_problem(409, "idempotency_key_reused");
    let late = decide(&town, &report, "two", &wish(&report, "close")).await;
    late.assert_problem(409, "stale_version");

    let end = town.settled(&report).await;
    assert_eq!(planned_and_accepted(&end), (1_200, 1_200), "{end}");
    assert_eq!((&end["undecided"], &end["awaits_decision"]), (&Value::Null, &json!(false)));
    let decision = &end["decisions"][0];
    assert_eq!((&decision["choice"], &decision["people"]), (&json!("send_again"), &json!(people)));
    assert_eq!(decision["reason"], "断水は必ず伝えたいため");
    let times = got(&town, &report);
    let twice = times.values().filter(|times| **times == 2).count() as u64;
    assert_eq!((times.len(), twice), (1_200, people), "exactly those who were unknown have it twice");
    let listed = town.call("GET", "/api/deliveries?view=past", &Value::Null).await;
    assert_eq!(listed["deliveries"][0]["counts"]["unknown"], 0, "the sums are those of this round");
    let home = town.call("GET", "/api/home", &Value::Null).await;
    assert_eq!(home["undecided"], json!([]));
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn senders_killed_in_a_later_round_send_it_to_nobody_a_third_time() {
    let town = Town::start().await;
    let report = partly_told(&town).await;
    let people = unknown(&report);
    town.city.line.add_fault(Fault::new("multicast", FaultKind::Slow).with_ms(2_000));
    let before = town.requests("multicast");
    decide(&town, &report, "one", &wish(&report, "send_again")).await;
    town.minute().await;
    let until = tokio::time::Instant::now() + Duration::from_secs(20);
    while town.requests("multicast") == before {
        assert!(tokio::time::Instant::now() < until, "the round never began");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    for process in town.city.host.processes().iter().filter(|one| one.function == "SendBatchFunction") {
        town.city.host.kill(process.pid);
    }
    town.city.line.clear_faults();
    let end = town.settled(&report).await;
    assert_eq!(planned_and_accepted(&end), (1_200, 1_200), "{end}");
    let times = got(&town, &report);
    assert_eq!(times.values().filter(|times| **times == 2).count() as u64, people);
    assert!(times.values().all(|times| *times <= 2));
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_cancelled_can_only_be_closed_and_a_close_sends_nothing() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "tama"]).await;
    town.city.line.add_fault(Fault::new("multicast", FaultKind::ErrorAfter));
    let draft = town.draft("中止", ward("tama")).await;
    town.start_delivery(&draft).await;
    town.rest().await;
    town.call("POST", &path_of(&draft, "/cancel"), &json!({})).await;
    let early = decide(&town, &draft, "early", &wish(&town.report(&draft).await, "close")).await;
    early.assert_problem(409, "state");
    let report = town.settled(&draft).await;
    town.city.line.clear_faults();
    assert_eq!(unknown(&report), 2);
    assert!(is_japanese(&report["undecided"]["not_again"]), "{report}");
    let refused = decide(&town, &report, "again", &wish(&report, "send_again")).await;
    refused.assert_problem(409, "stopped_for_good");
    let requests = town.requests("multicast");
    let closed = decide(&town, &report, "close", &wish(&report, "close")).await;
    assert_eq!((closed.status, &closed.body["undecided"]), (200, &Value::Null), "{closed:?}");
    let more = decide(&town, &report, "more", &wish(&closed.body, "close")).await;
    more.assert_problem(409, "nothing_to_decide");
    for _ in 0..3 {
        town.minute().await;
        town.rest().await;
    }
    assert_eq!((unknown(&town.report(&draft).await), town.requests("multicast")), (2, requests));
    assert_eq!(town.texts(&phones[0]), ["中止"], "they had got it; nobody here knows");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_names_its_reason_its_choice_and_its_key() {
    let town = Town::start().await;
    let delivery = town.draft("誤り", ward("tama")).await;
    let wrong = decide(&town, &delivery, "k", &json!({ "choice": "later", "reason": " " })).await;
    wrong.assert_problem(422, "invalid");
    let fields: Vec<&Value> =
        wrong.body["errors"].as_array().unwrap().iter().map(|one| &one["path"]).collect();
    assert_eq!(fields, ["version", "choice", "reason"]);
    let long = json!({ "version": 1, "choice": "close", "reason": "あ".repeat(501) });
    let refused = decide(&town, &delivery, "k", &long).await;
    assert_eq!(refused.first_error(), ("reason", "too_long"));
    let keyless = town.request("POST", &path_of(&delivery, "/decision"));
    let keyless = Answer::read(keyless.json(&wish(&delivery, "close")).send().await.unwrap()).await;
    keyless.assert_problem(422, "invalid");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_again_asks_for_the_second_factor_and_the_trail_tells_who_and_why() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "asao"]).await;
    town.city.line.add_fault(Fault::new("broadcast", FaultKind::ErrorAfter));
    let draft = town.draft("全員へ", everyone()).await;
    town.start_delivery(&draft).await;
    town.rest().await;
    let report = a_day_later(&town, &draft).await;
    assert_eq!((unknown(&report), &report["undecided"]["people"]), (2, &json!(2)));
    let mut boss = administrator(&town).await;
    let path = path_of(&draft, "/decision");
    let path = path.strip_prefix("/api/").unwrap();
    let (mut taro, _) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let asked = taro.ask("POST", path, wish(&report, "send_again")).await;
    assert_eq!((asked.status, &asked.body["code"]), (403, &json!("forbidden")), "{asked:?}");
    town.city.advance(Duration::from_secs(301));
    let asked = boss.ask("POST", path, wish(&report, "send_again")).await;
    assert_eq!((asked.status, &asked.body["code"]), (403, &json!("step_up_needed")), "{asked:?}");
    boss.step_up().await;
    let sent = boss.ask("POST", path, wish(&report, "send_again")).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    let end = town.settled(&draft).await;
    assert_eq!((&end["status"], unknown(&end)), (&json!("sent"), 0));
    assert_eq!(town.texts(&phones[0]), ["全員へ", "全員へ"]);
    let trail = boss.ask("GET", "trails/operations?action=delivery.sent_again", Value::Null).await.body;
    let record = &trail["operations"][0];
    assert_eq!(record["detail"]["reason"], "断水は必ず伝えたいため", "{trail}");
    assert_eq!(record["detail"]["people"], 2);
    town.end().await;
}
