//! Batch rows in the delivery table: `D#<id>` / `BATCH#<number>` and, for the halves of a split one, `.<path>`.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::batch::{Batch, BatchKey, BatchState};
use domain::delivery::{BatchPlace, DeliveryId};
use domain::retry_key::RetryKey;
use serde::{Deserialize, Serialize};
use serde_dynamo::{from_item, to_item};
use usecases::delivery::ports::{BatchLedger, Swap};
use usecases::port_error::PortError;

use crate::deliveries::DeliveryTable;
use crate::delivery_item::partition_key;
use crate::error::{broken, port_error};

const TABLE: &str = "the batch ledger";
/// Rows read in one page; a row is about 300 bytes, so a page stays below DynamoDB's megabyte.
const PAGE: i32 = 2_000;

/// 2 is a row of a later round, which a program that knows no rounds must not send: it would take the new key for one
/// under which nobody can have got it.
const NEWEST: u8 = 2;

#[derive(Debug, Serialize, Deserialize)]
struct BatchItem {
    pk: String,
    sk: String,
    v: u8,
    part: u32,
    first_id: u32,
    count: u32,
    retry_key: String,
    body_hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_attempt_at_ms: Option<u64>,
    attempts: u32,
    ambiguous: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    round: Option<u32>,
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    updated_at_ms: u64,
    version: u64,
}

impl From<&Batch> for BatchItem {
    fn from(batch: &Batch) -> Self {
        let (state, at_ms, detail) = match &batch.state {
            BatchState::Waiting { not_before_ms } => ("waiting", Some(*not_before_ms), None),
            BatchState::Leased { until_ms } => ("leased", Some(*until_ms), None),
            BatchState::Accepted { request_id } => ("accepted", None, Some(request_id.clone())),
            BatchState::Failed { reason } => ("failed", None, Some(reason.clone())),
            BatchState::Unknown { reason, ask_again_at_ms } => {
                ("unknown", *ask_again_at_ms, Some(reason.clone()))
            }
            BatchState::Cancelled => ("cancelled", None, None),
            BatchState::Split => ("split", None, None),
        };
        Self {
            pk: partition_key(batch.delivery),
            sk: sort_key(&batch.key),
            v: if batch.round == 0 { 1 } else { NEWEST },
            part: batch.place.part,
            first_id: batch.place.first_id,
            count: batch.place.count,
            retry_key: batch.retry_key.to_string(),
            body_hash: batch.body_hash.clone(),
            first_attempt_at_ms: batch.first_attempt_at_ms,
            attempts: batch.attempts,
            ambiguous: batch.ambiguous,
            round: (batch.round > 0).then_some(batch.round),
            state: state.to_owned(),
            at_ms,
            detail,
            updated_at_ms: batch.updated_at_ms,
            version: batch.version,
        }
    }
}

fn sort_key(key: &BatchKey) -> String {
    if key.path.is_empty() {
        format!("BATCH#{:06}", key.number)
    } else {
        format!("BATCH#{:06}.{}", key.number, key.path)
    }
}

fn parse_sort_key(text: &str) -> Option<BatchKey> {
    let (number, path) =
        text.strip_prefix("BATCH#").map(|rest| rest.split_once('.').unwrap_or((rest, "")))?;
    Some(BatchKey { number: number.parse().ok()?, path: path.to_owned() })
}

impl BatchItem {
    fn into_batch(self) -> Option<Batch> {
        if self.v > NEWEST {
            return None;
        }
        let state = match (self.state.as_str(), self.at_ms, self.detail) {
            ("waiting", Some(not_before_ms), _) => BatchState::Waiting { not_before_ms },
            ("leased", Some(until_ms), _) => BatchState::Leased { until_ms },
            ("accepted", _, Some(request_id)) => BatchState::Accepted { request_id },
            ("failed", _, Some(reason)) => BatchState::Failed { reason },
            ("unknown", ask_again_at_ms, Some(reason)) => BatchState::Unknown { reason, ask_again_at_ms },
            ("cancelled", ..) => BatchState::Cancelled,
            ("split", ..) => BatchState::Split,
            _ => return None,
        };
        Some(Batch {
            delivery: DeliveryId::parse(self.pk.strip_prefix("D#")?).ok()?,
            key: parse_sort_key(&self.sk)?,
            place: BatchPlace { part: self.part, first_id: self.first_id, count: self.count },
            retry_key: RetryKey::parse(&self.retry_key)?,
            body_hash: self.body_hash,
            first_attempt_at_ms: self.first_attempt_at_ms,
            attempts: self.attempts,
            ambiguous: self.ambiguous,
            round: self.round.unwrap_or_default(),
            state,
            updated_at_ms: self.updated_at_ms,
            version: self.version,
        })
    }
}

type Item = std::collections::HashMap<String, AttributeValue>;

fn read(item: Item) -> Result<Batch, PortError> {
    let item: BatchItem = from_item(item).map_err(|_| broken(TABLE))?;
    item.into_batch().ok_or_else(|| broken(TABLE))
}

fn written(batch: &Batch) -> Result<Item, PortError> {
    to_item(BatchItem::from(batch)).map_err(|_| broken(TABLE))
}

fn swapped(answer: Swap<Item>) -> Result<Swap<Batch>, PortError> {
    match answer {
        Swap::Done => Ok(Swap::Done),
        Swap::Lost(stands) => read(stands).map(Swap::Lost),
    }
}

impl DeliveryTable {
    fn put(
        &self,
        batch: &Batch,
        condition: &str,
        version: Option<u64>,
    ) -> Result<TransactWriteItem, PortError> {
        let mut put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(written(batch)?))
            .condition_expression(condition);
        if let Some(version) = version {
            put = put.expression_attribute_values(":version", AttributeValue::N(version.to_string()));
        }
        Ok(TransactWriteItem::builder().put(put.build().map_err(|_| broken(TABLE))?).build())
    }
}

impl DeliveryTable {
    /// All rows of a delivery in order of number and path, perhaps a second old: for whoever watches. It costs half of a
    /// consistent read of the partition to which the senders write.
    pub async fn rows_of_a_moment_ago(&self, id: DeliveryId) -> Result<Vec<Batch>, PortError> {
        all(self.query_rows(id)).await
    }

    fn query_rows(&self, id: DeliveryId) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", AttributeValue::S(partition_key(id)))
            .expression_attribute_values(":prefix", AttributeValue::S("BATCH#".to_owned()))
            .limit(PAGE)
    }
}

async fn all(query: QueryFluentBuilder) -> Result<Vec<Batch>, PortError> {
    let mut pages = query.into_paginator().send();
    let mut rows = Vec::new();
    while let Some(page) = pages.next().await {
        for item in page.map_err(|error| port_error(TABLE, error))?.items.unwrap_or_default() {
            rows.push(read(item)?);
        }
    }
    Ok(rows)
}

impl BatchLedger for DeliveryTable {
    async fn create(&self, row: &Batch) -> Result<Swap<Batch>, PortError> {
        swapped(self.put_if(written(row)?, None).await?)
    }

    async fn replace(&self, row: &Batch) -> Result<Swap<Batch>, PortError> {
        swapped(self.put_if(written(row)?, Some(row.version - 1)).await?)
    }

    async fn split(&self, row: &Batch, halves: &[Batch; 2]) -> Result<Swap<Batch>, PortError> {
        let mut write = self.client.transact_write_items().transact_items(self.put(
            row,
            "version = :version",
            Some(row.version - 1),
        )?);
        for half in halves {
            write = write.transact_items(self.put(half, "attribute_not_exists(pk)", None)?);
        }
        match write.send().await {
            Ok(_) => Ok(Swap::Done),
            Err(error) => match BatchLedger::get(self, row.delivery, &row.key).await? {
                Some(stands) if stands.version + 1 != row.version => Ok(Swap::Lost(stands)),
                _ => Err(port_error(TABLE, error)),
            },
        }
    }

    async fn get(&self, id: DeliveryId, key: &BatchKey) -> Result<Option<Batch>, PortError> {
        self.item(&partition_key(id), &sort_key(key)).await?.map(read).transpose()
    }

    async fn rows(&self, id: DeliveryId) -> Result<Vec<Batch>, PortError> {
        all(self.query_rows(id).consistent_read(true)).await
    }
}
