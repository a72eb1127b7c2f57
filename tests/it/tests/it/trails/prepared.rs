//! For each route that changes something: what has to stand before, and the request that changes it.

use std::sync::atomic::{AtomicU32, Ordering};

use domain::delivery::{Delivery, DeliveryId, PauseReason, Status};
use domain::tester::{Candidate, SearchId, Tester, TesterSearch};
use domain::user_id::UserId;
use serde_json::{Value, json};
use ulid::Ulid;
use usecases::delivery::ports::Deliveries as _;
use usecases::jobs::import::import_key;
use usecases::testing::ports::Searches as _;

use super::binned::of_put_back;
use super::desk::{By, Desk, hanako, id_of};
use super::passkeys::{of_own, of_passkeys};
use super::reviews::{of_guard_review, of_review};
use super::unknown::of_decision;
use crate::admin::ward;

/// One request that would be taken.
#[derive(Debug, Clone)]
pub struct Asked {
    pub by: By,
    pub path: String,
    pub body: Value,
    /// The idempotency key.
    pub key: String,
}

pub static NEXT: AtomicU32 = AtomicU32::new(0);

/// A name that nothing else has.
pub fn name() -> String {
    format!("name{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

pub fn asked(by: By, path: &str, body: Value) -> Asked {
    Asked { by, path: path.to_owned(), body, key: name() }
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

/// Prepares the route's request; a route that is not known here has to be added.
pub async fn prepared(desk: &Desk, method: &str, route: &str) -> Asked {
    let rest = route.strip_prefix("/api/").unwrap();
    match rest.split('/').next().unwrap() {
        _ if rest.ends_with("/put-back") => of_put_back(desk, rest).await,
        "drafts" => of_drafts(desk, method, rest).await,
        "deliveries" => of_deliveries(desk, method, rest).await,
        "templates" => of_templates(desk, method, rest).await,
        "items" => of_items(desk, method, rest).await,
        "staff" | "departments" | "session" => of_staff(desk, method, rest).await,
        "testers" | "tester-groups" => of_testers(desk, method, rest).await,
        _ => of_others(desk, method, rest).await,
    }
}

fn unknown(method: &str, rest: &str) -> ! {
    panic!(
        "{method} /api/{rest} changes something: prepare it here, or say in `crash.rs` why it leaves no record"
    )
}

/// A draft that could go out.
async fn draft(desk: &Desk) -> Value {
    let text = name();
    let draft = desk.call(By::Hanako, "POST", "/api/drafts", &json!({ "title": text })).await;
    let bubble = json!({ "type": "text", "text": text }).to_string();
    let wish = json!({
        "version": 1, "title": text, "target": ward("takatsu"), "messages": [bubble], "start": { "kind": "now" },
    });
    desk.call(By::Hanako, "PUT", &format!("/api/drafts/{}", id(&draft)), &wish).await
}

async fn waiting_for_approval(desk: &Desk) -> Value {
    let draft = draft(desk).await;
    let path = format!("/api/drafts/{}/approval", id(&draft));
    desk.call(By::Hanako, "POST", &path, &json!({ "version": draft["version"] })).await
}

/// What somebody agrees to who has looked at it.
async fn agreed(desk: &Desk, draft: &Value) -> Value {
    let (path, version) = (format!("/api/drafts/{}/confirmation", id(draft)), &draft["version"]);
    let look = desk.call(By::Taro, "POST", &path, &json!({ "version": version })).await;
    json!({ "version": version, "content_hash": draft["content_hash"], "expected_count": look["count"] })
}

/// The request that sends a draft off.
async fn sending(desk: &Desk) -> Asked {
    let asked_for = waiting_for_approval(desk).await;
    let path = format!("/api/drafts/{}", id(&asked_for));
    let wish = agreed(desk, &asked_for).await;
    let draft = desk.call(By::Taro, "POST", &format!("{path}/approval/approve"), &wish).await;
    let mut wish = agreed(desk, &draft).await;
    wish["typed_count"] = json!(wish["expected_count"].to_string());
    asked(By::Hanako, &format!("{path}/send"), wish)
}

async fn of_drafts(desk: &Desk, method: &str, rest: &str) -> Asked {
    if rest == "drafts/{id}/send" {
        return sending(desk).await;
    }
    if rest == "drafts/{id}/tests" {
        let (draft, tester) = (draft(desk).await, tester(desk).await);
        let body = json!({ "version": draft["version"], "testers": [tester.id().to_string()] });
        // One of them alone would ask for more tests than a quarter of an hour lets pass.
        let by = if id(&draft).ends_with(|last: char| last < 'G') { By::Hanako } else { By::Taro };
        return asked(by, &format!("/api/drafts/{}/tests", id(&draft)), body);
    }
    let is_waiting = rest.contains("/approval/");
    let draft = if is_waiting { waiting_for_approval(desk).await } else { draft(desk).await };
    let (version, path) = (&draft["version"], format!("/api/{}", rest.replace("{id}", id(&draft))));
    match (method, rest) {
        ("POST", "drafts") => asked(By::Hanako, &path, json!({ "title": name() })),
        ("PUT", "drafts/{id}") => asked(By::Hanako, &path, json!({ "version": version, "title": name() })),
        ("DELETE", "drafts/{id}")
        | ("POST", "drafts/{id}/approval" | "drafts/{id}/approval/withdraw" | "drafts/{id}/confirmation") => {
            asked(By::Hanako, &path, json!({ "version": version }))
        }
        ("PUT", "drafts/{id}/acknowledgements") => {
            asked(By::Hanako, &path, json!({ "version": version, "keys": ["0123"] }))
        }
        ("POST", "drafts/{id}/approval/approve") => asked(By::Taro, &path, agreed(desk, &draft).await),
        ("POST", "drafts/{id}/approval/return") => {
            asked(By::Taro, &path, json!({ "version": version, "reason": "日付を直してください" }))
        }
        _ => unknown(method, rest),
    }
}

async fn of_templates(desk: &Desk, method: &str, rest: &str) -> Asked {
    let wish = |version: u64| json!({ "version": version, "name": name(), "messages": [r#"{"type":"text","text":"x"}"#] });
    if (method, rest) == ("POST", "templates") {
        return asked(By::Hanako, "/api/templates", wish(0));
    }
    let made = desk.call(By::Hanako, "POST", "/api/templates", &wish(0)).await;
    let path = format!("/api/templates/{}", id(&made));
    match method {
        "PUT" => asked(By::Hanako, &path, wish(1)),
        "DELETE" => asked(By::Hanako, &path, json!({ "version": 1 })),
        _ => unknown(method, rest),
    }
}

fn wish() -> Value {
    json!({ "title": name(), "target": ward("takatsu"), "messages": [{ "type": "text", "text": "x" }] })
}

/// A delivery in this state, as a worker would have left it.
pub async fn delivery(desk: &Desk, state: impl Fn(&Delivery, u64) -> Delivery) -> Value {
    let made = desk.call(By::Machine, "POST", "/api/deliveries", &wish()).await;
    let (table, id) = (desk.deliveries(), DeliveryId::parse(id(&made)).unwrap());
    let stands = table.get(id).await.unwrap().unwrap();
    let next = state(&stands, stands.created_at_ms);
    table.replace(&next).await.unwrap();
    json!({ "id": id.to_string(), "version": next.version })
}

pub fn under_way(stands: &Delivery, now_ms: u64) -> Delivery {
    let mut next = stands.start_now(stands.version, now_ms).unwrap();
    next.status = Status::Sending;
    next
}

async fn of_deliveries(desk: &Desk, method: &str, rest: &str) -> Asked {
    let place = |made: &Value| format!("/api/{}", rest.replace("{id}", id(made)));
    match (method, rest) {
        ("POST", "deliveries") => asked(By::Machine, "/api/deliveries", wish()),
        ("PUT", "deliveries/{id}/schedule") => {
            let made = desk.call(By::Machine, "POST", "/api/deliveries", &wish()).await;
            let now_ms = DeliveryId::parse(id(&made)).unwrap().created_at_ms();
            let at = jiff::Timestamp::from_millisecond(now_ms as i64 + 86_400_000).unwrap().to_string();
            asked(By::Machine, &place(&made), json!({ "version": made["version"], "at": at }))
        }
        ("POST", "deliveries/{id}/start") => {
            let made = desk.call(By::Machine, "POST", "/api/deliveries", &wish()).await;
            asked(By::Machine, &place(&made), json!({ "version": made["version"] }))
        }
        ("POST", "deliveries/{id}/stop" | "deliveries/{id}/cancel") => {
            let made = delivery(desk, under_way).await;
            let is_stop = rest.ends_with("/stop");
            asked(
                By::Hanako,
                &place(&made),
                if is_stop { json!({}) } else { json!({ "version": made["version"] }) },
            )
        }
        ("POST", "deliveries/{id}/resume") => {
            let stopped = |stands: &Delivery, now_ms| {
                let mut next = under_way(stands, now_ms).pause(PauseReason::StoppedByStaff, now_ms).unwrap();
                next.version = stands.version + 1;
                next
            };
            let made = delivery(desk, stopped).await;
            asked(By::Hanako, &place(&made), json!({ "version": made["version"] }))
        }
        ("POST", "deliveries/{id}/decision") => of_decision(desk, rest).await,
        ("POST", "deliveries/{id}/unschedule") => {
            let send = sending(desk).await;
            let sent = desk.call(send.by, "POST", &send.path, &send.body).await;
            asked(By::Hanako, &place(&sent), json!({ "version": sent["version"] }))
        }
        _ => unknown(method, rest),
    }
}

async fn version(desk: &Desk) -> Value {
    desk.call(By::Hanako, "GET", "/api/items", &Value::Null).await["version"].clone()
}

/// A new item with two options: their names.
async fn item(desk: &Desk) -> (String, String) {
    let (item, option) = (name(), name());
    let wish = json!({
        "version": version(desk).await, "id": item, "label": item, "kind": "single",
        "options": [{ "id": option, "label": "一" }, { "id": name(), "label": "二" }],
    });
    desk.call(By::Hanako, "POST", "/api/items", &wish).await;
    (item, option)
}

async fn of_items(desk: &Desk, method: &str, rest: &str) -> Asked {
    let (item, option) = item(desk).await;
    if rest == "items/{id}/restore" || (method, rest) == ("DELETE", "items/{id}") {
        let path = format!("/api/items/{item}/archive");
        desk.call(By::Hanako, "POST", &path, &json!({ "version": version(desk).await })).await;
    }
    let stands = desk.call(By::Hanako, "GET", "/api/items", &Value::Null).await;
    let items: Vec<&Value> = stands["items"].as_array().unwrap().iter().rev().collect();
    let names = |list: &[&Value]| list.iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
    let mut body = json!({ "version": stands["version"] });
    match (method, rest) {
        ("POST", "items") => (body["label"], body["kind"]) = (json!(name()), json!("single")),
        ("PUT", "items/order") => body["order"] = json!(names(&items)),
        ("PUT", "items/{id}") | ("POST" | "PUT", "items/{id}/options" | "items/{id}/options/{option}")
            if (method, rest) != ("PUT", "items/{id}/options") =>
        {
            body["label"] = json!(name());
        }
        ("PUT", "items/{id}/options") => {
            let mine = items.iter().find(|one| one["id"] == item.as_str()).unwrap();
            let options: Vec<&Value> = mine["options"].as_array().unwrap().iter().rev().collect();
            body["order"] = json!(names(&options));
        }
        ("DELETE", _) | ("POST", "items/{id}/archive" | "items/{id}/restore") => (),
        _ => unknown(method, rest),
    }
    let path = rest.replace("{id}", &item).replace("{option}", &option);
    asked(By::Hanako, &format!("/api/{path}"), body)
}

fn member(login: &str) -> Value {
    json!({
        "login": login, "name": "宮前 太郎", "role": "writer", "permissions": ["deliveries_write"], "departments": [],
        "scope": "all", "expires_on": null,
    })
}

async fn of_staff(desk: &Desk, method: &str, rest: &str) -> Asked {
    let added = async || desk.call(By::Hanako, "POST", "/api/staff", &member(&name())).await["staff"].clone();
    let place = |of: &Value| format!("/api/{}", rest.replace("{id}", id(of)));
    match (method, rest) {
        ("POST", "staff") => asked(By::Hanako, "/api/staff", member(&name())),
        ("PUT", "staff/{id}") => {
            let (taro, mut wish) = (added().await, member(&name()));
            wish["version"] = taro["version"].clone();
            asked(By::Hanako, &place(&taro), wish)
        }
        (
            "POST",
            "staff/{id}/unlock"
            | "staff/{id}/reset"
            | "staff/{id}/sign-out"
            | "staff/{id}/suspend"
            | "staff/{id}/restore",
        ) => {
            let taro = added().await;
            asked(By::Hanako, &place(&taro), json!({ "version": taro["version"] }))
        }
        ("POST", "staff/csv/apply") => {
            let row = format!("{},多摩 次郎,作成者,,,すべての部署,,", name());
            let csv = format!("ログインID,氏名,役割,権限,部署,見られる範囲,期限,利用停止\r\n{row}\r\n");
            let shown = desk.call(By::Hanako, "POST", "/api/staff/csv/preview", &json!({ "csv": csv })).await;
            asked(By::Hanako, "/api/staff/csv/apply", json!({ "csv": csv, "digest": shown["digest"] }))
        }
        ("POST", "staff/{id}/hand-over") => {
            draft(desk).await;
            let whose = format!("/api/staff/{}", hanako());
            let left = desk.call(By::Hanako, "GET", &format!("{whose}/belongings"), &Value::Null).await;
            let ids: Vec<_> = left["belongings"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
            let wish = json!({ "belongings": ids, "to": left["heirs"][0] });
            asked(By::Hanako, &format!("{whose}/hand-over"), wish)
        }
        (_, "session/authenticator" | "session/password" | "session/others") => of_own(desk, rest).await,
        (_, "session/passkeys" | "session/passkeys/{id}") => of_passkeys(desk, method).await,
        ("POST", "departments") => asked(By::Hanako, "/api/departments", json!({ "name": name() })),
        ("PUT", "departments/{id}") => {
            let made = desk.call(By::Hanako, "POST", "/api/departments", &json!({ "name": name() })).await;
            asked(By::Hanako, &place(&made), json!({ "version": 1, "name": name() }))
        }
        _ => unknown(method, rest),
    }
}

/// Somebody who is not known yet.
fn somebody() -> UserId {
    UserId::parse(format!("U{:032x}", 1_000 + NEXT.fetch_add(1, Ordering::Relaxed))).unwrap()
}

async fn tester(desk: &Desk) -> Tester {
    let tester = Tester::registered(somebody(), name(), None, 1_000);
    desk.testers().keep_tester(&tester).await.unwrap();
    tester
}

/// A search of theirs that has found somebody.
async fn found(desk: &Desk, by: By) -> String {
    let (by, user) = (id_of(by), somebody());
    let now_ms = super::desk::now_ms();
    let begun =
        TesterSearch::begun(SearchId::from_ulid(Ulid::generate()), by, "花", vec![user.clone()], now_ms);
    let search = begun.answered([Candidate { user, name: "花子".to_owned() }]);
    desk.testers().keep_search(&begun).await.unwrap();
    desk.testers().keep_search(&search).await.unwrap();
    format!("{}.0", search.id)
}

async fn of_testers(desk: &Desk, method: &str, rest: &str) -> Asked {
    // Nobody may show codes, search or pick all the time, so they take turns.
    static TURN: AtomicU32 = AtomicU32::new(0);
    let by = [By::Hanako, By::Taro, By::Machine][TURN.fetch_add(1, Ordering::Relaxed) as usize % 3];
    let group = |testers: Value| json!({ "name": name(), "department": null, "testers": testers });
    match (method, rest) {
        ("POST", "testers") => {
            let body = json!({ "name": name(), "department": null, "candidate": found(desk, by).await });
            asked(by, "/api/testers", body)
        }
        ("POST", "testers/candidates") => asked(by, "/api/testers/candidates", json!({ "q": name() })),
        ("POST", "testers/codes") => {
            asked(by, "/api/testers/codes", json!({ "name": name(), "department": null }))
        }
        ("PUT" | "DELETE", "testers/{id}") => {
            let tester = tester(desk).await;
            let body = json!({ "version": tester.version, "name": name(), "department": null });
            asked(By::Hanako, &format!("/api/testers/{}", tester.id()), body)
        }
        ("POST", "tester-groups") => {
            let testers = json!([tester(desk).await.id().to_string()]);
            asked(By::Hanako, "/api/tester-groups", group(testers))
        }
        ("PUT" | "DELETE", "tester-groups/{id}") => {
            let made = desk.call(By::Hanako, "POST", "/api/tester-groups", &group(json!([]))).await;
            let mut body = group(json!([]));
            body["version"] = made["version"].clone();
            asked(By::Hanako, &format!("/api/tester-groups/{}", id(&made)), body)
        }
        _ => unknown(method, rest),
    }
}

async fn of_others(desk: &Desk, method: &str, rest: &str) -> Asked {
    let condition = json!({ "item": "ward", "any_of": ["takatsu"] });
    let segment = || json!({ "name": name(), "department": "全庁", "condition": condition });
    match (method, rest) {
        ("POST", "segments") => asked(By::Hanako, "/api/segments", segment()),
        ("PUT" | "DELETE", "segments/{id}") => {
            let made = desk.call(By::Hanako, "POST", "/api/segments", &segment()).await;
            let mut body = segment();
            body["version"] = made["version"].clone();
            asked(By::Hanako, &format!("/api/segments/{}", id(&made)), body)
        }
        ("PUT", "settings/{name}") => {
            let path = "/api/settings/everyone_per_month";
            let stands = desk.call(By::Hanako, "GET", path, &Value::Null).await;
            asked(By::Hanako, path, json!({ "version": stands["version"], "value": 3 }))
        }
        ("POST", "media") => {
            let body = json!({ "use": "image", "content_type": "image/png", "size": 1_000 });
            asked(By::Hanako, "/api/media", body)
        }
        ("POST", "reviews/{id}") => of_review(desk).await,
        ("POST", "guard-reviews/{id}") => of_guard_review(desk).await,
        ("POST", "imports") => asked(By::Hanako, "/api/imports", json!({ "source": "line" })),
        ("POST", "imports/{id}/start") => {
            let asked_for = desk.call(By::Hanako, "POST", "/api/imports", &json!({ "source": "csv" })).await;
            let job = domain::job::JobId::parse(id(&asked_for)).unwrap();
            desk.uploaded(&import_key(&job)).await;
            asked(By::Hanako, &format!("/api/imports/{job}/start"), json!({}))
        }
        ("POST", "exports") => {
            asked(By::Hanako, "/api/exports", json!({ "format": "csv", "reason": "年度末の点検" }))
        }
        _ => unknown(method, rest),
    }
}
