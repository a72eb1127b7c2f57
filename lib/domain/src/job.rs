//! Work that takes longer than one call of a function: done in steps, each of which may be done twice.
//!
//! A step says where the next one begins; the cursor is stored after it. Whoever is killed between the two does the
//! step again, so every step has to leave the same behind however often it is done.
mod id;
mod kind;

pub use id::{InvalidJobId, JobId};
pub use kind::{ExportFormat, ImportSource, JobKind};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A job's row shows so many problems; all of them are counted, and an import writes all of them into a file.
pub const SHOWN_PROBLEMS: usize = 100;

static TOKYO: TimeZone = jiff::tz::get!("Asia/Tokyo");

/// The day in Japan at this moment; nights and days of the city are told apart by it.
pub fn day_in_japan(now_ms: u64) -> Date {
    let at = i64::try_from(now_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    at.unwrap_or_default().to_zoned(TOKYO.clone()).date()
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum JobState {
    /// Begun or waiting; something will go on with it.
    Open,
    /// Every step is done.
    Done,
    /// It cannot go on; a person has to look.
    Failed {
        /// Why, for programs; rows from before codes have none.
        #[serde(default)]
        code: String,
        /// What happened and what to do, for staff in Japanese; no personal data.
        reason: String,
    },
}

/// How far a job is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What was looked at: followers or rows.
    pub done: u64,
    /// How many there are, if that is known before the end.
    pub total: Option<u64>,
    /// Of those looked at, how many were changed. A lower bound: a step that was killed and is done again finds what
    /// it wrote before as it wants it, and counts it as unchanged.
    pub changed: u64,
    /// Differences found or rows refused.
    pub problems: u64,
}

/// One row that could not be taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// Number of the row, the header being 1.
    pub row: u64,
    /// For programs.
    pub code: String,
    /// For staff; repeats nothing of the row.
    pub message: String,
}

/// What one step did and where the next one begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// For the next step; `None` means that this was the last.
    pub cursor: Option<String>,
    /// What this step adds; a `total` replaces the one that stands.
    pub progress: Progress,
    /// Rows that this step refused.
    pub problems: Vec<RowProblem>,
}

/// A job as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Which.
    pub id: JobId,
    /// What is to be done.
    pub kind: JobKind,
    /// Where it stands.
    pub state: JobState,
    /// Where the next step begins, in the words of the kind; `None` before the first.
    pub cursor: Option<String>,
    /// How far it is.
    pub progress: Progress,
    /// The first problems.
    pub problems: Vec<RowProblem>,
    /// In milliseconds since 1970 UTC.
    pub created_at_ms: u64,
    /// The last step's time.
    pub updated_at_ms: u64,
    /// Raised with each change; a store writes only over the version before.
    pub version: u64,
}

impl Job {
    /// A job that nobody has begun.
    pub fn new(id: JobId, kind: JobKind, now_ms: u64) -> Self {
        Self {
            id,
            kind,
            state: JobState::Open,
            cursor: None,
            progress: Progress::default(),
            problems: Vec::new(),
            created_at_ms: now_ms,
            updated_at_ms: now_ms,
            version: 1,
        }
    }

    /// Whether something has to go on with it.
    pub fn is_open(&self) -> bool {
        self.state == JobState::Open
    }

    /// The job after a step.
    #[must_use]
    pub fn stepped(&self, step: Step, now_ms: u64) -> Self {
        let mut next = self.moved(now_ms);
        let (was, by) = (self.progress, step.progress);
        next.progress = Progress {
            done: was.done + by.done,
            total: by.total.or(was.total),
            changed: was.changed + by.changed,
            problems: was.problems + by.problems,
        };
        next.problems.extend(step.problems);
        next.problems.truncate(SHOWN_PROBLEMS);
        if step.cursor.is_none() {
            next.state = JobState::Done;
        }
        next.cursor = step.cursor;
        next
    }

    /// The job when it cannot go on.
    #[must_use]
    pub fn failed(&self, code: &str, reason: &str, now_ms: u64) -> Self {
        let (code, reason) = (code.to_owned(), reason.to_owned());
        Self { state: JobState::Failed { code, reason }, ..self.moved(now_ms) }
    }

    /// The job open again where it stopped.
    #[must_use]
    pub fn reopened(&self, now_ms: u64) -> Self {
        Self { state: JobState::Open, ..self.moved(now_ms) }
    }

    /// A job of this name that begins with other work, or with the same from the beginning.
    #[must_use]
    pub fn begun_anew(&self, kind: JobKind, now_ms: u64) -> Self {
        Self { version: self.version + 1, ..Self::new(self.id.clone(), kind, now_ms) }
    }

    fn moved(&self, now_ms: u64) -> Self {
        Self { version: self.version + 1, updated_at_ms: now_ms, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_job() -> Job {
        let kind = JobKind::Compare { date: jiff::civil::date(2026, 11, 26) };
        Job::new(JobId::parse("compare-2026-11-26").unwrap(), kind, 5)
    }

    #[test]
    fn a_step_adds_up_and_the_last_one_ends_the_job() {
        let by = Progress { done: 10, total: Some(15), changed: 1, problems: 0 };
        let first = a_job().stepped(Step { cursor: Some("a".into()), progress: by, problems: vec![] }, 6);
        assert!(first.is_open());
        assert_eq!((first.version, first.updated_at_ms, first.cursor.as_deref()), (2, 6, Some("a")));
        let by = Progress { done: 5, total: None, changed: 0, problems: 2 };
        let last = first.stepped(Step { progress: by, ..Step::default() }, 7);
        assert_eq!(last.state, JobState::Done);
        assert_eq!(last.progress, Progress { done: 15, total: Some(15), changed: 1, problems: 2 });
    }

    #[test]
    fn a_failed_job_is_reopened_with_its_cursor_and_begun_anew_without() {
        let first = a_job().stepped(Step { cursor: Some("a".into()), ..Step::default() }, 6);
        let failed = first.failed("refused", "bucket", 7);
        let reopened = failed.reopened(8);
        assert!(reopened.is_open());
        assert_eq!((reopened.version, reopened.updated_at_ms, reopened.cursor.as_deref()), (4, 8, Some("a")));
        let anew = failed.begun_anew(failed.kind.clone(), 9);
        assert_eq!(anew, Job { version: 4, ..Job::new(failed.id, failed.kind, 9) });
    }

    #[test]
    fn only_the_first_problems_are_kept_and_all_are_counted() {
        let problem = RowProblem { row: 2, code: "user_id".into(), message: "x".into() };
        let by = Progress { problems: 300, ..Progress::default() };
        let step = Step { cursor: None, progress: by, problems: vec![problem; 300] };
        let job = a_job().stepped(step, 9);
        assert_eq!((job.problems.len(), job.progress.problems), (SHOWN_PROBLEMS, 300));
    }

    #[test]
    fn the_day_changes_at_midnight_in_japan() {
        let midnight = "2026-11-26T00:00:00+09:00".parse::<Timestamp>().unwrap().as_millisecond() as u64;
        assert_eq!(day_in_japan(midnight - 1).to_string(), "2026-11-25");
        assert_eq!(day_in_japan(midnight).to_string(), "2026-11-26");
    }
}
