//! One's own password and one's own sessions.

use super::*;

const OTHER: &str = "lantern gravel mosquito eleven";

/// The same person at another browser.
async fn also_inside<'a>(boss: &Browser<'a>) -> Browser<'a> {
    let mut other = Browser::new(boss.town);
    other.secret.clone_from(&boss.secret);
    let inside = other.sign_in("hanako").await;
    assert_eq!(inside.body["state"], "signed_in", "{inside:?}");
    other
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_changes_their_password_by_the_one_that_stands_and_other_browsers_are_out() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let mut other = also_inside(&boss).await;
    town.city.advance(Duration::from_mins(6));
    let path = "session/password";
    let wish = |current: &str, next: &str| json!({ "current": current, "password": next });
    boss.ask("PUT", path, wish(PASSWORD, OTHER)).await.assert_problem(403, "step_up_needed");
    boss.step_up().await;
    let wrong = boss.ask("PUT", path, wish("umbrella tractor violet ten", OTHER)).await;
    assert_eq!((wrong.status, wrong.first_error()), (422, ("current", "wrong")), "{wrong:?}");
    let weak = boss.ask("PUT", path, wish(PASSWORD, "hanako-hanako")).await;
    assert_eq!(weak.status, 422, "{weak:?}");
    assert_eq!(other.ask("GET", "departments", Value::Null).await.status, 200, "nothing has changed");

    let changed = boss.ask("PUT", path, wish(PASSWORD, OTHER)).await;
    assert_eq!((changed.status, &changed.body["state"]), (200, &json!("signed_in")), "{changed:?}");
    assert_eq!(boss.ask("GET", "departments", Value::Null).await.status, 200, "this browser stays in");
    other.ask("GET", "departments", Value::Null).await.assert_problem(401, "unauthorized");
    let mut late = Browser::new(&town);
    late.ask("POST", "session", json!({ "login": "hanako", "password": PASSWORD }))
        .await
        .assert_problem(401, "wrong");
    let half = late.ask("POST", "session", json!({ "login": "hanako", "password": OTHER })).await;
    assert_eq!(half.body["state"], "second_factor", "{half:?}");

    let own = boss.ask("GET", "session/history", Value::Null).await.body;
    assert_eq!(own["events"][0]["what"], "staff.password_set", "{own}");
    let tries = boss.ask("GET", "trails/logins?result=wrong_code", Value::Null).await.body;
    assert_eq!(tries["logins"][0]["method"], "password", "a wrong one is written down: {tries}");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_ends_their_other_sessions_and_it_is_on_record() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let mut other = also_inside(&boss).await;
    town.city.advance(Duration::from_mins(6));
    let path = "session/others";
    boss.ask("DELETE", path, Value::Null).await.assert_problem(403, "step_up_needed");
    boss.step_up().await;
    assert_eq!(boss.ask("DELETE", path, Value::Null).await.status, 200);
    other.ask("GET", "departments", Value::Null).await.assert_problem(401, "unauthorized");
    let done = boss.ask("GET", "trails/operations?action=staff.signed_out", Value::Null).await.body;
    let row = &done["operations"][0];
    assert_eq!((&row["staff"]["name"], &row["object"]["name"]), (&json!("高津 花子"), &json!("高津 花子")));
    town.end().await;
}

/// What is open, as this browser sees it.
async fn open_sessions(browser: &mut Browser<'_>) -> Vec<Value> {
    let answer = browser.ask("GET", "session/open", Value::Null).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["sessions"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_sees_their_open_sessions_one_by_one_and_ends_one_of_them_on_record() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut taro, _) = colleague(&mut boss, "taro", "writer", json!([])).await;
    let mut other = also_inside(&boss).await;
    let mut third = also_inside(&boss).await;
    let seen = open_sessions(&mut boss).await;
    let current: Vec<_> = seen.iter().map(|one| one["current"] == true).collect();
    assert_eq!(current, [true, false, false], "{seen:?}");
    assert!(seen.iter().all(|one| one["ip"].as_str().is_some_and(|ip| !ip.is_empty())), "{seen:?}");
    assert_eq!(open_sessions(&mut taro).await.len(), 1, "nobody else's");
    let id = |sessions: &[Value], index: usize| sessions[index]["id"].as_str().unwrap().to_owned();
    let (own, ended) = (id(&seen, 0), id(&open_sessions(&mut other).await, 0));

    taro.step_up().await;
    taro.ask("DELETE", &format!("session/open/{ended}"), Value::Null).await.assert_problem(404, "not_found");
    town.city.advance(Duration::from_mins(6));
    let path = format!("session/open/{ended}");
    boss.ask("DELETE", &path, Value::Null).await.assert_problem(403, "step_up_needed");
    boss.step_up().await;
    boss.ask("DELETE", &format!("session/open/{own}"), Value::Null).await.assert_problem(409, "state");
    assert_eq!(boss.ask("DELETE", &path, Value::Null).await.status, 204);
    other.ask("GET", "departments", Value::Null).await.assert_problem(401, "unauthorized");
    assert_eq!(third.ask("GET", "departments", Value::Null).await.status, 200, "that one only");
    boss.ask("DELETE", &path, Value::Null).await.assert_problem(404, "not_found");
    assert_eq!(open_sessions(&mut boss).await.len(), 2);
    let done = boss.ask("GET", "trails/operations?action=staff.session_ended", Value::Null).await.body;
    assert_eq!(done["operations"].as_array().map(Vec::len), Some(1), "{done}");
    let own = boss.ask("GET", "session/history", Value::Null).await.body;
    assert_eq!(own["events"][0]["what"], "staff.session_ended", "{own}");
    town.city.advance(Duration::from_mins(31));
    boss.sign_in("hanako").await;
    assert_eq!(open_sessions(&mut boss).await.len(), 1, "what was idle is over");
    town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_ends_the_session_that_the_same_browser_brought() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let before = boss.cookie();
    let wrong = json!({ "login": "hanako", "password": "wrong wrong wrong" });
    boss.ask("POST", "session", wrong).await.assert_problem(401, "wrong");
    assert_eq!(boss.ask("GET", "departments", Value::Null).await.status, 200, "nothing came of it");
    assert_eq!(boss.sign_in("hanako").await.body["state"], "signed_in");
    let old =
        town.http.get(format!("{}/api/departments", town.city.staff.url()).replace("localhost", "127.0.0.1"));
    assert_eq!(old.header(COOKIE, before).send().await.unwrap().status(), 401, "the token of before");
    assert_eq!(open_sessions(&mut boss).await.len(), 1);
    town.end().await;
}
