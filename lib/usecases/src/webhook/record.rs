//! Records who became a friend and who left, draws it into the segment pages, and greets new friends.
//!
//! Events arrive late, repeatedly and in any order. Guaranteed: every order of the same events ends in the same
//! friendship; an event has its effect once (its id is written with its effect, in one transaction); an event older
//! than 72 hours has none. A crash before the write repeats everything, a crash after it repeats nothing, so a
//! greeting is sent at most once: killed between the two, the new friend is recorded and not greeted.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::delivery::DeliveryId;
use domain::follower::{EventOrder, Follower};
use domain::message::Messages;
use domain::reaction::Reaction;
use domain::segment::{BrokenPage, IdPage};
use domain::survey::Catalogue;
use domain::user_id::{ShardNumber, UserId};
use futures::future::{join_all, try_join, try_join_all};
use tracing::{info, warn};

use super::ports::{Commit, EventMark, FollowerStore, Replier, ShardChange, StoredPage};
use super::shard_change::{Decision, MOST_BYTES, Shelf, decide};
use crate::mutation;
use crate::port_error::PortError;

/// Older events have no effect (R-W2).
const OLDEST_EFFECT_MS: i64 = 72 * 3_600_000;
/// An event is remembered so long after it reached us: longer than it could have an effect.
const REMEMBER_S: u64 = 96 * 3_600;
/// A change of so many events stays below DynamoDB's 100 rows: a follower, a page and a mark each, and a few more.
const EVENTS_PER_CHANGE: usize = 30;
/// A shard that keeps moving is left to the queue after so many tries.
const TRIES: u32 = 8;
/// Tries to see a page and its ids at one moment while people keep joining it.
const PAIR_TRIES: u32 = 6;
/// Both tries of a greeting together; the function's own limit is 10 s.
const GREETING_TIME: Duration = Duration::from_secs(4);

/// What an event says about the friendship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// Added as a friend, or unblocked.
    Follow,
    /// Blocked.
    Unfollow,
    /// Wrote or tapped something, so is a friend: counts for users we do not know as one.
    Contact,
}

/// One event of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEvent {
    /// Who.
    pub user: UserId,
    /// What.
    pub kind: EventKind,
    /// When, and the event's id.
    pub order: EventOrder,
    /// What the person did with which delivery, if the event tells.
    pub reaction: Option<(DeliveryId, Reaction)>,
    /// For one answer; `None` when there is none or when another module holds the conversation.
    pub reply_token: Option<String>,
}

/// Why a shard's events were not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Reading what is stored.
    #[error("reading shard {shard}")]
    Read {
        /// Which shard.
        shard: ShardNumber,
        /// The cause.
        #[source]
        source: PortError,
    },
    /// A follower and the pages do not fit together; a person has to look.
    #[error("drawing a change into shard {shard}")]
    Draw {
        /// Which shard.
        shard: ShardNumber,
        /// The cause.
        #[source]
        source: BrokenPage,
    },
    /// Writing the change.
    #[error("writing shard {shard}")]
    Write {
        /// Which shard.
        shard: ShardNumber,
        /// The cause.
        #[source]
        source: PortError,
    },
    /// Others kept changing the shard.
    #[error("shard {shard} kept moving through {TRIES} tries")]
    Contended {
        /// Which shard.
        shard: ShardNumber,
    },
}

/// What became of a list of events.
#[derive(Debug, Default)]
pub struct Report {
    /// Events that had an effect.
    pub recorded: usize,
    /// Events older than 72 hours.
    pub too_old: usize,
    /// Users with an event that was not recorded, and why; the queue has to bring all of theirs again.
    pub failed: Vec<(BTreeSet<UserId>, RecordError)>,
}

/// Records events of any users; a failing shard does not hold up the others.
pub async fn record_friendships(
    store: &impl FollowerStore,
    replier: &impl Replier,
    greeting: &Messages,
    events: &[WebhookEvent],
    now_ms: u64,
) -> Report {
    let mut report = Report::default();
    let mut shards: BTreeMap<ShardNumber, Vec<&WebhookEvent>> = BTreeMap::new();
    for event in events {
        if (now_ms as i64).saturating_sub(event.order.timestamp_ms) > OLDEST_EFFECT_MS {
            warn!(webhook.event_id = event.order.event_id, "dropped an event older than 72 hours");
            report.too_old += 1;
        } else {
            shards.entry(event.user.shard()).or_default().push(event);
        }
    }
    let shards = shards.into_iter().map(|(shard, mut events)| async move {
        events.sort_by(|a, b| a.order.cmp(&b.order));
        let recorded = record_shard(store, replier, greeting, shard, &events, now_ms).await;
        recorded.map_err(|error| (events.iter().map(|event| event.user.clone()).collect(), error))
    });
    for outcome in join_all(shards).await {
        match outcome {
            Ok(recorded) => report.recorded += recorded,
            Err(failed) => report.failed.push(failed),
        }
    }
    report
}

async fn record_shard(
    store: &impl FollowerStore,
    replier: &impl Replier,
    greeting: &Messages,
    shard: ShardNumber,
    events: &[&WebhookEvent],
    now_ms: u64,
) -> Result<usize, RecordError> {
    let mut recorded = 0;
    let mut chunks: Vec<&[&WebhookEvent]> = events.chunks(EVENTS_PER_CHANGE).rev().collect();
    while let Some(chunk) = chunks.pop() {
        let Some(effective) = record_chunk(store, shard, chunk, now_ms).await? else {
            let (first, rest) = chunk.split_at(chunk.len() / 2);
            chunks.extend([rest, first]);
            continue;
        };
        recorded += effective.len();
        greet(replier, greeting, &effective).await;
    }
    Ok(recorded)
}

/// Reads, decides and writes until nobody came in between; the events that had an effect come back. `None` when they
/// are too large together.
async fn record_chunk<'a>(
    store: &impl FollowerStore,
    shard: ShardNumber,
    events: &[&'a WebhookEvent],
    now_ms: u64,
) -> Result<Option<Vec<&'a WebhookEvent>>, RecordError> {
    let mut events = events.to_vec();
    for attempt in 0..TRIES {
        let (decision, change) = prepare(store, shard, &events, now_ms).await?;
        if decision.effective.is_empty() {
            return Ok(Some(Vec::new()));
        }
        if events.len() > 1 && change.bytes() > MOST_BYTES {
            return Ok(None);
        }
        match store.commit(&change).await.map_err(|source| RecordError::Write { shard, source })? {
            Commit::Done => return Ok(Some(decision.effective)),
            Commit::Repeated(known) => events.retain(|event| !known.contains(&name(event))),
            Commit::Moved => tokio::time::sleep(pause(shard, attempt, now_ms)).await,
        }
    }
    Err(RecordError::Contended { shard })
}

async fn prepare<'a>(
    store: &impl FollowerStore,
    shard: ShardNumber,
    events: &[&'a WebhookEvent],
    now_ms: u64,
) -> Result<(Decision<'a>, ShardChange), RecordError> {
    let read = |source| RecordError::Read { shard, source };
    let users: BTreeSet<UserId> = events.iter().map(|event| event.user.clone()).collect();
    let users: Vec<UserId> = users.into_iter().collect();
    let known: Vec<Follower> = store.followers(&users).await.map_err(read)?;
    let decision = decide(&known, events);
    let (shelf, catalogue) = read_shelf(store, shard, &decision).await.map_err(read)?;
    let mut change =
        shelf.draw(&decision, &catalogue).map_err(|source| RecordError::Draw { shard, source })?;
    let expires_at = now_ms / 1_000 + REMEMBER_S;
    let mark = |event: &&WebhookEvent| EventMark { event_id: name(event), expires_at };
    change.events = decision.effective.iter().map(mark).collect();
    Ok((decision, change))
}

/// Under which name an event is remembered.
fn name(event: &WebhookEvent) -> String {
    if mutation::active("dedupe_by_body") {
        return format!("{:?} {}", event.kind, event.user.as_str());
    }
    event.order.event_id.clone()
}

/// Reads no more than the decision touches: nothing for a friend who only talks.
pub(crate) async fn read_shelf(
    store: &impl FollowerStore,
    shard: ShardNumber,
    decision: &Decision<'_>,
) -> Result<(Shelf, Catalogue), PortError> {
    let mut shelf =
        Shelf { shard, head: super::ports::ShardHead::default(), pages: BTreeMap::new(), open_ids: None };
    if !decision.followers.values().any(|(_, bits)| *bits == super::shard_change::Bits::Changed) {
        return Ok((shelf, Catalogue::default()));
    }
    let (head, catalogue) = try_join(store.head(shard), store.catalogue()).await?;
    let numbers = decision.pages_to_read(&head);
    let pages = try_join_all(numbers.iter().map(|number| store.page(shard, *number))).await?;
    shelf.pages = numbers.into_iter().zip(pages).filter_map(|(number, page)| Some((number, page?))).collect();
    if let Some(open) = decision.ids_to_read(&head) {
        let Pair { stored, ids } = read_pair(store, shard, open).await?;
        shelf.pages.insert(open, stored);
        shelf.open_ids = Some((open, ids));
    }
    shelf.head = head;
    Ok((shelf, catalogue))
}

/// A page and its ids.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    /// The page as it was read.
    pub stored: StoredPage,
    /// As many ids as the page has slots in use.
    pub ids: IdPage,
}

/// A page and its ids of one moment. Somebody may join between the two reads; then both are read again. A page that
/// keeps moving is asked for later, never taken for a broken one.
pub(crate) async fn read_pair(
    store: &impl FollowerStore,
    shard: ShardNumber,
    number: u32,
) -> Result<Pair, PortError> {
    let missing = |what| PortError::Refused { what, reason: format!("shard {shard}, page {number}") };
    for attempt in 0..PAIR_TRIES {
        let stored =
            store.page(shard, number).await?.ok_or_else(|| missing("a page that its shard names"))?;
        let ids = store.ids(shard, number).await?.ok_or_else(|| missing("the ids of a page"))?;
        if ids.len() == stored.page.len() {
            return Ok(Pair { stored, ids });
        }
        tokio::time::sleep(pause(shard, attempt, u64::from(number))).await;
    }
    Err(PortError::Unavailable { what: "a segment page", reason: "people keep joining it".to_owned() })
}

/// Greets whoever's newest event is a follow. A failure is logged and is the end of it.
async fn greet(replier: &impl Replier, greeting: &Messages, effective: &[&WebhookEvent]) {
    let newest: BTreeMap<&UserId, &WebhookEvent> =
        effective.iter().map(|event| (&event.user, *event)).collect();
    let follows = newest.into_values().filter(|event| event.kind == EventKind::Follow);
    join_all(follows.filter_map(|event| {
        let reply_token = event.reply_token.as_deref()?;
        Some(greet_one(replier, greeting, event, reply_token))
    }))
    .await;
}

async fn greet_one(replier: &impl Replier, greeting: &Messages, event: &WebhookEvent, reply_token: &str) {
    let twice = async {
        match replier.reply_messages(reply_token, greeting).await {
            Err(PortError::Unavailable { .. }) => replier.reply_messages(reply_token, greeting).await,
            answer => answer,
        }
    };
    match tokio::time::timeout(GREETING_TIME, twice).await {
        Ok(Ok(())) => info!(webhook.event_id = event.order.event_id, "greeted a new friend"),
        Ok(Err(error)) => {
            warn!(webhook.event_id = event.order.event_id, "could not greet a new friend: {error}");
        }
        Err(_) => warn!(webhook.event_id = event.order.event_id, "could not greet a new friend in time"),
    }
}

/// Longer with each try, and different between shards and moments, so that two writers do not meet again.
pub(crate) fn pause(shard: ShardNumber, attempt: u32, now_ms: u64) -> Duration {
    let spread = (now_ms ^ u64::from(shard.as_u8())) % 20;
    Duration::from_millis((10 << attempt.min(5)) + spread)
}
