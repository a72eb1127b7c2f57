//! What the testing use cases need from outside.

use std::future::Future;

use domain::batch::AttemptOutcome;
use domain::draft::DraftId;
use domain::message::Messages;
use domain::test_delivery::{TestDelivery, TestId, TestRequest};
use domain::tester::{OpenCode, SearchId, Tester, TesterId, TesterSearch};
use domain::user_id::UserId;

use crate::delivery::ports::Swap;
use crate::port_error::PortError;

/// The testers' table, as far as codes and sends need it. All reads are strongly consistent.
pub trait Testers: Sync {
    /// One tester.
    fn tester(&self, id: TesterId) -> impl Future<Output = Result<Option<Tester>, PortError>> + Send;
    /// The code behind this digest.
    fn code(&self, digest: &str) -> impl Future<Output = Result<Option<OpenCode>, PortError>> + Send;
    /// Counts a text of this user that looks like a code; whether it is one of the first few of a quarter of an hour.
    fn admit_try(&self, user: &UserId, now_ms: u64) -> impl Future<Output = Result<bool, PortError>> + Send;
    /// Writes the used code and the tester together or not at all, each over the version before it.
    fn redeem(
        &self,
        digest: &str,
        used: &OpenCode,
        tester: &Tester,
    ) -> impl Future<Output = Result<Swap<()>, PortError>> + Send;
}

/// The tests of drafts.
pub trait Tests: Sync {
    /// One test, strongly consistent.
    fn test(
        &self,
        draft: DraftId,
        id: TestId,
    ) -> impl Future<Output = Result<Option<TestDelivery>, PortError>> + Send;
    /// Writes `next` where the stored version is `next.version - 1`, 0 being no test; otherwise says what stands.
    fn keep_test(
        &self,
        draft: DraftId,
        next: &TestDelivery,
    ) -> impl Future<Output = Result<Swap<Option<TestDelivery>>, PortError>> + Send;
}

/// The way to `send_test`.
pub trait TestQueue: Sync {
    /// Asks for the open requests of a test.
    fn enqueue_test(&self, draft: DraftId, id: TestId) -> impl Future<Output = Result<(), PortError>> + Send;
    /// Asks for the names of a search.
    fn enqueue_search(&self, id: SearchId) -> impl Future<Output = Result<(), PortError>> + Send;
    /// Asks for the words that tell somebody that they are a tester now.
    fn enqueue_welcome(&self, id: TesterId) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// Searches for testers among friends.
pub trait Searches: Sync {
    /// One search, strongly consistent.
    fn search(&self, id: SearchId) -> impl Future<Output = Result<Option<TesterSearch>, PortError>> + Send;
    /// Writes `next` where the stored version is `next.version - 1`, 0 being no search.
    fn keep_search(&self, next: &TesterSearch) -> impl Future<Output = Result<Swap<()>, PortError>> + Send;
}

/// What LINE shows of people.
pub trait Profiles: Sync {
    /// A friend's name; `None` for somebody who is no friend any more.
    fn display_name(&self, user: &UserId) -> impl Future<Output = Result<Option<String>, PortError>> + Send;
}

/// LINE, as far as testers are concerned: one person a call. An `Err` means that nothing was sent.
pub trait TesterLine: Sync {
    /// Sends one request of a test.
    fn push_test(
        &self,
        request: &TestRequest,
    ) -> impl Future<Output = Result<AttemptOutcome, PortError>> + Send;
    /// Tells somebody that they are a tester now; as often as it is asked, they read it once.
    fn welcome(
        &self,
        tester: &Tester,
        words: &Messages,
    ) -> impl Future<Output = Result<AttemptOutcome, PortError>> + Send;
}
