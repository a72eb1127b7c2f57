//! Goes on with a job: one step after the other, the cursor stored behind each, until it is done or time is short.
//!
//! Killed anywhere, the next run begins with the stored cursor and does at most one step again; every step leaves the
//! same behind however often it is done. Two runs at once do the same steps; the row's version lets one of them go
//! on, the other drops its message. What is down is asked again later; what refuses ends the job for a person.

use std::time::Duration;

use domain::job::{ImportSource, Job, JobId, JobKind, Step};
use tokio::time::Instant;

use super::compare::{Shelves, compare};
use super::export::export;
pub use super::failure::StepError;
use super::import::{import_csv, import_line};
use super::mark_tester::mark_tester;
use super::ports::{FollowerScan, Friends, Jobs, Objects, Settings, Snapshots};
use super::removal::rests;
use super::replace_option::{drop_answers, replace_option};
use super::retention::retention;
use crate::port_error::PortError;
use crate::webhook::ports::FollowerStore;

/// No step is begun with less time left; a step of any kind takes a few seconds.
pub const LAST_STEP: Duration = Duration::from_secs(20);

/// Why a run ended early; the message comes again.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The job's row.
    #[error("job {id} could not be read or written")]
    Row {
        /// Which job.
        id: JobId,
        /// The cause.
        #[source]
        source: PortError,
    },
    /// A step that may work later.
    #[error("a step of job {id} did not work")]
    Step {
        /// Which job.
        id: JobId,
        /// The cause.
        #[source]
        source: StepError,
    },
}

/// What became of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ran {
    /// The last step is done.
    Done(Box<Job>),
    /// It ended for a person to look at; the text is the chain of causes, for the log.
    Failed(Box<Job>, String),
    /// There is more to do: the message has to come again.
    Unfinished,
    /// It is too early to begin: the message has to come again later.
    Resting,
    /// Another run is at it and holds a message of its own; this one is not needed.
    Elsewhere,
    /// The job is unknown or was finished before.
    NothingToDo,
}

/// What a run is about to store.
#[derive(Debug, Clone, Copy)]
pub enum Seen<'s> {
    /// The end of a step.
    Step(&'s Step),
    /// That the job cannot go on.
    Failing,
}

/// The ports of a run, and what it remembers while it lasts.
pub struct RunContext<'a, J, F, S, O, L> {
    /// Rows of jobs.
    pub jobs: &'a J,
    /// Followers with their pages.
    pub followers: &'a F,
    /// Settings and snapshots.
    pub segments: &'a S,
    /// Files.
    pub objects: &'a O,
    /// LINE's list of friends.
    pub friends: &'a L,
    /// Hears of each step and of a failure before they are stored; what is done again is heard of again.
    pub watch: &'a (dyn Fn(&JobKind, Seen<'_>) + Sync),
    /// The clock.
    pub now_ms: fn() -> u64,
    /// No step begins later than [`LAST_STEP`] before this.
    pub deadline: Instant,
    /// Ids of pages that this run has read.
    pub shelves: Shelves,
}

impl<J, F, S, O, L> RunContext<'_, J, F, S, O, L>
where
    J: Jobs,
    F: FollowerStore + FollowerScan,
    S: Settings + Snapshots,
    O: Objects,
    L: Friends,
{
    /// Goes on with a job.
    pub async fn run_job(&self, id: &JobId) -> Result<Ran, RunError> {
        let row = |source| RunError::Row { id: id.clone(), source };
        let Some(mut job) = self.jobs.get(id).await.map_err(row)?.filter(Job::is_open) else {
            return Ok(Ran::NothingToDo);
        };
        if rests(&job, (self.now_ms)()) {
            return Ok(Ran::Resting);
        }
        while self.deadline.saturating_duration_since(Instant::now()) > LAST_STEP {
            let mut cause = None;
            let next = match self.step(&job).await {
                Ok(step) => {
                    (self.watch)(&job.kind, Seen::Step(&step));
                    job.stepped(step, (self.now_ms)())
                }
                Err(source) if source.may_pass() => {
                    return Err(RunError::Step { id: id.clone(), source });
                }
                Err(refused) => {
                    (self.watch)(&job.kind, Seen::Failing);
                    cause = Some(refused.chain());
                    job.failed(refused.code(), refused.message_ja(), (self.now_ms)())
                }
            };
            if !self.jobs.replace(&next).await.map_err(row)?.wrote(&next) {
                return Ok(Ran::Elsewhere);
            }
            job = next;
            if !job.is_open() {
                let job = Box::new(job);
                return Ok(match cause {
                    Some(cause) => Ran::Failed(job, cause),
                    None => Ran::Done(job),
                });
            }
        }
        Ok(Ran::Unfinished)
    }

    async fn step(&self, job: &Job) -> Result<Step, StepError> {
        let cursor = job.cursor.as_deref();
        match &job.kind {
            JobKind::Compare { date } => {
                compare(self.followers, self.segments, self.objects, &self.shelves, *date, cursor).await
            }
            JobKind::Retention { .. } => {
                retention(self.followers, self.segments, cursor, (self.now_ms)()).await
            }
            JobKind::ReplaceOption { item, option, replacement } => {
                replace_option(self.followers, item, option, replacement.as_ref(), cursor).await
            }
            JobKind::MarkTester { user, tester } => mark_tester(self.followers, user, *tester).await,
            JobKind::DropAnswers { item } => drop_answers(self.followers, item, cursor).await,
            JobKind::Import { source: ImportSource::Csv } => {
                import_csv(self.followers, self.objects, &job.id, job.created_at_ms, cursor).await
            }
            JobKind::Import { source: ImportSource::Line } => {
                import_line(self.followers, self.friends, job.created_at_ms, cursor).await
            }
            JobKind::Export { format, .. } => {
                export(self.followers, self.objects, &job.id, *format, cursor).await
            }
        }
    }
}
