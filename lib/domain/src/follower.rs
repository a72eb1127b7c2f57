//! A person who has added the account as a friend: friendship, answers, and the place on a segment page.
//!
//! Webhooks arrive late, twice and in any order. An event that is not newer than the last one applied changes
//! nothing, so every order of the same events ends in the same state.
mod answers;

pub use answers::{Answer, AnswerValue, Answers, InvalidPostalCode, PostalAnswer, PostalCode};

use crate::calendar::registration_day;
use crate::reaction::{Reaction, Reactions};
use crate::survey::{BitSlices, Catalogue, Item, PlaneNumber, PlaneSet};
use crate::user_id::UserId;
use serde::{Deserialize, Serialize};

/// Whether the account may speak to the follower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Friendship {
    /// Added, or unblocked.
    Following,
    /// Blocked; answers stay for the retention period.
    Blocked,
}

/// When an event happened. The id breaks ties, so two events are never equal unless they are the same one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventOrder {
    /// LINE's `timestamp`, milliseconds since 1970 UTC.
    pub timestamp_ms: i64,
    /// LINE's `webhookEventId`.
    pub event_id: String,
}

impl EventOrder {
    /// Before every real event: for followers who came by import.
    pub fn never() -> Self {
        Self { timestamp_ms: 0, event_id: String::new() }
    }
}

/// A `follow` or `unfollow` event, reduced to what changes a follower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FriendshipEvent {
    /// What the friendship became.
    pub friendship: Friendship,
    /// When.
    pub order: EventOrder,
}

/// Where a follower's bits stand: a page of the follower's own shard, and a slot on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Number of the page within the shard, from 0.
    pub page: u32,
    /// Slot on the page, 0 to 511.
    pub slot: u16,
}

/// The truth about one follower; segment pages are drawn from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// Who.
    pub user_id: UserId,
    /// Whether deliveries may reach them.
    pub friendship: Friendship,
    /// What they told us.
    pub answers: Answers,
    /// Receives test deliveries.
    pub tester: bool,
    /// Version of the consent text they agreed to.
    pub consent_version: Option<u32>,
    /// When they first registered, in milliseconds since 1970 UTC; `None` for those who did before this was kept.
    pub registered_at_ms: Option<u64>,
    /// When they last changed or confirmed something in the form, in milliseconds since 1970 UTC; `None` for those who
    /// never did or did before this was kept.
    pub saved_at_ms: Option<u64>,
    /// What they did with deliveries.
    pub reactions: Reactions,
    /// `None` until a page has taken them in.
    pub place: Option<Place>,
    /// The newest friendship event applied.
    pub last_event: EventOrder,
    /// Version of the stored item, raised by the store with each write; 0 before the first.
    pub version: u64,
}

/// What a friendship event means for a follower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The friendship is another now: the follower and the page are to be written.
    Friendship(Box<Follower>),
    /// Same friendship, newer event: only the follower's order moved on, the page's bits stay.
    OrderOnly(Box<Follower>),
    /// Not newer than what is known (late or repeated): nothing is to be written.
    Stale,
}

impl Follower {
    /// A follower first heard of by this event: no answers, no place.
    pub fn new(user_id: UserId, event: &FriendshipEvent) -> Self {
        Self {
            user_id,
            friendship: event.friendship,
            answers: Answers::default(),
            tester: false,
            consent_version: None,
            registered_at_ms: None,
            saved_at_ms: None,
            reactions: Reactions::default(),
            place: None,
            last_event: event.order.clone(),
            version: 0,
        }
    }

    /// Decides by (timestamp, webhookEventId): an older or repeated event never overwrites a newer one.
    pub fn friendship_changed(&self, event: &FriendshipEvent) -> Change {
        if event.order <= self.last_event {
            return Change::Stale;
        }
        let mut next = self.clone();
        next.last_event = event.order.clone();
        next.friendship = event.friendship;
        let changed = next.friendship != self.friendship;
        if changed { Change::Friendship(Box::new(next)) } else { Change::OrderOnly(Box::new(next)) }
    }

    /// The same person without anything they told us or did: friendship, place and the right to test deliveries stay.
    #[must_use]
    pub fn forgotten(self) -> Self {
        Self {
            answers: Answers::default(),
            reactions: Reactions::default(),
            consent_version: None,
            registered_at_ms: None,
            saved_at_ms: None,
            ..self
        }
    }

    /// When the time of keeping what a blocked follower told us begins: with the block, or with a later word of theirs.
    pub fn last_heard_ms(&self) -> i64 {
        let saved = self.saved_at_ms.map_or(0, |ms| i64::try_from(ms).unwrap_or(i64::MAX));
        self.last_event.timestamp_ms.max(saved)
    }

    /// Whether they filled in the form: agreed to the consent text or answered an item.
    pub fn is_registered(&self) -> bool {
        self.consent_version.is_some() || !self.answers.is_empty()
    }

    /// The bits of this follower. Deleting an item or option does not change them, so a deletion rewrites no
    /// page; answers the catalogue has never heard of have no plane and leave no bit.
    pub fn planes(&self, catalogue: &Catalogue) -> PlaneSet {
        let system = [
            (self.friendship == Friendship::Following, PlaneNumber::FOLLOWING),
            (self.tester, PlaneNumber::TESTER),
            (self.is_registered(), PlaneNumber::REGISTERED),
        ];
        let system = system.into_iter().filter_map(|(on, plane)| on.then_some(plane));
        let registered_at = self.registered_at_ms.filter(|_| self.is_registered()).map(registration_day);
        let day = registered_at.into_iter().flat_map(|day| BitSlices::REGISTRATION_DAY.planes_of(day));
        let answered = self.answers.iter().flat_map(|(id, answer)| {
            catalogue.item(id).map(|item| answer_planes(item, &answer.value)).unwrap_or_default()
        });
        let reacted = self.reactions.iter().flat_map(|(delivery, reaction)| {
            let tracked = catalogue.tracked_delivery(delivery);
            let clicked = tracked.filter(|_| reaction == Reaction::Clicked).map(|one| one.clicked_plane);
            tracked.map(|one| one.opened_plane).into_iter().chain(clicked)
        });
        system.chain(day).chain(answered).chain(reacted).collect()
    }
}

/// The planes of one answer. What does not fit the item leaves no bit at all, so that the item is unset.
fn answer_planes(item: &Item, value: &AnswerValue) -> Vec<PlaneNumber> {
    let mut planes: Vec<PlaneNumber> = match (value, item.slices) {
        (AnswerValue::Chosen(_) | AnswerValue::Postal(_), None) => {
            value.options().filter_map(|option| Some(item.option(option)?.plane)).collect()
        }
        (AnswerValue::Month(month), Some(slices)) => slices.planes_of(month.since_1900().into()).collect(),
        (AnswerValue::Number(number), Some(slices)) if slices.holds(*number) => {
            slices.planes_of(*number).collect()
        }
        (AnswerValue::Text(_), None) => Vec::new(),
        _ => return Vec::new(),
    };
    if planes.is_empty() && item.kind.has_options() {
        return planes; // options the catalogue has never heard of
    }
    planes.push(item.answered_plane);
    planes
}
