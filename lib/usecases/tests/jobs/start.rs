//! Jobs begin once, and a lost message is made up for.

use domain::job::JobState;
use testkit::jobs::{InMemoryJobs, a_job};
use usecases::jobs::start::{Looked, STILL_MS, look_after_jobs, start_job};

const MINUTE: u64 = 60_000;
/// 2026-11-26T02:59:00+09:00, one minute before the night's jobs.
const BEFORE: u64 = 1_795_629_540_000;

#[tokio::test]
async fn killed_between_row_and_message_a_job_is_asked_for_by_the_clock() {
    for after_effect in [false, true] {
        let (fake, job) = (InMemoryJobs::default(), a_job(1));
        fake.death.strike_at(2, after_effect);
        let begun = start_job(&fake, &fake, job.id.clone(), job.kind.clone(), BEFORE).await;
        assert!(begun.is_err(), "the second call is the message");
        fake.death.disarm();
        fake.take_queued();
        for minute in 0..STILL_MS / MINUTE {
            look_after_jobs(&fake, &fake, BEFORE + minute * MINUTE, 24).await.unwrap();
            assert!(!fake.take_queued().contains(&job.id), "minute {minute}");
        }
        look_after_jobs(&fake, &fake, BEFORE + STILL_MS, 24).await.unwrap();
        assert!(fake.take_queued().contains(&job.id));
    }
}

#[tokio::test]
async fn a_job_of_the_same_name_is_not_begun_anew() {
    let (fake, job) = (InMemoryJobs::default(), a_job(1));
    let first = start_job(&fake, &fake, job.id.clone(), job.kind.clone(), BEFORE).await.unwrap();
    let again = start_job(&fake, &fake, job.id.clone(), job.kind.clone(), BEFORE + 9).await.unwrap();
    assert_eq!((&first, first.state.clone()), (&again, JobState::Open));
    assert_eq!(fake.take_queued(), [job.id.clone(), job.id]);
}

#[tokio::test]
async fn the_nights_jobs_begin_at_their_hour_in_japan_and_once_a_day() {
    let fake = InMemoryJobs::default();
    let look = async |now| look_after_jobs(&fake, &fake, now, 3).await.unwrap();
    look(BEFORE).await;
    let names = |ids: Vec<domain::job::JobId>| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(fake.take_queued()), ["compare-2026-11-25", "retention-2026-11-25"]);
    let begun = Looked { begun: 2, asked_again: 0 };
    assert_eq!(look(BEFORE + MINUTE).await, begun);
    assert_eq!(names(fake.take_queued()), ["compare-2026-11-26", "retention-2026-11-26"]);
    assert_eq!(look(BEFORE + 2 * MINUTE).await, Looked::default());
}
