//! The trails through the city's front door: who came in, who did what, as CSV, and a row that somebody altered.

mod binned;
pub mod crash;
pub mod desk;
mod long;
mod needed;
mod passkeys;
pub mod prepared;
mod reviews;
mod stale;
mod tampered;
mod unknown;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::types::ReturnValue::AllOld;
use serde_json::{Value, json};

use crate::admin::{Answer, everyone};
use crate::staff::{Browser, PASSWORD, administrator, colleague};
use crate::town::Town;

/// The values of one field, the newest first.
fn column<'a>(answer: &'a Value, list: &str, field: &str) -> Vec<&'a str> {
    let rows = answer[list].as_array().unwrap();
    rows.iter().map(|row| row[field].as_str().unwrap_or_default()).collect()
}

async fn logins(boss: &mut Browser<'_>, query: &str) -> Value {
    boss.ask("GET", &format!("trails/logins?{query}"), Value::Null).await.body
}

async fn operations(boss: &mut Browser<'_>, query: &str) -> Value {
    boss.ask("GET", &format!("trails/operations?{query}"), Value::Null).await.body
}

/// The day that the city's clock shows in Japan.
fn today(town: &Town) -> String {
    let since = town.city.clock.now().duration_since(std::time::UNIX_EPOCH).unwrap();
    domain::job::day_in_japan(since.as_millis() as u64).to_string()
}

async fn verdict(boss: &mut Browser<'_>) -> Value {
    let path = format!("trails/verify?day={}", today(boss.town));
    boss.ask("GET", &path, Value::Null).await.body
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story from its beginning to its end")]
async fn every_try_to_come_in_is_in_the_login_history() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, _) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let mut thief = Browser::new(&town);
    for login in ["taro", "taro", "taro", "taro", "taro", "nobody", "わたしのパスワード"] {
        let answer =
            thief.ask("POST", "session", json!({ "login": login, "password": "wrong wrong wrong" })).await;
        assert_eq!(answer.status, 401, "{answer:?}");
    }
    let wrong = json!({ "code": "ABCD-EFGH", "login": "jiro", "name": "多摩", "password": PASSWORD });
    thief.ask("POST", "session/first", wrong.clone()).await.assert_problem(401, "wrong");
    thief.ask("POST", "session/invitation", wrong).await.assert_problem(401, "wrong_code");
    assert_eq!(taro.ask("DELETE", "session", Value::Null).await.status, 200);

    let all = logins(&mut boss, "").await;
    let seen: Vec<String> = all["logins"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|row| {
            let text = |field: &str| row[field].as_str().unwrap_or("-").to_owned();
            format!("{} {} {} {}", text("login"), text("name"), text("method"), text("result"))
        })
        .collect();
    let tries = |row: &str, count: usize| vec![row.to_owned(); count];
    let wanted = [
        tries("hanako 高津 花子 first password_accepted", 1),
        tries("hanako 高津 花子 totp signed_in", 1),
        tries("hanako 高津 花子 totp stepped_up", 1),
        tries("taro 宮前 太郎 invitation password_accepted", 1),
        tries("taro 宮前 太郎 totp signed_in", 1),
        tries("taro 宮前 太郎 password wrong_password", 4),
        tries("taro 宮前 太郎 password locked", 1),
        tries("(登録のないID) - password wrong_password", 1),
        tries("(登録のないID) - password wrong_password", 1),
        tries("(登録のないID) - first wrong_code", 1),
        tries("(登録のないID) - invitation wrong_code", 1),
        tries("taro 宮前 太郎 session signed_out", 1),
    ]
    .concat();
    assert_eq!(seen, wanted);
    let first = &all["logins"][0];
    assert!(!first["ip"].as_str().unwrap().is_empty() && first["at"].as_str().unwrap().ends_with("+09:00"));
    let found = logins(&mut boss, "login=Taro&result=locked").await;
    assert_eq!(found["logins"].as_array().unwrap().len(), 1);
    boss.ask("GET", "trails/logins?result=x", Value::Null).await.assert_problem(422, "invalid");

    let done = operations(&mut boss, "").await;
    let done: Vec<_> = column(&done, "operations", "action").into_iter().rev().collect();
    let wanted = [
        "staff.first_administrator",
        "staff.authenticator_set",
        "department.created",
        "staff.created",
        "staff.password_set",
        "staff.authenticator_set",
        "staff.locked",
    ];
    assert_eq!(done, wanted);
    assert_eq!(verdict(&mut boss).await["intact"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_login_history_tells_each_device_apart_by_what_it_calls_itself() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let pc = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0".to_owned();
    for (agent, password, status) in [
        (pc.clone(), "wrong wrong wrong", 401),
        ("curl/8.5.0".to_owned(), PASSWORD, 200),
        ("x".repeat(2_000), "wrong wrong wrong", 401),
    ] {
        let wish = json!({ "login": "hanako", "password": password });
        let request = Browser::new(&town).request("POST", "session").header("user-agent", &agent);
        assert_eq!(request.json(&wish).send().await.unwrap().status().as_u16(), status, "{agent}");
    }
    let seen = logins(&mut boss, "").await;
    let shortened = "x".repeat(160);
    assert_eq!(column(&seen, "logins", "device")[..3], [&shortened, "curl/8.5.0", &pc], "{seen}");
    assert_eq!(
        column(&seen, "logins", "result")[..3],
        ["wrong_password", "password_accepted", "wrong_password"]
    );
    boss.step_up().await;
    let file = boss.request("GET", "trails/logins.csv").send().await.unwrap().text().await.unwrap();
    assert!(file.contains("\"curl/8.5.0\"") && file.contains(&pc), "{file}");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story from its beginning to its end")]
async fn an_administrator_finds_who_did_what_and_takes_it_along_as_a_table() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, staff) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let wish = json!({ "title": "=1+1", "department": staff["departments"][0]["id"] });
    let draft = taro.ask("POST", "drafts", wish).await.body;
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    for version in 1..=60 {
        let wish = json!({
            "version": version, "title": "=1+1", "target": everyone(), "department": draft["department"],
            "messages": [json!({ "type": "text", "text": format!("秘密の文{version}") }).to_string()],
        });
        assert_eq!(taro.ask("PUT", &path, wish).await.status, 200);
    }
    taro.ask("PUT", &path, json!({ "version": 1, "title": "x" })).await.assert_problem(409, "stale_version");
    taro.ask("GET", "trails/operations", Value::Null).await.assert_problem(403, "forbidden");

    let query = format!(
        "staff={}&action=draft.saved&object={}",
        staff["id"].as_str().unwrap(),
        draft["id"].as_str().unwrap()
    );
    let page = operations(&mut boss, &query).await;
    let rest = operations(&mut boss, &format!("{query}&cursor={}", page["next"].as_str().unwrap())).await;
    let rows =
        [page["operations"].as_array().unwrap().clone(), rest["operations"].as_array().unwrap().clone()]
            .concat();
    let versions: Vec<u64> =
        rows.iter().map(|row| row["detail"]["after_version"].as_u64().unwrap()).collect();
    assert_eq!(versions, (2..=61).rev().collect::<Vec<_>>(), "each change once, none of what was refused");
    assert_eq!(rest["next"], Value::Null);
    let row = &rows[0];
    assert_eq!((&row["staff"]["name"], &row["object"]["name"]), (&json!("宮前 太郎"), &json!("=1+1")));
    assert_eq!(row["department"], staff["departments"][0]["id"]);
    assert!(!row["session"].as_str().unwrap().is_empty() && row["hash"].as_str().unwrap().len() == 64);
    let earlier = operations(&mut boss, "to=2020-01-01T00:00:00%2B09:00").await;
    assert_eq!(earlier["operations"], json!([]));

    boss.town.city.advance(std::time::Duration::from_mins(6));
    boss.ask("GET", "trails/operations.csv", Value::Null).await.assert_problem(403, "step_up_needed");
    boss.step_up().await;
    let response = boss.request("GET", "trails/operations.csv?action=draft.").send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"text/csv; charset=utf-8".parse().unwrap())
    );
    let bytes = response.bytes().await.unwrap();
    assert!(bytes.starts_with(domain::table::BOM));
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert_eq!(text.lines().count(), 62, "heading, creation and sixty saves");
    assert!(text.contains("\"'=1+1\"") && !text.contains("\"=1+1\""), "R-C1: no cell is a formula");
    assert!(!text.contains("秘密"), "messages stay out");
    assert_eq!(
        operations(&mut boss, "action=trail.downloaded").await["operations"][0]["detail"]["records"],
        61
    );
    let file = boss.request("GET", "trails/logins.csv").send().await.unwrap().text().await.unwrap();
    assert!(file.contains("\"hanako\",\"高津 花子\",\"大切な操作の前の本人確認\",\"stepped_up\""), "{file}");
    assert!(text.contains("\"下書き：保存\",\"draft.saved\",\"下書き\",\"draft\""), "{text}");
    let ip = boss.ask("GET", "trails/logins", Value::Null).await.body["logins"][0]["ip"].clone();
    let name = "%E9%AB%98%E6%B4%A5"; // 高津
    for (wanted, fits) in
        [("HANAKO", true), (name, true), (ip.as_str().unwrap(), true), ("203.0.113.", false)]
    {
        let found = boss.ask("GET", &format!("trails/logins?login={wanted}"), Value::Null).await.body;
        let found = found["logins"].as_array().unwrap();
        assert_eq!(!found.is_empty(), fits, "{wanted}");
        assert!(wanted != name || found.iter().all(|one| one["login"] == "hanako"), "{found:?}");
    }
    let titled = operations(&mut boss, "object=%3D1%2B").await; // a part of its title
    assert_eq!(titled["operations"][0]["object"]["name"], "=1+1", "{titled}");
}

#[tokio::test(flavor = "multi_thread")]
async fn f_23_a_row_that_was_altered_in_the_table_is_found() {
    let town = Town::start().await;
    town.well_before_midnight();
    let mut boss = administrator(&town).await;
    for name in ["一", "二", "三"] {
        boss.ask("POST", "departments", json!({ "name": name, "words": [] })).await;
    }
    let before = verdict(&mut boss).await;
    assert_eq!((&before["intact"], &before["broken_at"]), (&json!(true), &Value::Null), "{before}");
    let records = before["records"].as_u64().unwrap();
    assert_eq!(records, 7, "two logins, two set-ups, three departments");
    assert_eq!((&before["last"]["number"], &before["followed"]), (&json!(7), &json!(false)), "{before}");

    let client = dynamodb(&town).await;
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let name = |number: u64| format!("{number:010}");
    let day = format!("DAY#{}", today(&town));
    let get = client.get_item().table_name("AuditTable").key("pk", text(&day)).key("sk", text(&name(6)));
    let row = get.send().await.unwrap().item.unwrap();
    let body = row["body"].as_s().unwrap().replace('二', "五");
    assert_ne!(&body, row["body"].as_s().unwrap());
    let put =
        client.put_item().table_name("AuditTable").set_item(Some(row.clone())).item("body", text(&body));
    put.send().await.unwrap();
    let found = verdict(&mut boss).await;
    assert_eq!((&found["intact"], &found["broken_at"]), (&json!(false), &json!(6)), "{found}");
    client.put_item().table_name("AuditTable").set_item(Some(row)).send().await.unwrap();
    assert_eq!(verdict(&mut boss).await["intact"], true);
    let delete =
        client.delete_item().table_name("AuditTable").key("pk", text(&day)).key("sk", text(&name(7)));
    delete.send().await.unwrap();
    assert_eq!(verdict(&mut boss).await["broken_at"], 7);
    boss.ask("GET", "trails/verify?day=today", Value::Null).await.assert_problem(422, "invalid");
    let quiet = boss.ask("GET", "trails/verify?day=2020-01-01", Value::Null).await.body;
    assert_eq!((&quiet["intact"], &quiet["records"]), (&json!(true), &json!(0)));
    assert_eq!((&quiet["last"], &quiet["followed"]), (&Value::Null, &json!(true)), "{quiet}");
}

#[tokio::test(flavor = "multi_thread")]
async fn f_23_what_is_cut_from_the_end_of_the_newest_day_with_its_head_is_told_by_a_note_of_the_last_hash() {
    let town = Town::start().await;
    town.well_before_midnight();
    let mut boss = administrator(&town).await;
    boss.ask("POST", "departments", json!({ "name": "一", "words": [] })).await;
    let client = dynamodb(&town).await;
    let key = |pk: &str, sk: &str| {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))])
    };
    let at = today(&town);
    let head = client.get_item().table_name("AuditTable").set_key(Some(key("DAYS", &at)));
    let head = head.send().await.unwrap().item.unwrap();
    boss.ask("POST", "departments", json!({ "name": "二", "words": [] })).await;
    let noted = verdict(&mut boss).await;
    let row = key(&format!("DAY#{at}"), &format!("{:010}", noted["records"].as_u64().unwrap()));
    let gone = client.delete_item().table_name("AuditTable").set_key(Some(row)).return_values(AllOld);
    assert!(gone.send().await.unwrap().attributes.is_some(), "it was there");
    client.put_item().table_name("AuditTable").set_item(Some(head)).send().await.unwrap();

    let cut = verdict(&mut boss).await;
    assert_eq!((&cut["intact"], &cut["followed"]), (&json!(true), &json!(false)), "{cut}");
    assert_eq!((&noted["last"]["number"], &cut["last"]["number"]), (&json!(6), &json!(5)));
    assert_ne!(noted["last"]["hash"], cut["last"]["hash"]);
}

/// A client that looks behind the functions.
async fn dynamodb(town: &Town) -> aws_sdk_dynamodb::Client {
    let environment = town.city.aws.environment();
    let value = |name: &str| environment[name].clone();
    let keys = aws_sdk_dynamodb::config::Credentials::new(
        value("AWS_ACCESS_KEY_ID"),
        value("AWS_SECRET_ACCESS_KEY"),
        None,
        None,
        "it",
    );
    let loader = aws_config::defaults(aws_config::BehaviorVersion::v2026_01_12())
        .region(aws_config::Region::new(value("AWS_REGION")));
    let loader = loader.endpoint_url(town.city.aws.endpoint()).credentials_provider(keys);
    aws_sdk_dynamodb::Client::new(&loader.load().await)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_leaves_one_record() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    boss.step_up().await;
    let wish = json!({ "format": "csv", "reason": "年度末の点検" });
    let ask = || boss.request("POST", "exports").header("idempotency-key", "march").json(&wish).send();
    let one = Answer::read(ask().await.unwrap()).await;
    let two = Answer::read(ask().await.unwrap()).await;
    assert_eq!(one.body["id"], two.body["id"]);
    let started = operations(&mut boss, "action=job.started").await;
    assert_eq!(started["operations"].as_array().unwrap().len(), 1, "{started}");
    assert_eq!(started["operations"][0]["detail"]["reason"], "年度末の点検");
}
