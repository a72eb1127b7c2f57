//! The planes of all pages in memory: a count reads the shards' versions and only the pages that moved.

use std::collections::HashMap;

use domain::segment::SegmentIndex;
use domain::user_id::ShardNumber;
use futures::future::try_join_all;
use store::SegmentTable;
use tokio::sync::{Mutex, MutexGuard};
use usecases::port_error::PortError;

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

/// Pages asked for at the same time.
const READ_AHEAD: usize = 16;

impl WarmAudience {
    /// The index as the table stands now.
    pub async fn refreshed(&self, table: &SegmentTable) -> Result<MutexGuard<'_, Held>, PortError> {
        let mut held = self.held.lock().await;
        let mut moved = Vec::new();
        for (shard, head) in table.read_heads().await? {
            for (number, version) in (0..).zip(head.page_versions) {
                if held.versions.get(&(shard, number)) != Some(&version) {
                    moved.push((shard, number));
                }
            }
        }
        for keys in moved.chunks(READ_AHEAD) {
            let pages = keys.iter().map(|(shard, number)| table.read_page(*shard, *number));
            for stored in try_join_all(pages).await?.into_iter().flatten() {
                held.versions.insert((stored.page.shard(), stored.page.number()), stored.version);
                held.index.replace_page(&stored.page);
            }
        }
        Ok(held)
    }
}
