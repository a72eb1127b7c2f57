//! What is let in and what is not. `events/receive_webhook` holds the gateway's events.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use base64::{Engine as _, engine::general_purpose::STANDARD};
use line::signature::ChannelSecrets;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use receive_webhook::{Channel, GatewayAnswer, answer};
use serde_json::{Value, json};
use testkit::webhook::InMemoryIntake;
use usecases::webhook::ports::SignedBody;

const SECRET: &str = "8c570fa6dd201bb328f1c1eac23a96d8";
const BOT: &str = "U8e742f61d673b39c7fff3cecb7536ef0";
const NOW: u64 = 1_800_000_000_000;

fn channel() -> Channel {
    serde_json::from_value(json!({ "channel_secrets": [SECRET], "bot_user_id": BOT })).unwrap()
}

fn secrets() -> ChannelSecrets {
    ChannelSecrets::new(&[SECRET]).unwrap()
}

fn ask(intake: &InMemoryIntake, event: Value) -> GatewayAnswer {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(answer(&channel(), intake, serde_json::from_value(event).unwrap(), NOW))
}

fn asked(event: Value) -> (GatewayAnswer, Vec<SignedBody>) {
    let intake = InMemoryIntake::default();
    (ask(&intake, event), intake.stored())
}

fn case(name: &str) -> Value {
    let path = format!("{}/../../events/receive_webhook/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn signed(body: &str) -> Value {
    json!({ "multiValueHeaders": { "X-Line-Signature": [secrets().sign(body.as_bytes())] }, "body": body })
}

fn signed_base64(body: &[u8]) -> Value {
    let headers = json!({ "x-line-signature": secrets().sign(body) });
    json!({ "headers": headers, "body": STANDARD.encode(body), "isBase64Encoded": true })
}

fn a_webhook(text: &str) -> String {
    let event = json!({
        "type": "message", "mode": "active", "timestamp": 1, "webhookEventId": "01X",
        "source": { "type": "user", "userId": "Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1" },
        "message": { "type": "text", "id": "1", "text": text },
    });
    json!({ "destination": BOT, "events": [event] }).to_string()
}

#[test]
fn one_users_webhook_is_stored_as_its_own_bytes_with_its_own_signature() {
    for name in ["follow", "unfollow", "text_base64", "unknown_type"] {
        let event = case(name);
        let (answer, stored) = asked(event.clone());
        assert_eq!(answer, GatewayAnswer::status(200), "{name}");
        if name == "unknown_type" {
            assert_eq!(stored.len(), 2, "an event without a source is kept too");
            continue;
        }
        let body = event["body"].as_str().unwrap();
        let bytes =
            if event["isBase64Encoded"] == true { STANDARD.decode(body).unwrap() } else { body.into() };
        assert_eq!(stored[0].body, bytes, "{name}");
        assert_eq!(stored[0].signature, event["headers"]["x-line-signature"], "{name}");
        assert_eq!((stored.len(), stored[0].received_at_ms), (1, NOW));
    }
}

#[test]
fn two_users_are_stored_apart_and_signed_again() {
    let (answer, stored) = asked(case("two_users"));
    assert_eq!((answer, stored.len()), (GatewayAnswer::status(200), 2));
    assert_ne!(stored[0].source, stored[1].source);
    for body in &stored {
        assert!(secrets().verify(&body.body, body.signature.as_bytes()));
    }
}

#[test]
fn a_connection_check_is_answered_and_not_stored() {
    assert_eq!(asked(case("connection_check")), (GatewayAnswer::status(200), vec![]));
}

#[test]
fn unsigned_forged_and_doubly_signed_calls_are_401_and_nothing_else() {
    let mut twice = case("follow");
    let signature = twice["headers"]["x-line-signature"].clone();
    twice["multiValueHeaders"]["x-line-signature"] = json!([signature, signature]);
    let mut broken_wrapping = case("text_base64");
    broken_wrapping["body"] = json!("*");
    for event in
        [case("unsigned"), case("forged"), twice, broken_wrapping, json!({}), json!({ "body": null })]
    {
        assert_eq!(asked(event), (GatewayAnswer::status(401), vec![]));
    }
}

#[test]
fn signed_bodies_that_are_no_webhook_of_ours_are_400_and_stored_nowhere() {
    for body in ["", "{", "[]", "{}", r#"{"events":[]}"#, r#"{"destination":"U0","events":[]}"#, "\u{feff}{}"]
    {
        assert_eq!(asked(signed(body)), (GatewayAnswer::status(400), vec![]), "{body}");
    }
    assert_eq!(asked(case("other_bot")), (GatewayAnswer::status(400), vec![]));
}

#[test]
fn what_cannot_be_stored_is_500_so_that_line_sends_it_again() {
    assert_eq!(ask(&InMemoryIntake::unavailable(), case("follow")), GatewayAnswer::status(500));
}

#[test]
fn a_body_over_a_mebibyte_is_stored_in_parts_and_one_event_over_the_limit_is_413() {
    let one = a_webhook(&"あ".repeat(20_000));
    let event = &one[one.find('[').unwrap() + 1..one.rfind(']').unwrap()];
    let many = format!(r#"{{"destination":"{BOT}","events":[{}]}}"#, vec![event; 30].join(","));
    let (answer, stored) = asked(signed(&many));
    assert_eq!((answer, stored.len()), (GatewayAnswer::status(200), 4));
    assert!(stored.iter().all(|body| body.body.len() <= 512 * 1024 && body.source == stored[0].source));
    assert_eq!(asked(signed(&a_webhook(&"a".repeat(600_000)))), (GatewayAnswer::status(413), vec![]));
}

#[test]
fn odd_texts_are_stored_like_any_other() {
    let controls: String =
        (0_u8..0x20).map(char::from).chain(['\u{7f}', '\u{85}', '\u{2028}', '\u{fffe}']).collect();
    let odd = [
        &controls,
        "",
        " ",
        "null",
        "undefined",
        "\\",
        "\"",
        "';--",
        "<script>alert(1)</script>",
        "${jndi:ldap://x}",
        "👩‍👩‍👧‍👦🏳️‍🌈🇯🇵",
        "👍🏿",
        "e\u{301}\u{301}\u{301}",
        "\u{202e}txt.exe",
        "\u{feff}",
        "٣٣٣",
        "ﷺ",
        "㈱髙﨑①",
        "ｶﾞ",
        "～〜",
        "%00%0a",
        "../../etc/passwd",
        "=1+1",
        "\r\nSet-Cookie: a",
        "𠮷野家",
        "\u{10ffff}",
        "a\u{0}b",
        "{{7*7}}",
    ];
    for text in odd {
        let body = a_webhook(text);
        for event in [signed(&body), signed_base64(body.as_bytes())] {
            let (answer, stored) = asked(event);
            assert_eq!(
                (answer, stored[0].body.as_slice()),
                (GatewayAnswer::status(200), body.as_bytes()),
                "{text}"
            );
        }
    }
    let lone_surrogate = a_webhook("x").replace("\"x\"", r#""\ud83d""#);
    assert_eq!(asked(signed(&lone_surrogate)).0, GatewayAnswer::status(200));
}

fn seeded(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[13; 32]))
}

#[test]
fn ten_thousand_bodies_get_the_same_answer_in_either_wrapping() {
    let bodies = prop_oneof![
        ".{0,80}".prop_map(|text| a_webhook(&text)),
        ".{0,80}",
        prop::collection::vec(any::<char>(), 0..40).prop_map(|characters| characters.into_iter().collect()),
    ];
    seeded(10_000)
        .run(&bodies, |body| {
            let (plain, wrapped) = (asked(signed(&body)), asked(signed_base64(body.as_bytes())));
            prop_assert!(plain.1.iter().all(|stored| stored.body == body.as_bytes()));
            prop_assert_eq!(plain, wrapped);
            Ok(())
        })
        .unwrap();
}

#[test]
fn ten_thousand_random_bodies_never_panic_and_store_nothing() {
    seeded(10_000)
        .run(&prop::collection::vec(any::<u8>(), 0..120), |bytes| {
            prop_assert_eq!(asked(signed_base64(&bytes)), (GatewayAnswer::status(400), vec![]));
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_answer_and_the_secret_have_the_shapes_that_others_expect() {
    let json = serde_json::to_string(&GatewayAnswer::status(200)).unwrap();
    assert_eq!(json, r#"{"statusCode":200,"body":"","isBase64Encoded":false}"#);
    assert!(serde_json::from_value::<Channel>(json!({ "channel_secrets": [], "bot_user_id": BOT })).is_err());
    assert!(!format!("{:?}", channel()).contains(SECRET));
}
