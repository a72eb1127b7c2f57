//! The gateway's events of `events/citizen_api`, read as Lambda hands them over.

use axum::body::Body;
use lambda_http::Body as EventBody;

use crate::bench::{Answer, Bench};

async fn answer_to(name: &str) -> Answer {
    let path = format!("{}/../../events/citizen_api/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let event = std::fs::read_to_string(path).unwrap();
    let request = lambda_http::request::from_str(&event).unwrap();
    let body = |body| match body {
        EventBody::Text(text) => Body::from(text),
        EventBody::Binary(bytes) => Body::from(bytes),
        _ => Body::empty(),
    };
    Bench::start().await.send(request.map(body)).await
}

#[tokio::test]
async fn the_questions_are_found_below_the_stage() {
    assert_eq!(answer_to("form").await.status, 200);
}

#[tokio::test]
async fn samples_of_a_sign_in_and_of_a_form_are_understood_and_refused_for_what_they_carry() {
    answer_to("session").await.assert_problem(401, "invalid_token");
    answer_to("answers").await.assert_problem(401, "session_expired");
    answer_to("registration").await.assert_problem(401, "session_expired");
}
