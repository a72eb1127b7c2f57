//! The city stays open to its administrators, and what was said to one person does not serve another.

use super::*;
use crate::admin::ward;

/// A second administrator with every right: the browser, and what stands.
async fn second<'a>(boss: &mut Browser<'a>) -> (Browser<'a>, Value) {
    boss.step_up().await;
    let all = boss.ask("GET", "session", Value::Null).await.body["me"]["permissions"].clone();
    let wish = json!({
        "login": "jiro", "name": "多摩 次郎", "role": "administrator", "permissions": all,
        "departments": [], "scope": "all", "expires_on": null,
    });
    let request = boss.request("POST", "staff").header("idempotency-key", "jiro").json(&wish);
    let added = Answer::read(request.send().await.unwrap()).await.body;
    let mut browser = Browser::new(boss.town);
    let accept = json!({ "code": added["invitation_code"], "login": "jiro", "password": PASSWORD });
    browser.ask("POST", "session/invitation", accept).await;
    assert_eq!(browser.enroll().await.body["state"], "signed_in");
    let path = format!("staff/{}", added["staff"]["id"].as_str().unwrap());
    (browser, boss.ask("GET", &path, Value::Null).await.body)
}

/// What somebody is, as a wish that changes these fields.
fn but(stands: &Value, changes: &Value) -> Value {
    let departments = stands["departments"].as_array().unwrap_or_else(|| panic!("not a person: {stands}"));
    let ids: Vec<_> = departments.iter().map(|one| one["id"].clone()).collect();
    let mut wish = stands.clone();
    wish["departments"] = json!(ids);
    for (name, value) in changes.as_object().unwrap() {
        wish[name] = value.clone();
    }
    wish
}

#[tokio::test(flavor = "multi_thread")]
async fn two_administrators_who_take_each_others_rights_in_one_second_leave_one() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (mut jiro, _) = second(&mut boss).await;
    for round in 0..6 {
        boss.step_up().await;
        jiro.step_up().await;
        let people = boss.ask("GET", "staff", Value::Null).await.body["staff"].clone();
        assert_eq!(["hanako", "jiro"], [0, 1].map(|at| people[at]["login"].as_str().unwrap()));
        let paths = [0, 1].map(|at| format!("staff/{}", people[at]["id"].as_str().unwrap()));
        let none = [0, 1].map(|at| but(&people[at], &json!({ "permissions": [] })));
        let at_once = [(&jiro, 0), (&boss, 1)].map(|(browser, at)| {
            let request = browser.request("PUT", &paths[at]).json(&none[at]);
            async move { Answer::read(request.send().await.unwrap()).await }
        });
        let [one, other] = at_once;
        let (one, other) = tokio::join!(one, other);
        let done = [&one, &other].iter().filter(|answer| answer.status == 200).count();
        assert_eq!(done, 1, "round {round}: {one:?} {other:?}");
        let (winner, at) = if one.status == 200 { (&mut jiro, 0) } else { (&mut boss, 1) };
        let stands = winner.ask("GET", &paths[at], Value::Null).await.body;
        let back = but(&stands, &json!({ "permissions": people[at]["permissions"] }));
        assert_eq!(winner.ask("PUT", &paths[at], back).await.status, 200, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_without_an_end_gets_none() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (_, jiro) = second(&mut boss).await;
    let me = boss.ask("GET", "session", Value::Null).await.body["me"]["id"].clone();
    let (mine, his) =
        (format!("staff/{}", me.as_str().unwrap()), format!("staff/{}", jiro["id"].as_str().unwrap()));
    let march = json!({ "expires_on": "2099-03-31" });
    let ends = boss.ask("PUT", &his, but(&jiro, &march)).await;
    assert_eq!(ends.status, 200, "{ends:?}");
    let stands = boss.ask("GET", &mine, Value::Null).await.body;
    boss.ask("PUT", &mine, but(&stands, &march)).await.assert_problem(409, "last_administrator");
    let csv = json!({ "csv": "ログインID,期限\r\nhanako,2099-03-31\r\n" });
    boss.ask("POST", "staff/csv/preview", csv).await.assert_problem(409, "last_administrator");
    let swap = "ログインID,期限\r\nhanako,2099-03-31\r\njiro,\r\n";
    let shown = boss.ask("POST", "staff/csv/preview", json!({ "csv": swap })).await.body;
    let done = boss.ask("POST", "staff/csv/apply", json!({ "csv": swap, "digest": shown["digest"] })).await;
    assert_eq!((done.status, &done.body["applied"]), (200, &json!(2)), "{done:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_invitation_lapses_when_the_rights_it_was_made_for_change() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let made = boss.ask("POST", "departments", json!({ "name": "広報課" })).await.body;
    let wish = json!({
        "login": "saburo", "name": "麻生 三郎", "role": "writer", "permissions": [],
        "departments": [made["id"]], "scope": "own", "expires_on": null,
    });
    boss.step_up().await;
    let added = boss.ask("POST", "staff", wish).await.body;
    assert_eq!(added["staff"]["needs_invitation"], false);
    let path = format!("staff/{}", added["staff"]["id"].as_str().unwrap());
    let renamed = boss.ask("PUT", &path, but(&added["staff"], &json!({ "name": "麻生 三朗" }))).await.body;
    assert_eq!((&renamed["state"], &renamed["needs_invitation"]), (&json!("invited"), &json!(false)));
    let more = boss.ask("PUT", &path, but(&renamed, &json!({ "permissions": ["settings"] }))).await.body;
    assert_eq!((&more["state"], &more["needs_invitation"]), (&json!("invited"), &json!(true)), "{more}");
    let accept = json!({ "code": added["invitation_code"], "login": "saburo", "password": PASSWORD });
    Browser::new(&town).ask("POST", "session/invitation", accept).await.assert_problem(401, "wrong_code");

    let again = boss.ask("POST", &format!("{path}/reset"), json!({ "version": more["version"] })).await;
    if again.status != 200 {
        let stands = boss.ask("GET", &path, Value::Null).await.body; // the wrong try was counted
        let again = boss.ask("POST", &format!("{path}/reset"), json!({ "version": stands["version"] })).await;
        assert_eq!(again.status, 200, "{again:?}");
    }
    let csv = "ログインID,権限\r\nsaburo,配信を書く\r\n";
    let shown = boss.ask("POST", "staff/csv/preview", json!({ "csv": csv })).await.body;
    let done = boss.ask("POST", "staff/csv/apply", json!({ "csv": csv, "digest": shown["digest"] })).await;
    assert_eq!(done.body["lapsed"], json!(["saburo"]), "{done:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_sent_four_times_at_once_counts_once_and_the_others_hear_that_it_does_not() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let wish = json!({
        "login": "saburo", "name": "麻生 三郎", "role": "writer", "permissions": [],
        "departments": [], "scope": "all", "expires_on": null,
    });
    boss.step_up().await;
    let added = boss.ask("POST", "staff", wish).await.body;
    let accept = json!({ "code": added["invitation_code"], "login": "saburo", "password": PASSWORD });
    let browsers = [(); 4].map(|()| Browser::new(&town));
    let sent = browsers.iter().map(|browser| async {
        let request = browser.request("POST", "session/invitation").json(&accept);
        Answer::read(request.send().await.unwrap()).await
    });
    let answers = futures::future::join_all(sent).await;
    let mut heard: Vec<_> =
        answers.iter().map(|answer| (answer.status, answer.body["code"].clone())).collect();
    heard.sort_by_key(|(status, _)| *status);
    assert_eq!(heard[0].0, 200, "{answers:?}");
    assert_eq!(heard[1..], [(); 3].map(|()| (401, json!("wrong_code"))), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_types_instead_of_a_login_is_not_kept() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let secret = "umbrella.tractor"; // has the shape of a login
    let typed = json!({ "login": secret, "password": "hanako" });
    let mut hasty = Browser::new(&town);
    hasty.ask("POST", "session", typed.clone()).await.assert_problem(401, "wrong");
    let accept = json!({ "login": secret, "code": "x", "password": PASSWORD });
    hasty.ask("POST", "session/invitation", accept).await.assert_problem(401, "wrong_code");
    hasty.ask("POST", "session/first", typed).await.assert_problem(401, "wrong");
    hasty.ask("POST", "session", json!({ "login": "hanako", "password": "no" })).await;
    let history = boss.ask("GET", "trails/logins", Value::Null).await;
    assert!(!history.body.to_string().contains(secret), "{history:?}");
    let logins: Vec<_> =
        history.body["logins"].as_array().unwrap().iter().map(|one| one["login"].as_str().unwrap()).collect();
    assert_eq!(logins[..4], ["hanako", "(登録のないID)", "(登録のないID)", "(登録のないID)"], "{history:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn handing_over_asks_for_the_second_factor_again() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (_, gone) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let (_, heir) = colleague(&mut boss, "kyoko", "writer", json!(["deliveries_write"])).await;
    town.city.advance(Duration::from_mins(6));
    let path = format!("staff/{}/hand-over", gone["id"].as_str().unwrap());
    let to = json!({ "belongings": [], "to": heir["id"] });
    boss.ask("POST", &path, to.clone()).await.assert_problem(403, "step_up_needed");
    boss.step_up().await;
    assert_eq!(boss.ask("POST", &path, to).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_that_there_is_not_is_named_by_nothing() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let condition = ward("takatsu")["condition"].clone();
    let draft = boss.ask("POST", "drafts", json!({ "title": "x" })).await.body;
    let path = format!("drafts/{}", draft["id"].as_str().unwrap());
    for nowhere in ["01JZZZZZZZZZZZZZZZZZZZZZZZ", "広報課"] {
        let segment = json!({ "name": "高津", "department": nowhere, "condition": condition });
        let group = json!({ "name": "全員", "department": nowhere, "testers": [] });
        let named = json!({ "name": "電話", "department": nowhere });
        let changed = json!({ "version": draft["version"], "title": "x", "department": nowhere });
        for (method, path, wish) in [
            ("POST", "drafts", json!({ "title": "x", "department": nowhere })),
            ("PUT", path.as_str(), changed),
            ("POST", "segments", segment),
            ("POST", "tester-groups", group),
            ("POST", "testers/codes", named),
        ] {
            let refused = boss.ask(method, path, wish).await;
            refused.assert_problem(422, "invalid");
            assert_eq!(refused.first_error(), ("department", "unknown"), "{method} {path}");
        }
    }
    let everybodys = json!({ "name": "高津", "department": "全庁", "condition": condition });
    assert_eq!(boss.ask("POST", "segments", everybodys).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_looks_through_eyes_that_closed_meanwhile_sees_and_changes_nothing() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (_, taro) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let (mut jiro, stands) = second(&mut boss).await;
    let seen = jiro.ask("POST", "session/view-as", json!({ "staff_id": taro["id"] })).await;
    assert_eq!(seen.body["viewing_as"]["id"], taro["id"], "{seen:?}");
    boss.step_up().await;
    let path = format!("staff/{}", stands["id"].as_str().unwrap());
    let fewer = but(&stands, &json!({ "permissions": ["users", "settings"] }));
    let changed = boss.ask("PUT", &path, fewer).await;
    assert_eq!(changed.status, 200, "{changed:?}");

    let session = jiro.ask("GET", "session", Value::Null).await.body;
    assert_eq!(session["viewing_as"]["id"], taro["id"], "it does not end unasked: {session}");
    assert_eq!(session["me"]["permissions"], json!([]));
    jiro.ask("GET", "staff", Value::Null).await.assert_problem(403, "forbidden");
    let wish = json!({ "name": "x", "words": [] });
    jiro.ask("POST", "departments", wish.clone()).await.assert_problem(403, "viewing_only");
    assert_eq!(jiro.ask("DELETE", "session/view-as", Value::Null).await.status, 200);
    assert_eq!(jiro.ask("POST", "departments", wish).await.status, 201, "by their own rights, asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_somebody_does_nothing_in_the_name_of_whoever_signed_in_beside_it() {
    let town = Town::start().await;
    let mut boss = administrator(&town).await;
    let (taro, seen) = colleague(&mut boss, "taro", "writer", json!(["deliveries_write"])).await;
    let draft = json!({ "title": "断水" });
    for (person, status) in [("01ARZ3NDEKTSV4RRFFQ69G5FAV", 401), (seen["id"].as_str().unwrap(), 201)] {
        let request = taro.request("POST", "drafts").header("idempotency-key", person);
        let answer = request.header("x-kairan-person", person).json(&draft).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{person}");
    }
}
