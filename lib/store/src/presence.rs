//! Who has a draft open just now, in the console table: `PRESENCE`/`<draft>#<person>#<place>`, forgotten by TTL. All signs
//! stand in one partition, so that a list of drafts learns of all of them by one read of a few rows; a person has a few
//! places of each draft, so that the rows stay few whatever a page calls itself. They come without a record
//! (docs/decisions/0024): nothing is decided by them, nothing of them is left the next day, and a row that cannot be read
//! is passed over.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::draft::{DraftId, GONE_AFTER_MS, Sign};
use usecases::port_error::PortError;

use crate::bodies::BodyItem;
use crate::console::ConsoleTable;
use crate::error::port_error;
use crate::segment_item::key;

const TABLE: &str = "the console table";
const PRESENCE: &str = "PRESENCE";
/// TTL may be late by days; until then the age of a sign tells.
const LINGERS_S: u64 = 300;

fn sign_key(sign: &Sign) -> String {
    format!("{}#{}#{}", sign.draft, sign.person.id, sign.place)
}

impl ConsoleTable {
    /// Keeps a page's sign, unless a later one stands in its place.
    pub async fn keep_sign(&self, sign: &Sign) -> Result<(), PortError> {
        let name = sign_key(sign);
        let mut item = BodyItem::item(PRESENCE, &name, sign.seen_at_ms, sign)?;
        let gone_at_s = sign.seen_at_ms / 1_000 + LINGERS_S;
        item.insert("expires_at".to_owned(), AttributeValue::N(gone_at_s.to_string()));
        let put = self.client().put_item().table_name(self.name()).set_item(Some(item));
        let put = put
            .condition_expression("attribute_not_exists(pk) OR #version < :seen")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":seen", AttributeValue::N(sign.seen_at_ms.to_string()));
        let Err(error) = put.send().await else { return Ok(()) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(()),
            _ => Err(port_error(TABLE, error)),
        }
    }

    /// Takes a page's sign back, unless another one stands in its place by now.
    pub async fn drop_sign(&self, sign: &Sign) -> Result<(), PortError> {
        let row = key(PRESENCE, &sign_key(sign));
        let delete = self.client().delete_item().table_name(self.name()).set_key(Some(row));
        let delete = delete
            .condition_expression("#version = :seen")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":seen", AttributeValue::N(sign.seen_at_ms.to_string()));
        let Err(error) = delete.send().await else { return Ok(()) };
        match error.as_service_error() {
            Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(()),
            _ => Err(port_error(TABLE, error)),
        }
    }

    /// The signs of this draft, or of all drafts, that are not too old to count.
    pub async fn signs(&self, draft: Option<DraftId>, now_ms: u64) -> Result<Vec<Sign>, PortError> {
        let begin = draft.map(|draft| format!("{draft}#"));
        let condition = begin.as_ref().map_or("pk = :pk", |_| "pk = :pk AND begins_with(sk, :begin)");
        let since = now_ms.saturating_sub(GONE_AFTER_MS);
        let mut asked = self
            .client()
            .query()
            .table_name(self.name())
            .key_condition_expression(condition)
            .filter_expression("#version > :since")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":since", AttributeValue::N(since.to_string()))
            .expression_attribute_values(":pk", AttributeValue::S(PRESENCE.to_owned()));
        if let Some(begin) = begin {
            asked = asked.expression_attribute_values(":begin", AttributeValue::S(begin));
        }
        let (mut pages, mut found) = (asked.into_paginator().send(), Vec::new());
        while let Some(page) = pages.next().await {
            let items = page.map_err(|error| port_error(TABLE, error))?.items.unwrap_or_default();
            found.extend(items.into_iter().filter_map(|item| BodyItem::read(item).ok()));
        }
        Ok(found)
    }
}
