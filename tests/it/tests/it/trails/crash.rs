//! F-23: whatever changes something leaves exactly one record of it, wherever the process is killed.

#![expect(clippy::print_stdout, reason = "the counts are what F-23 is about")]

use std::collections::BTreeSet;

use admin_api::access::{Access, ROUTES};
use futures::future::join_all;
use serde_json::json;

use super::desk::{Axe, By, Desk, Rows, hanako};
use super::prepared::{Asked, prepared};

/// Routes that are no GET and leave no operation in the trail, with the reason.
const WITHOUT: &[(&str, &str, &str)] = &[
    ("POST", "/api/session", "a try to come in: login history"),
    ("DELETE", "/api/session", "signing out: login history"),
    ("POST", "/api/session/totp", "a try to come in: login history"),
    (
        "POST",
        "/api/session/enroll/totp",
        "a secret that is not theirs yet; the first code of it leaves the record",
    ),
    (
        "PUT",
        "/api/session/enroll/totp",
        "login history, and staff.authenticator_set by what changes in the row",
    ),
    ("POST", "/api/session/invitation", "login history, and staff.password_set by what changes in the row"),
    ("POST", "/api/session/first", "login history, and staff.first_administrator by what changes in the row"),
    ("POST", "/api/session/step-up", "the second factor again: login history"),
    ("POST", "/api/session/passkey/options", "a challenge that nobody has answered"),
    ("POST", "/api/session/passkey", "a try to come in: login history"),
    ("POST", "/api/session/enroll/passkey/options", "a challenge that nobody has answered"),
    (
        "PUT",
        "/api/session/enroll/passkey",
        "login history, and staff.passkey_added by what changes in the row",
    ),
    ("POST", "/api/session/passkeys/options", "a challenge that nobody has answered"),
    (
        "POST",
        "/api/session/authenticator",
        "a secret that is not theirs yet; its first code leaves the record",
    ),
    ("POST", "/api/session/extend", "a session goes on; nothing else changes"),
    ("POST", "/api/session/view-as", "in a session's row, which is looked at by itself below"),
    ("DELETE", "/api/session/view-as", "in a session's row, which is looked at by itself below"),
    ("DELETE", "/api/session/open/{id}", "a session's row, which is looked at by itself in `staff/own.rs`"),
    ("POST", "/api/messages/check", "looks, and changes nothing"),
    ("POST", "/api/segments/count", "counts, and changes nothing"),
    ("POST", "/api/staff/csv/preview", "looks, and changes nothing"),
    ("POST", "/api/drafts/{id}/confirmation", "looks, and changes nothing"),
    (
        "PUT",
        "/api/drafts/{id}/presence/{page}",
        "a page is open; forgotten within minutes (docs/decisions/0024)",
    ),
    ("DELETE", "/api/drafts/{id}/presence/{page}", "a page is closed (docs/decisions/0024)"),
];

/// Routes where asking again is another change, with the reason; each change has its record all the same.
const AGAIN: &[(&str, &str, &str)] = &[
    ("DELETE", "/api/session/others", "whoever came in meanwhile is out as well"),
    ("DELETE", "/api/items/{id}", "the job that waits rests anew"),
    ("DELETE", "/api/items/{id}/options/{option}", "the job that waits rests anew"),
];

/// Whether a route that is no GET leaves no operation in the trail.
pub fn without(method: &str, path: &str) -> bool {
    is_in(WITHOUT, method, path)
}

fn is_in(list: &[(&str, &str, &str)], method: &str, path: &str) -> bool {
    list.iter().any(|(other, route, reason)| (*other, *route) == (method, path) && !reason.is_empty())
}

/// How many things differ: rows but records, where a draft and the delivery it becomes are written
/// together, and so are a passkey and the challenge that it answers.
fn changes(before: &Rows, after: &Rows) -> usize {
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let keys: Vec<_> =
        keys.into_iter().filter(|key| key.0 != "audit" && before.get(key) != after.get(key)).collect();
    let any = |begin: &str| keys.iter().any(|key| key.1.starts_with(begin));
    let twins = [any("DRAFT#") && any("D#"), any("STAFF") && any("SESSION#")];
    keys.len() - twins.into_iter().filter(|both| *both).count()
}

/// How many records there are more.
fn records(before: &Rows, after: &Rows) -> usize {
    let of = |rows: &Rows| rows.keys().filter(|key| key.0 == "audit").count();
    of(after) - of(before)
}

async fn send(desk: &Desk, axe: &Axe, method: &str, asked: &Asked) -> u16 {
    let api = desk.api(axe);
    Desk::ask(&api, asked.by, (method, &asked.path), &asked.body, &asked.key).await.status
}

/// Does it whole and counts the calls; then kills it before and behind each of them, and asks again.
async fn killed_everywhere(desk: &Desk, method: &str, route: &str) -> usize {
    let (asked, axe) = (prepared(desk, method, route).await, Axe::none());
    let before = desk.rows().await;
    let status = send(desk, &axe, method, &asked).await;
    assert!((200..300).contains(&status), "{method} {route}: {status} to {asked:?}");
    let after = desk.rows().await;
    let whole = records(&before, &after);
    assert!(whole > 0, "{method} {route} left no record");
    assert_eq!(changes(&before, &after), whole, "{method} {route}");
    let mut operations = 1;
    for calls in 0..axe.calls() {
        for hears in [true, false] {
            if calls == 0 && !hears {
                continue; // nothing was called
            }
            let asked = prepared(desk, method, route).await;
            let before = desk.rows().await;
            send(desk, &Axe::after(calls, hears), method, &asked).await;
            let torn = desk.rows().await;
            let place = format!("{method} {route} killed after {calls} calls, heard: {hears}");
            assert_eq!(changes(&before, &torn), records(&before, &torn), "{place}");
            send(desk, &Axe::none(), method, &asked).await;
            let mended = desk.rows().await;
            assert_eq!(changes(&torn, &mended), records(&torn, &mended), "{place}, asked again");
            let (all, is_again) = (records(&before, &mended), is_in(AGAIN, method, route));
            assert!(all == whole || is_again && all > whole, "{place}, asked again: {all} records");
            operations += 2;
        }
    }
    operations
}

/// The routes are walked in groups, so that no test takes minutes.
fn group(path: &str) -> &str {
    let noun = path.trim_start_matches("/api/").split('/').next().unwrap_or_default();
    match noun {
        "items" if path.contains("/options") => "options",
        "drafts" | "deliveries" | "items" | "staff" => noun,
        "testers" | "tester-groups" => "testers",
        _ => "others",
    }
}

/// A round kills every route of a group at every step once. `KAIRAN_ROUNDS` asks for more of them; each group prints how
/// many operations it made.
fn rounds() -> usize {
    std::env::var("KAIRAN_ROUNDS").map_or(1, |text| text.parse().expect("KAIRAN_ROUNDS is a number"))
}

/// Kills every route of a group that changes something and leaves an operation.
async fn walk(name: &str) {
    let leaves = |route: &&Access| route.method != "GET" && !without(route.method, route.path);
    let routes: Vec<_> = ROUTES.iter().filter(leaves).filter(|route| group(route.path) == name).collect();
    let (mut operations, begun) = (0, std::time::Instant::now());
    for route in std::iter::repeat_n(&routes, rounds()).flatten() {
        let desk = Desk::open().await;
        operations += killed_everywhere(&desk, route.method, route.path).await;
        assert_eq!(desk.broken_at().await, None, "{} {}", route.method, route.path);
    }
    let (routes, seconds) = (routes.len(), begun.elapsed().as_secs_f64());
    println!("F-23 {name}: {routes} routes, {operations} operations, 0 without their record, {seconds:.1} s");
    assert!(operations >= 100, "{name}: {operations}");
}

#[tokio::test(flavor = "multi_thread")]
async fn f_23_a_changed_draft_leaves_its_record_wherever_the_process_is_killed() {
    walk("drafts").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f_23_a_changed_delivery_leaves_its_record_wherever_the_process_is_killed() {
    walk("deliveries").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f_23_a_changed_item_leaves_its_record_wherever_the_process_is_killed() {
    walk("items").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f_23_a_changed_option_leaves_its_record_wherever_the_process_is_killed() {
    walk("options").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f_23_a_changed_member_of_staff_leaves_its_record_wherever_the_process_is_killed() {
    walk("staff").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f_23_a_changed_tester_leaves_its_record_wherever_the_process_is_killed() {
    walk("testers").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f_23_everything_else_that_changes_leaves_its_record_wherever_the_process_is_killed() {
    walk("others").await;
}

/// The marks that are asked for between two moments, by what their jobs' names end in.
fn marks(before: &Rows, after: &Rows) -> Vec<String> {
    let new = after.keys().filter(|key| key.0 == "deliveries" && !before.contains_key(*key));
    let named = new.filter_map(|key| key.1.strip_suffix(" JOB")?.rsplit_once('-'));
    named.map(|(name, mark)| format!("{} {mark}", name.rsplit('-').next().unwrap_or_default())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_of_a_tester_that_is_lost_between_its_two_writes_is_marked_again() {
    let desk = Desk::open().await;
    let asked = prepared(&desk, "DELETE", "/api/testers/{id}").await;
    let before = desk.rows().await;
    let mut calls = 0;
    let torn = loop {
        send(&desk, &Axe::after(calls, true), "DELETE", &asked).await;
        let torn = desk.rows().await;
        if torn != before {
            break torn;
        }
        calls += 1;
    };
    assert_eq!(marks(&before, &torn), ["1 off"], "killed behind the mark, before the removal");
    let listed = desk.call(By::Hanako, "GET", "/api/testers", &json!(null)).await;
    assert_eq!(listed["testers"].as_array().unwrap().len(), 1, "they are a tester still: {listed}");

    let renamed = json!({ "version": 1, "name": "窓口の端末", "department": null });
    desk.call(By::Taro, "PUT", &asked.path, &renamed).await;
    let before = desk.rows().await;
    assert_eq!(send(&desk, &Axe::none(), "DELETE", &asked).await, 409, "somebody was faster");
    let lost = desk.rows().await;
    assert_eq!(marks(&before, &lost), ["2 on"], "who stays a tester is found by conditions again");
    assert_eq!(changes(&before, &lost), records(&before, &lost));
    assert_eq!(send(&desk, &Axe::none(), "DELETE", &asked).await, 409);
    assert_eq!(lost, desk.rows().await, "asked for once");

    let seen = Asked { body: json!({ "version": 2 }), ..asked };
    assert_eq!(send(&desk, &Axe::none(), "DELETE", &seen).await, 204);
    assert_eq!(marks(&lost, &desk.rows().await), ["2 off"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_no_record_is_a_route_that_there_is() {
    for (method, path, _) in WITHOUT.iter().chain(AGAIN) {
        assert!(ROUTES.iter().any(|route| (route.method, route.path) == (*method, *path)), "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_through_a_colleagues_eyes_and_back_leaves_two_records() {
    let desk = Desk::open().await;
    let staff = desk.call(By::Hanako, "GET", "/api/staff", &json!(null)).await;
    let before = desk.rows().await;
    let colleague = staff["staff"].as_array().unwrap().iter().find(|one| one["id"] != hanako()).unwrap();
    let wish = json!({ "staff_id": colleague["id"] });
    desk.call(By::Hanako, "POST", "/api/session/view-as", &wish).await;
    desk.call(By::Hanako, "DELETE", "/api/session/view-as", &json!({})).await;
    assert_eq!(records(&before, &desk.rows().await), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_who_write_at_once_stand_in_one_chain() {
    let desk = Desk::open().await;
    let before = desk.rows().await;
    let names: Vec<_> = (0..40).map(|number| json!({ "title": format!("{number}") })).collect();
    join_all(names.iter().map(|wish| desk.call(By::Hanako, "POST", "/api/drafts", wish))).await;
    let after = desk.rows().await;
    assert_eq!((changes(&before, &after), records(&before, &after)), (40, 40));
    assert_eq!(desk.broken_at().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_the_api_writes_nothing_without_a_record() {
    let desk = Desk::open().await;
    let (before, draft) = (desk.rows().await, desk.sealed_draft().await);
    assert!(draft.is_err(), "{draft:?}");
    assert_eq!(before, desk.rows().await);
}
