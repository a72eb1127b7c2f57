//! The client sends frozen bytes, reads every answer of LINE's, and keeps to one token.

use std::sync::OnceLock;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use line::{
    client::{LineClient, LineHosts, MessageCall},
    outcome::{ErrorDetail, Outcome},
    token::ChannelKey,
};

use crate::fake_line::{Act, FakeLine};

const KEY: &str = "5f3a2c1e-0000-5000-8000-000000000001";
const BODY: &[u8] = b"{ \"to\":[\"U1\"],\"messages\":[{\"type\":\"text\",\"text\":\"\xe3\x81\x82\"}] }";

/// A key made for this run; none is kept in the repository.
fn private_key_pem() -> &'static str {
    static PEM: OnceLock<String> = OnceLock::new();
    PEM.get_or_init(|| {
        use aws_lc_rs::{encoding::AsDer, rsa};
        let key = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
        let der: aws_lc_rs::encoding::Pkcs8V1Der<'_> = key.as_der().unwrap();
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()))
    })
}

fn client(origin: &str) -> LineClient {
    let key = ChannelKey {
        channel_id: "2000000001".into(),
        key_id: "kid-1".into(),
        private_key_pem: private_key_pem().into(),
    };
    LineClient::new(LineHosts::parse(origin).unwrap(), Box::new(key)).unwrap()
}

async fn multicast_answered(act: Act) -> Outcome {
    let line = FakeLine::start(vec![act]).await;
    client(&line.origin).multicast(Bytes::from_static(BODY), KEY).await
}

#[tokio::test]
async fn a_multicast_leaves_as_the_frozen_bytes_with_its_retry_key() {
    let line = FakeLine::start(vec![Act::Answer(200, "x-line-request-id: r1\r\n", "{}")]).await;
    let outcome = client(&line.origin).multicast(Bytes::from_static(BODY), KEY).await;
    assert_eq!(outcome, Outcome::Accepted { request_id: Some("r1".into()) });
    let asked = &line.messages()[0];
    assert_eq!(asked.line, "POST /v2/bot/message/multicast HTTP/1.1");
    assert_eq!(asked.body, BODY);
    assert_eq!(asked.header("x-line-retry-key"), Some(KEY));
    assert_eq!(asked.header("authorization"), Some("Bearer t1"));
    assert_eq!(asked.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn a_reply_and_a_validation_carry_no_retry_key() {
    let line = FakeLine::start(vec![Act::Answer(200, "", "{}"), Act::Answer(200, "", "{}")]).await;
    let client = client(&line.origin);
    client.reply(Bytes::from_static(BODY)).await;
    client.validate(MessageCall::Multicast, Bytes::from_static(BODY)).await;
    let asked = line.messages();
    assert_eq!(asked[0].line, "POST /v2/bot/message/reply HTTP/1.1");
    assert_eq!(asked[1].line, "POST /v2/bot/message/validate/multicast HTTP/1.1");
    assert!(asked.iter().all(|asked| asked.header("x-line-retry-key").is_none()));
}

#[tokio::test]
async fn a_conflict_names_the_accepted_call() {
    let headers = "x-line-request-id: r2\r\nx-line-accepted-request-id: r1\r\n";
    let outcome =
        multicast_answered(Act::Answer(409, headers, r#"{"message":"The retry key is already accepted"}"#))
            .await;
    let expected =
        Outcome::AlreadyAccepted { request_id: Some("r2".into()), accepted_request_id: Some("r1".into()) };
    assert_eq!(outcome, expected);
    let unproven = Outcome::AlreadyAccepted { request_id: None, accepted_request_id: None };
    assert_eq!(multicast_answered(Act::Answer(409, "", "")).await, unproven);
}

#[tokio::test]
async fn the_two_kinds_of_429_are_told_apart_and_an_unknown_one_means_later() {
    let rate = r#"{"message":"The API rate limit has been exceeded. Try again later."}"#;
    assert_eq!(
        multicast_answered(Act::Answer(429, "", rate)).await,
        Outcome::RateLimited { retry_after: None }
    );
    let waiting = Outcome::RateLimited { retry_after: Some(std::time::Duration::from_secs(7)) };
    assert_eq!(multicast_answered(Act::Answer(429, "retry-after: 7\r\n", "<html>")).await, waiting);
    let quota =
        multicast_answered(Act::Answer(429, "", r#"{"message":"You have reached your monthly limit."}"#))
            .await;
    assert_eq!(quota, Outcome::QuotaReached { message: "You have reached your monthly limit.".into() });
}

#[tokio::test]
async fn a_refusal_names_the_properties() {
    let body = r#"{"message":"The request body has 1 error(s)","details":[{"message":"May not be empty","property":"messages[0].text"}]}"#;
    let details =
        vec![ErrorDetail { message: "May not be empty".into(), property: "messages[0].text".into() }];
    let message = "The request body has 1 error(s)".to_owned();
    let expected = Outcome::Refused { status: 400, message, details, request_id: Some("r1".into()) };
    assert_eq!(multicast_answered(Act::Answer(400, "x-line-request-id: r1\r\n", body)).await, expected);
    assert!(matches!(
        multicast_answered(Act::Answer(413, "", "")).await,
        Outcome::Refused { status: 413, .. }
    ));
}

#[tokio::test]
async fn server_errors_and_redirects_leave_it_open_and_are_not_followed() {
    assert!(matches!(
        multicast_answered(Act::Answer(500, "", "")).await,
        Outcome::ServerError { status: 500, .. }
    ));
    let elsewhere = Act::Answer(307, "location: http://127.0.0.1:1/\r\n", "");
    assert!(matches!(multicast_answered(elsewhere).await, Outcome::ServerError { status: 307, .. }));
}

#[tokio::test]
async fn a_cut_connection_is_unanswered_and_an_absent_server_got_nothing() {
    assert!(matches!(multicast_answered(Act::Cut).await, Outcome::Unanswered { .. }));
    let line = FakeLine::start(vec![Act::Answer(200, "", "{}"), Act::Cut]).await;
    let sender = client(&line.origin);
    sender.multicast(Bytes::from_static(BODY), KEY).await;
    assert!(matches!(sender.multicast(Bytes::from_static(BODY), KEY).await, Outcome::Unanswered { .. }));
    let nobody = client("http://127.0.0.1:1").multicast(Bytes::from_static(BODY), KEY).await;
    assert!(matches!(nobody, Outcome::NotSent { .. }), "{nobody:?}");
}

#[tokio::test]
async fn silence_ends_after_ten_seconds_as_unanswered() {
    let line = FakeLine::start(vec![Act::Hang]).await;
    let sender = client(&line.origin);
    let started = std::time::Instant::now();
    assert!(matches!(sender.multicast(Bytes::from_static(BODY), KEY).await, Outcome::Unanswered { .. }));
    assert!(started.elapsed().as_secs() < 13);
}

#[tokio::test]
async fn a_401_costs_one_fresh_token_and_one_repetition_with_the_same_key() {
    let line = FakeLine::start(vec![Act::Answer(401, "", "{}"), Act::Answer(200, "", "{}")]).await;
    let outcome = client(&line.origin).multicast(Bytes::from_static(BODY), KEY).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }));
    let asked = line.messages();
    assert_eq!(
        asked.iter().map(|asked| asked.header("authorization").unwrap()).collect::<Vec<_>>(),
        ["Bearer t1", "Bearer t2"]
    );
    assert!(asked.iter().all(|asked| asked.header("x-line-retry-key") == Some(KEY) && asked.body == BODY));

    let line = FakeLine::start(vec![
        Act::Answer(401, "", r#"{"message":"no"}"#),
        Act::Answer(401, "", r#"{"message":"no"}"#),
    ])
    .await;
    let outcome = client(&line.origin).multicast(Bytes::from_static(BODY), KEY).await;
    assert_eq!(outcome, Outcome::Unauthorized { message: "no".into() });
    assert_eq!((line.messages().len(), line.tokens()), (2, 2));
}

#[tokio::test]
async fn a_hundred_calls_at_once_ask_for_one_token_with_a_signed_assertion() {
    let line = FakeLine::start(vec![Act::Answer(200, "", "{}"); 100]).await;
    let sender = client(&line.origin);
    let calls = (0..100).map(|_| {
        let sender = sender.clone();
        tokio::spawn(async move { sender.push(Bytes::from_static(BODY), KEY).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(matches!(call.await.unwrap(), Outcome::Accepted { .. }));
    }
    assert_eq!(line.tokens(), 1);
    let form = String::from_utf8(line.asked()[0].body.clone()).unwrap();
    let assertion = form.split("client_assertion=").nth(1).unwrap().split('&').next().unwrap();
    let header = jsonwebtoken::decode_header(assertion).unwrap();
    assert_eq!((header.alg, header.kid.as_deref()), (jsonwebtoken::Algorithm::RS256, Some("kid-1")));
    let claims: serde_json::Value = jsonwebtoken::dangerous::insecure_decode(assertion).unwrap().claims;
    assert_eq!((&claims["iss"], &claims["aud"]), (&"2000000001".into(), &"https://api.line.me/".into()));
}

#[tokio::test]
async fn quota_and_consumption_are_read() {
    let answers = [r#"{"type":"limited","value":1000}"#, r#"{"type":"none"}"#, r#"{"totalUsage":31}"#, "{}"];
    let line = FakeLine::start(answers.map(|body| Act::Answer(200, "", body)).to_vec()).await;
    let client = client(&line.origin);
    assert_eq!(client.quota().await.unwrap().limit, Some(1000));
    assert_eq!(client.quota().await.unwrap().limit, None);
    assert_eq!(client.quota_consumption().await.unwrap(), 31);
    assert!(client.quota_consumption().await.is_err());
    assert_eq!(line.messages()[2].line, "GET /v2/bot/message/quota/consumption HTTP/1.1");
}

#[test]
fn addresses_that_are_no_origin_are_refused_and_keys_stay_out_of_debug() {
    for address in [
        "",
        "api.line.me",
        "https://api.line.me/v2",
        "https://a@api.line.me",
        "https://api.line.me/?a",
        "ftp://x",
    ] {
        assert!(LineHosts::parse(address).is_err(), "{address}");
    }
    assert!(LineHosts::parse("https://api.line.me").is_ok());
    let key = ChannelKey { channel_id: "1".into(), key_id: "k".into(), private_key_pem: "PRIVATE".into() };
    assert_eq!(format!("{key:?}"), "ChannelKey(1)");
}
