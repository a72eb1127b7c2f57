//! What the staff's site keeps, in the console table: `DRAFT#<id>`/`DRAFT` whole, and `DRAFTS`/`<id>` without the
//! messages while a draft is open, so that a list reads kilobytes.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem};
use domain::delivery::Delivery;
use domain::draft::{Draft, DraftId, DraftState};
use domain::recipients::FrozenContent;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_dynamo::{from_item, to_item};
use usecases::delivery::ports::Swap;
use usecases::editorial::ports::{Drafts, Origin};
use usecases::port_error::PortError;

use crate::deliveries::DeliveryTable;
use crate::error::{broken, port_error};
use crate::media::MediaTable;
use crate::pen::{Pen, Written, penned};
use crate::segment_item::{Item, key};

const TABLE: &str = "the console table";
const OPEN: &str = "DRAFTS";

/// The console table, and beside it the deliveries that drafts become.
#[derive(Clone)]
pub struct ConsoleTable {
    client: Client,
    table: String,
    deliveries: DeliveryTable,
    pen: Pen,
}

penned!(ConsoleTable);

/// A row whose content is one JSON text. `version` is what writes are conditional on.
#[derive(Serialize, Deserialize)]
pub(crate) struct BodyItem {
    pk: String,
    sk: String,
    v: u8,
    version: u64,
    body: String,
}

impl BodyItem {
    pub(crate) fn item<T: Serialize>(pk: &str, sk: &str, version: u64, body: &T) -> Result<Item, PortError> {
        let body = serde_json::to_string(body).map_err(|_| broken(TABLE))?;
        let row = Self { pk: pk.to_owned(), sk: sk.to_owned(), v: 1, version, body };
        to_item(row).map_err(|_| broken(TABLE))
    }

    pub(crate) fn read<T: DeserializeOwned>(item: Item) -> Result<T, PortError> {
        let row: Self = from_item(item).map_err(|_| broken(TABLE))?;
        serde_json::from_str(&row.body).map_err(|_| broken(TABLE))
    }
}

/// A put that needs the version before `next`; 1 needs that there is no row.
pub(crate) fn put_over(table: &str, item: Item, next: u64) -> Result<TransactWriteItem, PortError> {
    let put = Put::builder().table_name(table).set_item(Some(item));
    let put = match next {
        1 => put.condition_expression("attribute_not_exists(pk)"),
        version => put
            .condition_expression("#version = :read")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":read", AttributeValue::N((version - 1).to_string())),
    };
    Ok(TransactWriteItem::builder().put(put.build().map_err(|_| broken(TABLE))?).build())
}

fn draft_key(id: DraftId) -> String {
    format!("DRAFT#{id}")
}

impl ConsoleTable {
    /// Names the table.
    pub fn new(client: Client, table: String, deliveries: DeliveryTable) -> Self {
        Self { client, table, deliveries, pen: Pen::Free }
    }

    /// Rows of uploads, which stand in the same table.
    pub fn uploads(&self) -> MediaTable {
        MediaTable::new(self.client.clone(), self.table.clone()).with_pen(self.pen.clone())
    }

    pub(crate) fn name(&self) -> &str {
        &self.table
    }

    /// Open drafts without their messages, the newest first.
    pub async fn open_drafts(&self) -> Result<Vec<Draft>, PortError> {
        self.list(OPEN).await
    }

    /// Deletes an open draft that still stands in this version.
    pub async fn delete_draft(&self, id: DraftId, version: u64) -> Result<Swap<()>, PortError> {
        let read = AttributeValue::N(version.to_string());
        let whole = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key(&draft_key(id), "DRAFT")))
            .condition_expression("#version = :read")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":read", read)
            .build()
            .map_err(|_| broken(TABLE))?;
        let whole = TransactWriteItem::builder().delete(whole).build();
        self.write(vec![whole, self.unlist(id)?], None).await
    }

    /// All rows of a partition, the newest first.
    pub(crate) async fn list<T: DeserializeOwned>(&self, pk: &str) -> Result<Vec<T>, PortError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .scan_index_forward(false)
            .consistent_read(true)
            .into_paginator()
            .send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            for item in page.map_err(|error| port_error(TABLE, error))?.items.unwrap_or_default() {
                found.push(BodyItem::read(item)?);
            }
        }
        Ok(found)
    }

    pub(crate) async fn body<T: DeserializeOwned>(&self, pk: &str, sk: &str) -> Result<Option<T>, PortError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key(pk, sk)))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| port_error(TABLE, error))?;
        answer.item.map(BodyItem::read).transpose()
    }

    /// All of it or nothing; `Lost` where a condition did not hold.
    pub(crate) async fn write(
        &self,
        items: Vec<TransactWriteItem>,
        version: Option<u64>,
    ) -> Result<Swap<()>, PortError> {
        match self.pen.write(&self.client, TABLE, items, version).await? {
            Written::Done => Ok(Swap::Done),
            Written::Lost(_) => Ok(Swap::Lost(())),
        }
    }

    fn draft_items(&self, next: &Draft) -> Result<Vec<TransactWriteItem>, PortError> {
        let whole = BodyItem::item(&draft_key(next.id), "DRAFT", next.version, next)?;
        let listed =
            if next.state == DraftState::SentOff { self.unlist(next.id)? } else { self.relist(next)? };
        Ok(vec![put_over(&self.table, whole, next.version)?, listed])
    }

    fn relist(&self, next: &Draft) -> Result<TransactWriteItem, PortError> {
        let mut short = next.clone();
        short.content.messages = Vec::new();
        let item = BodyItem::item(OPEN, &next.id.to_string(), next.version, &short)?;
        let put = Put::builder().table_name(&self.table).set_item(Some(item)).build();
        Ok(TransactWriteItem::builder().put(put.map_err(|_| broken(TABLE))?).build())
    }

    fn unlist(&self, id: DraftId) -> Result<TransactWriteItem, PortError> {
        let delete = Delete::builder().table_name(&self.table).set_key(Some(key(OPEN, &id.to_string())));
        Ok(TransactWriteItem::builder().delete(delete.build().map_err(|_| broken(TABLE))?).build())
    }
}

impl Drafts for ConsoleTable {
    async fn get(&self, id: DraftId) -> Result<Option<Draft>, PortError> {
        self.body(&draft_key(id), "DRAFT").await
    }

    async fn put(&self, next: &Draft) -> Result<Swap<Option<Draft>>, PortError> {
        match self.write(self.draft_items(next)?, Some(next.version)).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => Drafts::get(self, next.id).await.map(Swap::Lost),
        }
    }

    async fn send_off(
        &self,
        next: &Draft,
        delivery: &Delivery,
        content: &FrozenContent,
        origin: &Origin,
    ) -> Result<Swap<Option<Draft>>, PortError> {
        let mut items = self.draft_items(next)?;
        items.extend(self.deliveries.new_items(delivery, content, origin)?);
        items.extend(self.begun_review(origin, next.updated_at_ms)?);
        match self.write(items, Some(delivery.version)).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => Drafts::get(self, next.id).await.map(Swap::Lost),
        }
    }

    async fn take_back(&self, next: &Draft, delivery: &Delivery) -> Result<Swap<()>, PortError> {
        let mut items = self.draft_items(next)?;
        items.push(self.deliveries.replace_item(delivery)?);
        items.push(self.without_review(delivery.id)?);
        self.write(items, Some(delivery.version)).await
    }
}
