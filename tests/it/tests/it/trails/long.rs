//! A trail that is longer than one look: nothing is said not to be there where nobody has looked.

use std::time::Duration;

use admin_api::{App, router};
use axum::Router;
use domain::audit::{Entry, Object, Operation, Wanted, What};
use jiff::civil::Date;
use serde_json::{Value, json};
use store::Reach;

use super::desk::{Axe, By, Desk, now_ms};

const DAY_MS: u64 = 24 * 3_600_000;

/// Somebody took a tester out.
fn removed(name: &str, at_ms: u64) -> Entry {
    let object = Object::new("tester", name, name);
    Entry {
        at_ms,
        who: None,
        session: String::new(),
        ip: String::new(),
        device: String::new(),
        what: What::Operation(Operation::new("tester.removed", object)),
    }
}

/// One of 窓口, then eight others on each of two days; the later of these days.
async fn written(desk: &Desk) -> Date {
    let ((trail, ..), yesterday) = (desk.trail(), now_ms() - DAY_MS);
    trail.note(&removed("窓口", yesterday - 2 * DAY_MS)).await.unwrap();
    for number in 0..16 {
        let at_ms = if number < 8 { yesterday - DAY_MS } else { yesterday };
        trail.note(&removed("ほか", at_ms)).await.unwrap();
    }
    domain::job::day_in_japan(yesterday)
}

/// The API, whose looks read six records in answers of three.
fn short_sighted(desk: &Desk, patience: Duration) -> Router {
    let app = desk.app(&Axe::none());
    let reach = Reach { page: 3, records: 6, patience, ..Reach::default() };
    router(App { trail: app.trail.clone().reaching(reach), ..app })
}

async fn got(api: &Router, path: &str) -> (u16, Value) {
    let got = Desk::ask(api, By::Hanako, ("GET", path), &Value::Null, "").await;
    (got.status, got.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_stops_says_on_which_day_and_the_next_ones_find_what_is_behind_it() {
    let desk = Desk::open().await;
    let yesterday = written(&desk).await;
    let api = short_sighted(&desk, Duration::from_secs(10));
    let path = "/api/trails/operations?action=tester.&object=%E7%AA%93%E5%8F%A3"; // 窓口
    let (status, mut page) = got(&api, path).await;
    assert_eq!((status, &page["operations"]), (200, &json!([])), "{page}");
    assert_eq!(page["stopped_on"], yesterday.to_string(), "six of the eight of yesterday");
    let mut looks = 1;
    while let Some(next) = page["next"].as_str() {
        assert_eq!(page["operations"], json!([]));
        page = got(&api, &format!("{path}&cursor={next}")).await.1;
        looks += 1;
    }
    assert_eq!(page["operations"][0]["object"]["name"], "窓口", "{page}");
    assert_eq!((looks, &page["stopped_on"]), (3, &Value::Null));
    let (_, full) = got(&api, "/api/trails/logins").await;
    assert_eq!((&full["logins"], &full["stopped_on"]), (&json!([]), &json!(yesterday.to_string())), "{full}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_holds_what_is_behind_the_first_look_and_says_how_far_it_came_when_time_is_up() {
    let desk = Desk::open().await;
    let yesterday = written(&desk).await;
    let path = "/api/trails/operations.csv?object=%E7%AA%93%E5%8F%A3"; // 窓口
    let (status, told) = got(&short_sighted(&desk, Duration::ZERO), path).await;
    assert_eq!((status, &told["code"]), (422, &json!("too_many")), "{told}");
    let so_far = format!("{}の途中まで", yesterday.strftime("%-Y年%-m月%-d日"));
    assert!(told["title"].as_str().unwrap().contains(&so_far), "{told}");
    let api = short_sighted(&desk, Duration::from_secs(10));
    assert_eq!(got(&api, path).await.0, 200);
    let (_, taken) = got(&api, "/api/trails/operations?action=trail.downloaded").await;
    assert_eq!(taken["operations"][0]["detail"]["records"], 1, "{taken}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_unasked_says_where_its_look_stopped() {
    let desk = Desk::open().await;
    let yesterday = written(&desk).await;
    let api = short_sighted(&desk, Duration::ZERO);
    for path in ["/api/trails/notable", "/api/session/history"] {
        let (_, told) = got(&api, path).await;
        assert_eq!((&told["events"], &told["more"]), (&json!([]), &json!(true)), "{path}: {told}");
        assert_eq!(told["stopped_on"], yesterday.to_string(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_look_sees_months_of_days_on_which_little_was_done() {
    let desk = Desk::open().await;
    let (trail, ..) = desk.trail();
    for days_ago in (1..=130).rev() {
        let name = if days_ago == 130 { "窓口" } else { "ほか" };
        trail.note(&removed(name, now_ms() - days_ago * DAY_MS)).await.unwrap();
    }
    let wanted = Wanted::Operations { staff: None, action: None, object: Some("窓口".to_owned()) };
    let found = trail.search(&wanted, (0, now_ms()), None, 50).await.unwrap();
    assert_eq!((found.records.len(), found.next, found.stopped_on), (1, None, None));
}
