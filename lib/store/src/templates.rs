//! Templates in the console table: `TEMPLATES`/`<id>`, written only over the version before.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use domain::template::{Template, TemplateId};
use usecases::delivery::ports::Swap;
use usecases::port_error::PortError;

use crate::bodies::{BodyItem, put_over};
use crate::console::ConsoleTable;
use crate::error::broken;
use crate::segment_item::key;

const TABLE: &str = "the console table";
const TEMPLATES: &str = "TEMPLATES";

impl ConsoleTable {
    /// All templates, the newest first.
    pub async fn templates(&self) -> Result<Vec<Template>, PortError> {
        self.list(TEMPLATES).await
    }

    /// One template.
    pub async fn template(&self, id: TemplateId) -> Result<Option<Template>, PortError> {
        self.body(TEMPLATES, &id.to_string()).await
    }

    /// Writes `next` where the stored version is one less, 0 being none; otherwise says what stands.
    pub async fn keep_template(&self, next: &Template) -> Result<Swap<Option<Template>>, PortError> {
        let item = BodyItem::item(TEMPLATES, &next.id.to_string(), next.version, next)?;
        match self.write(vec![put_over(self.name(), item, next.version)?], Some(next.version)).await? {
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
            .set_key(Some(key(TEMPLATES, &id.to_string())))
            .condition_expression("#version = :read")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":read", AttributeValue::N(version.to_string()))
            .build()
            .map_err(|_| broken(TABLE))?;
        let delete = TransactWriteItem::builder().delete(delete).build();
        match self.write(vec![delete], None).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.template(id).await.map(Swap::Lost),
        }
    }
}
