//! Whose words a draft is: they stay within their author's sight, and a copy of them is still theirs.

use serde_json::{Value, json};

use super::{administrator, colleague};
use crate::admin::{everyone, ward};
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

#[tokio::test(flavor = "multi_thread")]
async fn r_p_whoever_wrote_a_template_or_sent_a_delivery_does_not_approve_what_begins_with_it() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki", "tama"]).await;
    let mut boss = administrator(&town).await;
    let (mut taro, of_taro) = colleague(&mut boss, "taro", "approver", json!(SENDS)).await;
    let home = &of_taro["departments"][0]["id"];
    let bubble = r#"{"type":"text","text":"お知らせ"}"#;
    let template = json!({ "name": "ひな形", "department": home, "messages": [bubble] });
    let template = taro.ask("POST", "templates", template).await.body;
    let made = taro.ask("POST", "drafts", json!({ "title": "高津", "department": home })).await.body;
    let path = format!("drafts/{}", made["id"].as_str().unwrap());
    let wish = json!({
        "version": made["version"], "title": "高津", "target": ward("takatsu"), "messages": [bubble],
        "department": home, "start": { "kind": "now" },
    });
    let written = taro.ask("PUT", &path, wish).await.body;
    let version = json!({ "version": written["version"] });
    let look = taro.ask("POST", &format!("{path}/confirmation"), version).await.body;
    taro.step_up().await;
    let send = json!({
        "version": written["version"], "content_hash": look["content_hash"], "expected_count": look["count"],
        "typed_count": look["count"].to_string(),
    });
    let sent = taro.ask("POST", &format!("{path}/send"), send).await;
    assert_eq!(sent.status, 200, "{sent:?} {look}");

    for copy_of in [json!({ "template": template["id"] }), json!({ "delivery": sent.body["id"] })] {
        let copy = boss.ask("POST", "drafts", json!({ "title": "次", "copy_of": copy_of })).await.body;
        let path = format!("drafts/{}", copy["id"].as_str().unwrap());
        let wish = json!({
            "version": copy["version"], "title": "次", "target": everyone(), "messages": copy["messages"],
            "department": home, "start": { "kind": "now" },
        });
        let copy = boss.ask("PUT", &path, wish).await.body;
        let asked =
            boss.ask("POST", &format!("{path}/approval"), json!({ "version": copy["version"] })).await;
        let agreed = json!({
            "version": asked.body["version"], "content_hash": asked.body["content_hash"], "expected_count": 3,
        });
        let refused = taro.ask("POST", &format!("{path}/approval/approve"), agreed).await;
        refused.assert_problem(409, "own_work");
    }
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_colleague_sent_back_does_not_go_out_as_it_is_and_who_is_asked_is_waited_for() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki", "tama"]).await;
    let mut boss = administrator(&town).await;
    let (mut taro, of_taro) = colleague(&mut boss, "taro", "approver", json!(SENDS)).await;
    let home = &of_taro["departments"][0]["id"];
    let made = taro.ask("POST", "drafts", json!({ "title": "高津", "department": home })).await.body;
    let path = format!("drafts/{}", made["id"].as_str().unwrap());
    let mut wish = json!({
        "version": made["version"], "title": "高津", "target": ward("takatsu"), "department": home,
        "messages": [r#"{"type":"text","text":"お知らせ"}"#],
        "start": { "kind": "at", "at": "2020-01-01T09:00:00+09:00", "not_later_than": null },
    });
    let past = taro.ask("PUT", &path, wish.clone()).await.body;
    let approval = format!("{path}/approval");
    let refused = taro.ask("POST", &approval, json!({ "version": past["version"] })).await;
    assert_eq!((refused.status, refused.first_error().1), (422, "too_soon"), "{refused:?}");
    (wish["version"], wish["start"]) = (past["version"].clone(), json!({ "kind": "now" }));
    let small = taro.ask("PUT", &path, wish.clone()).await.body;
    let asked = taro.ask("POST", &approval, json!({ "version": small["version"] })).await.body;
    let looked = |version: &Value| json!({ "version": version });
    let waits = taro.ask("POST", &format!("{path}/confirmation"), looked(&asked["version"])).await.body;
    assert_eq!(waits["blocked_by"], json!(["approval"]), "{waits}");
    let back = json!({ "version": asked["version"], "reason": "場所が違います" });
    let back = boss.ask("POST", &format!("{approval}/return"), back).await.body;
    let returned = taro.ask("POST", &format!("{path}/confirmation"), looked(&back["version"])).await.body;
    assert_eq!(returned["blocked_by"], json!(["approval"]), "{returned}");
    let send = json!({
        "version": back["version"], "content_hash": returned["content_hash"],
        "expected_count": returned["count"],
    });
    let refused = taro.ask("POST", &format!("{path}/send"), send).await;
    assert_eq!(refused.status, 409, "{refused:?}");
    let again = taro.ask("POST", &approval, json!({ "version": back["version"] })).await.body;
    let version = json!({ "version": again["version"] });
    let back = taro.ask("POST", &format!("{approval}/withdraw"), version).await.body;
    let still = taro.ask("POST", &format!("{path}/confirmation"), looked(&back["version"])).await.body;
    assert_eq!(still["blocked_by"], json!(["approval"]), "asked and withdrawn is no answer: {still}");
    (wish["version"], wish["title"]) = (back["version"].clone(), json!("高津区"));
    let mended = taro.ask("PUT", &path, wish).await.body;
    let goes = taro.ask("POST", &format!("{path}/confirmation"), looked(&mended["version"])).await.body;
    assert_eq!(goes["blocked_by"], json!([]), "{goes}");
    town.end().await;
}
