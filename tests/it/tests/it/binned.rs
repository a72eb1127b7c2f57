//! The bin in a city: what staff deleted lies there for thirty days of the city's clock, and comes back as something from
//! which nothing goes out.

use std::time::Duration;

use domain::bin::BinKind;
use domain::draft::{Draft, DraftContent};
use domain::staff::{Department, DepartmentId, Permission, Permissions, Stage};
use serde_json::{Value, json};
use testkit::testing::a_person;
use ulid::Ulid;
use usecases::delivery::ports::Swap;
use usecases::editorial::ports::Drafts;

use crate::admin::{Answer, everyone, ward};
use crate::desk::Desk;
use crate::town::Town;

const DAY: Duration = Duration::from_hours(24);

async fn keyed(town: &Town, path: &str, key: &str, body: &Value) -> Answer {
    let request = town.request("POST", path).header("idempotency-key", key).json(body);
    Answer::read(request.send().await.unwrap()).await
}

fn address(noun: &str, of: &Value, below: &str) -> String {
    format!("/api/{noun}/{}{below}", of["id"].as_str().unwrap())
}

/// What is asked for to have one of these.
fn wish_for(noun: &str, department: &Value) -> Value {
    match noun {
        "drafts" => json!({ "title": "夏祭り", "department": department }),
        "segments" => json!({
            "name": "夏祭り", "department": department.as_str().unwrap_or("全庁"), "condition": ward("tama")["condition"],
        }),
        _ => json!({
            "title": "夏祭り", "name": "夏祭り", "department": department, "testers": [],
            "messages": [json!({ "type": "text", "text": "夏祭りです" }).to_string()],
        }),
    }
}

/// The same request each time.
async fn made(town: &Town, noun: &str, department: &Value) -> Answer {
    let wish = wish_for(noun, department);
    keyed(town, &format!("/api/{noun}"), &format!("{noun}{department}"), &wish).await
}

/// Something to delete of each kind, with the name it has in the bin.
async fn one_of_each(town: &Town, department: &Value) -> Vec<(&'static str, &'static str, Value)> {
    let mut all = Vec::new();
    for (noun, kind) in [
        ("drafts", "draft"),
        ("templates", "template"),
        ("segments", "segment"),
        ("tester-groups", "tester_group"),
    ] {
        let answer = made(town, noun, department).await;
        assert_eq!(answer.status, 201, "{noun}: {answer:?}");
        all.push((noun, kind, answer.body));
    }
    all
}

async fn thrown_away(town: &Town, noun: &str, thing: &Value) -> Value {
    let seen = json!({ "version": thing["version"] });
    let answer = town.ask("DELETE", &address(noun, thing, ""), &seen).await;
    assert_eq!(answer.status, 204, "{noun}: {answer:?}");
    seen
}

async fn bin(town: &Town) -> Vec<Value> {
    let answer = town.call("GET", "/api/bin", &Value::Null).await;
    answer["things"].as_array().unwrap().clone()
}

async fn put_back(town: &Town, noun: &str, thing: &Value) -> Answer {
    let seen = json!({ "version": thing["version"] });
    town.ask("POST", &address(noun, thing, "/put-back"), &seen).await
}

/// How often the trail tells of it.
async fn told(town: &Town, action: &str) -> usize {
    let path = format!("/api/trails/operations?action={action}");
    town.call("GET", &path, &Value::Null).await["operations"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_comes_back_under_its_id_once_however_often_it_is_asked_for() {
    let town = Town::start().await;
    for (noun, kind, thing) in one_of_each(&town, &Value::Null).await {
        thrown_away(&town, noun, &thing).await;
        let lying = bin(&town).await;
        let [entry] = &lying[..] else { panic!("{noun}: {lying:?}") };
        assert_eq!(
            (&entry["kind"], &entry["id"], &entry["title"], &entry["days_left"]),
            (&json!(kind), &thing["id"], &json!("夏祭り"), &json!(30)),
            "{entry}"
        );
        assert_eq!(entry["version"], thing["version"], "{entry}");
        let (one, two) = tokio::join!(put_back(&town, noun, &thing), put_back(&town, noun, &thing));
        for answer in [one, two, put_back(&town, noun, &thing).await] {
            assert_eq!((answer.status, &answer.body["id"]), (200, &thing["id"]), "{noun}: {answer:?}");
            assert_eq!(answer.body["version"].as_u64().unwrap(), thing["version"].as_u64().unwrap() + 1);
        }
        assert_eq!(told(&town, &format!("{kind}.put_back")).await, 1, "{noun}: one change, one record");
        assert_eq!(bin(&town).await, Vec::<Value>::new());
        let list = town.call("GET", &format!("/api/{noun}"), &Value::Null).await.to_string();
        assert_eq!(list.matches(thing["id"].as_str().unwrap()).count(), 1, "{list}");
    }
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_thirty_days_it_is_gone_and_until_then_it_is_not() {
    let town = Town::start().await;
    let made = one_of_each(&town, &Value::Null).await;
    for (noun, _, thing) in &made {
        thrown_away(&town, noun, thing).await;
    }
    town.city.advance(DAY * 29 + Duration::from_hours(23));
    let lying = bin(&town).await;
    assert_eq!(lying.iter().map(|one| one["days_left"].as_u64().unwrap()).collect::<Vec<_>>(), [1; 4]);
    let (noun, _, first) = &made[0];
    assert_eq!(put_back(&town, noun, first).await.status, 200);
    town.city.advance(Duration::from_hours(1));
    assert_eq!(bin(&town).await, Vec::<Value>::new());
    for (noun, _, thing) in &made[1..] {
        put_back(&town, noun, thing).await.assert_problem(404, "not_found");
    }
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_comes_back_unapproved_unread_and_untested_and_nothing_goes_out() {
    let town = Town::start().await;
    let phones = town.settle(&["takatsu", "kawasaki"]).await;
    let code = town.call("POST", "/api/testers/codes", &json!({ "name": "公用", "department": null })).await;
    town.city.line.say(&phones[0], code["code"].as_str().unwrap()).unwrap();
    town.rest().await;
    let testers = town.call("GET", "/api/testers", &Value::Null).await;
    let draft = town.call("POST", "/api/drafts", &json!({ "title": "避難" })).await;
    let (_, at) = town.time_in(DAY);
    let wish = json!({
        "version": 1, "title": "避難", "target": everyone(), "start": { "kind": "at", "at": at },
        "messages": [json!({ "type": "text", "text": "避難所を開きました" }).to_string()],
    });
    let draft = town.call("PUT", &address("drafts", &draft, ""), &wish).await;
    let whom = json!({ "version": draft["version"], "testers": [testers["testers"][0]["id"]] });
    assert!(keyed(&town, &address("drafts", &draft, "/tests"), "one", &whom).await.status < 300);
    town.rest().await;
    let asked = json!({ "version": draft["version"], "keys": ["0123"] });
    let noted = town.call("PUT", &address("drafts", &draft, "/acknowledgements"), &asked).await;
    let waiting = json!({ "version": noted["version"] });
    let waiting = town.call("POST", &address("drafts", &draft, "/approval"), &waiting).await;
    let stands = town.call("GET", &address("drafts", &draft, ""), &Value::Null).await;
    assert_eq!(
        (&stands["state"], &stands["tested"]["current"]),
        (&json!("approval_requested"), &json!(true))
    );
    let before = (town.texts(&phones[0]).len(), town.texts(&phones[1]).len());

    thrown_away(&town, "drafts", &waiting).await;
    assert_eq!(put_back(&town, "drafts", &waiting).await.status, 200);
    let back = town.call("GET", &address("drafts", &draft, ""), &Value::Null).await;
    assert_eq!((&back["state"], &back["approval"]), (&json!("editing"), &Value::Null), "{back}");
    assert_eq!((&back["acknowledged"], &back["tested"]["current"]), (&json!([]), &json!(false)), "{back}");
    assert_eq!((&back["messages"], &back["author"]), (&stands["messages"], &stands["author"]));
    let look = json!({ "version": back["version"] });
    let look = town.call("POST", &address("drafts", &back, "/confirmation"), &look).await;
    assert_eq!((&look["test"], &look["may_send"]), (&json!("outdated"), &json!(false)), "{look}");
    let approve = json!({ "version": waiting["version"], "content_hash": waiting["content_hash"] });
    let late = town.ask("POST", &address("drafts", &back, "/approval/approve"), &approve).await;
    late.assert_problem(409, "stale_version");
    town.city.advance(DAY * 2);
    town.minute().await;
    town.rest().await;
    assert_eq!((town.texts(&phones[0]).len(), town.texts(&phones[1]).len()), before, "nothing went out");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_way_is_told_and_the_thing_stays_in_the_bin() {
    let town = Town::start().await;
    for (noun, _, thing) in one_of_each(&town, &Value::Null).await {
        thrown_away(&town, noun, &thing).await;
        let late = json!({ "version": 9 });
        let stale = town.ask("POST", &address(noun, &thing, "/put-back"), &late).await;
        stale.assert_problem(409, "stale_version");
        assert_eq!(stale.body["current"]["id"], thing["id"]);
        assert_eq!(put_back(&town, noun, &thing).await.status, 200);
    }

    // Two of one id come about by hand only: neither is lost.
    let draft = town.call("POST", "/api/drafts", &json!({ "title": "一週間の仕事" })).await;
    thrown_away(&town, "drafts", &draft).await;
    let id: Ulid = draft["id"].as_str().unwrap().parse().unwrap();
    let empty = Draft::begun(id, DraftContent::default(), &a_person(), 1);
    assert!(matches!(Drafts::put(&town.stores.console, &empty).await.unwrap(), Swap::Done));
    put_back(&town, "drafts", &draft).await.assert_problem(409, "in_the_way");
    let seen = json!({ "version": 1 });
    town.ask("DELETE", &address("drafts", &draft, ""), &seen).await.assert_problem(409, "in_the_way");
    let lying = bin(&town).await;
    assert_eq!((lying.len(), &lying[0]["title"]), (1, &json!("一週間の仕事")), "{lying:?}");
    let over = town.stores.console.binned(BinKind::Draft, &id.to_string(), 0).await.unwrap().unwrap();
    let over = town.stores.console.into_bin(over, &empty).unwrap();
    assert!(matches!(town.stores.console.delete_draft(&empty, over).await.unwrap(), Swap::Lost(())));

    let version = town.call("GET", "/api/items", &Value::Null).await["version"].clone();
    let item = json!({
        "version": version, "id": "pets", "label": "ペット", "kind": "single",
        "options": [{ "id": "dog", "label": "犬" }],
    });
    let item = town.call("POST", "/api/items", &item).await;
    let condition = json!({ "item": "pets", "any_of": ["dog"] });
    let segment = json!({ "name": "犬のいる方", "department": "全庁", "condition": condition });
    let segment = keyed(&town, "/api/segments", "dogs", &segment).await.body;
    thrown_away(&town, "segments", &segment).await;
    let gone = town.ask("POST", "/api/items/pets/archive", &json!({ "version": item["version"] })).await;
    let gone = town.ask("DELETE", "/api/items/pets", &json!({ "version": gone.body["version"] })).await;
    assert_eq!(gone.status, 200, "{gone:?}");
    let refused = put_back(&town, "segments", &segment).await;
    refused.assert_problem(409, "in_the_way");
    assert_eq!(bin(&town).await.len(), 2, "{refused:?}");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_creation_that_is_asked_for_again_makes_nothing_anew_of_what_lies_in_the_bin() {
    let town = Town::start().await;
    for (noun, _, thing) in &one_of_each(&town, &Value::Null).await {
        thrown_away(&town, noun, thing).await;
        made(&town, noun, &Value::Null).await.assert_problem(409, "in_the_bin");
        let list = town.call("GET", &format!("/api/{noun}"), &Value::Null).await.to_string();
        assert!(!list.contains(thing["id"].as_str().unwrap()), "{noun}: {list}");
        assert_eq!(put_back(&town, noun, thing).await.status, 200, "{noun}");
    }
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_begins_with_no_longer_a_title_than_it_can_keep_and_the_bin_lists_its_beginning() {
    let town = Town::start().await;
    let long = json!({ "title": "あ".repeat(501) });
    let refused = town.ask("POST", "/api/drafts", &long).await;
    refused.assert_problem(422, "invalid");
    assert_eq!(refused.first_error(), ("title", "too_long"));
    let draft = town.call("POST", "/api/drafts", &json!({ "title": "あ".repeat(500) })).await;
    thrown_away(&town, "drafts", &draft).await;
    assert_eq!(bin(&town).await[0]["title"], "あ".repeat(200));
    assert_eq!(put_back(&town, "drafts", &draft).await.status, 200);
    let back = town.call("GET", &address("drafts", &draft, ""), &Value::Null).await;
    assert_eq!(back["title"], "あ".repeat(500), "it lies there whole");
    town.end().await;
}

async fn asked(town: &Town, desk: &Desk, method: &str, path: &str, body: Value) -> Answer {
    let request = town.at_desk(Some(desk), method, path);
    let request = if method == "GET" { request } else { request.json(&body) };
    Answer::read(request.send().await.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_sees_and_puts_back_what_they_could_have_deleted_and_nothing_else() {
    let town = Town::start().await;
    let mut departments = Vec::new();
    for name in ["水道課", "公園課"] {
        let id = DepartmentId::from_ulid(Ulid::generate());
        let row = Department {
            id,
            version: 1,
            name: name.to_owned(),
            prefix: String::new(),
            footer: String::new(),
            words: Vec::new(),
        };
        assert!(matches!(town.stores.staff.keep_department(&row).await.unwrap(), Swap::Done));
        departments.push(id);
    }
    let made = one_of_each(&town, &json!(departments[0].to_string())).await;
    for (noun, _, thing) in &made {
        thrown_away(&town, noun, thing).await;
    }
    let all = [Permission::DeliveriesWrite, Permission::Groups, Permission::Testers];
    for (login, permissions, department, sees) in [
        ("other", &all[..], 1, &[][..]),
        ("writer", &all[..1], 0, &["draft", "template"]),
        ("groups", &all[1..2], 0, &["segment"]),
        ("testers", &all[2..], 0, &["tester_group"]),
    ] {
        let member = town.hire(login, Permissions::of(permissions), &[departments[department]]).await;
        let desk = town.sit_down(&member, Stage::SignedIn, true).await;
        let list = asked(&town, &desk, "GET", "/api/bin", Value::Null).await.body;
        let mut kinds: Vec<_> =
            list["things"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, sees, "{login}: {list}");
        for (noun, kind, thing) in &made {
            let (path, seen) = (address(noun, thing, "/put-back"), json!({ "version": thing["version"] }));
            let answer = asked(&town, &desk, "POST", &path, seen).await;
            match login {
                "other" => answer.assert_problem(403, "other_department"),
                _ if sees.contains(kind) => assert_eq!(answer.status, 200, "{login}: {answer:?}"),
                _ => answer.assert_problem(403, "forbidden"),
            }
        }
    }
    assert_eq!(bin(&town).await, Vec::<Value>::new());
    town.end().await;
}
