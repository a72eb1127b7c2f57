//! Webhook bodies are read leniently and split without touching the events.

use std::borrow::Cow;

use line::webhook::{Envelope, Event, MalformedBody, ParsedEvent, UserBody, parse_event};
use proptest::prelude::*;

const ANNA: &str = "U00000000000000000000000000000001";
const BEN: &str = "U00000000000000000000000000000002";

fn body(events: &[String]) -> String {
    format!(
        r#"{{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[{}],"added":1}}"#,
        events.join(",")
    )
}

fn event(user: &str, number: usize) -> String {
    format!(
        r#"{{ "type":"message","mode":"active","timestamp":{number},"source":{{"type":"user","userId":"{user}"}},
            "webhookEventId":"01HZZ{number}","deliveryContext":{{"isRedelivery":false}},
            "message":{{"type":"text","id":"{number}","text":"\ud83d\ude00 \u0000 \ud800 {number}"}} }}"#
    )
}

fn split_by_user(body: &[u8]) -> Result<Vec<UserBody<'_>>, MalformedBody> {
    Ok(Envelope::parse(body)?.split_by_user(1 << 20))
}

fn read(json: &str) -> Option<Event> {
    let text = body(&[json.to_owned()]);
    let envelope = Envelope::parse(text.as_bytes()).unwrap();
    match parse_event(envelope.events[0]) {
        ParsedEvent::Known(event) => Some(*event),
        ParsedEvent::Unreadable(_) => None,
    }
}

#[test]
fn one_users_body_comes_back_byte_for_byte() {
    let text = body(&[event(ANNA, 1), event(ANNA, 2)]);
    let split = split_by_user(text.as_bytes()).unwrap();
    assert_eq!(split.len(), 1);
    assert!(split[0].is_original());
    assert_eq!(split[0].body, Cow::Borrowed(text.as_bytes()));
    assert_eq!(split[0].source.as_str(), ANNA);
}

#[test]
fn two_users_get_a_body_each_with_everything_around_the_events_kept() {
    let text = body(&[event(ANNA, 1), event(BEN, 2), event(ANNA, 3)]);
    let split = split_by_user(text.as_bytes()).unwrap();
    let texts: Vec<_> = split.iter().map(|part| String::from_utf8(part.body.to_vec()).unwrap()).collect();
    assert_eq!(texts, [body(&[event(ANNA, 1), event(ANNA, 3)]), body(&[event(BEN, 2)])]);
    assert!(split.iter().all(|part| !part.is_original()));
}

#[test]
fn a_user_with_too_many_events_gets_several_bodies_in_order() {
    let text = body(&[event(ANNA, 1), event(ANNA, 2), event(ANNA, 3)]);
    let split = Envelope::parse(text.as_bytes()).unwrap().split_by_user(text.len() - 1);
    let texts: Vec<_> = split.iter().map(|part| String::from_utf8(part.body.to_vec()).unwrap()).collect();
    assert_eq!(texts, [body(&[event(ANNA, 1), event(ANNA, 2)]), body(&[event(ANNA, 3)])]);
    assert!(split.iter().all(|part| part.source.as_str() == ANNA && part.body.len() < text.len()));
    let each = Envelope::parse(text.as_bytes()).unwrap().split_by_user(1);
    assert_eq!(each.len(), 3);
}

#[test]
fn a_connection_check_has_no_events() {
    assert!(split_by_user(body(&[]).as_bytes()).unwrap().is_empty());
    assert_eq!(Envelope::parse(br#"{"events":[]}"#).unwrap().destination, "");
}

#[test]
fn bodies_that_are_no_webhook_are_refused() {
    let deep = "[".repeat(200_000);
    let texts = [
        "",
        "null",
        "[]",
        "{}",
        "7",
        "\"\"",
        "{\"events\":{}}",
        "{\"events\":[1}",
        "{\"events\":null}",
        &deep,
    ];
    for text in texts {
        assert!(Envelope::parse(text.as_bytes()).is_err(), "{text:.40}");
    }
    assert!(Envelope::parse(b"{\"events\":[\"\xff\"]}").is_err());
    assert!(Envelope::parse(b"\xef\xbb\xbf{\"events\":[]}").is_err());
}

#[test]
fn unknown_types_fields_and_standby_events_are_read() {
    let strange = read(
        r#"{"type":"teleported","timestamp":5,"webhookEventId":"01X","mode":"standby","new":{"a":[1]},
            "source":{"type":"planet","name":"x"}}"#,
    )
    .unwrap();
    assert_eq!(strange.kind, "teleported");
    assert!(!strange.is_active());
    assert_eq!((strange.user_id(), strange.reply_token.is_none()), (None, true));
    let follow = read(
        r#"{"type":"follow","timestamp":5,"webhookEventId":"01X","mode":"active","deliveryContext":{"isRedelivery":true},
            "source":{"type":"user","userId":"U00000000000000000000000000000001"}}"#,
    )
    .unwrap();
    assert_eq!((follow.user_id(), follow.delivery_context.is_redelivery), (Some(ANNA), true));
}

#[test]
fn an_event_without_its_common_fields_costs_only_itself() {
    for json in [
        "7",
        "null",
        "{}",
        r#"{"type":"follow"}"#,
        r#"{"type":"follow","timestamp":-1,"webhookEventId":"0"}"#,
    ] {
        assert!(read(json).is_none(), "{json}");
    }
    let text = body(&["7".into(), event(ANNA, 1)]);
    let split = split_by_user(text.as_bytes()).unwrap();
    assert_eq!(split.iter().map(|part| part.source.as_str()).collect::<Vec<_>>(), ["", ANNA]);
}

#[test]
fn a_source_shows_no_whole_user_id_in_debug() {
    let text = body(&[event(ANNA, 1)]);
    assert!(!format!("{:?}", split_by_user(text.as_bytes()).unwrap()[0].source).contains(ANNA));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn splitting_loses_doubles_and_reorders_nothing(users in proptest::collection::vec(0_usize..4, 0..40)) {
        let name = |user: usize| format!("U{user:032x}");
        let events: Vec<_> = users.iter().enumerate().map(|(number, user)| event(&name(*user), number)).collect();
        let text = body(&events);
        let split = split_by_user(text.as_bytes()).unwrap();
        let mut parts = 0;
        for part in &split {
            let expected: Vec<_> = users.iter().zip(&events)
                .filter(|(user, _)| name(**user) == part.source.as_str())
                .map(|(_, event)| event.clone())
                .collect();
            prop_assert_eq!(std::str::from_utf8(&part.body).unwrap(), body(&expected));
            parts += expected.len();
        }
        prop_assert_eq!(parts, events.len());
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = split_by_user(&bytes).map(|split| split.len());
    }
}
