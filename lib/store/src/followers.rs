//! Followers, and the transaction that writes them together with their pages and the events that changed them.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason, Put, TransactWriteItem};
use domain::follower::{Answers, EventOrder, Follower, Friendship, Place};
use domain::reaction::Reactions;
use domain::segment::IdPage;
use domain::survey::Catalogue;
use domain::user_id::{ShardNumber, UserId};
use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_dynamo::{from_item, to_item};
use usecases::port_error::PortError;
use usecases::webhook::ports::{Commit, FollowerStore, ShardChange, ShardHead, StoredPage};

use crate::error::{broken, port_error};
use crate::segment_pages::SegmentTable;
use crate::webhook_events;

const TABLE: &str = "the follower table";
/// DynamoDB takes at most 100 rows in one transaction.
const MOST_ROWS: usize = 100;

/// 2 since answers carry the version that they were given under; 1 is still read.
const ITEM_VERSION: u8 = 2;
/// Written where there are reactions, which a program of version 2 would lose.
const WITH_REACTIONS: u8 = 3;

#[derive(Serialize, Deserialize)]
struct FollowerItem {
    user_id: UserId,
    v: u8,
    friendship: Friendship,
    answers: String,
    tester: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    consent_version: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    registered_at_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    saved_at_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Reactions::is_empty")]
    reactions: Reactions,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slot: Option<u16>,
    last_event_ts: i64,
    last_event_id: String,
    version: u64,
}

impl FollowerItem {
    /// The follower as it is to stand: one version after the one that was read.
    fn after(read: &Follower) -> Result<Self, PortError> {
        Ok(Self {
            user_id: read.user_id.clone(),
            v: if read.reactions.is_empty() { ITEM_VERSION } else { WITH_REACTIONS },
            friendship: read.friendship,
            answers: serde_json::to_string(&read.answers).map_err(|_| broken(TABLE))?,
            tester: read.tester,
            consent_version: read.consent_version,
            registered_at_ms: read.registered_at_ms,
            saved_at_ms: read.saved_at_ms,
            reactions: read.reactions.clone(),
            page: read.place.map(|place| place.page),
            slot: read.place.map(|place| place.slot),
            last_event_ts: read.last_event.timestamp_ms,
            last_event_id: read.last_event.event_id.clone(),
            version: read.version + 1,
        })
    }

    fn into_follower(self) -> Result<Follower, PortError> {
        if self.v > WITH_REACTIONS {
            return Err(broken(TABLE)); // a newer program's
        }
        let answers: Answers = serde_json::from_str(&self.answers).map_err(|_| broken(TABLE))?;
        let last_event = EventOrder { timestamp_ms: self.last_event_ts, event_id: self.last_event_id };
        Ok(Follower {
            user_id: self.user_id,
            friendship: self.friendship,
            answers,
            tester: self.tester,
            consent_version: self.consent_version,
            registered_at_ms: self.registered_at_ms,
            saved_at_ms: self.saved_at_ms,
            reactions: self.reactions,
            place: self.page.zip(self.slot).map(|(page, slot)| Place { page, slot }),
            last_event,
            version: self.version,
        })
    }
}

/// The tables that a follower's change touches.
#[derive(Clone)]
pub struct FollowerTables {
    pub(crate) client: Client,
    pub(crate) followers: String,
    segments: SegmentTable,
    webhook_events: String,
}

impl FollowerTables {
    /// Names the follower, segment and webhook event tables.
    pub fn new(client: Client, followers: String, segments: String, webhook_events: String) -> Self {
        let segments = SegmentTable::new(client.clone(), segments);
        Self { client, followers, segments, webhook_events }
    }

    /// Names the follower and segment tables, for changes that no webhook event makes.
    pub fn without_events(client: Client, followers: String, segments: String) -> Self {
        Self::new(client, followers, segments, String::new())
    }

    /// One follower, strongly consistent.
    pub async fn follower(&self, user: &UserId) -> Result<Option<Follower>, PortError> {
        let key = AttributeValue::S(user.as_str().to_owned());
        let asked =
            self.client.get_item().table_name(&self.followers).key("user_id", key).consistent_read(true);
        let row = asked.send().await.map_err(|error| port_error(TABLE, error))?.item;
        let Some(row) = row else { return Ok(None) };
        parse_follower(row).map(Some)
    }

    fn put_follower(&self, read: &Follower) -> Result<Put, PortError> {
        let row: HashMap<String, AttributeValue> =
            to_item(FollowerItem::after(read)?).map_err(|_| broken(TABLE))?;
        let put = Put::builder().table_name(&self.followers).set_item(Some(row));
        let put = if read.version == 0 {
            put.condition_expression("attribute_not_exists(user_id)")
        } else {
            put.condition_expression("#version = :read")
                .expression_attribute_names("#version", "version")
                .expression_attribute_values(":read", AttributeValue::N(read.version.to_string()))
        };
        put.build().map_err(|_| broken(TABLE))
    }

    /// Event rows stand first, so that the transaction's answer can be read by position.
    fn rows(&self, change: &ShardChange) -> Result<Vec<TransactWriteItem>, PortError> {
        let shard = change.shard;
        let marks = change.events.iter().map(|mark| webhook_events::put_once(&self.webhook_events, mark));
        let mut rows = marks.collect::<Result<Vec<_>, _>>()?;
        let mut puts = Vec::new();
        for follower in &change.followers {
            puts.push(self.put_follower(follower)?);
        }
        for page in &change.pages {
            puts.push(self.segments.put_page(page)?);
        }
        for (number, ids) in &change.id_pages {
            puts.push(self.segments.put_ids(shard, *number, ids)?);
        }
        if let Some(head) = &change.head {
            puts.push(self.segments.put_head(shard, head)?);
        }
        rows.extend(puts.into_iter().map(|put| TransactWriteItem::builder().put(put).build()));
        Ok(rows)
    }
}

impl FollowerStore for FollowerTables {
    async fn catalogue(&self) -> Result<Catalogue, PortError> {
        self.segments.read_catalogue().await
    }

    async fn followers(&self, users: &[UserId]) -> Result<Vec<Follower>, PortError> {
        let found = try_join_all(users.iter().map(|user| self.follower(user))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn head(&self, shard: ShardNumber) -> Result<ShardHead, PortError> {
        self.segments.read_head(shard).await
    }

    async fn page(&self, shard: ShardNumber, number: u32) -> Result<Option<StoredPage>, PortError> {
        self.segments.read_page(shard, number).await
    }

    async fn ids(&self, shard: ShardNumber, number: u32) -> Result<Option<IdPage>, PortError> {
        self.segments.read_ids(shard, number).await
    }

    async fn commit(&self, change: &ShardChange) -> Result<Commit, PortError> {
        let rows = self.rows(change)?;
        if rows.len() > MOST_ROWS {
            return Err(PortError::Refused {
                what: TABLE,
                reason: format!("{} rows in one change", rows.len()),
            });
        }
        match self.client.transact_write_items().set_transact_items(Some(rows)).send().await {
            Ok(_) => Ok(Commit::Done),
            Err(error) => not_written(change, error),
        }
    }
}

/// Reads a row of the follower table.
pub(crate) fn parse_follower(row: HashMap<String, AttributeValue>) -> Result<Follower, PortError> {
    let row: FollowerItem = from_item(row).map_err(|_| broken(TABLE))?;
    row.into_follower()
}

type WriteError = SdkError<TransactWriteItemsError, aws_sdk_dynamodb::config::http::HttpResponse>;

fn not_written(change: &ShardChange, error: WriteError) -> Result<Commit, PortError> {
    let reasons = match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            cancelled.cancellation_reasons()
        }
        _ => return Err(port_error(TABLE, error)),
    };
    let is = |reason: &CancellationReason, code: &str| reason.code() == Some(code);
    let repeated =
        change.events.iter().zip(reasons).filter(|(_, reason)| is(reason, "ConditionalCheckFailed"));
    let repeated: Vec<String> = repeated.map(|(mark, _)| mark.event_id.clone()).collect();
    let moved = |reason: &CancellationReason| {
        is(reason, "ConditionalCheckFailed") || is(reason, "TransactionConflict")
    };
    match () {
        () if !repeated.is_empty() => Ok(Commit::Repeated(repeated)),
        () if reasons.iter().any(moved) => Ok(Commit::Moved),
        () => Err(port_error(TABLE, error)),
    }
}
