//! The bin in the console table: `BIN#<kind>#<id>`/`BIN` with the thing, and `BIN`/`<kind>#<id>` without it, so that a
//! list reads kilobytes. Both forget themselves after thirty days, and are read as gone from the millisecond on.
//!
//! What goes in and what comes out is written in the transaction that deletes the thing or brings it back, whatever
//! table that stands in: it is here or there, never both by us and never neither. What lies there is never written over.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem};
use domain::bin::{BinKind, Binned};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use usecases::port_error::PortError;

use crate::bodies::BodyItem;
use crate::console::ConsoleTable;
use crate::error::broken;
use crate::segment_item::{Item, key};

const TABLE: &str = "the bin in the console table";
const LIST: &str = "BIN";

/// Writes of the bin that stand in somebody else's transaction.
#[derive(Debug, Clone)]
pub struct BinWrite(pub(crate) Vec<TransactWriteItem>);

/// One thing as it lies there. The thing is no text in a text, whose quotation marks would take a place more each time.
#[derive(Debug, Serialize, Deserialize)]
pub struct Lying<T> {
    /// What the bin says of it.
    pub binned: Binned,
    /// As it was deleted.
    pub thing: T,
}

fn name(kind: BinKind, id: &str) -> String {
    format!("{}#{id}", kind.as_str())
}

fn whole(kind: BinKind, id: &str) -> String {
    format!("BIN#{}", name(kind, id))
}

/// A row that DynamoDB takes away once nobody may put the thing back.
fn forgotten(mut item: Item, binned: &Binned) -> Item {
    let at_s = binned.expires_at_ms().div_ceil(1_000);
    item.insert("expires_at".to_owned(), AttributeValue::N(at_s.to_string()));
    item
}

impl ConsoleTable {
    /// All that lies in the bin, without the things, the last deleted first.
    pub async fn bin(&self, now_ms: u64) -> Result<Vec<Binned>, PortError> {
        let mut binned: Vec<Binned> = self.list(LIST).await?;
        binned.retain(|one| one.lies(now_ms));
        binned.sort_by_key(|one| std::cmp::Reverse(one.deleted_at_ms));
        Ok(binned)
    }

    /// One thing, as long as it can be put back.
    pub async fn lying<T: DeserializeOwned>(
        &self,
        kind: BinKind,
        id: &str,
        now_ms: u64,
    ) -> Result<Option<Lying<T>>, PortError> {
        let lying: Option<Lying<T>> = self.body(&whole(kind, id), "BIN").await?;
        Ok(lying.filter(|lying| lying.binned.lies(now_ms)))
    }

    /// What the bin says of one thing, as long as it can be put back.
    pub async fn binned(&self, kind: BinKind, id: &str, now_ms: u64) -> Result<Option<Binned>, PortError> {
        let binned: Option<Binned> = self.body(LIST, &name(kind, id)).await?;
        Ok(binned.filter(|binned| binned.lies(now_ms)))
    }

    /// Into the bin, where nothing of that id lies in it.
    pub fn into_bin<T: Serialize>(&self, binned: Binned, thing: &T) -> Result<BinWrite, PortError> {
        let (kind, id, version) = (binned.kind, binned.id.clone(), binned.version);
        let now_s = binned.deleted_at_ms / 1_000;
        let listed = BodyItem::item(LIST, &name(kind, &id), version, &binned)?;
        let listed = forgotten(listed, &binned);
        let lying = Lying { binned, thing };
        let row = BodyItem::item(&whole(kind, &id), "BIN", version, &lying)?;
        let row = forgotten(row, &lying.binned);
        let put = |put: Put| TransactWriteItem::builder().put(put).build();
        let row = Put::builder()
            .table_name(self.name())
            .set_item(Some(row))
            .condition_expression("attribute_not_exists(pk) OR #expires <= :now")
            .expression_attribute_names("#expires", "expires_at")
            .expression_attribute_values(":now", AttributeValue::N(now_s.to_string()));
        let row = row.build().map_err(|_| broken(TABLE))?;
        let listed = Put::builder().table_name(self.name()).set_item(Some(listed)).build();
        Ok(BinWrite(vec![put(row), put(listed.map_err(|_| broken(TABLE))?)]))
    }

    /// Out of the bin, for one who comes first and in time.
    pub fn out_of_bin(&self, binned: &Binned, now_ms: u64) -> Result<BinWrite, PortError> {
        let number = |value: u64| AttributeValue::N(value.to_string());
        let row = Delete::builder()
            .table_name(self.name())
            .set_key(Some(key(&whole(binned.kind, &binned.id), "BIN")))
            .condition_expression("#version = :read AND #expires > :now")
            .expression_attribute_names("#version", "version")
            .expression_attribute_names("#expires", "expires_at")
            .expression_attribute_values(":read", number(binned.version))
            .expression_attribute_values(":now", number(now_ms / 1_000));
        let listed = Delete::builder()
            .table_name(self.name())
            .set_key(Some(key(LIST, &name(binned.kind, &binned.id))));
        let delete = |delete: Result<Delete, _>| {
            Ok(TransactWriteItem::builder().delete(delete.map_err(|_| broken(TABLE))?).build())
        };
        Ok(BinWrite(vec![delete(row.build())?, delete(listed.build())?]))
    }
}
