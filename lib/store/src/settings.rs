//! Settings (`SETTINGS`/`<name>`) and the days whose pages are kept (`SNAPSHOTS`/`<day>`) in the segment table.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::draft::GuardReview;
use domain::setting::{Setting, SettingName};
use jiff::civil::Date;
use usecases::jobs::ports::{Settings, Snapshot, Snapshots, Swap};
use usecases::port_error::PortError;

use crate::bodies::put_over;
use crate::console::ConsoleTable;
use crate::error::{broken, port_error};
use crate::pen::Written;
use crate::segment_item::{Item, key};
use crate::segment_pages::SegmentTable;

const TABLE: &str = "the settings in the segment table";

fn text(row: &Item, name: &str) -> Option<String> {
    row.get(name)?.as_s().ok().cloned()
}

fn parse_setting(row: &Item) -> Option<Setting> {
    let value = serde_json::from_str(&text(row, "value")?).ok()?;
    Some(Setting { value, version: row.get("version")?.as_n().ok()?.parse().ok()? })
}

fn parse_snapshot(row: &Item) -> Option<Snapshot> {
    let objects = serde_json::from_str(&text(row, "objects")?).ok()?;
    Some(Snapshot { date: text(row, "sk")?.parse().ok()?, objects })
}

impl Settings for SegmentTable {
    async fn setting(&self, name: SettingName) -> Result<Setting, PortError> {
        match self.get(key("SETTINGS", name.as_str())).await? {
            Some(row) => parse_setting(&row).ok_or_else(|| broken(TABLE)),
            None => Ok(Setting { value: name.default_value(), version: 0 }),
        }
    }

    async fn put_setting(&self, name: SettingName, next: &Setting) -> Result<Swap<Setting>, PortError> {
        self.put_with(name, next, Vec::new()).await
    }
}

impl SegmentTable {
    /// The same for guards that were weakened, together with the task of looking at it.
    pub async fn put_weakened(
        &self,
        next: &Setting,
        tasks: &ConsoleTable,
        review: &GuardReview,
    ) -> Result<Swap<Setting>, PortError> {
        self.put_with(SettingName::Guards, next, vec![tasks.guard_review_item(review)?]).await
    }

    async fn put_with(
        &self,
        name: SettingName,
        next: &Setting,
        more: Vec<TransactWriteItem>,
    ) -> Result<Swap<Setting>, PortError> {
        let mut row = key("SETTINGS", name.as_str());
        row.insert("value".to_owned(), AttributeValue::S(next.value.to_string()));
        row.insert("version".to_owned(), AttributeValue::N(next.version.to_string()));
        row.insert("v".to_owned(), AttributeValue::N("1".to_owned()));
        let write = put_over(&self.name, row, next.version)?;
        let writes = std::iter::once(write).chain(more).collect();
        match self.pen.write(&self.client, TABLE, writes, Some(next.version)).await? {
            Written::Done => Ok(Swap::Done),
            Written::Lost(_) => self.setting(name).await.map(Swap::Lost),
        }
    }
}

impl Snapshots for SegmentTable {
    async fn note(&self, snapshot: &Snapshot) -> Result<(), PortError> {
        let objects = serde_json::to_string(&snapshot.objects).map_err(|_| broken(TABLE))?;
        let put = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(key("SNAPSHOTS", &snapshot.date.to_string())))
            .item("objects", AttributeValue::S(objects))
            .item("v", AttributeValue::N("1".to_owned()));
        put.send().await.map(drop).map_err(|error| port_error(TABLE, error))
    }

    async fn newest_before(&self, date: Date) -> Result<Option<Snapshot>, PortError> {
        let asked = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk < :day")
            .expression_attribute_values(":pk", AttributeValue::S("SNAPSHOTS".to_owned()))
            .expression_attribute_values(":day", AttributeValue::S(date.to_string()))
            .scan_index_forward(false)
            .consistent_read(true)
            .limit(1);
        let rows = asked.send().await.map_err(|error| port_error(TABLE, error))?.items.unwrap_or_default();
        rows.first().map(|row| parse_snapshot(row).ok_or_else(|| broken(TABLE))).transpose()
    }
}
