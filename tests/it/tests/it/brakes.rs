//! A delivery that stands still: who stopped it and why, and who may let it go on.

use std::time::Duration;

use serde_json::json;

use crate::admin::{everyone, path_of, planned_and_accepted, ward};
use crate::staff::administrator;
use crate::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_to_everyone_goes_on_with_the_second_factor_and_the_words_of_whoever_stopped_it() {
    let town = Town::start().await;
    town.settle(&["tama", "asao"]).await;
    town.city.line.configure(|settings| settings.quota = Some(0));
    let draft = town.draft("全員へ", everyone()).await;
    town.start_delivery(&draft).await;
    town.rest().await;
    let mut boss = administrator(&town).await;
    let path = |act: &str| path_of(&draft, act).strip_prefix("/api/").unwrap().to_owned();
    let resume = json!({ "version": town.report(&draft).await["version"] });
    town.city.advance(Duration::from_secs(301));
    let asked = boss.ask("POST", &path("/resume"), resume.clone()).await;
    assert_eq!((asked.status, &asked.body["code"]), (403, &json!("step_up_needed")), "{asked:?}");
    assert_eq!(town.report(&draft).await["stopped"], json!(null), "a rule stopped it");
    boss.step_up().await;
    town.city.host.freeze_mappings(true); // nothing goes out before it is stopped again
    assert_eq!(boss.ask("POST", &path("/resume"), resume).await.status, 200);
    let long = boss.ask("POST", &path("/stop"), json!({ "reason": "あ".repeat(501) })).await;
    assert_eq!(long.first_error(), ("reason", "too_long"), "{long:?}");
    let stopped = boss.ask("POST", &path("/stop"), json!({ "reason": "日付がちがう" })).await;
    assert_eq!(
        (stopped.status, &stopped.body["stopped"]["reason"]),
        (200, &json!("日付がちがう")),
        "{stopped:?}"
    );
    assert!(stopped.body["stopped"]["by"]["name"].is_string(), "{stopped:?}");
    let trail = town.call("GET", "/api/trails/operations", &json!(null)).await.to_string();
    assert!(trail.contains("日付がちがう"), "{trail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_stood_still_for_a_month_reaches_everybody_once() {
    let town = Town::start().await;
    let phones = town.settle(&["tama", "tama"]).await;
    town.city.line.configure(|settings| settings.quota = Some(1));
    let draft = town.draft("上限", ward("tama")).await;
    town.start_delivery(&draft).await;
    town.rest().await;
    town.city.line.configure(|settings| settings.quota = None);
    town.city.advance(Duration::from_hours(31 * 24));
    town.minute().await;
    let version = town.report(&draft).await["version"].clone();
    town.call("POST", &path_of(&draft, "/resume"), &json!({ "version": version })).await;
    let report = town.settled(&draft).await;
    assert_eq!((&report["status"], planned_and_accepted(&report)), (&json!("sent"), (2, 2)), "{report}");
    for phone in &phones {
        assert_eq!(town.texts(phone), ["上限"]);
    }
    town.end().await;
}
