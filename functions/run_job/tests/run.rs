//! Messages of the job queue. `events/run_job` holds one.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use aws_lambda_events::event::sqs::SqsEvent;
use domain::job::{JobId, JobKind, JobState};
use run_job::{Again, Runner};
use serde_json::json;
use testkit::jobs::{FakeFriends, InMemoryJobs};
use testkit::webhook::InMemoryFollowers;
use usecases::jobs::start::start_job;
use usecases::port_error::PortError;

#[derive(Default)]
struct Shown(Mutex<Vec<(String, Duration)>>);

impl Again for Shown {
    async fn show_again(&self, receipt: &str, after: Duration) -> Result<(), PortError> {
        self.0.lock().unwrap().push((receipt.to_owned(), after));
        Ok(())
    }
}

type City = Runner<InMemoryJobs, InMemoryFollowers, InMemoryJobs, InMemoryJobs, FakeFriends, Shown>;

fn city() -> City {
    Runner {
        jobs: InMemoryJobs::default(),
        followers: InMemoryFollowers::default(),
        segments: InMemoryJobs::default(),
        objects: InMemoryJobs::default(),
        friends: FakeFriends::default(),
        queue: Shown::default(),
    }
}

fn event(body: Option<&str>) -> SqsEvent {
    let path = format!("{}/../../events/run_job/compare.json", env!("CARGO_MANIFEST_DIR"));
    let mut event: SqsEvent = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    if let Some(body) = body {
        event.records[0].body = Some(body.to_owned());
    }
    event
}

async fn add(city: &City) -> JobId {
    let id = JobId::parse("compare-2026-11-26").unwrap();
    let kind: JobKind = serde_json::from_value(json!({ "kind": "compare", "date": "2026-11-26" })).unwrap();
    start_job(&city.jobs, &city.jobs, id.clone(), kind, 1).await.unwrap();
    id
}

#[tokio::test]
async fn a_job_with_time_enough_is_done_and_its_message_is_gone() {
    let city = city();
    let id = add(&city).await;
    let answer = city.handle(event(None), SystemTime::now() + Duration::from_mins(1)).await;
    assert_eq!((answer.failures(), city.jobs.job(&id).unwrap().state), (0, JobState::Done));
    let again = city.handle(event(None), SystemTime::now() + Duration::from_mins(1)).await;
    assert_eq!((again.failures(), city.queue.0.lock().unwrap().len()), (0, 0));
}

#[tokio::test]
async fn without_time_the_message_is_handed_back_and_shown_again_in_a_second() {
    let city = city();
    let id = add(&city).await;
    let answer = city.handle(event(None), SystemTime::now() + Duration::from_secs(5)).await;
    assert_eq!((answer.failures(), city.jobs.job(&id).unwrap().state), (1, JobState::Open));
    let shown = city.queue.0.lock().unwrap().clone();
    assert_eq!(shown, [("AQEB-example".to_owned(), Duration::from_secs(1))]);
}

#[tokio::test]
async fn what_is_down_is_tried_again_later_and_an_unreadable_message_is_no_success() {
    let city = city();
    add(&city).await;
    city.jobs.death.strike_at(1, false);
    let deadline = SystemTime::now() + Duration::from_mins(1);
    assert_eq!(city.handle(event(None), deadline).await.failures(), 1);
    assert_eq!(city.handle(event(Some("{}")), deadline).await.failures(), 1);
    let waits: Vec<_> = city.queue.0.lock().unwrap().iter().map(|(_, after)| after.as_secs()).collect();
    assert_eq!(waits, [30, 30]);
}

#[tokio::test]
async fn a_removal_that_rests_is_shown_again_later_and_asks_nobody_to_look() {
    let city = city();
    let kind: JobKind = serde_json::from_value(json!({ "kind": "drop_answers", "item": "ward" })).unwrap();
    let id = JobId::parse("removal-1").unwrap();
    start_job(&city.jobs, &city.jobs, id.clone(), kind, runtime::clock::now_ms()).await.unwrap();
    let body = r#"{"v":1,"job":"removal-1"}"#;
    let answer = city.handle(event(Some(body)), SystemTime::now() + Duration::from_mins(1)).await;
    assert_eq!((answer.failures(), city.jobs.job(&id).unwrap().version), (1, 1));
    assert_eq!(city.queue.0.lock().unwrap()[0].1, Duration::from_secs(30));
}
