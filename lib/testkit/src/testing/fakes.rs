//! The testers' table, the tests and their queue in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::draft::DraftId;
use domain::test_delivery::{TestDelivery, TestId};
use domain::tester::{MOST_TRIES, OpenCode, SearchId, Tester, TesterId, TesterSearch};
use domain::user_id::UserId;
use usecases::delivery::ports::Swap;
use usecases::port_error::PortError;
use usecases::testing::ports::{Searches, TestQueue, Testers, Tests};

use crate::delivery::fakes::Death;

#[derive(Debug, Default)]
struct Rows {
    testers: BTreeMap<TesterId, Tester>,
    codes: BTreeMap<String, OpenCode>,
    tries: BTreeMap<(UserId, u64), u32>,
    tests: BTreeMap<(DraftId, TestId), TestDelivery>,
    queued: Vec<(DraftId, TestId)>,
    searches: BTreeMap<SearchId, TesterSearch>,
    searched: Vec<SearchId>,
    welcomed: Vec<TesterId>,
}

/// All of it, with a shared death.
#[derive(Debug, Default)]
pub struct MemoryTesting {
    rows: Mutex<Rows>,
    /// Who dies when.
    pub death: Arc<Death>,
}

impl MemoryTesting {
    /// A store whose calls count towards the same death as other ports' calls.
    pub fn dying_by(death: &Arc<Death>) -> Self {
        Self { death: Arc::clone(death), ..Self::default() }
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look<T>(&self, work: impl FnOnce(&mut Rows) -> T) -> Result<T, PortError> {
        self.death.around(|| work(&mut self.rows()))
    }

    /// Puts a tester in.
    pub fn insert(&self, tester: Tester) {
        self.rows().testers.insert(tester.id(), tester);
    }

    /// Takes a tester out.
    pub fn remove(&self, id: TesterId) {
        self.rows().testers.remove(&id);
    }

    /// Everybody in it.
    pub fn everybody(&self) -> Vec<Tester> {
        self.rows().testers.values().cloned().collect()
    }

    /// Shows a code.
    pub fn show(&self, digest: &str, code: OpenCode) {
        self.rows().codes.insert(digest.to_owned(), code);
    }

    /// The messages of the queue, which is empty after it.
    pub fn take_queued(&self) -> Vec<(DraftId, TestId)> {
        std::mem::take(&mut self.rows().queued)
    }

    /// The testers whom the queue was asked to welcome, and nobody after it.
    pub fn take_welcomed(&self) -> Vec<TesterId> {
        std::mem::take(&mut self.rows().welcomed)
    }

    /// A test as it stands, past all deaths.
    pub fn stands(&self, draft: DraftId, id: TestId) -> Option<TestDelivery> {
        self.rows().tests.get(&(draft, id)).cloned()
    }
}

impl Testers for MemoryTesting {
    async fn tester(&self, id: TesterId) -> Result<Option<Tester>, PortError> {
        self.look(|rows| rows.testers.get(&id).cloned())
    }

    async fn code(&self, digest: &str) -> Result<Option<OpenCode>, PortError> {
        self.look(|rows| rows.codes.get(digest).cloned())
    }

    async fn admit_try(&self, user: &UserId, now_ms: u64) -> Result<bool, PortError> {
        self.look(|rows| {
            let tries = rows.tries.entry((user.clone(), now_ms / 900_000)).or_default();
            *tries += 1;
            *tries <= MOST_TRIES
        })
    }

    async fn redeem(&self, digest: &str, used: &OpenCode, tester: &Tester) -> Result<Swap<()>, PortError> {
        self.look(|rows| {
            let code = rows.codes.get(digest).map_or(0, |code| code.version);
            let before = rows.testers.get(&tester.id()).map_or(0, |stands| stands.version);
            if (code + 1, before + 1) != (used.version, tester.version) {
                return Swap::Lost(());
            }
            rows.codes.insert(digest.to_owned(), used.clone());
            rows.testers.insert(tester.id(), tester.clone());
            Swap::Done
        })
    }
}

impl Tests for MemoryTesting {
    async fn test(&self, draft: DraftId, id: TestId) -> Result<Option<TestDelivery>, PortError> {
        self.look(|rows| rows.tests.get(&(draft, id)).cloned())
    }

    async fn keep_test(
        &self,
        draft: DraftId,
        next: &TestDelivery,
    ) -> Result<Swap<Option<TestDelivery>>, PortError> {
        self.look(|rows| {
            let stands = rows.tests.get(&(draft, next.id));
            if stands.map_or(0, |test| test.version) + 1 != next.version {
                return Swap::Lost(stands.cloned());
            }
            rows.tests.insert((draft, next.id), next.clone());
            Swap::Done
        })
    }
}

impl TestQueue for MemoryTesting {
    async fn enqueue_test(&self, draft: DraftId, id: TestId) -> Result<(), PortError> {
        self.look(|rows| rows.queued.push((draft, id)))
    }

    async fn enqueue_search(&self, id: SearchId) -> Result<(), PortError> {
        self.look(|rows| rows.searched.push(id))
    }

    async fn enqueue_welcome(&self, id: TesterId) -> Result<(), PortError> {
        self.look(|rows| rows.welcomed.push(id))
    }
}

impl Searches for MemoryTesting {
    async fn search(&self, id: SearchId) -> Result<Option<TesterSearch>, PortError> {
        self.look(|rows| rows.searches.get(&id).cloned())
    }

    async fn keep_search(&self, next: &TesterSearch) -> Result<Swap<()>, PortError> {
        self.look(|rows| {
            if rows.searches.get(&next.id).map_or(0, |search| search.version) + 1 != next.version {
                return Swap::Lost(());
            }
            rows.searches.insert(next.id, next.clone());
            Swap::Done
        })
    }
}
