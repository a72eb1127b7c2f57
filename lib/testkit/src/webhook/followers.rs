//! Followers and pages in memory, with the conditions of the real tables and faults to order; and the newest items.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::follower::Follower;
use domain::segment::IdPage;
use domain::survey::Catalogue;
use domain::user_id::{ShardNumber, UserId};
use usecases::items::ports::Catalogues;
use usecases::jobs::ports::{FollowerPage, FollowerScan, Swap};
use usecases::port_error::PortError;
use usecases::webhook::ports::{Commit, FollowerStore, ShardChange, ShardHead, StoredPage};

use crate::delivery::fakes::Death;

/// A follower store in memory.
#[derive(Debug, Default)]
pub struct InMemoryFollowers {
    rows: Mutex<Rows>,
    moved_first: AtomicUsize,
    fail_first: AtomicUsize,
    /// Who dies when; shared with other fakes by tests that kill.
    pub death: Arc<Death>,
}

#[derive(Debug, Default)]
struct Rows {
    catalogue: Catalogue,
    followers: HashMap<UserId, Follower>,
    heads: HashMap<ShardNumber, ShardHead>,
    pages: BTreeMap<(ShardNumber, u32), StoredPage>,
    ids: BTreeMap<(ShardNumber, u32), IdPage>,
    events: HashMap<String, u64>,
    commits: usize,
}

impl InMemoryFollowers {
    /// Sets the registration items.
    #[must_use]
    pub fn with_catalogue(self, catalogue: Catalogue) -> Self {
        self.rows().catalogue = catalogue;
        self
    }

    /// Changes the items, as staff would meanwhile.
    pub fn change_catalogue(&self, change: impl FnOnce(&mut Catalogue)) {
        change(&mut self.rows().catalogue);
    }

    /// Writes a page past all conditions, as a fault would.
    pub fn spoil_page(&self, shard: ShardNumber, number: u32, spoil: impl FnOnce(&mut StoredPage)) {
        if let Some(stored) = self.rows().pages.get_mut(&(shard, number)) {
            spoil(stored);
        }
    }

    /// The next `times` commits answer that somebody was faster.
    pub fn move_first(&self, times: usize) {
        self.moved_first.store(times, Ordering::SeqCst);
    }

    /// The next `times` commits answer that the store is unavailable.
    pub fn fail_first(&self, times: usize) {
        self.fail_first.store(times, Ordering::SeqCst);
    }

    /// Puts a follower in as it is, past all conditions.
    pub fn insert(&self, follower: Follower) {
        self.rows().followers.insert(follower.user_id.clone(), follower);
    }

    /// One follower.
    pub fn follower(&self, user: &UserId) -> Option<Follower> {
        self.rows().followers.get(user).cloned()
    }

    /// Everybody.
    pub fn all(&self) -> Vec<Follower> {
        self.rows().followers.values().cloned().collect()
    }

    /// How many changes were written.
    pub fn commits(&self) -> usize {
        self.rows().commits
    }

    /// How many events are remembered.
    pub fn events(&self) -> usize {
        self.rows().events.len()
    }

    /// A page with its ids, for comparing them with the followers.
    pub fn shelf(&self, shard: ShardNumber, number: u32) -> Option<(StoredPage, IdPage)> {
        let rows = self.rows();
        Some((rows.pages.get(&(shard, number))?.clone(), rows.ids.get(&(shard, number))?.clone()))
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// DynamoDB's limits, by what is in the rows.
fn size_problem(change: &ShardChange) -> Option<&'static str> {
    let answers = |follower: &Follower| serde_json::to_vec(&follower.answers).map_or(0, |json| json.len());
    let pages = change.pages.iter().map(|stored| stored.page.encode().len());
    let ids = change.id_pages.iter().map(|(_, ids)| ids.encode().len());
    let rows: Vec<usize> = change.followers.iter().map(answers).chain(pages).chain(ids).collect();
    match () {
        () if rows.iter().any(|bytes| *bytes > 400 * 1024) => Some("a row has more than 400 KB"),
        () if rows.iter().sum::<usize>() > 4 * 1024 * 1024 => Some("a transaction has more than 4 MB"),
        () => None,
    }
}

fn take_one(counter: &AtomicUsize) -> bool {
    counter.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
}

impl FollowerStore for InMemoryFollowers {
    async fn catalogue(&self) -> Result<Catalogue, PortError> {
        self.death.around(|| self.rows().catalogue.clone())
    }

    async fn followers(&self, users: &[UserId]) -> Result<Vec<Follower>, PortError> {
        tokio::task::yield_now().await; // lets two writers meet
        self.death.around(|| {
            let rows = self.rows();
            users.iter().filter_map(|user| rows.followers.get(user).cloned()).collect()
        })
    }

    async fn head(&self, shard: ShardNumber) -> Result<ShardHead, PortError> {
        self.death.around(|| self.rows().heads.get(&shard).cloned().unwrap_or_default())
    }

    async fn page(&self, shard: ShardNumber, number: u32) -> Result<Option<StoredPage>, PortError> {
        self.death.around(|| self.rows().pages.get(&(shard, number)).cloned())
    }

    async fn ids(&self, shard: ShardNumber, number: u32) -> Result<Option<IdPage>, PortError> {
        self.death.around(|| self.rows().ids.get(&(shard, number)).cloned())
    }

    async fn commit(&self, change: &ShardChange) -> Result<Commit, PortError> {
        if take_one(&self.fail_first) {
            return Err(PortError::Unavailable { what: "in-memory store", reason: "as ordered".into() });
        }
        tokio::task::yield_now().await;
        if take_one(&self.moved_first) {
            return Ok(Commit::Moved);
        }
        self.death.around(|| match size_problem(change) {
            Some(reason) => Err(PortError::Refused { what: "in-memory store", reason: reason.to_owned() }),
            None => Ok(self.rows().commit(change)),
        })?
    }
}

impl Catalogues for InMemoryFollowers {
    async fn newest(&self) -> Result<Catalogue, PortError> {
        self.catalogue().await
    }

    async fn of_version(&self, version: u64) -> Result<Option<Catalogue>, PortError> {
        Ok(Some(self.catalogue().await?).filter(|newest| newest.version() == version))
    }

    async fn swap(&self, read: &Catalogue) -> Result<Swap<Catalogue>, PortError> {
        self.death.around(|| {
            let stands = &mut self.rows().catalogue;
            if stands.version() != read.version() {
                return Swap::Lost(stands.clone());
            }
            *stands = read.clone().at_version(read.version() + 1);
            Swap::Done
        })
    }
}

impl FollowerScan for InMemoryFollowers {
    async fn scan(&self, from: Option<&str>, limit: u32) -> Result<FollowerPage, PortError> {
        self.death.around(|| {
            let mut all = self.all();
            all.sort_by(|a, b| a.user_id.cmp(&b.user_id));
            all.retain(|follower| from.is_none_or(|from| follower.user_id.as_str() > from));
            let more = all.len() > limit as usize;
            all.truncate(limit as usize);
            let next = all.last().filter(|_| more).map(|last| last.user_id.as_str().to_owned());
            FollowerPage { followers: all, next }
        })
    }

    async fn many(&self, users: &[UserId]) -> Result<Vec<Follower>, PortError> {
        self.followers(users).await
    }
}

impl Rows {
    fn commit(&mut self, change: &ShardChange) -> Commit {
        let known =
            change.events.iter().map(|mark| &mark.event_id).filter(|id| self.events.contains_key(*id));
        let known: Vec<String> = known.cloned().collect();
        if !known.is_empty() {
            return Commit::Repeated(known);
        }
        if !self.is_unmoved(change) {
            return Commit::Moved;
        }
        let shard = change.shard;
        for follower in &change.followers {
            let next = Follower { version: follower.version + 1, ..follower.clone() };
            self.followers.insert(next.user_id.clone(), next);
        }
        for read in &change.pages {
            let next = StoredPage { version: read.version + 1, page: read.page.clone() };
            self.pages.insert((shard, read.page.number()), next);
        }
        self.ids.extend(change.id_pages.iter().map(|(number, ids)| ((shard, *number), ids.clone())));
        if let Some(head) = &change.head {
            self.heads.insert(shard, ShardHead { version: head.version + 1, ..head.clone() });
        }
        self.events.extend(change.events.iter().map(|mark| (mark.event_id.clone(), mark.expires_at)));
        self.commits += 1;
        Commit::Done
    }

    fn is_unmoved(&self, change: &ShardChange) -> bool {
        let follower = |id: &UserId| self.followers.get(id).map_or(0, |follower| follower.version);
        let page = |number| self.pages.get(&(change.shard, number)).map_or(0, |stored| stored.version);
        let head = self.heads.get(&change.shard).map_or(0, |head| head.version);
        change.followers.iter().all(|read| follower(&read.user_id) == read.version)
            && change.pages.iter().all(|read| page(read.page.number()) == read.version)
            && change.head.as_ref().is_none_or(|read| head == read.version)
    }
}
