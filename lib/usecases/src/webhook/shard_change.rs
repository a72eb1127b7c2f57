//! From events and what is stored to one change of one shard. Pure; the caller reads before and writes after.

use std::collections::{BTreeMap, BTreeSet};

use domain::follower::{Change, Follower, Friendship, FriendshipEvent, Place};
use domain::segment::{BrokenPage, IdPage, SegmentPage};
use domain::survey::{Catalogue, PlaneSet};
use domain::user_id::{ShardNumber, UserId};

use super::ports::{ShardChange, ShardHead, StoredPage};
use super::record::{EventKind, WebhookEvent};

/// Bytes of one transaction. DynamoDB takes 4 MiB of rows; bits grow by a third on their way, and an implementation that
/// counts the request finds room too. The rest is for ids, head, marks, and the names and numbers of all rows.
pub(crate) const MOST_BYTES: usize = 2_900_000;

/// Bytes of what a follower answered, as they are written.
pub(crate) fn answer_bytes(follower: &Follower) -> usize {
    serde_json::to_vec(&follower.answers).map_or(MOST_BYTES, |json| json.len())
}

impl ShardChange {
    /// Bytes of the answers and planes that it writes.
    pub(crate) fn bytes(&self) -> usize {
        let pages = self.pages.iter().map(|stored| SegmentPage::most_bytes(stored.page.planes().len()));
        self.followers.iter().map(answer_bytes).chain(pages).sum()
    }
}

/// What the events of a chunk mean for the followers, before any page is touched.
#[derive(Debug, Default)]
pub(crate) struct Decision<'a> {
    /// Followers to write, and whether their bits change.
    pub followers: BTreeMap<UserId, (Follower, Bits)>,
    /// The events that had an effect, in order.
    pub effective: Vec<&'a WebhookEvent>,
}

/// Whether a follower's bits are to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bits {
    Same,
    Changed,
}

/// Applies events in their own order; late, repeated and meaningless ones change nothing.
pub(crate) fn decide<'a>(known: &[Follower], events: &[&'a WebhookEvent]) -> Decision<'a> {
    let mut decision = Decision::default();
    for event in events {
        let current = decision.followers.get(&event.user).map(|(follower, bits)| (follower.clone(), *bits));
        let current = current.or_else(|| {
            known.iter().find(|one| one.user_id == event.user).map(|one| (one.clone(), Bits::Same))
        });
        if let Some(next) = apply(current, event) {
            decision.followers.insert(event.user.clone(), next);
            decision.effective.push(event);
        }
    }
    decision
}

/// A reaction is added whatever becomes of the friendship: it is the same in every order.
fn apply(current: Option<(Follower, Bits)>, event: &WebhookEvent) -> Option<(Follower, Bits)> {
    let befriended = befriend(current.clone(), event);
    let Some((delivery, reaction)) = event.reaction else { return befriended };
    let (mut follower, _) = befriended.clone().or(current)?;
    let is_news = follower.reactions.add(delivery, reaction);
    if is_news { Some((follower, Bits::Changed)) } else { befriended }
}

fn befriend(current: Option<(Follower, Bits)>, event: &WebhookEvent) -> Option<(Follower, Bits)> {
    let friendship = match event.kind {
        EventKind::Follow | EventKind::Contact => Friendship::Following,
        EventKind::Unfollow => Friendship::Blocked,
    };
    let change = FriendshipEvent { friendship, order: event.order.clone() };
    let Some((follower, bits)) = current else {
        return Some((Follower::new(event.user.clone(), &change), Bits::Changed));
    };
    if event.kind == EventKind::Contact && follower.friendship == Friendship::Following {
        return None; // a known friend talks: nothing to record
    }
    match follower.friendship_changed(&change) {
        Change::Friendship(next) => Some((*next, Bits::Changed)),
        Change::OrderOnly(next) => Some((*next, bits)),
        Change::Stale => None,
    }
}

impl Decision<'_> {
    /// The change of one follower whose bits may be others now; somebody without a place joins a page.
    pub fn of(follower: Follower) -> Self {
        let followers = BTreeMap::from([(follower.user_id.clone(), (follower, Bits::Changed))]);
        Self { followers, effective: Vec::new() }
    }

    /// The pages whose bits change, and the page that takes newcomers in, if any of the two is stored.
    pub fn pages_to_read(&self, head: &ShardHead) -> Vec<u32> {
        let stored = head.page_versions.len() as u32;
        let places = self.changed().filter_map(|follower| follower.place).map(|place| place.page);
        let mut numbers: Vec<u32> =
            places.chain(self.open_page(head).filter(|open| *open < stored)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The page whose ids have to be read because somebody joins it.
    pub fn ids_to_read(&self, head: &ShardHead) -> Option<u32> {
        self.open_page(head).filter(|open| (*open as usize) < head.page_versions.len())
    }

    fn open_page(&self, head: &ShardHead) -> Option<u32> {
        let joins = self.changed().any(|follower| follower.place.is_none());
        joins.then(|| (head.page_versions.len() as u32).saturating_sub(1))
    }

    fn changed(&self) -> impl Iterator<Item = &Follower> {
        self.followers.values().filter(|(_, bits)| *bits == Bits::Changed).map(|(follower, _)| follower)
    }
}

/// What was read of a shard.
pub(crate) struct Shelf {
    pub shard: ShardNumber,
    pub head: ShardHead,
    pub pages: BTreeMap<u32, StoredPage>,
    pub open_ids: Option<(u32, IdPage)>,
}

impl Shelf {
    /// Draws the decision into the pages. A follower whose place does not exist is an error, never repaired here.
    pub fn draw(mut self, decision: &Decision<'_>, catalogue: &Catalogue) -> Result<ShardChange, BrokenPage> {
        let (mut followers, mut touched) = (Vec::new(), BTreeSet::new());
        let mut id_pages: BTreeMap<u32, IdPage> = BTreeMap::new();
        for (follower, bits) in decision.followers.values() {
            let mut follower = follower.clone();
            if *bits == Bits::Changed {
                let planes = follower.planes(catalogue);
                let place = if let Some(place) = follower.place {
                    let stored = self.pages.get_mut(&place.page).ok_or(BrokenPage::Slot(place.slot))?;
                    stored.page.set(place.slot, &planes)?;
                    place
                } else {
                    self.join(&follower.user_id, &planes, &mut id_pages)?
                };
                follower.place = Some(place);
                touched.insert(place.page);
            }
            followers.push(follower);
        }
        let pages: Vec<StoredPage> = touched.iter().map(|number| self.pages[number].clone()).collect();
        let head = (!pages.is_empty()).then(|| self.next_head(&pages));
        let id_pages = id_pages.into_iter().collect();
        Ok(ShardChange { shard: self.shard, followers, pages, id_pages, head, events: Vec::new() })
    }

    fn join(
        &mut self,
        user: &UserId,
        planes: &PlaneSet,
        id_pages: &mut BTreeMap<u32, IdPage>,
    ) -> Result<Place, BrokenPage> {
        let number = self.page_with_room();
        let page = &mut self.pages.get_mut(&number).ok_or(BrokenPage::Length)?.page;
        let ids = id_pages.entry(number).or_insert_with(|| match &self.open_ids {
            Some((open, ids)) if *open == number => ids.clone(),
            _ => IdPage::default(),
        });
        if ids.len() != page.len() {
            return Err(BrokenPage::Ids);
        }
        let slot = page.append(planes).map_err(|_| BrokenPage::Length)?;
        ids.push(user).map_err(|_| BrokenPage::Ids)?;
        Ok(Place { page: number, slot })
    }

    /// The last page, or a new one behind it when it is full or when there is none.
    fn page_with_room(&mut self) -> u32 {
        let stored = self.head.page_versions.len() as u32;
        let last =
            self.pages.last_key_value().map(|(number, _)| *number).filter(|number| *number + 1 >= stored);
        match last {
            Some(number) if !self.pages[&number].page.is_full() => number,
            last => {
                let number = last.map_or(stored, |last| last + 1);
                let page = SegmentPage::new(self.shard, number);
                self.pages.insert(number, StoredPage { page, version: 0 });
                number
            }
        }
    }

    fn next_head(&self, pages: &[StoredPage]) -> ShardHead {
        let mut head = self.head.clone();
        for stored in pages {
            let index = stored.page.number() as usize;
            if head.page_versions.len() <= index {
                head.page_versions.resize(index + 1, 0);
            }
            head.page_versions[index] = stored.version + 1;
            if index + 1 == head.page_versions.len() {
                head.open_len = stored.page.len();
            }
        }
        head
    }
}
