//! What somebody finds who comes to their desk: what goes out today and went out, what stands still, and what failed.

use std::time::Duration;

use line_simulator::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::admin::{path_of, ward};
use crate::corrections::without_approval;
use crate::staff::{Browser, administrator, colleague};
use crate::town::{Town, person, shelve};

const DAY: Duration = Duration::from_hours(24);

/// Lets the clock go on until it is nine in the morning in Japan, when most deliveries go out.
async fn at_nine(town: &Town) {
    let now = town.city.clock.now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let day = DAY.as_secs();
    town.city.advance(Duration::from_secs(day - now.as_secs() % day)); // 09:00+09:00 is midnight in UTC
    town.minute().await;
    town.rest().await;
}

/// The titles in one of the lists of the home screen.
fn titles(home: &Value, list: &str) -> Vec<String> {
    let lines = home[list].as_array().unwrap_or_else(|| panic!("{list}: {home}"));
    lines.iter().map(|line| line["title"].as_str().unwrap().to_owned()).collect()
}

async fn reserve(town: &Town, text: &str, ahead: Duration) -> Value {
    let draft = town.draft(text, ward("tama")).await;
    let wish = json!({ "version": draft["version"], "at": town.time_in(ahead).1 });
    town.call("PUT", &path_of(&draft, "/schedule"), &wish).await
}

/// A draft of a department that is sent off by its author, to go out after the undo window.
pub async fn sent_off(by: &mut Browser<'_>, text: &str, department: &Value) -> Value {
    let draft = by.ask("POST", "drafts", json!({ "title": text, "department": department })).await.body;
    let path = |below: &str| format!("drafts/{}{below}", draft["id"].as_str().unwrap());
    let mut wish = draft.clone();
    wish["target"] = ward("tama");
    wish["messages"] = json!([json!({ "type": "text", "text": text }).to_string()]);
    let draft = by.ask("PUT", &path(""), wish).await.body;
    let look = by.ask("POST", &path("/confirmation"), json!({ "version": draft["version"] })).await.body;
    let wish = json!({
        "version": draft["version"], "content_hash": look["content_hash"],
        "expected_count": look["count"], "typed_count": look["count"].to_string(),
    });
    by.step_up().await;
    let sent = by.ask("POST", &path("/send"), wish).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    sent.body
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_out_today_stays_in_sight_and_so_does_who_was_not_reached() {
    let town = Town::start().await;
    at_nine(&town).await;
    town.settle(&["tama", "asao"]).await;
    let old = reserve(&town, "前から予約していた", DAY * 3).await;
    shelve(&town.stores.followers, vec![person(&format!("U{:032x}", 0xbad), "kawasaki")]).await;
    let failed = town.deliver("届かない", ward("kawasaki")).await;
    assert_eq!(failed["counts"]["failed"], 1, "{failed}");

    town.city.advance(Duration::from_mins(2 * 24 * 60 - 30));
    town.minute().await;
    let made = town.deliver("もう送った", ward("tama")).await;
    reserve(&town, "夕方に送る", Duration::from_hours(6)).await;
    reserve(&town, "あさって送る", DAY * 2).await;
    let home = town.call("GET", "/api/home", &Value::Null).await;
    assert_eq!(titles(&home, "today"), ["もう送った", "夕方に送る"]);
    assert_eq!((&home["today"][0]["status"], &home["today"][0]["counts"]), (&json!("sent"), &made["counts"]));
    assert_eq!(titles(&home, "failing"), ["届かない"], "from the day before yesterday");

    town.city.advance(Duration::from_mins(24 * 60 + 30));
    town.settled(&old).await;
    let home = town.call("GET", "/api/home", &Value::Null).await;
    assert_eq!(titles(&home, "today"), ["前から予約していた"], "however long ago it was made");
    let lately = town.call("GET", "/api/deliveries?view=lately", &Value::Null).await;
    assert_eq!(titles(&lately, "deliveries"), ["前から予約していた"], "and not the late one of yesterday");
    town.city.advance(DAY * 5);
    town.minute().await;
    let home = town.call("GET", "/api/home", &Value::Null).await;
    assert_eq!(titles(&home, "failing"), Vec::<String>::new(), "seven days are over");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_what_was_held_and_what_was_stopped_are_lists_of_their_own() {
    let town = Town::start().await;
    at_nine(&town).await;
    town.crowd(&[("kawasaki", 1_200), ("tama", 2)]).await;
    reserve(&town, "遅れすぎた", Duration::from_mins(10)).await;
    town.city.advance(Duration::from_hours(2)); // its latest moment is long past when the alarm rings
    town.minute().await;
    town.rest().await;
    town.city.line.configure(|settings| settings.quota = Some(500));
    let draft = town.draft("上限で止まった", ward("kawasaki")).await;
    town.start_delivery(&draft).await;
    town.rest().await;
    town.city.line.configure(|settings| settings.quota = None);
    town.city.line.add_fault(Fault::new("multicast", FaultKind::ErrorBefore));
    let draft = town.draft("送っている", ward("tama")).await;
    town.start_delivery(&draft).await;
    town.rest().await;

    let home = town.call("GET", "/api/home", &Value::Null).await;
    assert_eq!(titles(&home, "held"), ["遅れすぎた"], "{home}");
    assert_eq!(titles(&home, "paused"), ["上限で止まった"], "{home}");
    assert_eq!(titles(&home, "running"), ["送っている"], "{home}");
    assert_eq!(titles(&home, "today"), ["送っている"], "what needs a decision is not said to go out");
    assert_eq!(titles(&home, "failing"), Vec::<String>::new());
    town.city.line.clear_faults();
    town.settled(&draft).await;
    let home = town.call("GET", "/api/home", &Value::Null).await;
    assert_eq!(
        (titles(&home, "running"), titles(&home, "today")),
        (Vec::new(), vec!["送っている".to_owned()])
    );
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_did_not_weaken_a_guard_looks_at_it_and_writes_what_they_checked() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, _) = colleague(&mut boss, "taro", "viewer", json!(["users"])).await;
    let (mut jiro, _) = colleague(&mut boss, "jiro", "writer", json!(["deliveries_write"])).await;
    let guards = boss.ask("GET", "settings/guards", Value::Null).await.body;
    let mut value = guards["value"].clone();
    value["undo_minutes"] = json!(0);
    boss.step_up().await;
    let wish = json!({ "value": value, "version": guards["version"] });
    let saved = boss.ask("PUT", "settings/guards", wish).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    for (browser, tasks) in [(&mut boss, 0), (&mut taro, 1), (&mut jiro, 0)] {
        let home = browser.ask("GET", "home", Value::Null).await.body;
        assert_eq!(home["guard_reviews"].as_array().unwrap().len(), tasks, "{home}");
    }
    let task = taro.ask("GET", "home", Value::Null).await.body["guard_reviews"][0].clone();
    assert_eq!((&task["weakened"], &task["by"]["name"]), (&json!(["undo_minutes"]), &json!("高津 花子")));
    let path = format!("guard-reviews/{}", task["id"].as_str().unwrap());
    let note = json!({ "note": "課長の指示を確かめました" });
    boss.ask("POST", &path, note.clone()).await.assert_problem(409, "own_work");
    jiro.ask("POST", &path, note.clone()).await.assert_problem(403, "forbidden");
    taro.ask("POST", &path, json!({ "note": " " })).await.assert_problem(422, "invalid");
    for _ in 0..2 {
        let done = taro.ask("POST", &path, note.clone()).await;
        assert_eq!((done.status, &done.body["found"]["note"]), (200, &note["note"]), "{done:?}");
    }
    boss.ask("POST", &path, note.clone()).await.assert_problem(409, "state");
    taro.ask("POST", "guard-reviews/77", note).await.assert_problem(404, "not_found");
    let home = taro.ask("GET", "home", Value::Null).await.body;
    assert_eq!(home["guard_reviews"], json!([]));
    let trail = boss.ask("GET", "trails/operations?action=setting.reviewed", Value::Null).await.body;
    assert_eq!(trail["operations"].as_array().map(Vec::len), Some(1), "{trail}");
    boss.step_up().await;
    value["undo_minutes"] = json!(5);
    let wish = json!({ "value": value, "version": saved.body["version"] });
    boss.ask("PUT", "settings/guards", wish).await;
    let home = taro.ask("GET", "home", Value::Null).await.body;
    assert_eq!(home["guard_reviews"], json!([]), "what is made stronger asks for nothing");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_departments_person_sees_theirs_and_is_warned_of_the_same_minute_without_a_name() {
    let town = Town::start().await;
    at_nine(&town).await;
    town.settle(&["tama", "tama", "asao"]).await;
    without_approval(&town).await;
    let mut boss = administrator(&town).await;
    let rights = json!(["deliveries_write", "deliveries_send"]);
    let (mut taro, seen) = colleague(&mut boss, "taro", "writer", rights.clone()).await;
    let (mut jiro, _) = colleague(&mut boss, "jiro", "writer", rights).await;
    let sent = sent_off(&mut taro, "水道のお知らせ", &seen["departments"][0]["id"]).await;
    let at = sent["at"].as_str().unwrap().to_owned();
    let clash = format!("deliveries/same-minute?at={}", at.replace('+', "%2B"));
    for (browser, name) in
        [(&mut taro, "水道のお知らせ"), (&mut boss, "水道のお知らせ"), (&mut jiro, "ほかの部署の配信")]
    {
        let found = browser.ask("GET", &clash, Value::Null).await;
        assert_eq!(found.body, json!({ "titles": [name] }), "{found:?}");
    }
    let quiet = "deliveries/same-minute?at=2027-01-01T00:00:00%2B09:00";
    assert_eq!(jiro.ask("GET", quiet, Value::Null).await.body, json!({ "titles": [] }));
    jiro.ask("GET", "deliveries/same-minute?at=soon", Value::Null).await.assert_problem(422, "invalid");

    let theirs = taro.ask("GET", "home", Value::Null).await.body;
    assert_eq!(titles(&theirs, "today"), ["水道のお知らせ"]);
    town.city.advance(Duration::from_secs(305));
    town.settled(&sent).await;
    let theirs = taro.ask("GET", "home", Value::Null).await.body;
    assert_eq!(titles(&theirs, "today"), ["水道のお知らせ"], "sent, and still there");
    let others = jiro.ask("GET", "home", Value::Null).await.body;
    for list in ["today", "running", "held", "paused", "failing", "undecided"] {
        assert_eq!(titles(&others, list), Vec::<String>::new(), "{list}: {others}");
    }
    let lately = jiro.ask("GET", "deliveries?view=lately", Value::Null).await.body;
    assert_eq!(titles(&lately, "deliveries"), Vec::<String>::new());
    town.end().await;
}
