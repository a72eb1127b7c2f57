//! What the staff's site keeps, in the console table: `DRAFT#<id>`/`DRAFT` whole, and `DRAFTS`/`<id>` without the
//! messages while a draft is open, so that a list reads kilobytes.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem};
use domain::delivery::Delivery;
use domain::draft::{Draft, DraftId, DraftState};
use domain::recipients::FrozenContent;
use serde::de::DeserializeOwned;
use usecases::delivery::ports::Swap;
use usecases::editorial::ports::{Drafts, Origin};
use usecases::port_error::PortError;

use crate::bin::BinWrite;
use crate::bodies::{BodyItem, put_over, read_all, read_one};
use crate::deliveries::DeliveryTable;
use crate::error::broken;
use crate::media::MediaTable;
use crate::pen::{Pen, Written, penned};
use crate::segment_item::key;

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

    pub(crate) const fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn name(&self) -> &str {
        &self.table
    }

    /// Open drafts without their messages, the newest first.
    pub async fn open_drafts(&self) -> Result<Vec<Draft>, PortError> {
        let mut drafts: Vec<Draft> = self.list(OPEN).await?;
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.created_at_ms)); // an id made of a key tells no time
        Ok(drafts)
    }

    /// Deletes an open draft that still stands as it was read, into the bin.
    pub async fn delete_draft(&self, draft: &Draft, bin: BinWrite) -> Result<Swap<()>, PortError> {
        let read = AttributeValue::N(draft.version.to_string());
        let whole = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key(&draft_key(draft.id), "DRAFT")))
            .condition_expression("#version = :read")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":read", read)
            .build()
            .map_err(|_| broken(TABLE))?;
        let whole = TransactWriteItem::builder().delete(whole).build();
        self.write([vec![whole, self.unlist(draft.id)?], bin.0].concat(), None).await
    }

    /// Brings a draft back from the bin where none of its id stands; otherwise says what stands.
    pub async fn put_draft_back(
        &self,
        next: &Draft,
        bin: BinWrite,
    ) -> Result<Swap<Option<Draft>>, PortError> {
        let whole = BodyItem::item(&draft_key(next.id), "DRAFT", next.version, next)?;
        let items = [vec![put_over(&self.table, whole, 1)?, self.relist(next)?], bin.0].concat();
        match self.write(items, Some(next.version)).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => Drafts::get(self, next.id).await.map(Swap::Lost),
        }
    }

    /// All rows of a partition, the newest first.
    pub(crate) async fn list<T: DeserializeOwned + Send>(&self, pk: &str) -> Result<Vec<T>, PortError> {
        read_all(self.client.query().table_name(&self.table).scan_index_forward(false), TABLE, pk).await
    }

    pub(crate) async fn body<T: DeserializeOwned>(&self, pk: &str, sk: &str) -> Result<Option<T>, PortError> {
        read_one(self.client.get_item().table_name(&self.table), TABLE, key(pk, sk)).await
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

    /// What a draft that is sent off changes in its delivery's origin: its author, where it was handed over.
    async fn handed_over(&self, next: &Draft) -> Result<Option<TransactWriteItem>, PortError> {
        let Some(delivery) = next.delivery.filter(|_| next.state == DraftState::SentOff) else {
            return Ok(None);
        };
        let Some(origin) = self.deliveries.origin(delivery).await? else { return Ok(None) };
        if origin.author == next.author {
            return Ok(None);
        }
        let author = next.author.clone();
        self.deliveries.origin_item(&Origin { author, ..origin }).map(Some)
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
        let mut items = self.draft_items(next)?;
        items.extend(self.handed_over(next).await?);
        match self.write(items, Some(next.version)).await? {
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
        items.extend(self.begun_review(next, origin)?);
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
