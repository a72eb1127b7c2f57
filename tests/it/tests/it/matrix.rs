//! Who may do what: every route for nobody, for somebody half-way in, for every role and for every permission alone,
//! on things of their own department and of another. What is expected stands in [`table`], written apart from the code.

mod table;

use std::collections::BTreeSet;

use domain::delivery::DeliveryId;
use domain::draft::{Person, Review};
use domain::staff::{Department, DepartmentId, Member, Permission, Permissions, Role, Session, Stage};
use reqwest::header::COOKIE;
use serde_json::{Value, json};
use ulid::Ulid;
use usecases::delivery::ports::Swap;
use usecases::staff::ports::StaffRoom;

use crate::admin::{Answer, ward};
use crate::desk::Desk;
use crate::town::Town;
use table::TABLE;

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
    /// Whether these permissions are enough.
    fn lets_in(&self, permissions: Permissions) -> bool {
        match self.who {
            "anybody" | "signed-in" => true,
            "program" => false,
            names => names.split('|').any(|name| permissions.has(Permission::parse(name).expect(name))),
        }
    }
}

/// Something of each kind that belongs to one department.
struct Things {
    department: DepartmentId,
    draft: String,
    delivery: String,
    segment: String,
    member: String,
    tester: String,
    group: String,
    template: String,
    review: DeliveryId,
}

impl Things {
    /// Made by a program, which may do everything.
    async fn of(town: &Town, name: &str) -> Self {
        let department = DepartmentId::from_ulid(Ulid::generate());
        let row = Department {
            id: department,
            version: 1,
            name: name.to_owned(),
            prefix: String::new(),
            footer: String::new(),
            words: Vec::new(),
        };
        assert!(matches!(town.stores.staff.keep_department(&row).await.unwrap(), Swap::Done));
        let id = department.to_string();
        let segment = json!({ "name": name, "department": id, "condition": ward("tama")["condition"] });
        let segment = town.call("POST", "/api/segments", &segment).await;
        let member =
            town.hire(&format!("member.{}", id.to_lowercase()), Permissions::NONE, &[department]).await;
        let group = json!({ "name": name, "department": id, "testers": [] });
        let request = town.request("POST", "/api/tester-groups").header("idempotency-key", &id).json(&group);
        let group = Answer::read(request.send().await.unwrap()).await.body;
        Self {
            tester: tester(town, name, &id).await,
            template: template(town, &id).await,
            review: review(town, &id).await,
            group: group["id"].as_str().unwrap().to_owned(),
            draft: written(town, &id).await["id"].as_str().unwrap().to_owned(),
            delivery: sent(town, &id).await,
            segment: segment["id"].as_str().unwrap().to_owned(),
            member: member.id.to_string(),
            department,
        }
    }

    fn address(&self, path: &str) -> String {
        let id = match path.split('/').nth(2).unwrap() {
            "drafts" => self.draft.clone(),
            "deliveries" => self.delivery.clone(),
            "segments" => self.segment.clone(),
            "staff" => self.member.clone(),
            "testers" => self.tester.clone(),
            "tester-groups" => self.group.clone(),
            "templates" => self.template.clone(),
            "reviews" => self.review.to_string(),
            "departments" => self.department.to_string(),
            _ => "ward".to_owned(),
        };
        path.replace("{id}", &id)
            .replace("{option}", "takatsu")
            .replace("{page}", "a-page")
            .replace("{name}", "guards")
    }

    /// How all of it stands.
    async fn state(&self, town: &Town) -> Vec<Value> {
        let mut all = Vec::new();
        let single = ["/api/drafts/{id}", "/api/deliveries/{id}", "/api/segments/{id}", "/api/staff/{id}"];
        for path in single.into_iter().chain(["/api/testers", "/api/tester-groups", "/api/templates"]) {
            all.push(town.call("GET", &self.address(path), &Value::Null).await);
        }
        all
    }
}

/// Somebody who sent the code that this department showed them.
async fn tester(town: &Town, name: &str, department: &str) -> String {
    let phone = town.settle(&["kawasaki"]).await.remove(0);
    let wish = json!({ "name": name, "department": department });
    let code = town.call("POST", "/api/testers/codes", &wish).await["code"].as_str().unwrap().to_owned();
    town.city.line.say(&phone, &code).unwrap();
    town.rest().await;
    let list = town.call("GET", "/api/testers", &Value::Null).await;
    let mut testers = list["testers"].as_array().unwrap().iter();
    let tester = testers.find(|tester| tester["name"] == name).expect("the code was taken");
    tester["id"].as_str().unwrap().to_owned()
}

async fn template(town: &Town, department: &str) -> String {
    let wish = json!({ "name": "水道", "department": department, "messages": ["{}"] });
    let request = town.request("POST", "/api/templates").header("idempotency-key", department).json(&wish);
    let template = Answer::read(request.send().await.unwrap()).await.body;
    template["id"].as_str().unwrap().to_owned()
}

/// A delivery that went without approval.
async fn review(town: &Town, department: &str) -> DeliveryId {
    let review = Review {
        delivery: DeliveryId::from_ulid(Ulid::generate()),
        version: 1,
        title: "水道".to_owned(),
        department: Some(department.to_owned()),
        sender: Person { id: "somebody".to_owned(), name: "高津 花子".to_owned() },
        hands: Vec::new(),
        reason: "夜間のため".to_owned(),
        sent_at_ms: 1,
        found: None,
    };
    assert!(matches!(town.stores.console.keep_review(&review).await.unwrap(), Swap::Done));
    review.delivery
}

async fn written(town: &Town, department: &str) -> Value {
    let draft = town.call("POST", "/api/drafts", &json!({ "title": "水道", "department": department })).await;
    let bubble = json!({ "type": "text", "text": "水道の工事をします。" }).to_string();
    let wish = json!({
        "version": draft["version"], "title": "水道", "department": department, "target": ward("takatsu"),
        "messages": [bubble], "start": { "kind": "now" },
    });
    town.call("PUT", &format!("/api/drafts/{}", draft["id"].as_str().unwrap()), &wish).await
}

async fn sent(town: &Town, department: &str) -> String {
    let draft = written(town, department).await;
    let path = format!("/api/drafts/{}", draft["id"].as_str().unwrap());
    let seen =
        town.call("POST", &format!("{path}/confirmation"), &json!({ "version": draft["version"] })).await;
    let wish = json!({
        "version": draft["version"], "content_hash": seen["content_hash"], "expected_count": seen["count"],
        "typed_count": seen["count"].to_string(),
    });
    let request =
        town.request("POST", &format!("{path}/send")).header("idempotency-key", department).json(&wish);
    let answer = Answer::read(request.send().await.unwrap()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["id"].as_str().unwrap().to_owned()
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

/// Callers by name: every role, every permission alone, and nobody's.
fn callers() -> Vec<(String, Permissions)> {
    let roles = Role::ALL.into_iter().map(|role| (format!("role {}", role.as_str()), role.permissions()));
    let alone = Permission::ALL
        .into_iter()
        .map(|permission| (format!("only {}", permission.as_str()), Permissions::of(&[permission])));
    roles.chain(alone).chain([("no permission".to_owned(), Permissions::NONE)]).collect()
}

async fn town_with_people() -> Town {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki", "kawasaki"]).await;
    let guards = town.call("GET", "/api/settings/guards", &Value::Null).await;
    let mut value = guards["value"].clone();
    value["approval"] = json!("never");
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

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_exactly_the_roles_and_permissions_of_the_matrix() {
    let town = town_with_people().await;
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
    for (number, (name, permissions)) in callers().into_iter().enumerate() {
        let member = town.hire(&format!("caller.{number}"), permissions, &[things.department]).await;
        for line in lines() {
            // Ending one's other sessions moves on what a session is of.
            let stands = town.stores.staff.member(member.id).await.unwrap().unwrap();
            let desk = town.sit_down(&stands, Stage::SignedIn, true).await;
            let answer = ask(&town, Some(&desk), &line, &things).await;
            let forbidden = code(&answer) == (403, "forbidden");
            if forbidden == line.lets_in(permissions)
                || line.who != "anybody" && is_refused(&answer) && !forbidden
            {
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

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_second_factor_is_asked_for_exactly_where_the_matrix_says_so_and_nobody_changes_through_other_eyes()
 {
    let town = town_with_people().await;
    let things = Things::of(&town, "水道課").await;
    let boss = town.hire("boss", Role::Administrator.permissions(), &[]).await;
    let mut wrong = Vec::new();
    for line in lines().into_iter().filter(|line| line.who != "program") {
        let stale = town.sit_down(&boss, Stage::SignedIn, false).await;
        let answer = ask(&town, Some(&stale), &line, &things).await;
        if line.fresh != (code(&answer) == (403, "step_up_needed")) {
            wrong.push(format!("without a fresh factor: {line:?} {answer:?}"));
        }
        let eyes = looking(&town, &boss).await;
        let answer = ask(&town, Some(&eyes), &line, &things).await;
        let may = line.method == "GET" || line.looking;
        if may == (code(&answer) == (403, "viewing_only")) {
            wrong.push(format!("through other eyes: {line:?} {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    town.end().await;
}

/// A session of somebody who looks through the eyes of a colleague with the same permissions.
async fn looking(town: &Town, boss: &Member) -> Desk {
    let desk = town.sit_down(boss, Stage::SignedIn, true).await;
    let name = domain::digest::hex_sha256(desk.cookie.trim_start_matches("__Host-session=").as_bytes());
    let session = town.stores.staff.session(&name).await.unwrap().unwrap();
    let next = Session { viewing_as: Some(boss.id), version: 2, ..session };
    assert!(matches!(town.stores.staff.keep_session(&next).await.unwrap(), Swap::Done));
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_another_department_is_refused_whatever_the_permissions_and_open_to_whoever_sees_all()
{
    let town = town_with_people().await;
    let (theirs, ours) = (Things::of(&town, "水道課").await, Things::of(&town, "公園課").await);
    let before = theirs.state(&town).await;
    let mut wrong = Vec::new();
    for (number, (name, permissions)) in callers().into_iter().enumerate() {
        let narrow = town.hire(&format!("narrow.{number}"), permissions, &[ours.department]).await;
        for line in lines().into_iter().filter(|line| line.own && line.lets_in(permissions)) {
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
    lists_hide(&town, &theirs, ours.department).await;
    let wide = town.hire("wide", Role::Administrator.permissions(), &[]).await;
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

/// No list shows somebody of this department what is another one's.
async fn lists_hide(town: &Town, theirs: &Things, department: DepartmentId) {
    let narrow = town.hire("lists", Role::Writer.permissions(), &[department]).await;
    let desk = town.sit_down(&narrow, Stage::SignedIn, true).await;
    for list in ["drafts", "deliveries", "segments", "home", "testers", "tester-groups"] {
        let request = town.at_desk(Some(&desk), "GET", &format!("/api/{list}"));
        let answer = Answer::read(request.send().await.unwrap()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        for id in [&theirs.draft, &theirs.delivery, &theirs.segment, &theirs.tester, &theirs.group] {
            assert!(!answer.body.to_string().contains(id.as_str()), "{list} shows {id}: {answer:?}");
        }
    }
}
