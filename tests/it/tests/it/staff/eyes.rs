//! 「この人の目で見る」: what an administrator sees through a colleague's eyes is what the colleague sees, and nothing
//! can be changed meanwhile.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Browser, administrator, colleague};
use crate::admin::ward;
use crate::town::Town;

/// A draft of this department, asked to be approved.
async fn requested(by: &mut Browser<'_>, title: &str, department: &Value) -> Value {
    let mut draft = by.ask("POST", "drafts", json!({ "title": title, "department": department })).await.body;
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    draft["target"] = ward("takatsu");
    draft["messages"] = json!([json!({ "type": "text", "text": title }).to_string()]);
    let draft = by.ask("PUT", &path, draft).await.body;
    by.ask("POST", &format!("{path}/approval"), json!({ "version": draft["version"] })).await.body
}

/// The same question to both; moments that go on with the clock aside.
async fn same<'a>(boss: &mut Browser<'a>, taro: &mut Browser<'a>, question: (&str, &str, Value)) -> Value {
    let (method, path, body) = question;
    let mut answers = Vec::new();
    for browser in [boss, taro] {
        let mut answer = browser.ask(method, path, body.clone()).await;
        if let Some(answer) = answer.body.as_object_mut() {
            answer.remove("starts_at");
            answer.remove("not_later_than");
        }
        answers.push((answer.status, answer.body));
    }
    assert_eq!(answers[0], answers[1], "{method} {path}");
    assert_eq!(answers[0].0, 200, "{method} {path}: {answers:?}");
    answers.remove(0).1
}

#[tokio::test(flavor = "multi_thread")]
async fn through_a_colleagues_eyes_home_drafts_a_request_and_a_group_are_as_the_colleague_sees_them() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki", "kawasaki"]).await;
    let mut boss = administrator(&town).await;
    let rights = json!(["deliveries_write", "deliveries_approve", "groups"]);
    let (mut taro, seen) = colleague(&mut boss, "taro", "approver", rights).await;
    let (mut jiro, _) = colleague(&mut boss, "jiro", "writer", json!(["deliveries_write"])).await;
    let ours = &seen["departments"][0]["id"];
    let asked = requested(&mut boss, "管理者の下書き", ours).await;
    let own = requested(&mut taro, "太郎の下書き", ours).await;
    requested(&mut jiro, "次郎の下書き", &Value::Null).await;
    let group = json!({ "name": "高津", "department": ours, "condition": ward("takatsu")["condition"] });
    let group = taro.ask("POST", "segments", group).await.body;

    let looked = boss.ask("POST", "session/view-as", json!({ "staff_id": seen["id"] })).await;
    assert_eq!(looked.status, 200, "{looked:?}");
    town.city.advance(Duration::from_mins(6)); // neither has shown a second factor lately
    let home = same(&mut boss, &mut taro, ("GET", "home", Value::Null)).await;
    assert_eq!(home["my_drafts"][0]["id"], own["id"], "the colleague's: {home}");
    assert_eq!(home["my_drafts"].as_array().map(Vec::len), Some(1), "and not the administrator's: {home}");
    let mine = same(&mut boss, &mut taro, ("GET", "drafts?mine=true", Value::Null)).await;
    assert_eq!(mine["drafts"].as_array().map(Vec::len), Some(1), "{mine}");
    same(&mut boss, &mut taro, ("GET", "drafts", Value::Null)).await;
    let path = format!("drafts/{}", asked["id"].as_str().unwrap());
    let draft = same(&mut boss, &mut taro, ("GET", &path, Value::Null)).await;
    let version = json!({ "version": draft["version"] });
    let look = same(&mut boss, &mut taro, ("POST", &format!("{path}/confirmation"), version)).await;
    assert_eq!(look["count"], 1, "{look}");
    same(&mut boss, &mut taro, ("GET", "segments", Value::Null)).await;
    let group = format!("segments/{}", group["id"].as_str().unwrap());
    same(&mut boss, &mut taro, ("GET", &group, Value::Null)).await;
    same(&mut boss, &mut taro, ("POST", "segments/count", json!({ "target": ward("takatsu") }))).await;
    let check = json!({ "messages": [{ "type": "text", "text": "こんにちは" }] });
    same(&mut boss, &mut taro, ("POST", "messages/check", check)).await;

    let own = json!({ "version": draft["version"], "content_hash": draft["content_hash"], "keys": [] });
    for (method, below) in [
        ("POST", "/approval/approve"),
        ("POST", "/approval/withdraw"),
        ("PUT", "/acknowledgements"),
        ("POST", "/send"),
        ("POST", "/tests"),
        ("PUT", ""),
        ("DELETE", ""),
    ] {
        boss.ask(method, &format!("{path}{below}"), own.clone()).await.assert_problem(403, "viewing_only");
    }
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn eyes_lend_no_more_than_both_may() {
    let town = Town::start().await;
    town.settle(&["takatsu"]).await;
    let mut boss = administrator(&town).await;
    let (mut taro, seen) = colleague(&mut boss, "taro", "viewer", json!([])).await;
    let draft = boss.ask("POST", "drafts", json!({ "title": "所属のない下書き" })).await.body;
    let path = format!("drafts/{}/confirmation", draft["id"].as_str().unwrap());
    boss.ask("POST", "session/view-as", json!({ "staff_id": seen["id"] })).await;
    let questions = [
        (path.as_str(), json!({ "version": draft["version"] })),
        ("segments/count", json!({ "target": ward("takatsu") })),
        ("messages/check", json!({ "messages": [] })),
    ];
    for (path, body) in questions {
        for browser in [&mut boss, &mut taro] {
            browser.ask("POST", path, body.clone()).await.assert_problem(403, "forbidden");
        }
    }
    town.end().await;
}
