//! Both front doors: the same console behind CloudFront's events and behind the regional API's (R-A17).

use city::AdminFront;
use serde_json::{Value, json};

use super::{administrator, colleague};
use crate::town::Town;

/// Everything that depends on how a request arrives: path, query, cookie, address, and bodies of every kind.
async fn works(front: AdminFront) {
    let town = Town::start_behind(front).await;
    let mut boss = administrator(&town).await;
    let (mut clerk, _) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let here = clerk.ask("GET", "session", Value::Null).await;
    assert_eq!(here.body["me"]["login"], "taro", "{front:?}: {here:?}");

    let new = clerk.request("POST", "drafts").header("idempotency-key", "once").json(&json!({}));
    let made = new.send().await.unwrap();
    assert_eq!(
        (made.status().as_u16(), &made.headers()["cache-control"]),
        (201, &"no-store".parse().unwrap()),
        "R-A8"
    );
    let draft: Value = made.json().await.unwrap();
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    let text = "あ".repeat(4_000) + "𠮷野家で🚒";
    let written = json!({
        "version": draft["version"], "title": "消防団の訓練 / 100%+?", "messages": [json!({ "type": "text", "text": text }).to_string()],
        "start": { "kind": "now" }, "department": draft["department"],
    });
    let saved = clerk.ask("PUT", &path, written).await;
    assert_eq!(saved.status, 200, "{front:?}: {saved:?}");
    let read = clerk.ask("GET", &path, Value::Null).await.body;
    assert_eq!(read["title"], "消防団の訓練 / 100%+?", "{front:?}");
    assert!(read["messages"].to_string().contains("𠮷野家で🚒"), "{front:?}");
    let found = clerk.ask("GET", "deliveries?view=upcoming&limit=5&q=%E8%A8%93%E7%B7%B4", Value::Null).await;
    assert_eq!(found.status, 200, "{front:?}: {found:?}");

    let broken = clerk.request("PUT", &path).body(vec![0xff, 0xfe, 0x00]).send().await.unwrap();
    assert_eq!(broken.status(), 400, "{front:?}: bytes that are no text");
    assert_eq!(broken.headers()["cache-control"], "no-store", "R-A8, {front:?}");
    let foreign = clerk.request("PUT", &path).header("sec-fetch-site", "cross-site").json(&json!({}));
    assert_eq!(foreign.send().await.unwrap().status(), 403, "{front:?}");
    let out = clerk.request("DELETE", "session").send().await.unwrap();
    assert_eq!(out.status(), 200, "{front:?}");
    // Not "storage": unsaved words wait there. Not "cookies": the browser would be a stranger.
    assert_eq!(out.headers()["clear-site-data"], "\"cache\"", "{front:?}");
    assert_eq!(clerk.ask("GET", &path, Value::Null).await.status, 401, "{front:?}");
    town.end().await;
}

#[tokio::test]
async fn r_a17_staff_work_behind_cloudfront() {
    works(AdminFront::CloudFront).await;
}

#[tokio::test]
async fn r_a17_staff_work_behind_the_regional_door() {
    works(AdminFront::Regional).await;
}
