//! Webhooks with a good signature and bad contents, and the same webhook again and again.

use std::time::Duration;

use serde_json::{Value, json};

use super::NAUGHTY;
use super::webhooks::{SIGNATURE, Scene, a_stranger, event};
use crate::admin::everyone;
use crate::town::send_too_much;

const MB: usize = 1_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn signed_garbage_is_answered_400_and_leaves_no_trace() {
    let scene = Scene::new().await;
    let bot = scene.town.channel.bot_user_id.clone();
    let whole = scene.envelope(&json!([scene.event("unfollow", "01GARBAGE")]));
    let other_bot = json!({ "destination": "U00000000000000000000000000000000", "events": [scene.event("unfollow", "1")] });
    let nobody = json!({ "events": [scene.event("unfollow", "2")] });
    for body in [
        Vec::new(),
        b" ".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"{}".to_vec(),
        b"\"events\"".to_vec(),
        vec![0xff, 0xfe, 0x00],
        vec![0; 4_096],
        format!("{{\"destination\":\"{bot}\"}}").into_bytes(),
        format!("{{\"destination\":\"{bot}\",\"events\":null}}").into_bytes(),
        format!("{{\"destination\":\"{bot}\",\"events\":{{}}}}").into_bytes(),
        format!("{{\"destination\":\"{bot}\",\"events\":[,]}}").into_bytes(),
        format!("{{\"destination\":[\"{bot}\"],\"events\":[]}}").into_bytes(),
        whole[..whole.len() - 1].to_vec(),
        [&whole[..], b"x"].concat(),
        [&whole[..10], &[0xc3, 0x28], &whole[10..]].concat(),
        other_bot.to_string().into_bytes(),
        nobody.to_string().into_bytes(),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        assert_eq!(scene.post_signed(body).await, 400, "{shown}");
    }
    scene.assert_untouched().await;
    scene.town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_nobody_knows_and_events_without_their_fields_change_nothing() {
    let scene = Scene::new().await;
    let mut events =
        vec![json!(null), json!(5), json!("follow"), json!([]), json!({}), json!({ "type": null })];
    for kind in ["brandNewIn2031", "messageEdited", "membership", "botSuspended", "Follow", "", "\u{0}"] {
        events.push(scene.event(kind, &format!("01KIND{}", events.len())));
    }
    for key in ["type", "timestamp", "webhookEventId", "source", "mode", "deliveryContext"] {
        let mut event = scene.event("brandNew", &format!("01WITHOUT{key}"));
        event.as_object_mut().unwrap().remove(key);
        events.push(event);
    }
    for source in [
        json!(null),
        json!("U1"),
        json!({ "type": "user" }),
        json!({ "type": "user", "userId": "U123" }),
        json!({ "type": "user", "userId": scene.citizen.to_uppercase() }),
        json!({ "type": "group", "groupId": "C0123456789abcdef0123456789abcdef" }),
        json!({ "type": "brandNew", "id": 5 }),
    ] {
        let mut event = scene.event("unfollow", &format!("01SOURCE{}", events.len()));
        event["source"] = source;
        events.push(event);
    }
    for timestamp in [json!("now"), json!(-1), json!(1.5), json!(null), json!(1e300)] {
        let mut event = scene.event("unfollow", &format!("01TIME{}", events.len()));
        event["timestamp"] = timestamp;
        events.push(event);
    }
    events.push((0..90).fold(json!([]), |inner, _| json!([inner])));
    for event in &events {
        assert_eq!(scene.post_signed(scene.envelope(&json!([event]))).await, 200, "{event}");
    }
    assert_eq!(scene.post_signed(scene.envelope(&Value::Array(events))).await, 200, "all in one");
    assert_eq!(scene.post_signed(scene.envelope(&json!([]))).await, 200, "LINE's connection check");
    scene.assert_unchanged().await;
    scene.town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_nested_fifty_thousand_times_makes_no_function_stumble() {
    let scene = Scene::new().await;
    let (bot, deep) = (&scene.town.channel.bot_user_id, "[".repeat(50_000) + &"]".repeat(50_000));
    let body = format!("{{\"destination\":\"{bot}\",\"events\":[{deep}]}}").into_bytes();
    assert_eq!(scene.post_signed(body).await, 200, "an event we do not understand is not LINE's fault");
    scene.town.rest().await;
    scene.assert_followers_unchanged().await;
    for (function, metrics) in scene.town.city.host.metrics() {
        assert_eq!((metrics.errors, metrics.timeouts, metrics.deaths), (0, 0, 0), "{function}: {metrics:?}");
    }
    scene.town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_comes_again_within_and_after_72_hours_changes_nothing() {
    let mut scene = Scene::new().await;
    let stranger = a_stranger(&scene.town);
    let follow = scene.envelope(&json!([event(&scene.town, &stranger, "follow", "01REPLAYED")]));
    assert_eq!(scene.post_signed(follow.clone()).await, 200);
    scene.town.rest().await;
    assert_eq!(scene.town.count(everyone()).await, 2);
    scene.town.city.advance(Duration::from_secs(2));
    let leave = scene.envelope(&json!([event(&scene.town, &stranger, "unfollow", "01LEFT")]));
    assert_eq!(scene.post_signed(leave).await, 200);
    scene.settle_down().await;
    assert_eq!(scene.town.count(everyone()).await, 1);
    for later in [Duration::ZERO, Duration::from_mins(6), Duration::from_hours(71), Duration::from_hours(3)] {
        scene.town.city.advance(later);
        assert_eq!(scene.post_signed(follow.clone()).await, 200, "{later:?} later");
        scene.assert_unchanged().await;
        assert_eq!(scene.town.count(everyone()).await, 1, "{later:?} later");
    }
    scene.town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_answered_413_and_leaves_no_trace() {
    let scene = Scene::new().await;
    let enveloped = |size: usize| {
        let mut event = scene.event("unfollow", "01LARGE");
        event["padding"] = json!("x".repeat(size));
        scene.envelope(&json!([event]))
    };
    for size in [MB + MB / 10, 4 * MB] {
        assert_eq!(scene.post_signed(enveloped(size)).await, 413, "{size} bytes");
    }
    for body in [enveloped(7 * MB), enveloped(11 * MB), vec![b'x'; 11 * MB]] {
        let signature = scene.sign(&body);
        let request = scene.town.http.post(scene.town.city.webhook_url()).header(SIGNATURE, signature);
        let status = send_too_much(request.body(body)).await;
        assert!(matches!(status, Some(413) | None), "{status:?}");
    }
    scene.assert_untouched().await;
    scene.town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_ordinary_events_of_more_than_a_megabyte_are_split_and_taken() {
    let scene = Scene::new().await;
    let text = "あ".repeat(1_000);
    let events: Vec<Value> = (0..400)
        .map(|number| {
            let mut event = scene.event("message", &format!("01MANY{number:04}"));
            event["message"] = json!({ "id": number.to_string(), "type": "text", "text": text });
            event
        })
        .collect();
    let body = scene.envelope(&Value::Array(events));
    assert!(body.len() > MB);
    assert_eq!(scene.post_signed(body).await, 200);
    scene.assert_unchanged().await;
    assert_eq!(scene.town.city.chatbot.texts_of(&scene.citizen).len(), 400);
    scene.town.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn naughty_texts_reach_the_chatbot_unchanged_and_break_nothing() {
    let scene = Scene::new().await;
    for (number, text) in NAUGHTY.iter().enumerate() {
        let mut event = scene.event("message", &format!("01NAUGHTY{number}"));
        event["message"] = json!({ "id": number.to_string(), "type": "text", "text": text });
        event["timestamp"] = json!(event["timestamp"].as_u64().unwrap() + number as u64);
        assert_eq!(scene.post_signed(scene.envelope(&json!([event]))).await, 200, "{text:?}");
    }
    let mut tap = scene.event("postback", "01TAP");
    tap["postback"] = json!({ "data": NAUGHTY.concat(), "params": { "x": NAUGHTY } });
    assert_eq!(scene.post_signed(scene.envelope(&json!([tap]))).await, 200);
    scene.town.rest().await;
    assert_eq!(scene.town.city.chatbot.texts_of(&scene.citizen), NAUGHTY);
    assert_eq!(scene.town.city.chatbot.refused_signatures(), 0);
    assert_eq!(scene.town.count(everyone()).await, 1);
    scene.town.assert_sound();
    scene.town.end().await;
}
