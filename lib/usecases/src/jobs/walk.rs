//! Walks all pages, shard by shard: where a walk stands, and a page with its ids of one moment.

use domain::user_id::ShardNumber;
use serde::{Deserialize, Serialize};

use super::run::StepError;
use crate::webhook::ports::{FollowerStore, ShardHead};

/// The next page of a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub shard: ShardNumber,
    pub page: u32,
}

/// Pages of one shard that a step takes, and where the walk goes on.
pub(super) struct Stretch {
    pub head: ShardHead,
    pub shard: ShardNumber,
    pub pages: std::ops::Range<u32>,
    pub next: Option<Place>,
}

/// The next `most` pages from `place` on, passing over shards without any; `None` when the walk is over.
pub(super) async fn stretch(
    store: &impl FollowerStore,
    place: Option<Place>,
    most: u32,
) -> Result<Option<Stretch>, StepError> {
    let first = place.map_or(0, |place| place.shard.as_u8());
    for shard in ShardNumber::all().filter(|shard| shard.as_u8() >= first) {
        let from = place.filter(|place| place.shard == shard).map_or(0, |place| place.page);
        let head = store.head(shard).await?;
        let stored = head.page_versions.len() as u32;
        if from < stored {
            let to = stored.min(from + most);
            let here = (to < stored).then_some(Place { shard, page: to });
            let there = ShardNumber::try_from(shard.as_u8() + 1).ok().map(|shard| Place { shard, page: 0 });
            return Ok(Some(Stretch { head, shard, pages: from..to, next: here.or(there) }));
        }
    }
    Ok(None)
}
