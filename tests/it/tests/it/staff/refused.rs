//! Whoever tries a door that is not theirs leaves a line in the log, without name and address.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::{administrator, colleague};
use crate::town::Town;

/// The lines of the staff's API that say this.
async fn lines(folder: &Path, text: &str) -> Vec<Value> {
    for _ in 0..50 {
        let log = std::fs::read_to_string(folder.join("admin_api.log")).unwrap_or_default();
        let found: Vec<&str> = log.lines().filter(|line| line.contains(text)).collect();
        if !found.is_empty() {
            return found.into_iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Vec::new()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_leaves_one_line_that_names_route_and_reason_and_nobody() {
    let logs = std::env::temp_dir().join(format!("kairan-it-{}", ulid::Ulid::generate()));
    std::fs::create_dir_all(&logs).unwrap();
    let town = Town::start_with(function_host::Logs::Folder(logs.clone())).await;
    let mut boss = administrator(&town).await;
    let (mut taro, staff) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let path = format!("staff/{}", staff["id"].as_str().unwrap());
    taro.ask("PUT", &path, json!({ "version": 1 })).await.assert_problem(403, "forbidden");
    let foreign = taro.request("PUT", &path).header("sec-fetch-site", "cross-site").json(&json!({}));
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    boss.town.city.advance(Duration::from_mins(6));
    boss.ask("GET", "trails/logins.csv", Value::Null).await.assert_problem(403, "step_up_needed");

    let refused = lines(&logs, "refused PUT /api/staff/{id}: not_same_origin").await;
    assert_eq!(refused.len(), 1, "{refused:?}");
    let refused = lines(&logs, "refused PUT /api/staff/{id}: forbidden").await;
    let [line] = refused.as_slice() else { panic!("{refused:?}") };
    assert_eq!((&line["level"], &line["status"]), (&json!("WARN"), &json!(403)), "{line}");
    assert_eq!(line["code"], "forbidden");
    assert_eq!(line["session"].as_str().unwrap().len(), 16, "as the trail has it: {line}");
    for said in ["taro", "太郎", "127.0.0.1", staff["id"].as_str().unwrap()] {
        assert!(!line.to_string().contains(said), "{said}: {line}");
    }
    assert!(lines(&logs, "step_up_needed").await.is_empty(), "the page asks for it and goes on");
    town.end().await;
    std::fs::remove_dir_all(&logs).unwrap();
}
