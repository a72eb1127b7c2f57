//! Real processes over the Runtime API: what they are told, how they die, how they come back.
#![allow(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

mod support;

use std::time::{Duration, Instant};

use function_host::InvokeError;
use serde_json::{Value, json};
use support::{a_host, a_host_with};

fn parsed(answer: &[u8]) -> Value {
    serde_json::from_slice(answer).unwrap()
}

#[tokio::test]
async fn a_process_learns_what_lambda_would_tell_it_and_stays_warm() {
    let city = a_host().await;
    let first = parsed(&city.host.invoke("EchoFunction", "{\"a\":\"文\"}").await.unwrap());
    let second = parsed(&city.host.invoke("EchoFunction", "{}").await.unwrap());
    assert_eq!(first["event"], json!({"a": "文"}));
    assert_eq!(first["pid"], second["pid"]);
    assert_eq!(first["arn"], "arn:aws:lambda:ap-northeast-1:000000000000:function:EchoFunction");
    let left = first["deadline_ms"].as_i64().unwrap() - first["now_ms"].as_i64().unwrap();
    assert!((3_000..=5_000).contains(&left), "{left} ms are left of 5 s");
    let environment = &first["environment"];
    assert_eq!(environment["AWS_LAMBDA_FUNCTION_NAME"], "EchoFunction");
    assert_eq!(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], "256");
    assert_eq!(environment["STAGE"], "test");
    assert_eq!(environment.get("HOME"), None);
    assert_eq!(city.host.metrics()["EchoFunction"].starts, 1);
}

#[tokio::test]
async fn an_error_is_the_invocations_and_the_process_lives_on() {
    let city = a_host().await;
    let before = parsed(&city.host.invoke("EchoFunction", "{}").await.unwrap());
    let error = city.host.invoke("EchoFunction", r#"{"error":"no luck"}"#).await.unwrap_err();
    assert!(matches!(&error, InvokeError::Function { message, .. } if message == "no luck"), "{error}");
    let after = parsed(&city.host.invoke("EchoFunction", "{}").await.unwrap());
    assert_eq!(before["pid"], after["pid"]);
}

#[tokio::test]
async fn a_process_that_dies_in_the_middle_fails_its_invocation_at_once_and_is_replaced() {
    let city = a_host().await;
    let error = city.host.invoke("EchoFunction", r#"{"exit":3}"#).await.unwrap_err();
    assert!(matches!(&error, InvokeError::Exited { status, .. } if status == "exit code 3"), "{error}");
    city.host.invoke("EchoFunction", "{}").await.unwrap();
    let metrics = city.host.metrics()["EchoFunction"];
    assert_eq!((metrics.starts, metrics.errors, metrics.in_flight), (2, 1, 0));
}

#[tokio::test]
async fn a_killed_process_is_noticed_during_its_invocation() {
    let city = a_host().await;
    let host = city.host.clone();
    let call =
        tokio::spawn(async move { host.invoke("EchoFunction", r#"{"note":"here","sleep":4000}"#).await });
    tokio::time::sleep(Duration::from_millis(1_500)).await; // it started and fetched its call
    let began = Instant::now();
    let pid = city.host.kill_random(Some("EchoFunction"), 7).unwrap();
    let error = call.await.unwrap().unwrap_err();
    assert!(matches!(&error, InvokeError::Exited { status, .. } if status == "signal 9"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(2));
    assert!(city.host.processes().iter().all(|process| process.pid != pid));
}

#[tokio::test]
async fn an_idle_process_that_was_killed_costs_no_invocation() {
    let city = a_host().await;
    for _ in 0..5 {
        city.host.invoke("EchoFunction", "{}").await.unwrap();
        let process = city.host.processes().remove(0);
        assert!(process.rss_bytes > 0);
        assert!(city.host.kill(process.pid));
        while !city.host.processes().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    assert_eq!(city.host.metrics()["EchoFunction"].errors, 0);
    assert!(!city.host.kill(1));
}

#[tokio::test]
async fn an_invocation_beyond_the_timeout_is_killed() {
    let city = a_host().await;
    city.host.invoke("BatchFunction", "{}").await.unwrap();
    let began = Instant::now();
    let error = city.host.invoke("BatchFunction", r#"{"sleep":20000}"#).await.unwrap_err();
    assert!(matches!(error, InvokeError::TimedOut { .. }), "{error}");
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(city.host.processes().is_empty());
    assert_eq!(city.host.metrics()["BatchFunction"].timeouts, 1);
}

#[tokio::test]
async fn callers_beyond_the_reserved_concurrency_are_throttled() {
    let city = a_host().await;
    let slow = || {
        let host = city.host.clone();
        tokio::spawn(async move { host.invoke("EchoFunction", r#"{"note":"slow","sleep":1500}"#).await })
    };
    let calls = [slow(), slow()];
    tokio::time::sleep(Duration::from_millis(300)).await;
    let error = city.host.invoke("EchoFunction", "{}").await.unwrap_err();
    assert!(matches!(error, InvokeError::Throttled(_)), "{error}");
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let metrics = city.host.metrics()["EchoFunction"];
    assert_eq!((metrics.peak, metrics.throttles, metrics.starts), (2, 1, 2));
}

#[tokio::test]
async fn a_function_that_cannot_start_says_why() {
    let city = a_host().await;
    let error = city.host.invoke("BrokenFunction", "{}").await.unwrap_err();
    assert!(matches!(error, InvokeError::Start { .. }), "{error}");
    let error = city.host.invoke("NobodyFunction", "{}").await.unwrap_err();
    assert_eq!(error.to_string(), "NobodyFunction is no function of the template");
}

#[tokio::test]
async fn nothing_is_left_behind_after_a_shutdown() {
    let city = a_host().await;
    city.host.invoke("EchoFunction", "{}").await.unwrap();
    let pids: Vec<u32> = city.host.processes().iter().map(|process| process.pid).collect();
    city.host.shutdown().await;
    for pid in pids {
        assert_eq!(function_host::rss_bytes(pid), 0, "process {pid} lives");
    }
}

#[tokio::test]
async fn processes_follow_a_clock_that_was_advanced() {
    let Some(preload) = function_host::faketime() else {
        panic!("libfaketime is not installed; apt-get install libfaketime");
    };
    let city = a_host_with(|config| config.preload = Some(preload)).await;
    let before = parsed(&city.host.invoke("EchoFunction", "{}").await.unwrap());
    city.clock.advance(Duration::from_hours(22));
    let after = parsed(&city.host.invoke("EchoFunction", r#"{"sleep":50}"#).await.unwrap());
    let passed = after["now_ms"].as_i64().unwrap() - before["now_ms"].as_i64().unwrap();
    assert!((79_200_000..79_210_000).contains(&passed), "{passed} ms passed");
    assert_ne!(before["pid"], after["pid"]);
    let left = after["deadline_ms"].as_i64().unwrap() - after["now_ms"].as_i64().unwrap();
    assert!((3_000..=5_000).contains(&left), "{left} ms are left of 5 s");
    city.host.shutdown().await;
    let shared = format!("/dev/shm/faketime_shm_{}", after["pid"]);
    assert!(!std::path::Path::new(&shared).exists(), "{shared} was left behind");
}
