//! Every night: do the pages still say what the followers say? And the pages of the day go into the bucket.
//!
//! First page by page: each slot's follower exists, stands on this slot and has these bits, and the head knows the
//! page's version. Then follower by follower: each stands on a slot that holds their id. What does not fit is looked
//! at once more, because people change while this reads; what still does not fit is a difference. It is counted and
//! never repaired: a difference means that something wrote past the rules, and repairing would hide it.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use domain::follower::{Follower, Place as Slot};
use domain::job::{Progress, Step};
use domain::segment::IdPage;
use domain::survey::Catalogue;
use domain::user_id::{ShardNumber, UserId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use tracing::error;

use super::ports::{FollowerScan, Objects, Snapshot, Snapshots};
use super::run::StepError;
use super::snapshot;
use super::walk::{Place, stretch};
use crate::webhook::ports::FollowerStore;
use crate::webhook::record::{Pair, read_pair};

/// Pages of one step: 8,192 followers.
const PAGES: u32 = 16;
/// Followers of one step.
const FOLLOWERS: u32 = 2_000;
/// A difference has to be seen so often.
const LOOKS: u32 = 3;

/// Ids of pages that a run has read: 16 bytes a follower, so that a page is read once a run.
pub type Shelves = Mutex<HashMap<(ShardNumber, u32), IdPage>>;

#[derive(Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
enum Cursor {
    Pages { place: Option<Place>, objects: Vec<String> },
    Followers { from: Option<String> },
}

/// One step.
pub(super) async fn compare(
    store: &(impl FollowerStore + FollowerScan),
    snapshots: &impl Snapshots,
    objects: &impl Objects,
    shelves: &Shelves,
    date: Date,
    cursor: Option<&str>,
) -> Result<Step, StepError> {
    let first = || Cursor::Pages { place: None, objects: Vec::new() };
    let cursor = cursor.map_or_else(|| Some(first()), |text| serde_json::from_str(text).ok());
    match cursor.ok_or(StepError::Cursor)? {
        Cursor::Pages { place, objects: written } => {
            pages(store, snapshots, objects, date, place, written).await
        }
        Cursor::Followers { from } => followers(store, shelves, from.as_deref()).await,
    }
}

async fn pages(
    store: &(impl FollowerStore + FollowerScan),
    snapshots: &impl Snapshots,
    objects: &impl Objects,
    date: Date,
    place: Option<Place>,
    mut written: Vec<String>,
) -> Result<Step, StepError> {
    let mut progress = Progress::default();
    let place = match stretch(store, place, PAGES).await? {
        None => None,
        Some(stretch) => {
            let catalogue = store.catalogue().await?;
            let mut kept = Vec::new();
            for number in stretch.pages.clone() {
                let pair = read_pair(store, stretch.shard, number).await?;
                progress.done += u64::from(pair.ids.len());
                let known = stretch.head.page_versions.get(number as usize) == Some(&pair.stored.version);
                let known = known || head_knows(store, stretch.shard, number).await?;
                progress.problems += u64::from(!known);
                progress.problems += differences(store, &catalogue, stretch.shard, &pair).await?;
                kept.push(pair.stored.page);
            }
            let key = snapshot::key(date, stretch.shard, stretch.pages.start);
            objects.put(&key, snapshot::encode(kept.iter())).await?;
            written.push(key);
            tell(stretch.shard, progress.problems);
            stretch.next
        }
    };
    let next = if place.is_some() {
        Cursor::Pages { place, objects: written }
    } else {
        snapshots.note(&Snapshot { date, objects: written }).await?;
        Cursor::Followers { from: None }
    };
    Ok(Step { cursor: Some(text(&next)?), progress, problems: Vec::new() })
}

/// What does not fit on one page: the slots that do not fit however often they are looked at.
async fn differences(
    store: &(impl FollowerStore + FollowerScan),
    catalogue: &Catalogue,
    shard: ShardNumber,
    seen: &Pair,
) -> Result<u64, StepError> {
    let mut wrong = misfits(store, catalogue, seen).await?;
    for _ in 1..LOOKS {
        if wrong.is_empty() {
            break;
        }
        let again = read_pair(store, shard, seen.stored.page.number()).await?;
        let still = misfits(store, catalogue, &again).await?;
        wrong.retain(|slot| still.contains(slot));
    }
    Ok(wrong.len() as u64)
}

/// The slots of a page that their followers do not fit.
async fn misfits(
    store: &impl FollowerScan,
    catalogue: &Catalogue,
    pair: &Pair,
) -> Result<BTreeSet<u16>, StepError> {
    let page = &pair.stored.page;
    let users: Vec<UserId> = (0..pair.ids.len()).filter_map(|slot| pair.ids.get(slot)).collect();
    let found = store.many(&users).await?;
    let found: HashMap<&UserId, &Follower> =
        found.iter().map(|follower| (&follower.user_id, follower)).collect();
    let fits = |slot: u16, user: &UserId| {
        found.get(user).is_some_and(|follower| {
            follower.place == Some(Slot { page: page.number(), slot })
                && follower.planes(catalogue) == page.planes_of(slot)
        })
    };
    Ok((0..).zip(&users).filter(|(slot, user)| !fits(*slot, user)).map(|(slot, _)| slot).collect())
}

/// Whether the head names the version in which the page stands: a count would miss a change otherwise.
async fn head_knows(store: &impl FollowerStore, shard: ShardNumber, number: u32) -> Result<bool, StepError> {
    for _ in 0..LOOKS {
        let stored = store.page(shard, number).await?.map(|stored| stored.version);
        let known = store.head(shard).await?.page_versions.get(number as usize).copied();
        if stored == known {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn followers(
    store: &(impl FollowerStore + FollowerScan),
    shelves: &Shelves,
    from: Option<&str>,
) -> Result<Step, StepError> {
    let page = store.scan(from, FOLLOWERS).await?;
    let mut progress = Progress { done: page.followers.len() as u64, ..Progress::default() };
    for follower in &page.followers {
        if !stands_on_a_page(store, shelves, follower).await? {
            progress.problems += u64::from(!stands_now(store, &follower.user_id).await?);
            tell(follower.user_id.shard(), progress.problems);
        }
    }
    let cursor = page.next.map(|from| text(&Cursor::Followers { from: Some(from) })).transpose()?;
    Ok(Step { cursor, progress, problems: Vec::new() })
}

async fn stands_on_a_page(
    store: &impl FollowerStore,
    shelves: &Shelves,
    follower: &Follower,
) -> Result<bool, StepError> {
    let Some(place) = follower.place else { return Ok(false) };
    let key = (follower.user_id.shard(), place.page);
    let mut shelves = shelves.lock().await;
    if let Entry::Vacant(vacant) = shelves.entry(key) {
        let Some(ids) = store.ids(key.0, key.1).await? else { return Ok(false) };
        vacant.insert(ids);
    }
    Ok(shelves.get(&key).and_then(|ids| ids.get(place.slot)).as_ref() == Some(&follower.user_id))
}

/// Looks at one follower anew, past everything remembered.
async fn stands_now(store: &impl FollowerStore, user: &UserId) -> Result<bool, StepError> {
    for _ in 0..LOOKS {
        let Some(follower) = store.followers(std::slice::from_ref(user)).await?.pop() else {
            return Ok(true);
        };
        if stands_on_a_page(store, &Shelves::default(), &follower).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn tell(shard: ShardNumber, differences: u64) {
    if differences > 0 {
        error!(%shard, differences, "pages of shard {shard} differ from their followers in {differences} places");
    }
}

fn text(cursor: &Cursor) -> Result<String, StepError> {
    serde_json::to_string(cursor).map_err(|_| StepError::Cursor)
}
