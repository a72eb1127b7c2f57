//! Event sources: queues, front doors, schedules and buckets, with a real process at the end of each.
#![allow(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

mod support;

use std::time::{Duration, UNIX_EPOCH};

use embedded_aws::NewMessage;
use serde_json::{Value, json};
use support::{a_host, a_host_with};

fn depth(city: &support::Fixture, queue: &str) -> usize {
    city.aws.sqs().depth(queue).unwrap().total()
}

#[tokio::test]
async fn a_message_is_handled_and_deleted() {
    let city = a_host().await;
    city.send("PlainQueue", "{\"n\":1}");
    city.wait_for_note("{\"n\":1}").await;
    city.settle().await;
    assert_eq!(depth(&city, "PlainQueue"), 0);
}

#[tokio::test]
async fn only_the_messages_that_failed_come_again_and_then_go_to_the_dead_letter_queue() {
    let city = a_host().await;
    city.host.freeze_mappings(true);
    for body in ["{\"n\":1}", "{\"n\":2,\"fail\":true}", "{\"n\":3}"] {
        city.send("PlainQueue", body);
    }
    city.host.freeze_mappings(false);
    city.wait_for_note("{\"n\":3}").await;
    city.settle().await;
    assert_eq!((depth(&city, "PlainQueue"), depth(&city, "PlainDeadLetterQueue")), (1, 0));
    for _ in 0..2 {
        city.clock.advance(Duration::from_secs(61));
        city.settle().await;
    }
    assert_eq!((depth(&city, "PlainQueue"), depth(&city, "PlainDeadLetterQueue")), (0, 1));
    let notes = city.notes();
    let times = |body: &str| notes.iter().filter(|note| *note == body).count();
    assert_eq!((times("{\"n\":1}"), times("{\"n\":2,\"fail\":true}"), times("{\"n\":3}")), (1, 2, 1));
}

#[tokio::test]
async fn a_batch_whose_function_died_comes_again_whole() {
    let city = a_host().await;
    city.host.freeze_mappings(true);
    city.send("PlainQueue", "{\"n\":1}");
    city.send("PlainQueue", "{\"sleep\":20000}");
    city.host.freeze_mappings(false);
    city.wait_for_note("batch of 2").await;
    city.settle().await;
    assert_eq!(depth(&city, "PlainQueue"), 2);
    assert_eq!(city.host.metrics()["BatchFunction"].errors, 1);
}

#[tokio::test]
async fn a_frozen_mapping_leaves_its_queue_alone() {
    let city = a_host().await;
    city.host.freeze_mappings(true);
    city.send("PlainQueue", "{\"n\":1}");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(depth(&city, "PlainQueue"), 1);
    assert!(city.notes().is_empty());
    assert!(!city.host.idle());
    city.host.freeze_mappings(false);
    city.settle().await;
    assert_eq!(depth(&city, "PlainQueue"), 0);
}

#[tokio::test]
async fn one_groups_messages_are_handled_in_order_one_after_the_other() {
    let city = a_host().await;
    for number in 0..6 {
        let body = format!("{{\"n\":{number}}}");
        let message = NewMessage::new(body).in_group("one", format!("d{number}"));
        city.aws.sqs().send("OrderedQueue.fifo", message).unwrap();
    }
    city.wait_for_note("{\"n\":5}").await;
    city.settle().await;
    let handled: Vec<_> = city.notes().into_iter().filter(|note| note.starts_with('{')).collect();
    let expected: Vec<_> = (0..6).map(|number| format!("{{\"n\":{number}}}")).collect();
    assert_eq!(handled, expected);
}

#[tokio::test]
async fn a_window_fills_a_batch_beyond_ten_messages_and_closes_with_the_clock() {
    let city = a_host().await;
    for number in 0..12 {
        city.send("FilledQueue", &format!("{{\"n\":{number}}}"));
    }
    for _ in 0..500 {
        if city.aws.sqs().depth("FilledQueue").unwrap().in_flight == 12 {
            break; // all of them are in the window, which closes with the clock
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(city.notes().is_empty());
    city.clock.advance(Duration::from_secs(301));
    city.wait_for_note("batch of 12").await;
    city.settle().await;
    assert_eq!(depth(&city, "FilledQueue"), 0);
}

#[tokio::test]
async fn the_rest_api_hands_over_a_proxy_event_and_answers_with_the_functions_answer() {
    let city = a_host().await;
    let client = reqwest::Client::new();
    let address = format!("{}/hook?a=1", city.host.api_url());
    let response =
        client.post(address).header("x-line-signature", "s").body("{\"文\":1}").send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["x-from"]),
        (200, &"function".parse().unwrap())
    );
    let event: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!((&event["httpMethod"], &event["path"]), (&json!("POST"), &json!("/hook")));
    assert_eq!(event["body"], "{\"文\":1}");
    let missing = client.get(format!("{}/other", city.host.api_url())).send().await.unwrap();
    assert_eq!(missing.status().as_u16(), 403);
    let large = vec![b'a'; 10 * 1024 * 1024 + 1];
    let refused = client.post(format!("{}/hook", city.host.api_url())).body(large).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 413);
}

#[tokio::test]
async fn the_function_url_hands_over_a_version_2_event() {
    let city = a_host().await;
    let address = city.host.function_url("EchoFunction").unwrap();
    let response = reqwest::get(format!("{address}/api/x?y=1")).await.unwrap();
    let event: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!((&event["version"], &event["rawPath"]), (&json!("2.0"), &json!("/api/x")));
    assert_eq!(city.host.function_url("BatchFunction"), None);
}

#[tokio::test]
async fn a_schedule_made_at_run_time_reaches_its_queue_at_its_minute() {
    let city = a_host().await;
    let at =
        (city.clock.now() + Duration::from_hours(1)).duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let at = jiff::Timestamp::from_second(at).unwrap().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let address = format!("{}/schedules/one", city.aws.endpoint());
    let body = json!({
        "GroupName": "Alarms",
        "ScheduleExpression": format!("at({at})"),
        "FlexibleTimeWindow": { "Mode": "OFF" },
        "ActionAfterCompletion": "DELETE",
        "Target": {
            "Arn": "arn:aws:sqs:ap-northeast-1:000000000000:PlainQueue",
            "RoleArn": "arn:aws:iam::000000000000:role/Scheduler",
            "Input": "{\"n\":\"alarm\"}",
        },
    });
    let scope = "AWS4-HMAC-SHA256 Credential=kairan-local/20261122/ap-northeast-1/scheduler/aws4_request, SignedHeaders=host, Signature=0";
    let request = reqwest::Client::new().post(address).header("authorization", scope).body(body.to_string());
    let response = request.send().await.unwrap();
    assert!(response.status().is_success(), "{}", response.text().await.unwrap());
    city.clock.advance(Duration::from_secs(3_500));
    city.settle().await;
    assert!(city.notes().is_empty());
    city.clock.advance(Duration::from_secs(101));
    city.wait_for_note("{\"n\":\"alarm\"}").await;
}

#[tokio::test]
async fn a_rate_fires_with_its_input_when_the_clock_passes_its_minute() {
    let city = a_host_with(|config| config.rates = true).await;
    city.clock.advance(Duration::from_mins(1));
    city.wait_for_note("a minute").await;
    let metrics = city.host.metrics()["MinuteFunction"];
    assert!(metrics.invocations >= 1);
    city.host.fire_rate("MinuteFunction").await.unwrap();
}

#[tokio::test]
async fn a_new_object_under_the_prefix_invokes_its_listener() {
    let city = a_host().await;
    city.aws.s3().put_object("file-bucket", "out/no.txt", "x").await.unwrap();
    city.aws.s3().put_object("file-bucket", "in/yes.txt", "x").await.unwrap();
    city.wait_for_note("batch of 1").await;
    city.settle().await;
    assert_eq!(city.host.metrics()["MinuteFunction"].invocations, 1);
}

#[tokio::test]
async fn a_bucket_tells_its_queue_of_new_objects_as_s3_does() {
    let city = a_host().await;
    city.host.freeze_mappings(true);
    for key in ["told/no.bin", "elsewhere/no.txt", "told/yes.txt"] {
        city.aws.s3().put_object("file-bucket", key, "x").await.unwrap();
    }
    let mut told = Vec::new();
    for _ in 0..200 {
        told.extend(city.aws.sqs().receive("FilledQueue", 10).unwrap());
        if !told.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let event: Value = serde_json::from_str(&told[0].body).unwrap();
    assert_eq!((told.len(), &event["Records"][0]["s3"]["object"]["key"]), (1, &json!("told/yes.txt")));
    assert_eq!(event["Records"][0]["eventName"], "ObjectCreated:Put");
}
