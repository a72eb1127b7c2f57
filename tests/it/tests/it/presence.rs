//! Two people with one draft open hear of each other, and of nobody whose page has closed or gone still.

use std::time::Duration;

use serde_json::{Value, json};

use crate::admin::Answer;
use crate::staff::{Browser, administrator, colleague};
use crate::town::Town;

/// A page's sign, given by itself as the page does.
async fn stay(browser: &Browser<'_>, draft: &str, page: &str) -> Answer {
    let path = format!("drafts/{draft}/presence/{page}");
    let request = browser.request("PUT", &path).header("x-kairan-background", "1");
    Answer::read(request.send().await.unwrap()).await
}

fn names(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["others"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_have_a_draft_open_hear_of_each_other_until_one_of_them_closes_it_or_goes_still() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let rights = json!(["deliveries_write"]);
    let (mut taro, seen) = colleague(&mut boss, "taro", "writer", rights.clone()).await;
    let (mut jiro, _) = colleague(&mut boss, "jiro", "writer", rights).await;
    let department = seen["departments"][0]["id"].as_str().unwrap();
    let draft = taro.ask("POST", "drafts", json!({ "title": "水道", "department": department })).await.body;
    let id = draft["id"].as_str().unwrap();
    let records = boss.ask("GET", "trails/operations", Value::Null).await.body;

    assert!(names(&stay(&boss, id, "a").await).is_empty());
    assert_eq!(names(&stay(&taro, id, "b").await), ["高津 花子"]);
    let seen = stay(&boss, id, "a").await;
    assert_eq!((names(&seen), &seen.body["elsewhere"]), (vec!["宮前 太郎"], &json!(false)));
    let second = stay(&taro, id, "c").await;
    assert_eq!((names(&second), &second.body["elsewhere"]), (vec!["高津 花子"], &json!(true)));
    stay(&jiro, id, "d").await.assert_problem(403, "other_department");
    stay(&taro, id, "%20").await.assert_problem(404, "not_found");
    let listed = taro.ask("GET", "drafts", Value::Null).await.body;
    assert_eq!(listed["drafts"][0]["open_by"][0]["name"], "高津 花子");
    assert_eq!(jiro.ask("GET", "drafts", Value::Null).await.body["drafts"], json!([]));

    for page in ["b", "c"] {
        let gone = taro.ask("DELETE", &format!("drafts/{id}/presence/{page}"), Value::Null).await;
        assert_eq!(gone.status, 204, "{gone:?}");
    }
    assert!(names(&stay(&boss, id, "a").await).is_empty(), "what was closed is heard of at once");
    assert_eq!(names(&stay(&taro, id, "e").await), ["高津 花子"]);
    town.city.advance(Duration::from_secs(80));
    assert!(names(&stay(&taro, id, "e").await).is_empty(), "nothing was heard of her for 80 s");
    let stands = taro.ask("GET", &format!("drafts/{id}"), Value::Null).await.body;
    assert_eq!((&stands["version"], &stands["updated_at"]), (&draft["version"], &draft["updated_at"]));
    let stand = boss.ask("GET", "trails/operations", Value::Null).await.body;
    assert_eq!(stand, records, "no record of any of it");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_gives_signs_keeps_no_session_alive_and_other_eyes_leave_none() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, seen) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let department = seen["departments"][0]["id"].as_str().unwrap();
    let draft = taro.ask("POST", "drafts", json!({ "title": "水道", "department": department })).await.body;
    let id = draft["id"].as_str().unwrap();

    boss.step_up().await;
    assert_eq!(boss.ask("POST", "session/view-as", json!({ "staff_id": seen["id"] })).await.status, 200);
    stay(&boss, id, "a").await.assert_problem(403, "viewing_only");
    assert!(names(&stay(&taro, id, "b").await).is_empty());

    for _ in 0..2 {
        town.city.advance(Duration::from_mins(14));
        stay(&taro, id, "b").await;
    }
    town.city.advance(Duration::from_mins(3));
    stay(&taro, id, "b").await.assert_problem(401, "unauthorized");
    town.end().await;
}
