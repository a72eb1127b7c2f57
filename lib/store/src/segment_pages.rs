//! Segment pages: `HEADS`/`S07` says which pages a shard has and in which version; `SHARD#07`/`P00003` holds bits,
//! `SHARD#07`/`I00003` the ids beside them. Reads are strong.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Get, Put, TransactGetItem};
use domain::segment::{IdPage, SegmentPage};
use domain::survey::Catalogue;
use domain::user_id::ShardNumber;
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use usecases::delivery::ports::Audience;
use usecases::port_error::PortError;
use usecases::webhook::ports::{ShardHead, StoredPage};

use crate::catalogues::LastRead;
use crate::error::{broken, port_error};
use crate::pen::{Pen, penned};
use crate::segment_item::{self as item, Item, key};

const TABLE: &str = "the segment table";
/// Rows of one answer: bits and ids are about 8 kB each, so an answer stays below DynamoDB's megabyte.
const ROWS_PER_QUERY: i32 = 100;
/// Pages read at the same time when some have changed.
const READS_AT_ONCE: usize = 16;
/// Tries to see a page and its ids at one moment while people keep joining it.
const PAIR_TRIES: usize = 5;

/// A page with its ids, both of the same moment, and the page's version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelvedPage {
    /// The bits.
    pub page: SegmentPage,
    /// The ids, as many as the page has slots in use.
    pub ids: IdPage,
    /// The page's version.
    pub version: u32,
}

/// The segment table.
#[derive(Clone)]
pub struct SegmentTable {
    pub(crate) client: Client,
    pub(crate) name: String,
    pub(crate) last_read: LastRead,
    pub(crate) pen: Pen,
}

penned!(SegmentTable);

impl SegmentTable {
    /// Names the table.
    pub fn new(client: Client, name: String) -> Self {
        Self { client, name, last_read: LastRead::default(), pen: Pen::Free }
    }

    /// The index of one shard; version 0 when there is none.
    pub async fn read_head(&self, shard: ShardNumber) -> Result<ShardHead, PortError> {
        match self.get(key("HEADS", &item::head_key(shard))).await? {
            Some(row) => item::parse_head(&row).ok_or_else(|| broken(TABLE)),
            None => Ok(ShardHead::default()),
        }
    }

    /// The indexes of all shards that have followers: one request for up to a million of them.
    pub async fn read_heads(&self) -> Result<BTreeMap<ShardNumber, ShardHead>, PortError> {
        let rows = self.query("HEADS", "S").await?;
        let heads = rows.iter().map(|row| Some((item::parse_head_key(row)?, item::parse_head(row)?)));
        heads.collect::<Option<_>>().ok_or_else(|| broken(TABLE))
    }

    /// One page.
    pub async fn read_page(&self, shard: ShardNumber, number: u32) -> Result<Option<StoredPage>, PortError> {
        let row = self.get(key(&item::shard_key(shard), &item::page_key(number))).await?;
        row.map(|row| item::parse_page(&row).ok_or_else(|| broken(TABLE))).transpose()
    }

    /// The ids of one page.
    pub async fn read_ids(&self, shard: ShardNumber, number: u32) -> Result<Option<IdPage>, PortError> {
        let row = self.get(key(&item::shard_key(shard), &item::ids_key(number))).await?;
        row.map(|row| item::parse_ids(&row).ok_or_else(|| broken(TABLE))).transpose()
    }

    /// Those of the pages that exist, in any order: what a warm process re-reads after the heads moved.
    pub async fn read_pages(&self, pages: &[(ShardNumber, u32)]) -> Result<Vec<StoredPage>, PortError> {
        let reads = iter(pages.to_vec()).map(|(shard, number)| self.read_page(shard, number));
        reads.buffer_unordered(READS_AT_ONCE).try_filter_map(async |page| Ok(page)).try_collect().await
    }

    /// All pages of a shard without their ids: what a cold process reads to count.
    pub async fn read_shard_pages(&self, shard: ShardNumber) -> Result<Vec<StoredPage>, PortError> {
        let rows = self.query(&item::shard_key(shard), "P").await?;
        rows.iter().map(|row| item::parse_page(row).ok_or_else(|| broken(TABLE))).collect()
    }

    /// All pages of a shard with their ids, in order. Somebody may join while this reads; such a page is read again
    /// together with its ids at one moment.
    pub async fn read_shard(&self, shard: ShardNumber) -> Result<Vec<ShelvedPage>, PortError> {
        let mut ids = BTreeMap::new();
        let mut shelf = Vec::new();
        for row in self.query(&item::shard_key(shard), "").await? {
            match item::parse_ids_key(&row) {
                Some(number) => drop(ids.insert(number, item::parse_ids(&row).ok_or_else(|| broken(TABLE))?)),
                None => shelf.push(item::parse_page(&row).ok_or_else(|| broken(TABLE))?),
            }
        }
        let mut pages = Vec::with_capacity(shelf.len());
        for StoredPage { page, version } in shelf {
            pages.push(match ids.remove(&page.number()) {
                Some(ids) if ids.len() == page.len() => ShelvedPage { page, ids, version },
                _ => self.read_pair(shard, page.number()).await?,
            });
        }
        Ok(pages)
    }

    /// Puts for a transaction, each conditional on the version that was read.
    pub(crate) fn put_page(&self, read: &StoredPage) -> Result<Put, PortError> {
        self.put(item::page_item(read), Some(u64::from(read.version)))
    }

    /// The ids go with their page, whose condition guards them too.
    pub(crate) fn put_ids(&self, shard: ShardNumber, number: u32, ids: &IdPage) -> Result<Put, PortError> {
        self.put(item::ids_item(shard, number, ids), None)
    }

    pub(crate) fn put_head(&self, shard: ShardNumber, read: &ShardHead) -> Result<Put, PortError> {
        self.put(item::head_item(shard, read), Some(read.version))
    }

    fn put(&self, row: Item, read_version: Option<u64>) -> Result<Put, PortError> {
        let put = Put::builder().table_name(&self.name).set_item(Some(row));
        let put = match read_version {
            None => put,
            Some(0) => put.condition_expression("attribute_not_exists(pk)"),
            Some(version) => put
                .condition_expression("#version = :read")
                .expression_attribute_names("#version", "version")
                .expression_attribute_values(":read", AttributeValue::N(version.to_string())),
        };
        put.build().map_err(|_| broken(TABLE))
    }

    async fn read_pair(&self, shard: ShardNumber, number: u32) -> Result<ShelvedPage, PortError> {
        let mut last = PortError::Unavailable { what: TABLE, reason: "a page kept moving".to_owned() };
        for _ in 0..PAIR_TRIES {
            let get = |sort: String| {
                let get =
                    Get::builder().table_name(&self.name).set_key(Some(key(&item::shard_key(shard), &sort)));
                get.build().map(|get| TransactGetItem::builder().get(get).build()).map_err(|_| broken(TABLE))
            };
            let both = [get(item::page_key(number))?, get(item::ids_key(number))?];
            let asked = self.client.transact_get_items().set_transact_items(Some(both.to_vec())).send().await;
            let answer = match asked.map_err(|error| port_error(TABLE, error)) {
                Ok(answer) => answer,
                Err(refused @ PortError::Refused { .. }) => return Err(refused),
                Err(later) => {
                    last = later; // most often a transaction in progress
                    continue;
                }
            };
            let rows: Vec<Item> = answer.responses().iter().filter_map(|row| row.item().cloned()).collect();
            let [page, ids] = &rows[..] else { return Err(broken(TABLE)) };
            let pair = item::parse_page(page).zip(item::parse_ids(ids)).ok_or_else(|| broken(TABLE))?;
            let (StoredPage { page, version }, ids) = pair;
            return if ids.len() == page.len() {
                Ok(ShelvedPage { page, ids, version })
            } else {
                Err(broken(TABLE))
            };
        }
        Err(last)
    }

    pub(crate) async fn get(&self, key: Item) -> Result<Option<Item>, PortError> {
        let asked = self.client.get_item().table_name(&self.name).set_key(Some(key)).consistent_read(true);
        Ok(asked.send().await.map_err(|error| port_error(TABLE, error))?.item)
    }

    pub(crate) async fn query(&self, partition: &str, prefix: &str) -> Result<Vec<Item>, PortError> {
        let (mut rows, mut from) = (Vec::new(), None);
        loop {
            let mut asked =
                self.client.query().table_name(&self.name).consistent_read(true).limit(ROWS_PER_QUERY);
            asked = asked.expression_attribute_values(":pk", AttributeValue::S(partition.to_owned()));
            asked = if prefix.is_empty() {
                asked.key_condition_expression("pk = :pk")
            } else {
                let prefix = AttributeValue::S(prefix.to_owned());
                asked
                    .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                    .expression_attribute_values(":prefix", prefix)
            };
            let answer = asked.set_exclusive_start_key(from).send().await;
            let answer = answer.map_err(|error| port_error(TABLE, error))?;
            rows.extend(answer.items.unwrap_or_default());
            from = answer.last_evaluated_key;
            if from.is_none() {
                return Ok(rows);
            }
        }
    }
}

impl Audience for SegmentTable {
    async fn catalogue(&self) -> Result<Catalogue, PortError> {
        self.read_catalogue().await
    }

    async fn shard(&self, shard: ShardNumber) -> Result<Vec<(SegmentPage, IdPage)>, PortError> {
        let pages = self.read_shard(shard).await?;
        Ok(pages.into_iter().map(|shelved| (shelved.page, shelved.ids)).collect())
    }
}
