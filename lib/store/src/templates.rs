//! Templates in the console table: `TEMPLATE#<id>`/`TEMPLATE` whole, written only over the version before, and
//! `TEMPLATES`/`<id>` without the bubbles, so that a list reads kilobytes.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem};
use domain::template::{Template, TemplateId, TemplateSummary};
use usecases::delivery::ports::Swap;
use usecases::port_error::PortError;

use crate::bodies::{BodyItem, put_over};
use crate::console::ConsoleTable;
use crate::error::broken;
use crate::segment_item::key;

const TABLE: &str = "the console table";
const TEMPLATES: &str = "TEMPLATES";

fn whole(id: TemplateId) -> String {
    format!("TEMPLATE#{id}")
}

impl ConsoleTable {
    /// All templates without their bubbles, the newest first.
    pub async fn templates(&self) -> Result<Vec<TemplateSummary>, PortError> {
        self.list(TEMPLATES).await
    }

    /// One template.
    pub async fn template(&self, id: TemplateId) -> Result<Option<Template>, PortError> {
        self.body(&whole(id), "TEMPLATE").await
    }

    /// Writes `next` where the stored version is one less, 0 being none; otherwise says what stands.
    pub async fn keep_template(&self, next: &Template) -> Result<Swap<Option<Template>>, PortError> {
        let item = BodyItem::item(&whole(next.id), "TEMPLATE", next.version, next)?;
        let short = BodyItem::item(TEMPLATES, &next.id.to_string(), next.version, &next.summary())?;
        let put = Put::builder().table_name(self.name()).set_item(Some(short)).build();
        let listed = TransactWriteItem::builder().put(put.map_err(|_| broken(TABLE))?).build();
        let items = vec![put_over(self.name(), item, next.version)?, listed];
        match self.write(items, Some(next.version)).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.template(next.id).await.map(Swap::Lost),
        }
    }

    /// Deletes a template that still stands in this version; otherwise says what stands.
    pub async fn delete_template(
        &self,
        id: TemplateId,
        version: u64,
    ) -> Result<Swap<Option<Template>>, PortError> {
        let delete = Delete::builder()
            .table_name(self.name())
            .set_key(Some(key(&whole(id), "TEMPLATE")))
            .condition_expression("#version = :read")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":read", AttributeValue::N(version.to_string()))
            .build()
            .map_err(|_| broken(TABLE))?;
        let unlist = Delete::builder().table_name(self.name()).set_key(Some(key(TEMPLATES, &id.to_string())));
        let items = [delete, unlist.build().map_err(|_| broken(TABLE))?];
        let items = items.map(|delete| TransactWriteItem::builder().delete(delete).build());
        match self.write(items.to_vec(), None).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.template(id).await.map(Swap::Lost),
        }
    }
}
