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
