//! Rows whose content is one JSON text, and reading them; the same in every table that the staff's site keeps.

use std::future::Future;
use std::pin::Pin;

use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_dynamo::{from_item, to_item};
use usecases::port_error::PortError;

use crate::error::{broken, port_error};
use crate::segment_item::Item;

const TABLE: &str = "a row";

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

/// A future whose type ends here: an SDK call is a deep one, and what is around it need not know.
pub(crate) type Reading<T> = Pin<Box<dyn Future<Output = Result<T, PortError>> + Send>>;

/// One row, strongly consistent; `table` is what an error names.
pub(crate) fn read_one<T: DeserializeOwned>(
    asked: GetItemFluentBuilder,
    table: &'static str,
    key: Item,
) -> Reading<Option<T>> {
    Box::pin(async move {
        let answer = asked.set_key(Some(key)).consistent_read(true).send().await;
        answer.map_err(|error| port_error(table, error))?.item.map(BodyItem::read).transpose()
    })
}

/// All rows of a partition, strongly consistent, in the order that was asked for.
pub(crate) fn read_all<T: DeserializeOwned + Send>(
    asked: QueryFluentBuilder,
    table: &'static str,
    pk: &str,
) -> Reading<Vec<T>> {
    let asked = asked.key_condition_expression("pk = :pk").consistent_read(true);
    let asked = asked.expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()));
    Box::pin(async move {
        let (mut pages, mut found) = (asked.into_paginator().send(), Vec::new());
        while let Some(page) = pages.next().await {
            for item in page.map_err(|error| port_error(table, error))?.items.unwrap_or_default() {
                found.push(BodyItem::read(item)?);
            }
        }
        Ok(found)
    })
}
