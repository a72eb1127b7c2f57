//! Everything that LINE can show arrives as it was written: every kind, quick replies, a sender of one's own; by the
//! program's way and by the one that staff go, from the draft over the last look.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::message::check_messages;
use serde_json::{Value, json};

use crate::admin::{path_of, planned_and_accepted, ward};
use crate::agreement::samples;
use crate::drafts::{look, path, send};
use crate::town::Town;

/// The kinds of message that the model takes, templates by theirs: its refusal of another one names them.
fn known_kinds() -> BTreeSet<String> {
    let named = |message: Value, path: &str| {
        let refusals = check_messages(&json!([message]));
        let refusal = refusals.iter().find(|one| one.path == path).unwrap();
        let words = refusal.message_ja.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.filter(|word| word.starts_with(char::is_alphabetic)).map(str::to_owned).collect::<Vec<_>>()
    };
    let other = json!({ "type": "template", "altText": "他", "template": { "type": "other" } });
    let mut kinds: BTreeSet<_> = named(json!({ "type": "other" }), "messages[0].type").into_iter().collect();
    assert!(kinds.remove("template"), "{kinds:?}");
    kinds.extend(named(other, "messages[0].template.type"));
    kinds
}

#[test]
fn the_samples_hold_every_kind_that_the_model_takes() {
    let of = |message: &Value| match &message["template"]["type"] {
        Value::String(kind) => kind.clone(),
        _ => message["type"].as_str().unwrap().to_owned(),
    };
    let sampled: BTreeSet<_> = samples::all().iter().map(of).collect();
    assert!(sampled.len() >= 14, "{sampled:?}");
    assert_eq!(sampled, known_kinds());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_every_kind_arrives_on_the_phone_as_it_was_written() {
    let town = Town::start().await;
    let phone = town.settle(&["tama"]).await.remove(0);
    for message in samples::all() {
        let wish = json!({ "title": "一通ずつ", "target": ward("tama"), "messages": [message] });
        let draft = town.call("POST", "/api/deliveries", &wish).await;
        town.start_delivery(&draft).await;
        let report = town.settled(&draft).await;
        assert_eq!(planned_and_accepted(&report), (1, 1), "{message}");
        let told = town.report(&draft).await["messages"][0].as_str().unwrap().to_owned();
        assert_eq!(serde_json::from_str::<Value>(&told).unwrap(), message, "{}", path_of(&draft, ""));
        assert_eq!(town.delivered(&phone).last(), Some(&message));
    }
    assert_eq!(town.delivered(&phone).len(), samples::all().len(), "and nothing beside it");
    town.assert_sound();
    town.end().await;
}

/// As the site does it: written, looked at for the last time, what is doubtful ticked off, looked at again, sent.
async fn sent_off(town: &Town, number: usize, message: &Value) -> Value {
    let draft = town.call("POST", "/api/drafts", &json!({ "title": "一通ずつ" })).await;
    let wish = json!({
        "version": draft["version"], "title": format!("{number}通目"), "target": ward("tama"),
        "messages": [message.to_string()], "start": { "kind": "now" },
    });
    let mut draft = town.call("PUT", &path(&draft, ""), &wish).await;
    let mut seen = look(town, &draft).await;
    assert_eq!(seen["errors"], json!([]), "{message}");
    let doubts: Vec<_> = seen["warnings"].as_array().unwrap().iter().map(|one| &one["key"]).collect();
    if !doubts.is_empty() {
        assert_eq!(seen["blocked_by"], json!(["warnings"]), "{seen}");
        let wish = json!({ "version": draft["version"], "keys": doubts });
        draft = town.call("PUT", &path(&draft, "/acknowledgements"), &wish).await;
        seen = look(town, &draft).await;
    }
    assert_eq!((&seen["may_send"], &seen["count"]), (&json!(true), &json!(1)), "{seen}");
    let sent = send(town, &draft, &seen, &format!("kind-{number}"), json!({})).await;
    assert_eq!((sent.status, &sent.body["status"]), (200, &json!("scheduled")), "{sent:?}");
    sent.body
}

/// Messages in an order that does not depend on which delivery was faster.
fn sorted(messages: &[Value]) -> Vec<String> {
    let mut texts: Vec<_> = messages.iter().map(Value::to_string).collect();
    texts.sort();
    texts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_every_kind_goes_the_way_of_staff_and_arrives_as_it_was_written() {
    let town = Town::start().await;
    let phone = town.settle(&["tama", "kawasaki", "kawasaki"]).await.remove(0);
    let mut sent = Vec::new();
    for (number, message) in samples::all().iter().enumerate() {
        sent.push(sent_off(&town, number, message).await);
    }
    assert!(town.delivered(&phone).is_empty(), "all of them can still be taken back");
    town.city.advance(Duration::from_secs(305));
    for (delivery, message) in sent.iter().zip(samples::all()) {
        assert_eq!(planned_and_accepted(&town.settled(delivery).await), (1, 1), "{message}");
        let told = town.report(delivery).await["messages"][0].as_str().unwrap().to_owned();
        assert_eq!(serde_json::from_str::<Value>(&told).unwrap(), message, "{}", path_of(delivery, ""));
    }
    assert_eq!(
        sorted(&town.delivered(&phone)),
        sorted(&samples::all()),
        "each once, and nothing beside them"
    );
    town.assert_sound();
    town.end().await;
}
