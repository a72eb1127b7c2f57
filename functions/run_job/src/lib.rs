//! A job's message in, its next steps done. An unfinished job hands its message back, and the queue shows it again soon.

use std::time::{Duration, SystemTime};

use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use domain::job::{JobId, JobKind};
use queue::JobMessage;
use runtime::sqs::PartialBatch;
use tokio::time::Instant;
use tracing::{error, info, warn};
use usecases::jobs::ports::{FollowerScan, Friends, Jobs, Objects, Settings, Snapshots};
use usecases::jobs::run::{Ran, RunContext, Seen};
use usecases::port_error::PortError;
use usecases::webhook::ports::FollowerStore;

/// Until an unfinished job goes on.
const GO_ON: Duration = Duration::from_secs(1);
/// Until a step that did not work, or came too early, is tried again: what is down needs a moment.
const TRY_AGAIN: Duration = Duration::from_secs(30);

/// Shows messages again before the queue would; beyond this the queue's own time is for killed readers.
pub trait Again: Sync {
    /// Shows the message of this receipt again after so long.
    fn show_again(
        &self,
        receipt: &str,
        after: Duration,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}

impl Again for queue::JobQueueUrl {
    async fn show_again(&self, receipt: &str, after: Duration) -> Result<(), PortError> {
        queue::JobQueueUrl::show_again(self, receipt, after).await
    }
}

/// What one process of this function holds for its whole life.
pub struct Runner<J, F, S, O, L, Q> {
    /// Rows of jobs.
    pub jobs: J,
    /// Followers with their pages.
    pub followers: F,
    /// Settings and snapshots.
    pub segments: S,
    /// Files.
    pub objects: O,
    /// LINE's list of friends.
    pub friends: L,
    /// The queue that the messages come from.
    pub queue: Q,
}

impl<J, F, S, O, L, Q> Runner<J, F, S, O, L, Q>
where
    J: Jobs,
    F: FollowerStore + FollowerScan,
    S: Settings + Snapshots,
    O: Objects,
    L: Friends,
    Q: Again,
{
    /// Deals with one invocation that ends at `deadline`.
    pub async fn handle(&self, event: SqsEvent, deadline: SystemTime) -> PartialBatch {
        let mut answer = PartialBatch::default();
        for record in event.records {
            let again = match JobMessage::parse(record.body.as_deref().unwrap_or_default()) {
                Ok(JobMessage(id)) => self.run(&id, deadline).await,
                Err(invalid) => {
                    error!("a job message goes to the dead-letter queue: {invalid}");
                    Some(TRY_AGAIN)
                }
            };
            if let Some(after) = again {
                self.give_back(&record, after).await;
                answer.fail(record.message_id.unwrap_or_default());
            }
        }
        answer
    }

    /// After how long the message has to come again, if it has to.
    async fn run(&self, id: &JobId, deadline: SystemTime) -> Option<Duration> {
        let left = deadline.duration_since(SystemTime::now()).unwrap_or(Duration::ZERO);
        let context = RunContext {
            jobs: &self.jobs,
            followers: &self.followers,
            segments: &self.segments,
            objects: &self.objects,
            friends: &self.friends,
            watch: &publish,
            now_ms: runtime::clock::now_ms,
            deadline: Instant::now() + left,
            shelves: tokio::sync::Mutex::default(),
        };
        match context.run_job(id).await {
            Ok(Ran::Done(job)) => {
                info!(job.id = %id, job.kind = job.kind.name(), done = job.progress.done, changed = job.progress.changed, problems = job.progress.problems, "job {id} is done");
                None
            }
            Ok(Ran::Failed(job, cause)) => {
                error!(job.id = %id, job.kind = job.kind.name(), "job {id} cannot go on: {cause}");
                None
            }
            Ok(Ran::NothingToDo | Ran::Elsewhere) => None,
            Ok(Ran::Unfinished) => Some(GO_ON),
            Ok(Ran::Resting) => Some(TRY_AGAIN),
            Err(failed) => {
                warn!(job.id = %id, "job {id} comes again: {}", runtime::logs::chain(&failed));
                Some(TRY_AGAIN)
            }
        }
    }

    async fn give_back(&self, record: &SqsMessage, after: Duration) {
        let receipt = record.receipt_handle.as_deref().unwrap_or_default();
        if let Err(failed) = self.queue.show_again(receipt, after).await {
            warn!("a job's message waits for the queue's own time: {failed}");
        }
    }
}

/// Before the step or the end is stored: killed behind it, the number comes twice rather than never.
fn publish(kind: &JobKind, seen: Seen<'_>) {
    match seen {
        Seen::Step(step) if matches!(kind, JobKind::Compare { .. }) && step.progress.problems > 0 => {
            runtime::metrics::count("PageDifferences", step.progress.problems);
        }
        Seen::Step(_) => (),
        Seen::Failing => runtime::metrics::count("JobFailed", 1),
    }
}
