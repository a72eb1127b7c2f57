//! The planes of all pages in memory: a count reads the shards' versions and only the pages that moved. A process that
//! has nothing yet asks for whole shards, many at once; ids are never read.

use std::collections::{BTreeMap, HashMap};

use domain::segment::SegmentIndex;
use domain::user_id::ShardNumber;
use futures::stream::{StreamExt as _, iter};
use store::SegmentTable;
use tokio::sync::{Mutex, MutexGuard};
use usecases::port_error::PortError;
use usecases::webhook::ports::StoredPage;

/// Requests at the same time.
const AT_ONCE: usize = 16;
/// A shard of which more pages moved is asked for as a whole: one request brings about a hundred pages.
const MOST_SINGLE_PAGES: usize = 8;

/// An index that follows the table.
#[derive(Default)]
pub struct WarmAudience {
    held: Mutex<Held>,
}

/// What is in memory, and the page versions it was made of.
#[derive(Default)]
pub struct Held {
    index: SegmentIndex,
    versions: HashMap<(ShardNumber, u32), u32>,
}

impl std::ops::Deref for Held {
    type Target = SegmentIndex;

    fn deref(&self) -> &SegmentIndex {
        &self.index
    }
}

impl Held {
    /// Pages that stand in another version than here, by shard.
    fn moved(&self, heads: &BTreeMap<ShardNumber, Vec<u32>>) -> Vec<(ShardNumber, Vec<u32>)> {
        let moved = heads.iter().map(|(shard, versions)| {
            let changed = (0..)
                .zip(versions)
                .filter(|(number, version)| self.versions.get(&(*shard, *number)) != Some(version));
            (*shard, changed.map(|(number, _)| number).collect::<Vec<u32>>())
        });
        moved.filter(|(_, numbers)| !numbers.is_empty()).collect()
    }

    fn take(&mut self, stored: &StoredPage) {
        self.versions.insert((stored.page.shard(), stored.page.number()), stored.version);
        self.index.replace_page(&stored.page);
    }
}

impl WarmAudience {
    /// The index as the table stands now.
    pub async fn refreshed(&self, table: &SegmentTable) -> Result<MutexGuard<'_, Held>, PortError> {
        let mut held = self.held.lock().await;
        let heads = table.read_heads().await?;
        let heads = heads.into_iter().map(|(shard, head)| (shard, head.page_versions)).collect();
        let reads = held.moved(&heads).into_iter().map(async |(shard, numbers)| {
            if numbers.len() > MOST_SINGLE_PAGES {
                return table.read_shard_pages(shard).await;
            }
            let keys: Vec<_> = numbers.into_iter().map(|number| (shard, number)).collect();
            table.read_pages(&keys).await
        });
        let mut reads = iter(reads).buffer_unordered(AT_ONCE);
        while let Some(pages) = reads.next().await {
            pages?.iter().for_each(|stored| held.take(stored));
        }
        drop(reads);
        Ok(held)
    }
}
