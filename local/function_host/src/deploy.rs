//! Makes the template's tables, queues, buckets, secrets and schedule groups in the embedded AWS. Doing it again
//! changes settings and keeps data.

use std::collections::BTreeMap;

use embedded_aws::{EmbeddedAws, QueueConfig, QueueHandle, Redrive};

use crate::HostError;
use crate::template::{Queue, Template};

/// Makes everything; the queues come back by name.
pub(crate) async fn deploy(
    template: &Template,
    aws: &EmbeddedAws,
) -> Result<BTreeMap<String, QueueHandle>, HostError> {
    let refused =
        |resource: &str, reason: String| HostError::Resource { resource: resource.to_owned(), reason };
    for table in &template.tables {
        let name = table["TableName"].as_str().unwrap_or_default();
        aws.dynamodb().create_table(table).await.map_err(|error| refused(name, error.to_string()))?;
    }
    for bucket in &template.buckets {
        aws.s3().create_bucket(bucket).await.map_err(|error| refused(bucket, error.to_string()))?;
    }
    for secret in &template.secrets {
        aws.secrets().create(secret);
    }
    for group in &template.schedule_groups {
        aws.scheduler().create_group(group).map_err(|error| refused(group, error.to_string()))?;
    }
    let mut queues = BTreeMap::new();
    for queue in &template.queues {
        let handle =
            aws.sqs().create_queue(config(queue)).map_err(|error| refused(&queue.name, error.to_string()))?;
        queues.insert(queue.name.clone(), handle);
    }
    Ok(queues)
}

fn config(queue: &Queue) -> QueueConfig {
    let name = queue.name.clone();
    let mut config = if queue.fifo { QueueConfig::fifo(name) } else { QueueConfig::standard(name) };
    config.content_based_deduplication = queue.content_based_deduplication;
    config.visibility = queue.visibility;
    config.retention = queue.retention;
    config.delay = queue.delay;
    config.redrive = queue
        .redrive
        .as_ref()
        .map(|(name, receives)| Redrive { dead_letter_queue: name.clone(), max_receive_count: *receives });
    config
}
