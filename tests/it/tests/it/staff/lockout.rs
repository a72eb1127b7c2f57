//! Whoever locks logins locks strangers out: the city's own people come in, wake the others and send.

use super::*;
use crate::admin::ward;

async fn lock(town: &Town, login: &str) {
    let mut thief = Browser::new(town);
    for _ in 0..6 {
        let wrong = json!({ "login": login, "password": "wrong wrong wrong" });
        thief.ask("POST", "session", wrong).await;
    }
    let right = json!({ "login": login, "password": PASSWORD });
    thief.ask("POST", "session", right).await.assert_problem(401, "locked");
}

/// Writes a message for one ward and sends it off.
async fn send(boss: &mut Browser<'_>) -> Answer {
    let draft = boss.ask("POST", "drafts", json!({ "title": "断水" })).await.body;
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    let bubble = json!({ "type": "text", "text": "高津区で断水しています" }).to_string();
    let wish = json!({
        "version": draft["version"], "title": "断水", "target": ward("takatsu"), "messages": [bubble],
        "start": { "kind": "now" },
    });
    let draft = boss.ask("PUT", &path, wish).await.body;
    let look =
        boss.ask("POST", &format!("{path}/confirmation"), json!({ "version": draft["version"] })).await.body;
    let wish = json!({
        "version": draft["version"], "content_hash": look["content_hash"], "expected_count": look["count"],
    });
    boss.ask("POST", &format!("{path}/send"), wish).await
}

#[tokio::test(flavor = "multi_thread")]
async fn r_p4_an_attacker_who_locks_every_login_keeps_no_administrator_from_his_own_browser() {
    let town = Town::start().await;
    town.settle(&["takatsu", "kawasaki", "kawasaki"]).await;
    let mut boss = administrator(&town).await;
    let (_, taro) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let secret = boss.secret.clone();
    for login in ["hanako", "taro"] {
        lock(&town, login).await;
    }
    boss.step_up().await; // whoever is in is asked about no lock
    assert_eq!(boss.ask("DELETE", "session", Value::Null).await.status, 200);
    boss.ask("GET", "home", Value::Null).await.assert_problem(401, "unauthorized");

    let mut strange = Browser::new(&town);
    strange.secret = secret;
    strange.sign_in("hanako").await.assert_problem(401, "locked");
    let inside = boss.sign_in("hanako").await;
    assert_eq!(inside.body["state"], "signed_in", "{inside:?}");
    boss.step_up().await;
    let path = format!("staff/{}", taro["id"].as_str().unwrap());
    let stands = boss.ask("GET", &path, Value::Null).await.body;
    assert_eq!(stands["state"], "locked");
    let freed = boss.ask("POST", &format!("{path}/unlock"), json!({ "version": stands["version"] })).await;
    assert_eq!(freed.body["state"], "active", "{freed:?}");
    let sent = send(&mut boss).await;
    assert_eq!(sent.body["status"], "scheduled", "{sent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r_p4_wrong_tries_on_a_known_device_lock_that_device_only_until_somebody_wakes_it() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, _) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    taro.ask("DELETE", "session", Value::Null).await;
    for code in ["wrong", "wrong", "wrong", "wrong", "locked"] {
        let wrong = json!({ "login": "taro", "password": "wrong wrong wrong" });
        taro.ask("POST", "session", wrong).await.assert_problem(401, code);
    }
    taro.sign_in("taro").await.assert_problem(401, "locked");
    let mut elsewhere = Browser::new(&town);
    elsewhere.secret = taro.secret.clone();
    let inside = elsewhere.sign_in("taro").await;
    assert_eq!(inside.body["state"], "signed_in", "{inside:?}");

    let list = boss.ask("GET", "staff", Value::Null).await.body;
    let stands = list["staff"].as_array().unwrap().iter().find(|one| one["login"] == "taro").unwrap().clone();
    assert_eq!(stands["state"], "locked", "an administrator sees it");
    boss.step_up().await;
    let path = format!("staff/{}", stands["id"].as_str().unwrap());
    boss.ask("POST", &format!("{path}/unlock"), json!({ "version": stands["version"] })).await;
    assert_eq!(taro.sign_in("taro").await.body["state"], "signed_in");
    let done = boss.ask("GET", "trails/operations", Value::Null).await.body;
    let done: Vec<_> = done["operations"].as_array().unwrap().iter().map(|row| &row["action"]).collect();
    assert_eq!(done[..3], ["staff.unlocked", "staff.device_known", "staff.device_locked"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn r_p4_whoever_is_let_in_again_does_not_find_the_lock_of_before() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, stands) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    lock(&town, "taro").await;
    let path = format!("staff/{}", stands["id"].as_str().unwrap());
    let mut stands = boss.ask("GET", &path, Value::Null).await.body;
    for step in ["suspend", "restore"] {
        let seen = json!({ "version": stands["version"] });
        stands = boss.ask("POST", &format!("{path}/{step}"), seen).await.body;
    }
    assert_eq!(stands["state"], "active", "{stands}");
    assert_eq!(taro.sign_in("taro").await.body["state"], "signed_in");
    let done = boss.ask("GET", "trails/operations", Value::Null).await.body;
    assert!(!done.to_string().contains("staff.unlocked"), "one record says it: {done}");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_step_ups_end_the_session_and_nothing_else() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    for _ in 0..4 {
        let wrong = boss.ask("POST", "session/step-up", json!({ "code": "000000" })).await;
        wrong.assert_problem(401, "wrong");
    }
    boss.ask("POST", "session/step-up", json!({ "code": "000000" }))
        .await
        .assert_problem(401, "unauthorized");
    boss.ask("GET", "home", Value::Null).await.assert_problem(401, "unauthorized");
    assert_eq!(boss.sign_in("hanako").await.body["state"], "signed_in");
    let wrong = boss.ask("GET", "trails/logins?result=wrong_code", Value::Null).await.body;
    assert_eq!(wrong["logins"].as_array().unwrap().len(), 5, "each is written down: {wrong}");
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_do_not_tell_who_works_here_and_lock_nobody_who_has_none() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, staff) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let (_, stopped) = colleague(&mut boss, "jiro", "writer", json!(["deliveries_write"])).await;
    let stop = format!("staff/{}/suspend", stopped["id"].as_str().unwrap());
    assert_eq!(boss.ask("POST", &stop, json!({ "version": stopped["version"] })).await.status, 200);
    let mut thief = Browser::new(&town);
    let mut answers = Vec::new();
    for login in ["taro", "jiro", "nobody", "花子"] {
        for _ in 0..6 {
            let wish = json!({ "code": "AAAA-BBBB", "login": login, "password": PASSWORD });
            let answer = thief.ask("POST", "session/invitation", wish).await;
            answer.assert_problem(401, "wrong_code");
            answers.push((answer.status, answer.body["title"].clone()));
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    let path = format!("staff/{}", staff["id"].as_str().unwrap());
    assert_eq!(boss.ask("GET", &path, Value::Null).await.body["state"], "active");
    assert_eq!(taro.sign_in("taro").await.body["state"], "signed_in");
}

#[tokio::test(flavor = "multi_thread")]
async fn r_n4_a_flood_at_a_resting_login_does_not_fill_the_trail() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    lock(&town, "taro").await;
    let mut thief = Browser::new(&town);
    for _ in 0..100 {
        let wrong = json!({ "login": "taro", "password": "wrong wrong wrong" });
        thief.ask("POST", "session", wrong).await.assert_problem(401, "locked");
    }
    let mut rows = 0;
    let mut cursor = String::new();
    loop {
        let page = boss.ask("GET", &format!("trails/logins?result=locked{cursor}"), Value::Null).await.body;
        rows += page["logins"].as_array().unwrap().len();
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    // Thirty a minute, in each of two processes at most, over at most two minutes.
    assert!((1..=120).contains(&rows) && rows < 100, "{rows} of 102");
    let told = boss.ask("GET", "trails/operations?action=session.unrecorded", Value::Null).await.body;
    assert_ne!(told["operations"], json!([]), "that there were more stands there");
}
