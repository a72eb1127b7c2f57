//! Changes some followers of one shard and their pages in one transaction, again until nobody came in between. How many
//! go together is bounded by rows and by bytes, before any page is read.
//!
//! Done twice it changes nothing the second time, as long as the edit of an edited follower is no change.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use domain::follower::Follower;
use domain::segment::SegmentPage;
use domain::survey::Catalogue;
use domain::user_id::{ShardNumber, UserId};
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};

use super::ports::FollowerScan;
use super::run::StepError;
use crate::webhook::ports::{Commit, FollowerStore};
use crate::webhook::record::read_shelf;
use crate::webhook::shard_change::{Bits, Decision, MOST_BYTES, answer_bytes};

/// Followers of one transaction: with a page each, the ids of two pages and the head it stays below 100 rows.
const TOGETHER: usize = 40;
/// DynamoDB takes no row above this.
const ROW_BYTES: usize = 400 * 1024;
/// Shards written at the same time; two changes of one shard would only collide.
const SHARDS_AT_ONCE: usize = 16;
/// Rounds until a change gives up because others are always faster.
const ROUNDS: u32 = 20;

/// What becomes of a follower; `None` changes nothing. The first argument is who, the second what is known.
pub(super) type Edit<'a> = dyn Fn(&UserId, Option<&Follower>) -> Option<Follower> + Sync + 'a;

/// Edits followers of any shards, and says how many were changed.
pub(super) async fn edit_all(
    store: &(impl FollowerStore + FollowerScan),
    catalogue: &Catalogue,
    users: impl IntoIterator<Item = UserId>,
    edit: &Edit<'_>,
) -> Result<u64, StepError> {
    let mut shards: BTreeMap<ShardNumber, Vec<UserId>> = BTreeMap::new();
    for user in users {
        shards.entry(user.shard()).or_default().push(user);
    }
    let shards = iter(shards).map(|(shard, users)| async move {
        let mut changed = 0;
        let mut groups: Vec<&[UserId]> = users.chunks(TOGETHER).collect();
        while let Some(together) = groups.pop() {
            match edit_some(store, catalogue, shard, together, edit).await? {
                Edited::Done(by) => changed += by,
                Edited::TooLarge => groups.extend(<[_; 2]>::from(together.split_at(together.len() / 2))),
            }
        }
        Ok::<u64, StepError>(changed)
    });
    shards.buffer_unordered(SHARDS_AT_ONCE).try_fold(0, async |sum, changed| Ok(sum + changed)).await
}

enum Edited {
    /// So many followers were changed.
    Done(u64),
    /// Nothing was done; fewer followers have to go together.
    TooLarge,
}

async fn edit_some(
    store: &(impl FollowerStore + FollowerScan),
    catalogue: &Catalogue,
    shard: ShardNumber,
    users: &[UserId],
    edit: &Edit<'_>,
) -> Result<Edited, StepError> {
    for round in 0..ROUNDS {
        let known = store.many(users).await?;
        let decision = decide(catalogue, users, known, edit);
        let changed = decision.followers.len() as u64;
        if changed == 0 {
            return Ok(Edited::Done(0));
        }
        if users.len() > 1 && bytes(&decision, catalogue) > MOST_BYTES {
            return Ok(Edited::TooLarge);
        }
        let (shelf, now) = read_shelf(store, shard, &decision).await?;
        let change = shelf.draw(&decision, &now)?;
        match store.commit(&change).await? {
            Commit::Done => return Ok(Edited::Done(changed)),
            Commit::Moved | Commit::Repeated(_) => {
                tokio::time::sleep(Duration::from_millis(10 << round.min(6))).await;
            }
        }
    }
    Err(StepError::Busy)
}

fn decide<'a>(
    catalogue: &Catalogue,
    users: &[UserId],
    known: Vec<Follower>,
    edit: &Edit<'_>,
) -> Decision<'a> {
    let known: HashMap<UserId, Follower> =
        known.into_iter().map(|follower| (follower.user_id.clone(), follower)).collect();
    let mut decision = Decision::default();
    for user in users {
        let before = known.get(user);
        let Some(next) = edit(user, before) else { continue };
        let same = before
            .is_some_and(|before| next.place.is_some() && before.planes(catalogue) == next.planes(catalogue));
        let bits = if same { Bits::Same } else { Bits::Changed };
        decision.followers.insert(user.clone(), (next, bits));
    }
    decision
}

/// At most so many bytes will be written: what the followers answered, and each page with every plane it can have.
fn bytes(decision: &Decision<'_>, catalogue: &Catalogue) -> usize {
    let given_out = usize::from(catalogue.next_plane().as_u16());
    let page = SegmentPage::most_bytes(given_out).min(ROW_BYTES);
    let changed = || decision.followers.values().filter(|(_, bits)| *bits == Bits::Changed);
    let pages: BTreeSet<u32> = changed().filter_map(|(follower, _)| Some(follower.place?.page)).collect();
    // Newcomers fill the last page and begin the next.
    let joined = if changed().any(|(follower, _)| follower.place.is_none()) { 2 } else { 0 };
    decision.followers.values().map(|(follower, _)| answer_bytes(follower)).sum::<usize>()
        + (pages.len() + joined) * page
}
