//! Templates in the console table: `TEMPLATE#<id>`/`TEMPLATE` whole, written only over the version before, and
//! `TEMPLATES`/`<id>` without the bubbles, so that a list reads kilobytes.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem};
use domain::template::{Template, TemplateId, TemplateSummary};
use usecases::delivery::ports::Swap;
use usecases::port_error::PortError;

use crate::bin::BinWrite;
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
        self.put_template(next, next.version, Vec::new()).await
    }

    /// Brings a template back from the bin where none of its id stands; otherwise says what stands.
    pub async fn put_template_back(
        &self,
        next: &Template,
        bin: BinWrite,
    ) -> Result<Swap<Option<Template>>, PortError> {
        self.put_template(next, 1, bin.0).await
    }

    /// `over` is the version that has to be stored plus one; 1 is none.
    async fn put_template(
        &self,
        next: &Template,
        over: u64,
        beside: Vec<TransactWriteItem>,
    ) -> Result<Swap<Option<Template>>, PortError> {
        let item = BodyItem::item(&whole(next.id), "TEMPLATE", next.version, next)?;
        let short = BodyItem::item(TEMPLATES, &next.id.to_string(), next.version, &next.summary())?;
        let put = Put::builder().table_name(self.name()).set_item(Some(short)).build();
        let listed = TransactWriteItem::builder().put(put.map_err(|_| broken(TABLE))?).build();
        let items = [vec![put_over(self.name(), item, over)?, listed], beside].concat();
        match self.write(items, Some(next.version)).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.template(next.id).await.map(Swap::Lost),
        }
    }

    /// Deletes a template that still stands as it was read, into the bin; otherwise says what stands.
    pub async fn delete_template(
        &self,
        template: &Template,
        bin: BinWrite,
    ) -> Result<Swap<Option<Template>>, PortError> {
        let (id, version) = (template.id, template.version);
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
        match self.write([items.to_vec(), bin.0].concat(), None).await? {
            Swap::Done => Ok(Swap::Done),
            Swap::Lost(()) => self.template(id).await.map(Swap::Lost),
        }
    }
}
