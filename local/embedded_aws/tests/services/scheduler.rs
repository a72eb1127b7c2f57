//! The scheduler: zones, firing, idempotence.

use std::time::{Duration, SystemTime};

use embedded_aws::EmbeddedAws;
use http::Method;
use serde_json::{Value, json};

use crate::client::schedule;
use crate::{SECOND, a_city, soon};

fn a_schedule(expression: &str) -> Value {
    json!({
        "ScheduleExpression": expression,
        "ScheduleExpressionTimezone": "Asia/Tokyo",
        "FlexibleTimeWindow": { "Mode": "OFF" },
        "ActionAfterCompletion": "DELETE",
        "ClientToken": "token",
        "Target": { "Arn": "arn:aws:sqs:ap-northeast-1:000000000000:Start", "RoleArn": "arn:role", "Input": "{}" },
    })
}

/// An `at(...)` in Tokyo's time that many seconds from the city's now.
fn at_in(aws: &EmbeddedAws, seconds: i64) -> (String, SystemTime) {
    let now = jiff::Timestamp::try_from(aws.clock().now()).unwrap();
    let at = jiff::Timestamp::from_second(now.as_second() + seconds).unwrap();
    let text = at.to_zoned(jiff::tz::get!("Asia/Tokyo")).strftime("at(%Y-%m-%dT%H:%M:%S)").to_string();
    (text, at.into())
}

async fn create(aws: &EmbeddedAws, name: &str, request: &Value) -> u16 {
    schedule(aws, Method::POST, &format!("/schedules/{name}"), request).await.status
}

#[tokio::test]
async fn a_time_in_tokyo_fires_once_at_that_time_and_is_deleted() {
    let aws = a_city().await;
    let (expression, at) = at_in(&aws, 3600);
    assert_eq!(create(&aws, "d1", &a_schedule(&expression)).await, 200);
    assert_eq!(aws.scheduler().next_due(), Some(at));
    assert!(aws.scheduler().due(at - SECOND).is_empty());
    let due = aws.scheduler().due(at);
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].name.as_str(), due[0].scheduled_at), ("d1", at));
    assert_eq!(due[0].target_arn, "arn:aws:sqs:ap-northeast-1:000000000000:Start");
    assert_eq!(due[0].input.as_deref(), Some("{}"));
    assert!(aws.scheduler().due(at + SECOND).is_empty());
    assert_eq!(schedule(&aws, Method::GET, "/schedules/d1", &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_waiter_wakes_when_the_clock_reaches_a_schedule_made_meanwhile() {
    let aws = a_city().await;
    let waiter = tokio::spawn({
        let aws = aws.clone();
        async move { aws.scheduler().wait_until_due().await }
    });
    tokio::task::yield_now().await;
    create(&aws, "d1", &a_schedule(&at_in(&aws, 3600).0)).await;
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert!(!waiter.is_finished());
    aws.clock().advance(3601 * SECOND);
    soon(waiter).await.unwrap();
    assert_eq!(aws.scheduler().due(aws.clock().now()).len(), 1);
}

#[tokio::test]
async fn a_rate_fires_once_per_period_and_skips_what_it_slept_through() {
    let aws = a_city().await;
    create(&aws, "tick", &a_schedule("rate(1 minute)")).await;
    let first = aws.scheduler().next_due().unwrap();
    assert_eq!(aws.scheduler().due(first).len(), 1);
    assert_eq!(aws.scheduler().next_due(), Some(first + 60 * SECOND));
    assert_eq!(aws.scheduler().due(first + 600 * SECOND).len(), 1);
    assert_eq!(aws.scheduler().next_due(), Some(first + 660 * SECOND));
}

#[tokio::test]
async fn the_same_token_creates_once_and_another_one_conflicts() {
    let aws = a_city().await;
    let request = a_schedule(&at_in(&aws, 3600).0);
    assert_eq!(create(&aws, "d1", &request).await, 200);
    assert_eq!(create(&aws, "d1", &request).await, 200);
    let mut other = request.clone();
    other["ClientToken"] = json!("another");
    let reply = schedule(&aws, Method::POST, "/schedules/d1", &other).await;
    assert_eq!((reply.status, reply.header("x-amzn-errortype")), (409, "ConflictException"));
}

#[tokio::test]
async fn an_updated_schedule_fires_at_its_new_time_and_a_disabled_one_never() {
    let aws = a_city().await;
    create(&aws, "d1", &a_schedule(&at_in(&aws, 3600).0)).await;
    let (later, at) = at_in(&aws, 7200);
    assert_eq!(schedule(&aws, Method::PUT, "/schedules/d1", &a_schedule(&later)).await.status, 200);
    assert_eq!(aws.scheduler().next_due(), Some(at));
    let mut disabled = a_schedule(&later);
    disabled["State"] = json!("DISABLED");
    schedule(&aws, Method::PUT, "/schedules/d1", &disabled).await;
    assert_eq!(aws.scheduler().next_due(), None);
}

#[tokio::test]
async fn schedules_live_in_groups_and_are_listed_and_deleted() {
    let aws = a_city().await;
    let mut request = a_schedule(&at_in(&aws, 3600).0);
    request["GroupName"] = json!("deliveries");
    assert_eq!(create(&aws, "d1", &request).await, 404, "the group is not there yet");
    aws.scheduler().create_group("deliveries").unwrap();
    assert_eq!(create(&aws, "d1", &request).await, 200);
    assert_eq!(create(&aws, "d2", &a_schedule("rate(5 minutes)")).await, 200);
    let listed = schedule(&aws, Method::GET, "/schedules?ScheduleGroup=deliveries", &json!({})).await.json();
    assert_eq!(listed["Schedules"].as_array().unwrap().len(), 1);
    assert_eq!(listed["Schedules"][0]["Name"], "d1");
    let shown = schedule(&aws, Method::GET, "/schedules/d1?groupName=deliveries", &json!({})).await.json();
    assert_eq!(shown["ScheduleExpressionTimezone"], "Asia/Tokyo");
    let gone =
        schedule(&aws, Method::DELETE, "/schedules/d1?groupName=deliveries&clientToken=x", &json!({})).await;
    assert_eq!(gone.status, 200);
    let again = schedule(&aws, Method::DELETE, "/schedules/d1?groupName=deliveries", &json!({})).await;
    assert_eq!(again.header("x-amzn-errortype"), "ResourceNotFoundException");
}
