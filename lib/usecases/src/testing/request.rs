//! A clerk asks for a test: it is written first and handed to the sender then. The same request again finds the one that
//! stands and hands it over once more, so a crash between the two costs a second click and nobody a second copy.

use domain::draft::DraftId;
use domain::test_delivery::TestDelivery;
use tracing::info;

use super::ports::{TestQueue, Tests};
use crate::delivery::ports::Swap;
use crate::port_error::PortError;

/// Why there is no test.
#[derive(Debug, thiserror::Error)]
pub enum RequestTestError {
    /// The same key came with another wish before.
    #[error("the key belongs to another test")]
    KeyReused,
    /// The table or the queue.
    #[error("the test could not be stored or handed over")]
    Port(#[from] PortError),
}

/// Stores a test and asks for it; answers the one that stands.
pub async fn request_test(
    tests: &impl Tests,
    queue: &impl TestQueue,
    draft: DraftId,
    wished: TestDelivery,
) -> Result<TestDelivery, RequestTestError> {
    let test = match tests.keep_test(draft, &wished).await? {
        Swap::Done => {
            info!(test.id = %wished.id, draft.id = %draft, "draft {draft} is to be tested");
            wished
        }
        Swap::Lost(Some(stands)) if stands.wish() == wished.wish() => stands,
        Swap::Lost(_) => return Err(RequestTestError::KeyReused),
    };
    handed_over(queue, draft, &test).await?;
    Ok(test)
}

/// Asks once more for a test that stands and has no end: whoever stored it may have died before they did.
pub async fn handed_over(
    queue: &impl TestQueue,
    draft: DraftId,
    test: &TestDelivery,
) -> Result<(), PortError> {
    if test.is_done() { Ok(()) } else { queue.enqueue_test(draft, test.id).await }
}
