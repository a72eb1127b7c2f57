//! What belongs to another department: refused whatever the permissions, in no list, and no place to put anything.

use city::AdminFront;
use domain::staff::{Permission, Permissions, Role, Stage};
use reqwest::header::COOKIE;
use serde_json::{Value, json};
use ulid::Ulid;

use super::table::{INTO, LISTS};
use super::things::Things;
use super::{Caller, a_body, ask, callers, code, lines, town_with_people};
use crate::admin::{Answer, ward};
use crate::by_both_doors;
use crate::desk::Desk;
use crate::town::Town;

by_both_doors! {
    what_belongs_to_another_department_is_refused_whatever_the_permissions_and_open_to_whoever_sees_all,
    nothing_is_put_into_another_department_and_nothing_of_it_is_shown_or_named,
}

async fn what_belongs_to_another_department_is_refused_whatever_the_permissions_and_open_to_whoever_sees_all(
    front: AdminFront,
) {
    let town = town_with_people(front).await;
    let (theirs, ours) = (Things::of(&town, "水道課").await, Things::of(&town, "公園課").await);
    let before = theirs.state(&town).await;
    let mut wrong = Vec::new();
    for (number, Caller { name, role, permissions, may }) in callers(front).into_iter().enumerate() {
        let narrow = town.hire_as(role, &format!("narrow.{number}"), permissions, &[ours.department]).await;
        for line in lines().into_iter().filter(|line| line.own && line.lets_in(&may)) {
            let desk = town.sit_down(&narrow, Stage::SignedIn, true).await;
            let answer = ask(&town, Some(&desk), &line, &theirs).await;
            if code(&answer) != (403, "other_department") {
                wrong.push(format!("{name}, another department's: {line:?} {answer:?}"));
            }
            let answer = ask(&town, Some(&desk), &line, &ours).await;
            if code(&answer) == (403, "other_department") {
                wrong.push(format!("{name}, their own: {line:?} {answer:?}"));
            }
        }
    }
    assert_eq!(theirs.state(&town).await, before, "nothing of the other department has changed");
    let wide = town.hire_as(Role::Administrator, "wide", Role::Administrator.permissions(), &[]).await;
    for line in lines().into_iter().filter(|line| line.own) {
        let desk = town.sit_down(&wide, Stage::SignedIn, true).await;
        let request =
            town.at_desk(None, line.method, &theirs.address(line.path)).header(COOKIE, &desk.cookie);
        let request = request.header("idempotency-key", "wide").json(&a_body());
        let answer = Answer::read(request.send().await.unwrap()).await;
        if answer.status == 403 {
            wrong.push(format!("whoever sees all: {line:?} {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    town.end().await;
}

async fn send(town: &Town, desk: &Desk, method: &str, path: &str, body: &Value) -> Answer {
    let request = town.at_desk(Some(desk), method, path);
    let request = request.header("idempotency-key", Ulid::generate().to_string());
    let request = if method == "GET" { request } else { request.json(body) };
    Answer::read(request.send().await.unwrap()).await
}

/// What puts something into this department, whatever it is: each route takes what it knows.
fn put_into(things: &Things, version: &Value) -> Value {
    let (id, login) = (things.department.to_string(), format!("new.{}", Ulid::generate()).to_lowercase());
    let row = format!("{login},多摩 次郎,閲覧者,,{},自分の部署,,", things.name);
    json!({
        "version": version, "title": "移すもの", "name": "移すもの", "department": id, "departments": [id],
        "condition": ward("tama")["condition"], "messages": ["{}"], "testers": [], "candidate": "x.0",
        "login": login, "role": "viewer", "permissions": [], "scope": "own", "digest": "none", "start": { "kind": "now" },
        "csv": format!("ログインID,氏名,役割,権限,部署,見られる範囲,期限,利用停止\r\n{row}\r\n"),
    })
}

async fn nothing_is_put_into_another_department_and_nothing_of_it_is_shown_or_named(front: AdminFront) {
    let town = town_with_people(front).await;
    let (theirs, ours) = (Things::of(&town, "水道課").await, Things::of(&town, "公園課").await);
    let before = theirs.state(&town).await;
    let mut wrong = Vec::new();
    for line in INTO.lines().filter(|line| !line.is_empty()) {
        let [method, path, who] = line.split_whitespace().collect::<Vec<_>>().try_into().unwrap();
        // A table gives a role its permissions, and nobody gives what they do not have.
        let permissions = Permissions::of(&[Permission::parse(who).unwrap(), Permission::Statistics]);
        let login = format!("into.{}", Ulid::generate()).to_lowercase();
        let narrow = town.hire_as(Role::Viewer, &login, permissions, &[ours.department]).await;
        let desk = town.sit_down(&narrow, Stage::SignedIn, true).await;
        let place = ours.address(path);
        // Of a member the version is looked at first.
        let stands = if path == "/api/staff/{id}" {
            town.call("GET", &place, &Value::Null).await["version"].clone()
        } else {
            json!(999_999)
        };
        let answer = send(&town, &desk, method, &place, &put_into(&theirs, &stands)).await;
        if code(&answer) != (403, "other_department") {
            wrong.push(format!("into another department: {line} {answer:?}"));
        }
        let answer = send(&town, &desk, method, &place, &put_into(&ours, &stands)).await;
        if answer.status == 403 {
            wrong.push(format!("into their own: {line} {answer:?}"));
        }
    }
    wrong.extend(named(&town, &theirs, &ours).await);
    wrong.extend(shown(&town, &theirs, &ours).await);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(theirs.state(&town).await, before, "nothing of the other department has changed");
    town.end().await;
}

/// Status, code of the problem, code of the first field that is wrong.
type Refused = (u16, &'static str, &'static str);

/// Requests about their own things that name another department's.
fn naming(theirs: &Things, ours: &Things, version: &Value) -> Vec<(&'static str, String, Value, Refused)> {
    let (draft, tests) = (ours.address("/api/drafts/{id}"), ours.address("/api/drafts/{id}/tests"));
    let department = ours.department.to_string();
    let target = json!({ "kind": "recipients_of", "delivery": theirs.delivery });
    let refused = (403, "other_department", "");
    vec![
        ("POST", "/api/drafts".to_owned(), json!({ "copy_of": { "draft": theirs.draft } }), refused),
        ("POST", "/api/drafts".to_owned(), json!({ "copy_of": { "delivery": theirs.delivery } }), refused),
        ("POST", "/api/drafts".to_owned(), json!({ "copy_of": { "template": theirs.template } }), refused),
        ("POST", "/api/drafts".to_owned(), json!({ "correction_of": theirs.delivery }), refused),
        (
            "PUT",
            draft,
            json!({ "version": version, "title": "x", "department": department, "target": target, "start": { "kind": "now" } }),
            (422, "invalid", "other_department"),
        ),
        (
            "POST",
            "/api/segments/count".to_owned(),
            json!({ "target": target }),
            (422, "invalid", "other_department"),
        ),
        (
            "POST",
            tests.clone(),
            json!({ "version": version, "testers": [theirs.tester] }),
            (422, "invalid", "unknown"),
        ),
        ("POST", tests, json!({ "version": version, "groups": [theirs.group] }), (422, "invalid", "unknown")),
        ("POST", "/api/session/view-as".to_owned(), json!({ "staff_id": theirs.member }), refused),
        (
            "POST",
            ours.address("/api/staff/{id}/hand-over"),
            json!({ "belongings": [], "to": theirs.member }),
            (422, "invalid", "no_right"),
        ),
        ("POST", theirs.address("/api/staff/{id}/hand-over"), json!({ "to": ours.member }), refused),
    ]
}

/// Somebody who may do everything in their own department, and knows ids of another one's things.
async fn named(town: &Town, theirs: &Things, ours: &Things) -> Vec<String> {
    let all = Role::Administrator.permissions();
    let narrow = town.hire_as(Role::Administrator, "namer", all, &[ours.department]).await;
    let desk = town.sit_down(&narrow, Stage::SignedIn, true).await;
    let own = town.call("GET", &ours.address("/api/drafts/{id}"), &Value::Null).await;
    let mut wrong = Vec::new();
    for (method, path, body, expected) in naming(theirs, ours, &own["version"]) {
        let answer = send(town, &desk, method, &path, &body).await;
        let (status, code) = code(&answer);
        if (status, code, answer.first_error().1) != expected {
            wrong.push(format!("{method} {path} names another department's: {body} {answer:?}"));
        }
    }
    let group =
        json!({ "name": "みんな", "department": ours.department.to_string(), "testers": [theirs.tester] });
    let answer = send(town, &desk, "POST", "/api/tester-groups", &group).await;
    if (answer.status, answer.first_error()) != (422, ("testers", "other_department")) {
        wrong.push(format!("a group takes another department's tester: {answer:?}"));
    }
    wrong
}

/// No list shows somebody what is another department's, neither by its id nor by its name.
async fn shown(town: &Town, theirs: &Things, ours: &Things) -> Vec<String> {
    let all = Role::Administrator.permissions();
    let narrow = town.hire_as(Role::Administrator, "lists", all, &[ours.department]).await;
    let desk = town.sit_down(&narrow, Stage::SignedIn, true).await;
    let mut wrong = Vec::new();
    for list in LISTS.split_whitespace() {
        let answer = send(town, &desk, "GET", &format!("/api/{list}"), &Value::Null).await;
        assert_eq!(answer.status, 200, "{list}: {answer:?}");
        let text = answer.body.to_string();
        let is_own = text.contains(&ours.name) || ours.ids().iter().any(|id| text.contains(id));
        let is_empty = ["held", "undecided", "running", "lately", "past", "reactions"]
            .iter()
            .any(|one| list.contains(one));
        if !is_own && !is_empty {
            wrong.push(format!("{list} does not show their own: {text}"));
        }
        // What uses an option is counted whoever's it is, without its name.
        let ids = if list.ends_with("impact") { Vec::new() } else { theirs.ids().to_vec() };
        for id in ids.into_iter().chain([theirs.name.clone()]) {
            if text.contains(&id) {
                wrong.push(format!("{list} shows {id}: {text}"));
            }
        }
    }
    wrong
}
