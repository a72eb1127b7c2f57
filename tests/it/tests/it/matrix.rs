//! Who may do what: every route for nobody, for somebody half-way in, for every role as it is and for every permission
//! alone, by both front doors, on things of their own department and of another. What is expected stands in [`table`],
//! written apart from the code.

mod departments;
mod eyes;
mod table;
mod things;

use std::collections::BTreeSet;

use city::AdminFront;
use domain::staff::{Member, Permission, Permissions, Role, Session, StaffId, Stage};
use serde_json::{Value, json};
use ulid::Ulid;
use usecases::delivery::ports::Swap;
use usecases::staff::ports::StaffRoom;

use crate::admin::{Answer, ward};
use crate::by_both_doors;
use crate::desk::Desk;
use crate::town::Town;
use table::{ROLES, TABLE};
use things::Things;

/// One line of the table.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    method: &'a str,
    path: &'a str,
    who: &'a str,
    fresh: bool,
    looking: bool,
    own: bool,
}

fn lines() -> Vec<Line<'static>> {
    let read = |line: &'static str| {
        let mut words = line.split_whitespace();
        let [method, path, who] = [(); 3].map(|()| words.next().expect("method, path, who"));
        let marks: Vec<&str> = words.collect();
        assert!(marks.iter().all(|mark| ["fresh", "looking", "own"].contains(mark)), "{line}");
        let has = |mark| marks.contains(&mark);
        Line { method, path, who, fresh: has("fresh"), looking: has("looking"), own: has("own") }
    };
    TABLE.lines().filter(|line| !line.trim().is_empty()).map(read).collect()
}

impl Line<'_> {
    /// Whether these permissions, by their names, are enough.
    fn lets_in(&self, may: &[&str]) -> bool {
        match self.who {
            "anybody" | "signed-in" => true,
            "program" => false,
            names => names.split('|').any(|name| may.contains(&name)),
        }
    }
}

/// What goes as far as the question whose it is, and does as little as possible after it: an old version.
fn a_body() -> Value {
    json!({
        "version": 999_999, "title": "x", "name": "x", "note": "x", "reason": "x", "keys": [], "order": [],
        "condition": ward("tama")["condition"], "department": "",
        "login": "somebody", "role": "writer", "permissions": [], "departments": [], "scope": "all",
    })
}

async fn ask(town: &Town, desk: Option<&Desk>, line: &Line<'_>, things: &Things) -> Answer {
    let request = town.at_desk(desk, line.method, &things.address(line.path));
    let request = request.header("idempotency-key", Ulid::generate().to_string());
    let request = if line.method == "GET" { request } else { request.json(&a_body()) };
    Answer::read(request.send().await.unwrap()).await
}

fn code(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.body["code"].as_str().unwrap_or_default())
}

/// The gate's refusals. `not_found` and the like come from behind it.
fn is_refused(answer: &Answer) -> bool {
    let codes =
        ["unauthorized", "forbidden", "step_up_needed", "viewing_only", "not_from_here", "not_same_origin"];
    codes.contains(&code(answer).1)
}

/// Somebody who asks.
struct Caller {
    name: String,
    role: Role,
    permissions: Permissions,
    /// What the matrix says that they may do.
    may: Vec<&'static str>,
}

/// What the matrix says of this role.
fn rights_of(role: Role) -> Vec<&'static str> {
    let line = ROLES.lines().find_map(|line| line.trim().strip_prefix(role.as_str()));
    line.expect("each role has its line").split_whitespace().collect()
}

/// Callers by this door: every role as it is; and one by the one door, one by the other, those with one permission
/// alone, and an administrator by name from whom all were taken.
fn callers(front: AdminFront) -> Vec<Caller> {
    let roles = Role::ALL.into_iter().map(|role| Caller {
        name: format!("role {}", role.as_str()),
        role,
        permissions: role.permissions(),
        may: rights_of(role),
    });
    let alone = Permission::ALL.into_iter().map(|permission| Caller {
        name: format!("only {}", permission.as_str()),
        role: Role::Viewer,
        permissions: Permissions::of(&[permission]),
        may: vec![permission.as_str()],
    });
    let name = "no permission".to_owned();
    let nobody = Caller { name, role: Role::Administrator, permissions: Permissions::NONE, may: Vec::new() };
    let (first, second): (Vec<_>, Vec<_>) =
        alone.chain([nobody]).enumerate().partition(|(number, _)| number % 2 == 0);
    let in_turn = if front == AdminFront::CloudFront { first } else { second };
    roles.chain(in_turn.into_iter().map(|(_, caller)| caller)).collect()
}

async fn town_with_people(front: AdminFront) -> Town {
    let town = Town::start_behind(front).await;
    town.settle(&["takatsu", "kawasaki", "kawasaki"]).await;
    let guards = town.call("GET", "/api/settings/guards", &Value::Null).await;
    let mut value = guards["value"].clone();
    value["approval"] = json!("never");
    value["undo_minutes"] = json!(10); // longer than one of these tests may take: what was sent stays scheduled
    town.call("PUT", "/api/settings/guards", &json!({ "value": value, "version": guards["version"] })).await;
    town
}

#[test]
fn the_matrix_names_every_route_of_the_description_once() {
    let document = crate::description::document();
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(|verb| (path.clone(), verb.to_uppercase()))
        })
        .collect();
    let named: Vec<_> = lines().iter().map(|line| (line.path.to_owned(), line.method.to_owned())).collect();
    assert_eq!(named.len(), named.iter().collect::<BTreeSet<_>>().len(), "a route stands there twice");
    let named: BTreeSet<_> = named.into_iter().collect();
    let apart: Vec<_> = named.symmetric_difference(&described).collect();
    assert!(apart.is_empty(), "in `matrix/table.rs` or in the description, but not in both: {apart:?}");
}

by_both_doors! {
    every_route_lets_in_exactly_the_roles_and_permissions_of_the_matrix,
    a_fresh_second_factor_is_asked_for_exactly_where_the_matrix_says_so_and_nobody_changes_through_other_eyes,
}

async fn every_route_lets_in_exactly_the_roles_and_permissions_of_the_matrix(front: AdminFront) {
    let town = town_with_people(front).await;
    let things = Things::of(&town, "水道課").await;
    let mut wrong = Vec::new();
    let half = town.hire("half.way", Role::Administrator.permissions(), &[]).await;
    for line in lines() {
        let half = town.sit_down(&half, Stage::SecondFactor, true).await;
        for (name, desk) in [("nobody", None), ("half-way", Some(&half))] {
            let answer = ask(&town, desk, &line, &things).await;
            let outside = line.who != "anybody";
            if outside != (code(&answer) == (401, "unauthorized")) && !answers_nobody(&line, &answer) {
                wrong.push(format!("{name}: {line:?} {answer:?}"));
            }
        }
    }
    for (number, Caller { name, role, permissions, may }) in callers(front).into_iter().enumerate() {
        let login = format!("caller.{number}");
        let member = town.hire_as(role, &login, permissions, &[things.department]).await;
        for line in lines() {
            // Ending one's other sessions moves on what a session is of.
            let stands = town.stores.staff.member(member.id).await.unwrap().unwrap();
            let desk = town.sit_down(&stands, Stage::SignedIn, true).await;
            let answer = ask(&town, Some(&desk), &line, &things).await;
            let forbidden = code(&answer) == (403, "forbidden");
            if forbidden == line.lets_in(&may) || line.who != "anybody" && is_refused(&answer) && !forbidden {
                wrong.push(format!("{name}: {line:?} {answer:?}"));
            }
            if ["no_such_route", "method_not_allowed"].contains(&code(&answer).1) || answer.status >= 500 {
                wrong.push(format!("{name}: {line:?} is not there: {answer:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    town.end().await;
}

/// The ways in ask for a session of their own kind.
fn answers_nobody(line: &Line<'_>, answer: &Answer) -> bool {
    line.who == "anybody" && line.path != "/api/session" && answer.status == 401
}

async fn a_fresh_second_factor_is_asked_for_exactly_where_the_matrix_says_so_and_nobody_changes_through_other_eyes(
    front: AdminFront,
) {
    let town = town_with_people(front).await;
    let things = Things::of(&town, "水道課").await;
    let boss = town.hire("boss", Role::Administrator.permissions(), &[]).await;
    let mut wrong = Vec::new();
    for line in lines().into_iter().filter(|line| line.who != "program") {
        let stale = town.sit_down(&boss, Stage::SignedIn, false).await;
        let answer = ask(&town, Some(&stale), &line, &things).await;
        if line.fresh != (code(&answer) == (403, "step_up_needed")) {
            wrong.push(format!("without a fresh factor: {line:?} {answer:?}"));
        }
        let eyes = looking(&town, &boss, boss.id).await;
        let answer = ask(&town, Some(&eyes), &line, &things).await;
        let may = line.method == "GET" || line.looking;
        if may == (code(&answer) == (403, "viewing_only")) {
            wrong.push(format!("through other eyes: {line:?} {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    town.end().await;
}

/// A session of somebody who looks through these eyes.
async fn looking(town: &Town, boss: &Member, eyes: StaffId) -> Desk {
    let desk = town.sit_down(boss, Stage::SignedIn, true).await;
    let name = domain::digest::hex_sha256(desk.cookie.trim_start_matches("__Host-session=").as_bytes());
    let session = town.stores.staff.session(&name).await.unwrap().unwrap();
    let next = Session { viewing_as: Some(eyes), version: 2, ..session };
    assert!(matches!(town.stores.staff.keep_session(&next).await.unwrap(), Swap::Done));
    desk
}
