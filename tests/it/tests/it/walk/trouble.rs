//! Deliveries in bad weather: the month's quota is used up, a sender dies in the middle.

use std::time::Duration;

use line_simulator::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::admin::{is_japanese, path_of, planned_and_accepted, ward};
use crate::town::Town;

/// A delivery to two phones that LINE refused because the month's messages are used up: the phones and the delivery.
pub async fn paused_by_the_quota(town: &Town) -> (Vec<String>, Value) {
    let phones = town.settle(&["tama", "tama"]).await;
    town.city.line.configure(|settings| settings.quota = Some(1));
    let draft = town.draft("上限", ward("tama")).await;
    town.start_delivery(&draft).await;
    town.rest().await;
    (phones, draft)
}

/// Staff let it go on, and everybody in it gets it once.
pub async fn resumed(town: &Town, phones: &[String], draft: &Value) {
    let version = town.report(draft).await["version"].clone();
    town.call("POST", &path_of(draft, "/resume"), &json!({ "version": version })).await;
    let report = town.settled(draft).await;
    assert_eq!((&report["status"], planned_and_accepted(&report)), (&json!("sent"), (2, 2)), "{report}");
    for phone in phones {
        assert_eq!(town.texts(phone), ["上限"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_pauses_when_the_quota_is_used_up_and_goes_on_when_staff_resume_it() {
    let town = Town::start().await;
    let (phones, draft) = paused_by_the_quota(&town).await;
    let paused = town.report(&draft).await;
    assert_eq!(paused["status"], "paused");
    assert!(is_japanese(&paused["reason"]), "{paused}");
    assert_eq!(paused["counts"]["balanced"], true);
    for _ in 0..3 {
        town.minute().await;
        town.rest().await;
    }
    assert!(town.texts(&phones[0]).is_empty(), "a paused delivery stays where it is");
    assert_eq!(town.requests("multicast"), 1, "and does not ask again");
    town.city.line.configure(|settings| settings.quota = None);
    resumed(&town, &phones, &draft).await;
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn senders_killed_in_the_middle_cost_nobody_the_message_and_nobody_gets_it_twice() {
    let town = Town::start().await;
    town.crowd(&[("kawasaki", 10_000)]).await;
    town.city.line.add_fault(Fault::new("multicast", FaultKind::Slow).with_ms(2_000));
    let draft = town.draft("途中で止まる", ward("kawasaki")).await;
    town.start_delivery(&draft).await;
    let until = tokio::time::Instant::now() + Duration::from_secs(20);
    while town.requests("multicast") < 3 {
        assert!(tokio::time::Instant::now() < until, "the delivery never began");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let mut killed = 0;
    for process in town.city.host.processes().iter().filter(|process| process.function == "SendBatchFunction")
    {
        killed += usize::from(town.city.host.kill(process.pid));
    }
    assert!(killed > 0, "nobody was sending");
    town.city.line.clear_faults();
    let report = town.settled(&draft).await;
    assert_eq!((&report["status"], planned_and_accepted(&report)), (&json!("sent"), (10_000, 10_000)));
    let unit = format!("kr_{}", draft["id"].as_str().unwrap());
    let summary = town.city.line.ledger().summary(&unit);
    assert_eq!((summary.accepted, summary.doubled, summary.max_per_user), (10_000, 0, 1));
    assert!(town.city.line.ledger().violations().is_empty());
    let again = town.city.line.ledger().requests().iter().filter(|request| request.status == 409).count();
    assert!(again > 0, "no key was asked again although senders died waiting for LINE");
    town.end().await;
}
