//! Saving answers and taking them back.

use std::sync::atomic::Ordering;

use domain::follower::Friendship;
use domain::survey::{Catalogue, ItemId};
use domain::user_id::UserId;
use serde_json::{Value, json};

use crate::bench::{Answer, Bench, NOW_MS};

fn user() -> UserId {
    UserId::from_bytes([7; 16])
}

fn everything() -> Value {
    json!({ "ward": ["tama"], "topics": ["bousai", "kosodate"], "birth": "1990-04", "children": 2,
        "language": ["easy"], "area": "2140001", "wish": "よろしくお願いします" })
}

#[tokio::test]
async fn what_was_saved_comes_back_at_the_next_sign_in() {
    let bench = Bench::start().await;
    let session = bench.session(&user()).await;
    let saved = bench.save(&session, &everything()).await;
    assert_eq!(saved.status, 200, "{}", saved.body);
    assert_eq!(saved.body["answers"], everything());
    assert_eq!(
        (&saved.body["version"], &saved.body["saved_at"]),
        (&json!(7), &json!("2026-09-21T23:13:20+09:00"))
    );
    let known = bench.sign_in(&user()).await.body;
    assert_eq!((&known["registered"], &known["consent_version"]), (&json!(true), &json!(2)));
    assert_eq!(known["answers"], everything());
    let follower = bench.store.followers.follower(&user()).unwrap();
    assert_eq!((follower.friendship, follower.registered_at_ms), (Friendship::Following, Some(NOW_MS)));
    assert!(follower.place.is_some());
}

#[tokio::test]
async fn the_same_form_again_is_answered_in_the_same_way_and_written_once() {
    let bench = Bench::start().await;
    let session = bench.session(&user()).await;
    let first = bench.save(&session, &everything()).await;
    let again = bench.save(&session, &everything()).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(bench.store.followers.commits(), 1);
}

#[tokio::test]
async fn every_wrong_answer_is_named_with_its_place_and_nothing_is_saved() {
    let bench = Bench::start().await;
    let session = bench.session(&user()).await;
    let wrong =
        json!({ "ward": ["tama", "asao"], "birth": "1990-13", "topics": ["kosodate"], "children": 99 });
    let answer = bench.save(&session, &wrong).await;
    answer.assert_problem(422, "invalid");
    let mut found: Vec<(&str, &str)> = answer.body["errors"].as_array().unwrap().iter().map(place).collect();
    found.sort_unstable();
    let expected =
        [("answers.birth", "wrong_kind"), ("answers.children", "out_of_range"), ("answers.ward", "one_only")];
    assert_eq!(found, expected);
    assert!(bench.store.followers.all().is_empty());
}

fn place(error: &Value) -> (&str, &str) {
    assert!(!error["message"].as_str().unwrap().is_ascii());
    (error["path"].as_str().unwrap(), error["code"].as_str().unwrap())
}

#[tokio::test]
async fn an_older_form_is_saved_while_it_fits_and_refused_as_changed_when_it_does_not() {
    let bench = Bench::start().await;
    let session = bench.session(&user()).await;
    let mut newer: Catalogue = bench.store.catalogue.lock().unwrap().clone();
    newer.delete_item(&ItemId::parse("language").unwrap()).unwrap();
    *bench.store.catalogue.lock().unwrap() = newer.at_version(8);
    bench.save(&session, &everything()).await.assert_problem(409, "form_changed");
    let fits = bench.save(&session, &json!({ "ward": ["tama"] })).await;
    assert_eq!((fits.status, &fits.body["version"]), (200, &json!(8)));
}

#[tokio::test]
async fn an_older_consent_is_refused() {
    let bench = Bench::start().await;
    let session = bench.session(&user()).await;
    bench.store.consent_version.store(3, Ordering::SeqCst);
    bench.save(&session, &everything()).await.assert_problem(409, "consent_changed");
}

#[tokio::test]
async fn a_registration_that_is_taken_back_is_gone_and_the_friendship_stays() {
    let bench = Bench::start().await;
    let session = bench.session(&user()).await;
    bench.save(&session, &everything()).await;
    for _ in 0..2 {
        let gone = bench.ask("DELETE", "/registration", &session, &json!({})).await;
        assert_eq!((gone.status, &gone.body), (200, &json!({ "deleted": true })));
    }
    let known = bench.sign_in(&user()).await.body;
    assert_eq!((&known["registered"], &known["answers"]), (&json!(false), &json!({})));
    let follower = bench.store.followers.follower(&user()).unwrap();
    assert_eq!(follower.friendship, Friendship::Following);
    assert_eq!(follower.registered_at_ms, None);
}

#[tokio::test]
async fn the_eleventh_write_of_a_minute_has_to_wait_and_other_people_do_not() {
    let bench = Bench::start().await;
    let session = bench.session(&user()).await;
    for _ in 0..10 {
        assert_eq!(bench.save(&session, &everything()).await.status, 200);
    }
    let eleventh: Answer = bench.save(&session, &everything()).await;
    eleventh.assert_problem(429, "too_many");
    assert_eq!(eleventh.headers["retry-after"], "60");
    let other = bench.session(&UserId::from_bytes([9; 16])).await;
    assert_eq!(bench.save(&other, &everything()).await.status, 200);
    bench.wait(60);
    assert_eq!(bench.save(&session, &everything()).await.status, 200);
}

#[tokio::test]
async fn a_body_of_more_than_64_kilobytes_is_refused() {
    let bench = Bench::start().await;
    let session = bench.session(&user()).await;
    let answer = bench.save(&session, &json!({ "wish": "あ".repeat(22_000) })).await;
    answer.assert_problem(413, "too_large");
}

#[tokio::test]
async fn what_is_no_form_is_refused() {
    let bench = Bench::start().await;
    let session = bench.session(&user()).await;
    for body in [json!([]), json!({}), json!({ "answers": 1, "consent_version": 2, "form_version": 7 })] {
        bench.ask("PUT", "/answers", &session, &body).await.assert_problem(400, "malformed");
    }
    bench.ask("GET", "/nowhere", &session, &json!({})).await.assert_problem(404, "no_such_route");
    bench.ask("POST", "/answers", &session, &json!({})).await.assert_problem(405, "method_not_allowed");
}
