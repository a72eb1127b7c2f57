//! The audit trail in a table of its own: `DAY#<day>`/`<number>` for each record, `DAYS`/`<day>` for the last one of
//! each day. Records are only ever added: in the transaction of what they tell about, behind the record that was the
//! last one at that moment.
//!
//! Two writers meet at the head. Whoever comes second reads it anew and tries again, at most [`TRIES`] times; nothing
//! stands of a try that was lost. An answer that got lost is asked for again by the SDK under the same token, which
//! DynamoDB takes once.

mod search;

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::audit::{Entry, Link, Neighbours, Place, Verdict, verify};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_dynamo::{from_item, to_item};
use usecases::port_error::PortError;

use crate::error::{broken, port_error};
use crate::pen::{Reason, Written, reasons};
use crate::segment_item::{Item, key};

pub use search::{Cursor, Found, Reach};

const TABLE: &str = "the audit table";
const DAYS: &str = "DAYS";
/// Others at the head are met this often.
const TRIES: u32 = 30;
/// The longest pause between two tries.
const LONGEST_PAUSE_MS: u64 = 160;

/// The audit table.
#[derive(Clone)]
pub struct AuditTable {
    client: Client,
    table: String,
    reach: Reach,
}

#[derive(Serialize, Deserialize)]
struct LinkItem {
    pk: String,
    sk: String,
    v: u8,
    body: String,
    hash: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    behind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    behind_hash: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct HeadItem {
    pk: String,
    sk: String,
    v: u8,
    number: u64,
    hash: String,
}

fn day_key(day: Date) -> String {
    format!("DAY#{day}")
}

fn number_key(number: u64) -> String {
    format!("{number:010}")
}

impl LinkItem {
    fn of(link: &Link) -> Self {
        let shown = |behind: &Place| format!("{}.{}", behind.day, behind.number);
        Self {
            pk: day_key(link.place.day),
            sk: number_key(link.place.number),
            v: 1,
            body: link.body.clone(),
            hash: link.place.hash.clone(),
            behind: link.behind.as_ref().map(shown),
            behind_hash: link.behind.as_ref().map(|behind| behind.hash.clone()),
        }
    }

    fn link(self) -> Option<Link> {
        let day = self.pk.strip_prefix("DAY#")?.parse().ok()?;
        let number = self.sk.parse().ok()?;
        let behind = match (self.behind, self.behind_hash) {
            (None, None) => None,
            (Some(shown), Some(hash)) => {
                let Cursor { day, number } = Cursor::parse(&shown)?;
                Some(Place { day, number, hash })
            }
            _ => return None,
        };
        Some(Link { place: Place { day, number, hash: self.hash }, behind, body: self.body })
    }
}

/// A record, if the row is exactly what would be written for it.
fn read_link(item: &Item) -> Option<Link> {
    let link = from_item::<_, LinkItem>(item.clone()).ok()?.link()?;
    let written: Item = to_item(LinkItem::of(&link)).ok()?;
    (written == *item).then_some(link)
}

/// What a record says. One that is not readable cannot be shown; its day's verdict names it.
fn read_entry(item: &Item) -> Option<(Place, Entry)> {
    let link = read_link(item)?;
    Some((link.place.clone(), link.entry()?))
}

impl HeadItem {
    fn of(place: &Place) -> Self {
        let Place { day, number, hash } = place.clone();
        Self { pk: DAYS.to_owned(), sk: day.to_string(), v: 1, number, hash }
    }
}

/// A day's head, if the row is exactly what would be written for it.
fn read_whole_head(item: &Item) -> Option<Place> {
    let place = read_head(item.clone()).ok()?;
    let written: Item = to_item(HeadItem::of(&place)).ok()?;
    (written == *item).then_some(place)
}

fn read_head(item: Item) -> Result<Place, PortError> {
    let head: HeadItem = from_item(item).map_err(|_| broken(TABLE))?;
    let day = head.sk.parse().map_err(|_| broken(TABLE))?;
    Ok(Place { day, number: head.number, hash: head.hash })
}

impl AuditTable {
    /// Names the table.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table, reach: Reach::default() }
    }

    /// Adds a record of something that changes no table of ours.
    pub async fn note(&self, entry: &Entry) -> Result<(), PortError> {
        match self.append(Vec::new(), entry).await? {
            Written::Done => Ok(()),
            Written::Lost(_) => Err(broken(TABLE)), // there was no condition but ours
        }
    }

    /// Writes these items and the record of them, all of it or nothing.
    pub(crate) async fn append(
        &self,
        items: Vec<TransactWriteItem>,
        entry: &Entry,
    ) -> Result<Written, PortError> {
        let today = domain::job::day_in_japan(entry.at_ms);
        for round in 0..TRIES {
            let last = self.last_until(today).await?;
            let link = Link::after(last, entry).ok_or_else(|| broken(TABLE))?;
            let mut all = items.clone();
            all.extend(self.puts(&link)?);
            let sent = self.client.transact_write_items().set_transact_items(Some(all)).send().await;
            let Err(error) = sent else { return Ok(Written::Done) };
            let reasons = reasons(error.as_service_error());
            let (theirs, ours) = reasons.split_at(items.len().min(reasons.len()));
            if theirs.contains(&Reason::Condition) {
                return Ok(Written::Lost(theirs.iter().map(|one| *one == Reason::Condition).collect()));
            }
            let is_contended = !reasons.is_empty()
                && theirs.iter().all(|one| matches!(one, Reason::None | Reason::Conflict))
                && ours.iter().all(|one| *one != Reason::Other);
            if !is_contended {
                return Err(port_error(TABLE, error));
            }
            tokio::time::sleep(pause(round, &link.place.hash)).await;
        }
        let reason = "others are always faster".to_owned();
        Err(PortError::Unavailable { what: TABLE, reason })
    }

    fn puts(&self, link: &Link) -> Result<[TransactWriteItem; 2], PortError> {
        let day = link.place.day;
        let record: Item = to_item(LinkItem::of(link)).map_err(|_| broken(TABLE))?;
        let record = Put::builder().table_name(&self.table).set_item(Some(record));
        let record = record.condition_expression("attribute_not_exists(pk)");
        let head: Item = to_item(HeadItem::of(&link.place)).map_err(|_| broken(TABLE))?;
        let head = Put::builder().table_name(&self.table).set_item(Some(head));
        let head = match link.behind.as_ref().filter(|behind| behind.day == day) {
            None => head.condition_expression("attribute_not_exists(pk)"),
            Some(last) => head
                .condition_expression("#number = :number AND #hash = :hash")
                .expression_attribute_names("#number", "number")
                .expression_attribute_names("#hash", "hash")
                .expression_attribute_values(":number", AttributeValue::N(last.number.to_string()))
                .expression_attribute_values(":hash", AttributeValue::S(last.hash.clone())),
        };
        let put = |put: aws_sdk_dynamodb::types::builders::PutBuilder| {
            let put = put.build().map_err(|_| broken(TABLE))?;
            Ok::<_, PortError>(TransactWriteItem::builder().put(put).build())
        };
        Ok([put(head)?, put(record)?])
    }

    /// The last record of this day, or of the nearest day before it that has any.
    async fn last_until(&self, day: Date) -> Result<Option<Place>, PortError> {
        Ok(self.heads("<=", day, false, 1).await?.pop())
    }

    /// Heads of days on one side of this one.
    async fn heads(&self, side: &str, day: Date, forward: bool, limit: i32) -> Result<Vec<Place>, PortError> {
        self.head_rows(side, day, forward, limit).await?.into_iter().map(read_head).collect()
    }

    /// The nearest of them, if its row is whole: whoever checks a day says of a broken one that it is broken.
    async fn whole_head(&self, side: &str, day: Date, forward: bool) -> Result<Option<Place>, PortError> {
        Ok(self.head_rows(side, day, forward, 1).await?.first().and_then(read_whole_head))
    }

    async fn head_rows(
        &self,
        side: &str,
        day: Date,
        forward: bool,
        limit: i32,
    ) -> Result<Vec<Item>, PortError> {
        let asked = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression(format!("pk = :pk AND sk {side} :day"))
            .expression_attribute_values(":pk", AttributeValue::S(DAYS.to_owned()))
            .expression_attribute_values(":day", AttributeValue::S(day.to_string()))
            .scan_index_forward(forward)
            .consistent_read(true)
            .limit(limit);
        Ok(asked.send().await.map_err(|error| port_error(TABLE, error))?.items.unwrap_or_default())
    }

    /// The newest rows of a day below a number, at most a page of them.
    async fn rows(&self, day: Date, below: u64) -> Result<Vec<Item>, PortError> {
        let asked = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk < :sk")
            .expression_attribute_values(":pk", AttributeValue::S(day_key(day)))
            .expression_attribute_values(":sk", AttributeValue::S(number_key(below)))
            .scan_index_forward(false)
            .consistent_read(true)
            .limit(self.reach.page);
        let page = asked.send().await.map_err(|error| port_error(TABLE, error))?;
        Ok(page.items.unwrap_or_default())
    }

    /// Looks through a whole day, and at what stands on both sides of it.
    pub async fn verify(&self, day: Date) -> Result<Verdict, PortError> {
        let asked = self.client.query().table_name(&self.table).key_condition_expression("pk = :pk");
        let asked = asked.expression_attribute_values(":pk", AttributeValue::S(day_key(day)));
        let (mut pages, mut rows) = (asked.consistent_read(true).into_paginator().send(), Vec::new());
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| port_error(TABLE, error))?;
            rows.extend(page.items.unwrap_or_default().iter().map(read_link));
        }
        let head = self.whole_head("=", day, false).await?;
        let neighbours = self.neighbours(day, rows.first().and_then(Option::as_ref)).await?;
        Ok(verify(day, &rows, head.as_ref(), &neighbours))
    }

    async fn neighbours(&self, day: Date, first: Option<&Link>) -> Result<Neighbours, PortError> {
        let before = match first.and_then(|first| first.behind.as_ref()) {
            Some(named) => self.link(named.day, named.number).await?.map(|link| link.place),
            None => self.whole_head("<", day, false).await?,
        };
        let next = match self.whole_head(">", day, true).await? {
            Some(next) => self.link(next.day, 1).await?,
            None => None,
        };
        let is_followed = next.is_some();
        let claimed_by_next = next.and_then(|link| link.behind);
        Ok(Neighbours { before: before.filter(|_| first.is_some()), claimed_by_next, is_followed })
    }

    async fn link(&self, day: Date, number: u64) -> Result<Option<Link>, PortError> {
        let asked = self.client.get_item().table_name(&self.table);
        let asked = asked.set_key(Some(key(&day_key(day), &number_key(number)))).consistent_read(true);
        let row = asked.send().await.map_err(|error| port_error(TABLE, error))?.item;
        Ok(row.as_ref().and_then(read_link))
    }
}

fn number_of(row: &Item) -> Option<u64> {
    row.get("sk")?.as_s().ok()?.parse().ok()
}

/// Longer from try to try, and not the same for two who have met.
fn pause(round: u32, hash: &str) -> Duration {
    let most = (4_u64 << round.min(6)).min(LONGEST_PAUSE_MS);
    let lot = hash.get(..8).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0);
    Duration::from_millis(1 + lot % most)
}
