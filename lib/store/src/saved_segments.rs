//! Saved segments in the segment table: `SEGMENTS`/`<id>`, written only over the version before.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use domain::segment::{Condition, LastUse, SavedSegment, SegmentId};
use serde::{Deserialize, Serialize};
use serde_dynamo::{from_item, to_item};
use usecases::delivery::ports::Swap;
use usecases::port_error::PortError;

use crate::bin::BinWrite;
use crate::bodies::put_over;
use crate::error::broken;
use crate::pen::Written;
use crate::segment_item::{Item, key};
use crate::segment_pages::SegmentTable;

const TABLE: &str = "the saved segments in the segment table";
const PARTITION: &str = "SEGMENTS";

#[derive(Serialize, Deserialize)]
struct SavedItem {
    pk: String,
    sk: String,
    v: u8,
    name: String,
    department: String,
    condition: String,
    created_at_ms: u64,
    updated_at_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used_before: Option<LastUse>,
    version: u64,
}

fn written(segment: &SavedSegment) -> Result<Item, PortError> {
    let item = SavedItem {
        pk: PARTITION.to_owned(),
        sk: segment.id.to_string(),
        v: 1,
        name: segment.name.clone(),
        department: segment.department.clone(),
        condition: serde_json::to_string(&segment.condition).map_err(|_| broken(TABLE))?,
        created_at_ms: segment.created_at_ms,
        updated_at_ms: segment.updated_at_ms,
        used_before: segment.used_before,
        version: segment.version,
    };
    to_item(item).map_err(|_| broken(TABLE))
}

fn read(row: Item) -> Result<SavedSegment, PortError> {
    let item: SavedItem = from_item(row).map_err(|_| broken(TABLE))?;
    let parsed = || {
        Some(SavedSegment {
            id: SegmentId::parse(&item.sk).ok().filter(|_| item.v == 1)?,
            name: item.name.clone(),
            department: item.department.clone(),
            condition: serde_json::from_str::<Condition>(&item.condition).ok()?,
            created_at_ms: item.created_at_ms,
            updated_at_ms: item.updated_at_ms,
            used_before: item.used_before,
            version: item.version,
        })
    };
    parsed().ok_or_else(|| broken(TABLE))
}

impl SegmentTable {
    /// All saved segments, the oldest first.
    pub async fn saved_segments(&self) -> Result<Vec<SavedSegment>, PortError> {
        let read: Result<Vec<SavedSegment>, PortError> =
            self.query(PARTITION, "").await?.into_iter().map(read).collect();
        let mut segments = read?;
        segments.sort_by_key(|segment| segment.created_at_ms); // an id made of a key tells no time
        Ok(segments)
    }

    /// One saved segment.
    pub async fn saved_segment(&self, id: SegmentId) -> Result<Option<SavedSegment>, PortError> {
        self.get(key(PARTITION, &id.to_string())).await?.map(read).transpose()
    }

    /// Writes `next` where the stored version is `next.version - 1`, 0 being no row; otherwise says what stands.
    pub async fn put_saved_segment(
        &self,
        next: &SavedSegment,
    ) -> Result<Swap<Option<SavedSegment>>, PortError> {
        let write = put_over(&self.name, written(next)?, next.version)?;
        self.write_segment(next, vec![write]).await
    }

    /// Brings a saved segment back from the bin where none of its id stands; otherwise says what stands.
    pub async fn put_saved_segment_back(
        &self,
        next: &SavedSegment,
        bin: BinWrite,
    ) -> Result<Swap<Option<SavedSegment>>, PortError> {
        let write = put_over(&self.name, written(next)?, 1)?;
        self.write_segment(next, [vec![write], bin.0].concat()).await
    }

    async fn write_segment(
        &self,
        next: &SavedSegment,
        items: Vec<TransactWriteItem>,
    ) -> Result<Swap<Option<SavedSegment>>, PortError> {
        match self.pen.write(&self.client, TABLE, items, Some(next.version)).await? {
            Written::Done => Ok(Swap::Done),
            Written::Lost(_) => self.saved_segment(next.id).await.map(Swap::Lost),
        }
    }

    /// Deletes a saved segment that still stands as it was read, into the bin; otherwise says what stands.
    pub async fn delete_saved_segment(
        &self,
        segment: &SavedSegment,
        bin: BinWrite,
    ) -> Result<Swap<Option<SavedSegment>>, PortError> {
        let (id, version) = (segment.id, segment.version);
        let delete = Delete::builder()
            .table_name(&self.name)
            .set_key(Some(key(PARTITION, &id.to_string())))
            .condition_expression("#version = :read")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":read", AttributeValue::N(version.to_string()))
            .build()
            .map_err(|_| broken(TABLE))?;
        let write = TransactWriteItem::builder().delete(delete).build();
        match self.pen.write(&self.client, TABLE, [vec![write], bin.0].concat(), None).await? {
            Written::Done => Ok(Swap::Done),
            Written::Lost(_) => self.saved_segment(id).await.map(Swap::Lost),
        }
    }
}
