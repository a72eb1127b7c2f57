//! Sends what is open of a test, tester by tester, and records what became of it.
//!
//! The test stands in its table before LINE is called, with everything that the bytes and keys are made of. Killed
//! between LINE's answer and the record, the next run asks with the same key and LINE names the accepted request: nobody
//! gets it twice. A test is over after an hour, far inside LINE's 24 hours. Who is no tester any more gets nothing, and
//! the bubbles never leave where their mark was not accepted.

use std::time::Duration;

use domain::batch::{AttemptOutcome, RefusedFor};
use domain::draft::DraftId;
use domain::test_delivery::{Because, Recipient, Standing, TestDelivery, TestId};
use domain::tester::TesterId;
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use tracing::{info, warn};

use super::ports::{TesterLine, Testers, Tests};
use crate::delivery::ports::Swap;
use crate::port_error::PortError;

/// Testers who are sent to at the same time.
const AT_ONCE: usize = 8;
/// Pauses before the same key is asked again; afterwards the queue asks.
const PAUSES: [Duration; 2] = [Duration::from_millis(300), Duration::from_secs(1)];

/// What became of one look at a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Everybody has an end.
    Done,
    /// There is no such test, or it was done before.
    NothingToDo,
}

/// Why the message has to come again.
#[derive(Debug, thiserror::Error)]
pub enum SendTestError {
    /// The test or a tester could not be read.
    #[error("test {id} could not be read")]
    Read {
        /// Which.
        id: TestId,
        /// The cause.
        source: PortError,
    },
    /// LINE could not be called.
    #[error("test {id} could not be sent")]
    Call {
        /// Which.
        id: TestId,
        /// The cause.
        source: PortError,
    },
    /// What LINE answered could not be written.
    #[error("what became of test {id} could not be recorded")]
    Record {
        /// Which.
        id: TestId,
        /// The cause.
        source: PortError,
    },
    /// Another run recorded something meanwhile.
    #[error("another run is at test {id}")]
    Elsewhere {
        /// Which.
        id: TestId,
    },
    /// LINE did not tell of everybody.
    #[error("test {id} is still open for {open} testers")]
    Open {
        /// Which.
        id: TestId,
        /// How many.
        open: usize,
    },
}

/// Deals with one message; running it again is harmless.
pub async fn send_test(
    tests: &impl Tests,
    testers: &impl Testers,
    line: &impl TesterLine,
    draft: DraftId,
    id: TestId,
    now_ms: fn() -> u64,
) -> Result<Sent, SendTestError> {
    let read = |source| SendTestError::Read { id, source };
    let Some(test) = tests.test(draft, id).await.map_err(read)?.filter(|test| !test.is_done()) else {
        return Ok(Sent::NothingToDo);
    };
    let next = if test.is_over(now_ms()) {
        warn!(test.id = %id, "gave test {id} up: it was not sent within an hour");
        test.given_up()
    } else {
        let waiting: Vec<TesterId> = test.recipients().waiting().collect();
        let sends = iter(waiting).map(|tester| send_to(testers, line, &test, tester));
        let told: Vec<Recipient> = sends.buffer_unordered(AT_ONCE).try_collect().await?;
        test.told(&told)
    };
    match tests.keep_test(draft, &next).await.map_err(|source| SendTestError::Record { id, source })? {
        Swap::Done => (),
        Swap::Lost(_) => return Err(SendTestError::Elsewhere { id }),
    }
    match next.recipients().waiting().count() {
        0 => {
            info!(test.id = %id, draft.id = %draft, "sent test {id} of draft {draft}");
            Ok(Sent::Done)
        }
        open => Err(SendTestError::Open { id, open }),
    }
}

/// All requests for one tester, the mark first.
async fn send_to(
    testers: &impl Testers,
    line: &impl TesterLine,
    test: &TestDelivery,
    id: TesterId,
) -> Result<Recipient, SendTestError> {
    let told = |standing| Ok(Recipient { tester: id, standing });
    let found = testers.tester(id).await.map_err(|source| SendTestError::Read { id: test.id, source })?;
    let Some(tester) = found else { return told(Standing::Removed) };
    for request in test.requests(&tester) {
        let mut pauses = PAUSES.iter();
        let standing = loop {
            let outcome = line.push_test(&request).await;
            let outcome = outcome.map_err(|source| SendTestError::Call { id: test.id, source })?;
            match (standing(&outcome), pauses.next()) {
                (Standing::Waiting, Some(pause)) => tokio::time::sleep(*pause).await,
                (standing, _) => break standing,
            }
        };
        if standing != Standing::Accepted {
            return told(standing);
        }
    }
    told(Standing::Accepted)
}

fn standing(outcome: &AttemptOutcome) -> Standing {
    match outcome {
        AttemptOutcome::Accepted { .. } => Standing::Accepted,
        AttemptOutcome::Refused { because: RefusedFor::Content, .. } => Standing::Refused(Because::Content),
        AttemptOutcome::Refused { because: RefusedFor::Recipients, .. } => {
            Standing::Refused(Because::Recipient)
        }
        AttemptOutcome::QuotaReached => Standing::Refused(Because::Quota),
        AttemptOutcome::Unauthorized => Standing::Refused(Because::Access),
        AttemptOutcome::RateLimited { .. }
        | AttemptOutcome::ServerError { .. }
        | AttemptOutcome::Unanswered
        | AttemptOutcome::UnprovenConflict
        | AttemptOutcome::NotSent => Standing::Waiting,
    }
}
