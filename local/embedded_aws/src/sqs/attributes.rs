//! A queue's settings as the API's text attributes, read and written.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::error::SqsError;
use super::{QueueConfig, Redrive, Sqs};
use crate::names::{queue_arn, queue_name};

type Attributes = BTreeMap<String, String>;

impl Sqs {
    pub(super) fn create_from(&self, name: &str, attributes: &Attributes) -> Result<Value, SqsError> {
        let fifo = attributes.get("FifoQueue").is_some_and(|it| it == "true");
        let defaults = if fifo { QueueConfig::fifo(name) } else { QueueConfig::standard(name) };
        let config = apply(defaults, attributes)?;
        if self.core().queue(name).is_ok_and(|queue| queue.config != config) {
            return Err(SqsError::name_exists());
        }
        Ok(json!({ "QueueUrl": self.create_queue(config)?.url }))
    }

    pub(super) fn set_attributes(&self, queue: &str, attributes: &Attributes) -> Result<Value, SqsError> {
        let config = self.core().queue(queue)?.config.clone();
        self.create_queue(apply(config, attributes)?)?;
        Ok(json!({}))
    }

    pub(super) fn attributes_of(&self, queue: &str, wanted: &[String]) -> Result<Value, SqsError> {
        let depth = self.depth(queue)?;
        let config = self.core().queue(queue)?.config.clone();
        let mut attributes = settings(&config);
        for (name, count) in [
            ("ApproximateNumberOfMessages", depth.visible),
            ("ApproximateNumberOfMessagesNotVisible", depth.in_flight),
            ("ApproximateNumberOfMessagesDelayed", depth.delayed),
        ] {
            attributes.insert(name, count.to_string());
        }
        attributes.retain(|name, _| wanted.iter().any(|it| it == "All" || it == name));
        Ok(json!({ "Attributes": attributes }))
    }
}

fn settings(config: &QueueConfig) -> BTreeMap<&'static str, String> {
    let seconds = |duration: Duration| duration.as_secs().to_string();
    let mut settings = BTreeMap::from([
        ("QueueArn", queue_arn(&config.name)),
        ("VisibilityTimeout", seconds(config.visibility)),
        ("MessageRetentionPeriod", seconds(config.retention)),
        ("DelaySeconds", seconds(config.delay)),
        ("ReceiveMessageWaitTimeSeconds", seconds(config.receive_wait)),
        ("MaximumMessageSize", config.maximum_message_bytes.to_string()),
    ]);
    if config.fifo {
        settings.insert("FifoQueue", "true".to_owned());
        settings.insert("ContentBasedDeduplication", config.content_based_deduplication.to_string());
    }
    if let Some(redrive) = &config.redrive {
        let policy = json!({
            "deadLetterTargetArn": queue_arn(&redrive.dead_letter_queue),
            "maxReceiveCount": redrive.max_receive_count,
        });
        settings.insert("RedrivePolicy", policy.to_string());
    }
    settings
}

fn apply(mut config: QueueConfig, attributes: &Attributes) -> Result<QueueConfig, SqsError> {
    for (name, value) in attributes {
        match name.as_str() {
            "VisibilityTimeout" => config.visibility = seconds(name, value, 0..=43_200)?,
            "MessageRetentionPeriod" => config.retention = seconds(name, value, 60..=1_209_600)?,
            "DelaySeconds" => config.delay = seconds(name, value, 0..=900)?,
            "ReceiveMessageWaitTimeSeconds" => config.receive_wait = seconds(name, value, 0..=20)?,
            "MaximumMessageSize" => {
                config.maximum_message_bytes = number(name, value, 1024..=1_048_576)? as usize;
            }
            "ContentBasedDeduplication" => config.content_based_deduplication = value == "true",
            "RedrivePolicy" => config.redrive = redrive(value)?,
            // The kind is set already; encryption and permissions have no meaning here.
            _ => (),
        }
    }
    Ok(config)
}

fn redrive(policy: &str) -> Result<Option<Redrive>, SqsError> {
    if policy.is_empty() {
        return Ok(None);
    }
    let invalid = || {
        SqsError::invalid("Value for parameter RedrivePolicy is invalid. Reason: It is not a valid JSON map.")
    };
    let policy: Value = serde_json::from_str(policy).map_err(|_| invalid())?;
    let target = policy["deadLetterTargetArn"].as_str().ok_or_else(invalid)?;
    let count = &policy["maxReceiveCount"];
    let count =
        count.as_u64().or_else(|| count.as_str()?.parse().ok()).filter(|count| (1..=1000).contains(count));
    let max_receive_count = count.ok_or_else(invalid)? as u32;
    Ok(Some(Redrive { dead_letter_queue: queue_name(target).to_owned(), max_receive_count }))
}

fn seconds(name: &str, value: &str, range: std::ops::RangeInclusive<u64>) -> Result<Duration, SqsError> {
    number(name, value, range).map(Duration::from_secs)
}

fn number(name: &str, value: &str, range: std::ops::RangeInclusive<u64>) -> Result<u64, SqsError> {
    let number = value.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| SqsError::invalid(format!("Invalid value for the parameter {name}.")))
}
