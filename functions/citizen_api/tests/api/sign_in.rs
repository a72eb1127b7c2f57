//! Signing in. The tests named after a row answer LINE's security checklist for LINE Login; rows 8 to 10 and 12 are
//! also looked at in `lib/line`.

use domain::user_id::UserId;
use serde_json::json;

use crate::bench::Bench;

fn user() -> UserId {
    UserId::from_bytes([7; 16])
}

#[tokio::test]
async fn a_phone_signs_in_and_learns_that_nothing_is_known_yet() {
    let bench = Bench::start().await;
    let answer = bench.sign_in(&user()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let body = &answer.body;
    assert_eq!(body["registered"], false);
    assert_eq!((&body["expires_in_s"], &body["version"]), (&json!(1_800), &json!(7)));
    assert_eq!((&body["consent_version"], &body["answers"]), (&json!(null), &json!({})));
}

#[tokio::test]
async fn an_old_sign_in_has_to_be_repeated() {
    let bench = Bench::start().await;
    let token = json!({ "id_token": bench.id_token(&user()) });
    bench.wait(601);
    bench.ask("POST", "/session", "", &token).await.assert_problem(401, "token_too_old");
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_and_before_that_with_any_change() {
    let bench = Bench::start().await;
    let session = bench.session(&user()).await;
    let changed = format!("{}A", &session[..session.len() - 1]);
    for wrong in ["", "x", &format!("{session}x"), &changed[1..]] {
        bench.save(wrong, &json!({})).await.assert_problem(401, "session_expired");
    }
    bench.wait(1_799);
    assert_eq!(bench.save(&session, &json!({})).await.status, 200);
    bench.wait(1);
    bench.save(&session, &json!({})).await.assert_problem(401, "session_expired");
    bench.ask("DELETE", "/registration", &session, &json!({})).await.assert_problem(401, "session_expired");
}

#[tokio::test]
async fn login_checklist_row_08_no_answer_shows_a_secret() {
    let bench = Bench::start().await;
    let answers = [bench.sign_in(&user()).await, bench.ask("GET", "/form", "", &json!({})).await];
    for answer in answers {
        assert!(!answer.body.to_string().contains("0123456789abcdef"), "{}", answer.body);
    }
}

#[tokio::test]
async fn login_checklist_row_09_an_id_token_that_another_key_signed_opens_no_session() {
    let (bench, other) = (Bench::start().await, Bench::start().await);
    let forged = json!({ "id_token": other.id_token(&user()) });
    bench.ask("POST", "/session", "", &forged).await.assert_problem(401, "invalid_token");
}

#[tokio::test]
async fn login_checklist_row_10_an_access_token_opens_no_session() {
    let bench = Bench::start().await;
    let body = json!({ "access_token": "eyJhbGciOiJIUzI1NiJ9abcdef" });
    bench.ask("POST", "/session", "", &body).await.assert_problem(400, "malformed");
    let body = json!({ "id_token": "eyJhbGciOiJIUzI1NiJ9abcdef" });
    bench.ask("POST", "/session", "", &body).await.assert_problem(401, "invalid_token");
}

#[tokio::test]
async fn login_checklist_row_11_a_user_id_or_a_profile_from_the_phone_is_not_believed() {
    let bench = Bench::start().await;
    for more in [json!({ "user_id": user().as_str() }), json!({ "profile": { "userId": user().as_str() } })] {
        bench.ask("POST", "/session", "", &more).await.assert_problem(400, "malformed");
        let mut with_token = more.clone();
        with_token["id_token"] = bench.id_token(&user()).into();
        bench.ask("POST", "/session", "", &with_token).await.assert_problem(400, "malformed");
    }
    let other = UserId::from_bytes([9; 16]);
    let session = bench.session(&other).await;
    let body = json!({ "answers": {}, "consent_version": 2, "form_version": 7, "user_id": user().as_str() });
    bench.ask("PUT", "/answers", &session, &body).await;
    assert!(bench.store.followers.follower(&user()).is_none());
}

#[tokio::test]
async fn login_checklist_row_12_every_request_is_verified_and_a_token_opens_nothing_but_a_session() {
    let bench = Bench::start().await;
    let token = bench.id_token(&user());
    bench.save(&token, &json!({})).await.assert_problem(401, "session_expired");
    assert_eq!(bench.ask("POST", "/session", "", &json!({ "id_token": token })).await.status, 200);
    bench.wait(3_601);
    bench
        .ask("POST", "/session", "", &json!({ "id_token": token }))
        .await
        .assert_problem(401, "token_too_old");
    assert!(bench.store.followers.all().is_empty());
}
