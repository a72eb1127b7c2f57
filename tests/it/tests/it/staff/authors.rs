//! Whose words a draft is: they stay within their author's sight, and a copy of them is still theirs.

use serde_json::{Value, json};

use super::{administrator, colleague};
use crate::admin::everyone;
use crate::town::Town;

const SENDS: [&str; 3] = ["deliveries_write", "deliveries_approve", "deliveries_send"];

#[tokio::test(flavor = "multi_thread")]
async fn nobody_moves_a_draft_out_of_its_authors_sight_but_whoever_keeps_all_departments() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, of_taro) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let (mut jiro, of_jiro) = colleague(&mut boss, "jiro", "writer", json!(["deliveries_write"])).await;
    let (taros, jiros) = (of_taro["departments"][0]["id"].clone(), of_jiro["departments"][0]["id"].clone());
    let made = taro.ask("POST", "drafts", json!({ "title": "共通" })).await.body;
    let path = format!("drafts/{}", made["id"].as_str().unwrap());
    let moved = |version: &Value, department: &Value| {
        json!({
            "version": version, "title": "共通", "department": department, "messages": [], "target": null,
            "emergency": false, "silent": false, "start": { "kind": "now" },
        })
    };
    let refused = jiro.ask("PUT", &path, moved(&made["version"], &jiros)).await;
    refused.assert_problem(422, "invalid");
    assert_eq!(refused.body["errors"][0]["path"], "department", "{refused:?}");
    let stands = taro.ask("GET", &path, Value::Null).await;
    assert_eq!((stands.status, &stands.body["version"]), (200, &made["version"]), "{stands:?}");

    let own = taro.ask("PUT", &path, moved(&made["version"], &taros)).await;
    assert_eq!(own.status, 200, "{own:?}");
    let by_boss = boss.ask("PUT", &path, moved(&own.body["version"], &jiros)).await;
    assert_eq!(by_boss.status, 200, "{by_boss:?}");
    taro.ask("GET", &path, Value::Null).await.assert_problem(403, "other_department");
    let back = jiro.ask("PUT", &path, moved(&by_boss.body["version"], &Value::Null)).await;
    assert_eq!(back.status, 200, "what its author sees again may be moved by anybody: {back:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r_p_whoever_wrote_a_draft_does_not_approve_a_colleagues_copy_of_it() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki"]).await;
    let mut boss = administrator(&town).await;
    let (mut taro, of_taro) = colleague(&mut boss, "taro", "approver", json!(SENDS)).await;
    let made = taro.ask("POST", "drafts", json!({ "title": "全員へ" })).await.body;
    let wish = json!({
        "version": made["version"], "title": "全員へ", "target": everyone(), "start": { "kind": "now" },
        "messages": [r#"{"type":"text","text":"お知らせ"}"#],
        "department": of_taro["departments"][0]["id"],
    });
    let written = taro.ask("PUT", &format!("drafts/{}", made["id"].as_str().unwrap()), wish).await.body;

    let copy = boss.ask("POST", "drafts", json!({ "copy_of": { "draft": written["id"] } })).await.body;
    let path = format!("drafts/{}/approval", copy["id"].as_str().unwrap());
    let asked = boss.ask("POST", &path, json!({ "version": copy["version"] })).await.body;
    let agreed = json!({
        "version": asked["version"], "content_hash": asked["content_hash"], "expected_count": 2,
    });
    for whose in [&mut taro, &mut boss] {
        let refused = whose.ask("POST", &format!("{path}/approve"), agreed.clone()).await;
        refused.assert_problem(409, "own_work");
    }
    let (mut jiro, _) = colleague(&mut boss, "jiro", "administrator", json!(SENDS)).await;
    let refused = jiro.ask("POST", &format!("{path}/approve"), agreed.clone()).await;
    refused.assert_problem(403, "other_department");
    town.end().await;
}
