//! An item or an option is deleted, and the answers that there are go where staff say.
//!
//! 1. The job is stored and asked for, with what staff said. It rests for [`REST_MS`].
//! 2. The items change, in one conditional write.
//!
//! Killed before 2, the job finds everything still there after its rest and ends without having touched anybody.
//! Killed behind it, nothing is left to be done but by the job, which `tick` asks for if its message is lost.
//!
//! The rest is longer than a request may take from 1 to 2 (20 s, the timeout of `admin_api`) and, behind that, any
//! writer may hold the items that it has read (60 s, the timeout of `run_job`; a citizen's save has 10 s), with 40 s
//! for clocks and for calls on their way. So a job that begins decides about a deletion that was made or never will
//! be, and nobody writes what is deleted behind its walk: it is made even where nobody has answered so yet. Each
//! deletion that finds a job waiting lets it rest anew.

use domain::digest::hex_sha256;
use domain::job::{Job, JobId, JobKind, JobState};
use domain::survey::{Catalogue, OptionId};

use super::ports::{JobQueue, Jobs, Swap};
use crate::items::change::{ChangeItemsError, change_items};
use crate::items::ports::Catalogues;
use crate::items::uses::Subject;
use crate::port_error::PortError;

/// From the last word of staff to a removal's first step.
pub const REST_MS: u64 = 120_000;
/// What the names of removals begin with.
const REMOVAL: &str = "removal";
/// Rounds until a row is given up that others keep writing.
const ROUNDS: u32 = 5;

/// Why a deletion was not made.
#[derive(Debug, thiserror::Error)]
pub enum RemovalError {
    /// A job moves the same answers elsewhere.
    #[error("job {} deals with these answers in another way", .0.id)]
    Otherwise(Box<Job>),
    /// The items did not change.
    #[error("the items did not change")]
    Items(#[from] ChangeItemsError),
    /// The job was not stored or not asked for.
    #[error("the job of a deletion could not be begun")]
    Job(#[from] PortError),
}

/// What staff want to go, and where its answers go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// What goes.
    pub subject: Subject,
    /// The option that takes an option's place; `None` drops the answers.
    pub replacement: Option<OptionId>,
}

impl Removal {
    /// The job's name follows from what goes, so that there is one.
    pub fn job_id(&self) -> JobId {
        let Subject { item, option } = &self.subject;
        let subject = format!("{item}/{}", option.as_ref().map_or("", OptionId::as_str));
        let digest = hex_sha256(subject.as_bytes());
        JobId::of_subject(REMOVAL, digest.get(..32).unwrap_or(&digest))
    }

    fn kind(&self) -> JobKind {
        let Subject { item, option } = self.subject.clone();
        match option {
            Some(option) => JobKind::ReplaceOption { item, option, replacement: self.replacement.clone() },
            None => JobKind::DropAnswers { item },
        }
    }
}

/// Deletes what is there in this version of the items. The same again is harmless; another replacement is refused
/// while a job with the first one is open.
pub async fn remove(
    jobs: &impl Jobs,
    queue: &impl JobQueue,
    catalogues: &impl Catalogues,
    removal: &Removal,
    version: u64,
    now_ms: u64,
) -> Result<(Catalogue, Job), RemovalError> {
    let kind = removal.kind();
    // Nothing is deleted yet, so a job that has ended is one of a deletion that was not made.
    let anew = |stands: &Job| {
        if stands.is_open() && stands.kind != kind {
            return Err(RemovalError::Otherwise(Box::new(stands.clone())));
        }
        Ok(Some(stands.begun_anew(kind.clone(), now_ms)))
    };
    let job = begin(jobs, queue, Job::new(removal.job_id(), kind.clone(), now_ms), anew).await?;
    let Subject { item, option } = &removal.subject;
    let changed = change_items(catalogues, version, |catalogue| match option {
        None => catalogue.delete_item(item),
        Some(option) => catalogue.delete_option(item, option),
    });
    Ok((changed.await?, job))
}

/// Asks again for the job of what is deleted already. One that failed goes on where it stopped, or begins anew with
/// another replacement; otherwise another replacement is refused.
pub async fn resume(
    jobs: &impl Jobs,
    queue: &impl JobQueue,
    removal: &Removal,
    now_ms: u64,
) -> Result<Job, RemovalError> {
    let kind = removal.kind();
    let again = |stands: &Job| match (&stands.state, stands.kind == kind) {
        (JobState::Failed { .. }, true) => Ok(Some(stands.reopened(now_ms))),
        (JobState::Failed { .. }, false) => Ok(Some(stands.begun_anew(kind.clone(), now_ms))),
        (JobState::Open | JobState::Done, true) => Ok(None),
        (JobState::Open | JobState::Done, false) => Err(RemovalError::Otherwise(Box::new(stands.clone()))),
    };
    begin(jobs, queue, Job::new(removal.job_id(), kind.clone(), now_ms), again).await
}

/// Removals that are not at their end; one that was begun a moment ago may be missing.
pub async fn open_removals(jobs: &impl Jobs, now_ms: u64) -> Result<Vec<Job>, PortError> {
    let mut open = Vec::new();
    // Another process's clock may be ahead.
    for (id, _) in jobs.still(now_ms + REST_MS).await? {
        if id.as_str().starts_with(REMOVAL) {
            open.extend(jobs.get(&id).await?.filter(Job::is_open));
        }
    }
    Ok(open)
}

/// Whether it is too early for a job's first step.
pub(super) fn rests(job: &Job, now_ms: u64) -> bool {
    let is_removal = matches!(job.kind, JobKind::ReplaceOption { .. } | JobKind::DropAnswers { .. });
    is_removal && job.cursor.is_none() && now_ms < job.updated_at_ms + REST_MS
}

/// Stores a job, or what becomes of the one that stands (`None`: it stays as it is), and asks for it.
async fn begin(
    jobs: &impl Jobs,
    queue: &impl JobQueue,
    mut job: Job,
    next: impl Fn(&Job) -> Result<Option<Job>, RemovalError>,
) -> Result<Job, RemovalError> {
    let mut swap = jobs.create(&job).await?;
    for _ in 0..ROUNDS {
        let Swap::Lost(stands) = swap else { break };
        (job, swap) = match next(&stands)? {
            None => (stands, Swap::Done),
            Some(next) => (next.clone(), jobs.replace(&next).await?),
        };
    }
    if swap != Swap::Done {
        let reason = "others keep changing it".to_owned();
        return Err(PortError::Unavailable { what: "the job of a deletion", reason }.into());
    }
    if job.is_open() {
        queue.enqueue(&job.id).await?;
    }
    Ok(job)
}
