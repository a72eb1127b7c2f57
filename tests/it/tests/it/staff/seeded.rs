//! The staff that a practice city begins with: enough of them, and real ones.

use std::collections::BTreeSet;

use super::*;

/// What all of them set their first password with, as `make run` prints it.
const INVITATION: &str = "RENSHU-YOU-2026";

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_city_has_thirty_logins_and_whoever_is_invited_signs_in() {
    let town = Town::start().await;
    assert!(city::seed(&town.city).await);
    let mut boss = administrator(&town).await;
    let staff = boss.ask("GET", "staff", Value::Null).await.body;
    let staff = staff["staff"].as_array().unwrap();
    let logins: BTreeSet<&str> = staff.iter().map(|one| one["login"].as_str().unwrap()).collect();
    assert!(logins.len() == staff.len() && logins.len() > 30, "{logins:?}");
    for (number, role) in [("1", "viewer"), ("2", "approver"), ("3", "writer"), ("4", "writer")] {
        let login = format!("suido{number}");
        let mut browser = Browser::new(&town);
        let accept = json!({ "code": INVITATION, "login": login, "password": PASSWORD });
        let half = browser.ask("POST", "session/invitation", accept).await;
        assert_eq!(half.body["state"], "enroll", "{half:?}");
        assert_eq!(browser.enroll().await.body["state"], "signed_in");
        let inside = browser.sign_in(&login).await;
        assert_eq!((&inside.body["state"], &inside.body["me"]["role"]), (&json!("signed_in"), &json!(role)));
        assert_eq!(inside.body["me"]["departments"][0]["name"], "上下水道課");
        assert_eq!(browser.ask("GET", "home", Value::Null).await.status, 200);
    }
    town.end().await;
}
