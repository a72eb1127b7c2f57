//! Jobs in the delivery table: `JOB#<id>` / `JOB`, written only over the version before.
//!
//! They stand there and not in a table of their own, because `tick` has to look after open jobs as it does after
//! open deliveries: `active` = `job` and `due_at` = the last step put them into the same sparse index.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::job::{Job, JobId, JobKind, JobState, Progress, RowProblem};
use serde::{Deserialize, Serialize};
use serde_dynamo::{from_item, to_item};
use usecases::jobs::ports::{Jobs, Swap};
use usecases::port_error::PortError;

use crate::deliveries::DeliveryTable;
use crate::error::{broken, port_error};
use crate::segment_item::Item;

const TABLE: &str = "the jobs in the delivery table";
const ACTIVE: &str = "job";

#[derive(Serialize, Deserialize)]
struct JobItem {
    pk: String,
    sk: String,
    v: u8,
    kind: String,
    state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    progress: String,
    problems: String,
    created_at_ms: u64,
    updated_at_ms: u64,
    version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    active: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_at: Option<u64>,
}

fn partition_key(id: &JobId) -> String {
    format!("JOB#{id}")
}

fn json<T: Serialize>(value: &T) -> Result<String, PortError> {
    serde_json::to_string(value).map_err(|_| broken(TABLE))
}

fn written(job: &Job) -> Result<Item, PortError> {
    let item = JobItem {
        pk: partition_key(&job.id),
        sk: "JOB".to_owned(),
        v: 1,
        kind: json(&job.kind)?,
        state: json(&job.state)?,
        cursor: job.cursor.clone(),
        progress: json(&job.progress)?,
        problems: json(&job.problems)?,
        created_at_ms: job.created_at_ms,
        updated_at_ms: job.updated_at_ms,
        version: job.version,
        active: job.is_open().then(|| ACTIVE.to_owned()),
        due_at: job.is_open().then_some(job.updated_at_ms),
    };
    to_item(item).map_err(|_| broken(TABLE))
}

fn id_of(pk: &str) -> Option<JobId> {
    JobId::parse(pk.strip_prefix("JOB#")?).ok()
}

fn read(item: Item) -> Result<Job, PortError> {
    let item: JobItem = from_item(item).map_err(|_| broken(TABLE))?;
    let parsed = || {
        Some(Job {
            id: id_of(&item.pk).filter(|_| item.v == 1)?,
            kind: serde_json::from_str::<JobKind>(&item.kind).ok()?,
            state: serde_json::from_str::<JobState>(&item.state).ok()?,
            cursor: item.cursor.clone(),
            progress: serde_json::from_str::<Progress>(&item.progress).ok()?,
            problems: serde_json::from_str::<Vec<RowProblem>>(&item.problems).ok()?,
            created_at_ms: item.created_at_ms,
            updated_at_ms: item.updated_at_ms,
            version: item.version,
        })
    };
    parsed().ok_or_else(|| broken(TABLE))
}

fn swapped(answer: Swap<Item>) -> Result<Swap<Job>, PortError> {
    match answer {
        Swap::Done => Ok(Swap::Done),
        Swap::Lost(stands) => read(stands).map(Swap::Lost),
    }
}

impl Jobs for DeliveryTable {
    async fn create(&self, job: &Job) -> Result<Swap<Job>, PortError> {
        swapped(self.put_if(written(job)?, None).await?)
    }

    async fn get(&self, id: &JobId) -> Result<Option<Job>, PortError> {
        self.item(&partition_key(id), "JOB").await?.map(read).transpose()
    }

    async fn replace(&self, next: &Job) -> Result<Swap<Job>, PortError> {
        swapped(self.put_if(written(next)?, Some(next.version - 1)).await?)
    }

    async fn still(&self, since_ms: u64) -> Result<Vec<(JobId, u64)>, PortError> {
        let asked = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("ActiveIndex")
            .key_condition_expression("active = :a AND due_at <= :d")
            .expression_attribute_values(":a", AttributeValue::S(ACTIVE.to_owned()))
            .expression_attribute_values(":d", AttributeValue::N(since_ms.to_string()));
        let answer = asked.send().await.map_err(|error| port_error(TABLE, error))?;
        let found = answer.items.unwrap_or_default().into_iter().map(|row| {
            let id = id_of(row.get("pk")?.as_s().ok()?)?;
            Some((id, row.get("due_at")?.as_n().ok()?.parse().ok()?))
        });
        found.collect::<Option<_>>().ok_or_else(|| broken(TABLE))
    }
}
