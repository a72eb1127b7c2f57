//! Deliveries and their content in the delivery table: `D#<id>` / `META` and `CONTENT`.
//!
//! Every write of `META` is conditional on the version that was read. `active` and `due_at` are the keys of the
//! index that the tick reads; drafts and held ones stand in it as `resting`, settled ones that wait for a person as
//! `undecided`, and those that are over as `ended` since when, for none of which the tick asks.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use domain::delivery::{Delivery, DeliveryId, Status};
use domain::draft::Person;
use domain::recipients::FrozenContent;
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use serde_dynamo::{from_item, to_item};
use usecases::delivery::ports::{Deliveries, Swap};
use usecases::editorial::ports::Origin;
use usecases::port_error::PortError;

use crate::bodies::put_over;
use crate::delivery_item::{ContentItem, DeliveryItem, partition_key};
use crate::error::{broken, port_error};
use crate::last_uses::condition_of;
use crate::origins::origin_put;
use crate::pen::{Pen, Written, penned};
use crate::segment_item::Item;

const TABLE: &str = "the delivery table";
/// Items read in one page; dynoxide reads the rest of the table without a limit.
const PAGE: i32 = 500;
/// Later than every moment of a delivery: the year 2286.
const NEVER_MS: u64 = 9_999_999_999_999;
/// Deliveries read at the same time.
const READS_AT_ONCE: usize = 16;

/// The delivery table.
#[derive(Clone)]
pub struct DeliveryTable {
    pub(crate) client: Client,
    pub(crate) table: String,
    pen: Pen,
}

penned!(DeliveryTable);

/// Answer to a creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    /// It stands now.
    New,
    /// The same request with the same idempotency key made this one before.
    Before(DeliveryId),
    /// Another request used the same idempotency key.
    KeyReused,
}

impl DeliveryTable {
    /// Names the table.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table, pen: Pen::Free }
    }

    /// Stores a new delivery, its content and the caller's idempotency key together or not at all. The key is bound
    /// to the request by its hash.
    pub async fn create(
        &self,
        delivery: &Delivery,
        content: &FrozenContent,
        idempotency_key: &str,
        request_hash: &str,
    ) -> Result<Created, PortError> {
        let once = format!("IDEM#{idempotency_key}");
        let mut remembered = std::collections::HashMap::new();
        remembered.insert("pk".to_owned(), AttributeValue::S(once.clone()));
        remembered.insert("sk".to_owned(), AttributeValue::S("IDEM".to_owned()));
        remembered.insert("delivery_id".to_owned(), AttributeValue::S(delivery.id.to_string()));
        remembered.insert("request".to_owned(), AttributeValue::S(request_hash.to_owned()));
        let items = [
            remembered,
            to_item(DeliveryItem::from(delivery)).map_err(|_| broken(TABLE))?,
            to_item(ContentItem::new(delivery.id, content)).map_err(|_| broken(TABLE))?,
        ];
        let mut write = Vec::new();
        for item in items {
            let put = Put::builder()
                .table_name(&self.table)
                .set_item(Some(item))
                .condition_expression("attribute_not_exists(pk)")
                .build()
                .map_err(|_| broken(TABLE))?;
            write.push(TransactWriteItem::builder().put(put).build());
        }
        write.push(origin_put(&self.table, &by_program(delivery))?);
        let written = self.pen.write(&self.client, TABLE, write, Some(delivery.version)).await;
        if matches!(written, Ok(Written::Done)) {
            return Ok(Created::New);
        }
        match self.created_before(&once).await? {
            Some((id, request)) if request == request_hash => Ok(Created::Before(id)),
            Some(_) => Ok(Created::KeyReused),
            None => Err(written.err().unwrap_or_else(|| broken(TABLE))),
        }
    }

    /// Deliveries that something may still become of, but for cancelled ones that run out.
    pub async fn unsettled(&self) -> Result<Vec<Delivery>, PortError> {
        self.read_in(&["resting", "scheduled", "running"], None).await
    }

    /// Deliveries that have settled with people of whom nobody knows whether they got it, and without a decision.
    pub async fn undecided(&self) -> Result<Vec<Delivery>, PortError> {
        let found = self.read_in(&["undecided"], None).await?;
        Ok(found.into_iter().filter(|delivery| delivery.decisions.awaited).collect())
    }

    /// Deliveries that ended or were stopped at this moment or later, however long ago they were made; a decision about
    /// the unknown ones counts as the end. What a program settled that did not write `ended` yet is not among them.
    pub async fn ended_since(&self, from_ms: u64) -> Result<Vec<Delivery>, PortError> {
        self.read_in(&["ended", "undecided", "stopping"], Some((from_ms, NEVER_MS))).await
    }

    /// Reservations from one moment to another, both included.
    pub async fn reserved(&self, from_ms: u64, to_ms: u64) -> Result<Vec<Delivery>, PortError> {
        let found = self.read_in(&["scheduled"], Some((from_ms, to_ms))).await?;
        let stands = |one: &Delivery| matches!(one.status, Status::Scheduled { at_ms, .. } if (from_ms..=to_ms).contains(&at_ms));
        Ok(found.into_iter().filter(stands).collect())
    }

    async fn read_in(&self, states: &[&str], due: Option<(u64, u64)>) -> Result<Vec<Delivery>, PortError> {
        let mut ids = Vec::new();
        for state in states {
            ids.extend(self.active_in(state, due).await?);
        }
        let reads = iter(ids).map(|id| Deliveries::get(self, id)).buffer_unordered(READS_AT_ONCE);
        let found: Vec<Option<Delivery>> = reads.try_collect().await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Deliveries whose recipients are not all frozen: drafts, scheduled, held, dispatching and paused ones. What
    /// changed within the last second may be missing; the start itself checks the conditions again.
    pub async fn unfrozen(&self) -> Result<Vec<Delivery>, PortError> {
        let unfrozen = |delivery: &Delivery| match delivery.status {
            Status::Draft | Status::Scheduled { .. } | Status::Held { .. } => true,
            Status::Dispatching | Status::Paused { .. } => !delivery.plan.complete,
            Status::Sending | Status::Sent | Status::Cancelled { .. } => false,
        };
        Ok(self.unsettled().await?.into_iter().filter(unfrozen).collect())
    }

    /// The delivery that this key made, and the hash of the request that it came with.
    async fn created_before(&self, once: &str) -> Result<Option<(DeliveryId, String)>, PortError> {
        let Some(item) = self.item(once, "IDEM").await? else { return Ok(None) };
        let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
        let id = text("delivery_id")
            .and_then(|text| DeliveryId::parse(&text).ok())
            .ok_or_else(|| broken(TABLE))?;
        Ok(Some((id, text("request").unwrap_or_default())))
    }

    pub(crate) async fn item(
        &self,
        pk: &str,
        sk: &str,
    ) -> Result<Option<std::collections::HashMap<String, AttributeValue>>, PortError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(pk.to_owned()))
            .key("sk", AttributeValue::S(sk.to_owned()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| port_error(TABLE, error))?;
        Ok(answer.item)
    }

    /// Puts an item where `condition` holds; otherwise answers what stands.
    pub(crate) async fn put_if(
        &self,
        item: Item,
        expected_version: Option<u64>,
    ) -> Result<Swap<Item>, PortError> {
        if !self.pen.is_free() {
            return self.put_recorded(item, expected_version).await;
        }
        let mut put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        put = match expected_version {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(version) => put
                .condition_expression("version = :version")
                .expression_attribute_values(":version", AttributeValue::N(version.to_string())),
        };
        match put.send().await {
            Ok(_) => Ok(Swap::Done),
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), PutItemError::ConditionalCheckFailedException(_)) =>
            {
                match error.into_err() {
                    PutItemError::ConditionalCheckFailedException(failed) => {
                        Ok(Swap::Lost(failed.item.unwrap_or_default()))
                    }
                    _ => Err(broken(TABLE)),
                }
            }
            Err(error) => Err(port_error(TABLE, error)),
        }
    }

    /// The same for staff, with the record of it.
    async fn put_recorded(&self, item: Item, expected: Option<u64>) -> Result<Swap<Item>, PortError> {
        let key =
            |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
        let (pk, sk) = (key("pk"), key("sk"));
        let next = expected.map_or(1, |version| version + 1);
        let write = put_over(&self.table, item, next)?;
        match self.pen.write(&self.client, TABLE, vec![write], Some(next)).await? {
            Written::Done => Ok(Swap::Done),
            Written::Lost(_) => {
                self.item(&pk, &sk).await.map(|stands| Swap::Lost(stands.unwrap_or_default()))
            }
        }
    }

    async fn active_in(&self, state: &str, due: Option<(u64, u64)>) -> Result<Vec<DeliveryId>, PortError> {
        let mut query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("ActiveIndex")
            .key_condition_expression(if due.is_some() {
                "active = :a AND due_at BETWEEN :f AND :t"
            } else {
                "active = :a"
            })
            .expression_attribute_values(":a", AttributeValue::S(state.to_owned()))
            .limit(PAGE);
        if let Some((from_ms, to_ms)) = due {
            query = query
                .expression_attribute_values(":f", AttributeValue::N(from_ms.to_string()))
                .expression_attribute_values(":t", AttributeValue::N(to_ms.to_string()));
        }
        let mut pages = query.into_paginator().send();
        let mut ids = Vec::new();
        while let Some(page) = pages.next().await {
            for item in page.map_err(|error| port_error(TABLE, error))?.items.unwrap_or_default() {
                let id = item.get("pk").and_then(|pk| pk.as_s().ok()).and_then(|pk| pk.strip_prefix("D#"));
                ids.push(id.and_then(|id| DeliveryId::parse(id).ok()).ok_or_else(|| broken(TABLE))?);
            }
        }
        Ok(ids)
    }
}

/// The origin of a delivery that a program made without a draft.
fn by_program(delivery: &Delivery) -> Origin {
    let program = Person { id: "machine".to_owned(), name: "システム".to_owned() };
    Origin {
        delivery: delivery.id,
        title: delivery.title.clone(),
        draft: None,
        department: None,
        author: program.clone(),
        sender: program,
        approver: None,
        break_glass: None,
        correction_of: None,
        starts_at_ms: None,
    }
}

impl Deliveries for DeliveryTable {
    async fn get(&self, id: DeliveryId) -> Result<Option<Delivery>, PortError> {
        let Some(item) = self.item(&partition_key(id), "META").await? else { return Ok(None) };
        let item: DeliveryItem = from_item(item).map_err(|_| broken(TABLE))?;
        item.try_into().map(Some).map_err(|_| broken(TABLE))
    }

    async fn replace(&self, next: &Delivery) -> Result<Swap<Delivery>, PortError> {
        let item = to_item(DeliveryItem::from(next)).map_err(|_| broken(TABLE))?;
        match self.put_if(item, Some(next.version - 1)).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(stands) => {
                let item: DeliveryItem = from_item(stands).map_err(|_| broken(TABLE))?;
                item.try_into().map(Swap::Lost).map_err(|_| broken(TABLE))
            }
        }
    }

    async fn begin(&self, begun: &Delivery) -> Result<Swap<Delivery>, PortError> {
        match condition_of(&begun.target) {
            Some(condition) if self.pen.is_free() => self.begin_used(begun, condition).await,
            _ => self.replace(begun).await,
        }
    }

    async fn content(&self, id: DeliveryId) -> Result<FrozenContent, PortError> {
        let item = self.item(&partition_key(id), "CONTENT").await?.ok_or_else(|| broken(TABLE))?;
        let item: ContentItem = from_item(item).map_err(|_| broken(TABLE))?;
        Ok(item.into())
    }

    async fn active(&self, due_ms: u64) -> Result<Vec<DeliveryId>, PortError> {
        let mut ids = self.active_in("scheduled", Some((0, due_ms))).await?;
        ids.extend(self.active_in("running", None).await?);
        ids.extend(self.active_in("stopping", None).await?);
        Ok(ids)
    }

    async fn at_rest(&self, since_ms: u64) -> Result<Vec<DeliveryId>, PortError> {
        let mut ids = Vec::new();
        for state in ["resting", "undecided", "ended"] {
            ids.extend(self.active_in(state, Some((since_ms, NEVER_MS))).await?);
        }
        Ok(ids)
    }
}
