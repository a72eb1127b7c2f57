//! Queues, tables and nested stacks of a template.

use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::intrinsics::Resolver;
use super::{Notification, Queue, names, yaml};

/// Reads a queue; absent fields have SQS's defaults (30 s hidden, kept 4 days).
pub(super) fn queue(resolver: &Resolver, id: &str, resource: &Value) -> Result<Queue, String> {
    let properties = resolver.value(&resource["Properties"])?.unwrap_or_default();
    let seconds = |field: &str, default: u64| {
        number(&properties, field).map(|found| Duration::from_secs(found.unwrap_or(default)))
    };
    let redrive = match properties.get("RedrivePolicy") {
        Some(policy) => Some(redrive(policy)?),
        None => None,
    };
    Ok(Queue {
        name: names::physical_name(resolver, id)?,
        fifo: flag(&properties, "FifoQueue"),
        content_based_deduplication: flag(&properties, "ContentBasedDeduplication"),
        visibility: seconds("VisibilityTimeout", 30)?,
        retention: seconds("MessageRetentionPeriod", 345_600)?,
        delay: seconds("DelaySeconds", 0)?,
        redrive,
    })
}

fn redrive(policy: &Value) -> Result<(String, u32), String> {
    let target = policy["deadLetterTargetArn"].as_str().ok_or("RedrivePolicy has no deadLetterTargetArn")?;
    let receives = number(policy, "maxReceiveCount")?.ok_or("RedrivePolicy has no maxReceiveCount")?;
    Ok((name_of_arn(target).to_owned(), receives as u32))
}

/// Reads a table: keys, indexes and expiry; encryption, backups and protection mean nothing here and are left out.
pub(super) fn table(resolver: &Resolver, id: &str, resource: &Value) -> Result<Value, String> {
    const PLAYED: [&str; 7] = [
        "AttributeDefinitions",
        "KeySchema",
        "GlobalSecondaryIndexes",
        "LocalSecondaryIndexes",
        "BillingMode",
        "TimeToLiveSpecification",
        "StreamSpecification",
    ];
    let mut properties =
        Map::from_iter([("TableName".to_owned(), json!(names::physical_name(resolver, id)?))]);
    for field in PLAYED {
        let value = resource["Properties"].get(field).map(|value| resolver.value(value)).transpose()?;
        if let Some(value) = value.flatten() {
            properties.insert(field.to_owned(), value);
        }
    }
    Ok(Value::Object(properties))
}

/// What a bucket tells to queues. Functions hear of objects by their own events, and nobody else is told here.
pub(super) fn notifications(
    resolver: &Resolver,
    bucket: &str,
    resource: &Value,
) -> Result<Vec<Notification>, String> {
    let configuration = &resource["Properties"]["NotificationConfiguration"];
    if let Some(other) =
        configuration.as_object().and_then(|all| all.keys().find(|kind| *kind != "QueueConfigurations"))
    {
        return Err(format!("the local city tells only queues of new objects, not by {other}"));
    }
    let told = configuration["QueueConfigurations"].as_array().into_iter().flatten().map(|one| {
        let one = resolver.value(one)?.unwrap_or_default();
        if one["Event"] != "s3:ObjectCreated:*" {
            return Err("the local city tells of s3:ObjectCreated:* only".to_owned());
        }
        let queue = one["Queue"].as_str().ok_or("a queue configuration names no queue")?;
        let (prefix, suffix) = key_filter(&one["Filter"]);
        Ok(Notification { bucket: bucket.to_owned(), prefix, suffix, queue: name_of_arn(queue).to_owned() })
    });
    told.collect()
}

/// S3's rules for keys are a list of name and value.
pub(super) fn key_filter(filter: &Value) -> (String, String) {
    let rules = filter["S3Key"]["Rules"].as_array();
    let rule = |wanted: &str| {
        let mut found = rules.into_iter().flatten().filter(|rule| rule["Name"].as_str() == Some(wanted));
        found.next().and_then(|rule| rule["Value"].as_str()).unwrap_or_default().to_owned()
    };
    (rule("prefix"), rule("suffix"))
}

/// A nested stack may stay out of the local city only if no function is in it.
pub(super) fn nested_stack_without_functions(resource: &Value, folder: &Path) -> Result<(), String> {
    let properties = &resource["Properties"];
    let location = properties["Location"].as_str().or(properties["TemplateURL"].as_str());
    let location = location.ok_or("a nested stack must name a file of this project")?;
    let text = std::fs::read_to_string(folder.join(location))
        .map_err(|error| format!("its template {location} cannot be read ({error})"))?;
    let nested = yaml::parse(&text).map_err(|problem| format!("{location}: {problem}"))?;
    let has_function = nested["Resources"].as_object().is_some_and(|resources| {
        resources.values().any(|inner| {
            inner["Type"].as_str().is_some_and(|kind| {
                kind.ends_with("::Function")
                    && (kind.starts_with("AWS::Serverless") || kind.starts_with("AWS::Lambda"))
            })
        })
    });
    if has_function {
        Err(format!("{location} holds a function, which the local city would not run"))
    } else {
        Ok(())
    }
}

/// The last part of an ARN that has the name there: a queue or a bucket.
pub(super) fn name_of_arn(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or(arn)
}

/// A whole number that may be written as text.
pub(super) fn number(properties: &Value, field: &str) -> Result<Option<u64>, String> {
    match &properties[field] {
        Value::Null => Ok(None),
        Value::Number(number) => {
            number.as_u64().map(Some).ok_or_else(|| format!("{field} is not a whole number"))
        }
        Value::String(text) => text.parse().map(Some).map_err(|_| format!("{field} is not a whole number")),
        _ => Err(format!("{field} is not a whole number")),
    }
}

/// A switch that may be written as text; absent is off.
pub(super) fn flag(properties: &Value, field: &str) -> bool {
    matches!(&properties[field], Value::Bool(true)) || properties[field].as_str() == Some("true")
}
