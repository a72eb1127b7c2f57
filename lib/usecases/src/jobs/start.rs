//! A job begins: its row first, then the message. Killed between the two, `tick` asks for it again.

use domain::job::{Job, JobId, JobKind, day_in_japan};

use super::ports::{JobQueue, Jobs, Swap};
use crate::port_error::PortError;

/// A job without a step for so long has lost its message: longer than JobQueue hides one.
pub const STILL_MS: u64 = 10 * 60_000;
const MINUTE_MS: u64 = 60_000;

/// Stores a job and asks for it; a job of this name that stands already is asked for again as it is.
pub async fn start_job(
    jobs: &impl Jobs,
    queue: &impl JobQueue,
    id: JobId,
    kind: JobKind,
    now_ms: u64,
) -> Result<Job, PortError> {
    let job = Job::new(id, kind, now_ms);
    let job = match jobs.create(&job).await? {
        Swap::Done => job,
        Swap::Lost(stands) => stands,
    };
    if job.is_open() {
        queue.enqueue(&job.id).await?;
    }
    Ok(job)
}

/// What a minute's look at the jobs did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looked {
    /// Jobs of this day that were begun.
    pub begun: u64,
    /// Jobs that were asked for again.
    pub asked_again: u64,
}

/// Begins the jobs of the night and asks again for those that stand still. `hour` is the hour in Japan from which a
/// day's jobs may run; a day whose night was missed is made up for later on the same day.
pub async fn look_after_jobs(
    jobs: &impl Jobs,
    queue: &impl JobQueue,
    now_ms: u64,
    hour: u64,
) -> Result<Looked, PortError> {
    let mut looked = Looked::default();
    let date = day_in_japan(now_ms.saturating_sub(hour * 3_600_000));
    let nightly = [
        (JobId::of_day("compare", date), JobKind::Compare { date }),
        (JobId::of_day("retention", date), JobKind::Retention { date }),
    ];
    for (id, kind) in nightly {
        if jobs.get(&id).await?.is_none() {
            start_job(jobs, queue, id, kind, now_ms).await?;
            looked.begun += 1;
        }
    }
    for (id, last_step_ms) in jobs.still(now_ms.saturating_sub(STILL_MS)).await? {
        // Once in ten minutes: its message may be there and wait for something that is down.
        if (now_ms - last_step_ms) % STILL_MS < MINUTE_MS {
            queue.enqueue(&id).await?;
            looked.asked_again += 1;
        }
    }
    Ok(looked)
}
