//! Functions of a template with SAM's `Globals` folded in, and their event sources.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::intrinsics::{Resolver, scalar_text};
use super::resource::{key_filter, name_of_arn, number};
use super::{ApiRoute, Event, Function, Mapping, names};

/// Reads one function; absent fields have Lambda's defaults (3 s, 128 MB).
pub(super) fn read(resolver: &Resolver, id: &str, resource: &Value) -> Result<Function, String> {
    let own = &resource["Properties"];
    let globals = &resolver.document["Globals"]["Function"];
    let setting = |field: &str| field_of(resolver, globals, own, field);
    let limits = Value::Object(
        ["Timeout", "MemorySize", "ReservedConcurrentExecutions"]
            .into_iter()
            .filter_map(|field| Some(setting(field).transpose()?.map(|value| (field.to_owned(), value))))
            .collect::<Result<_, _>>()?,
    );
    let code = setting("CodeUri")?.and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default();
    let invoke_config = setting("EventInvokeConfig")?.unwrap_or_default();
    Ok(Function {
        id: id.to_owned(),
        name: names::physical_name(resolver, id)?,
        arn: names::attribute(resolver, id, "Arn")?,
        binary: binary(resource, &code)?,
        timeout: Duration::from_secs(number(&limits, "Timeout")?.unwrap_or(3)),
        memory_mb: number(&limits, "MemorySize")?.unwrap_or(128) as u32,
        reserved: number(&limits, "ReservedConcurrentExecutions")?.map(|reserved| reserved as usize),
        environment: environment(&setting("Environment")?.unwrap_or_default())?,
        events: events(resolver, own)?,
        has_url: setting("FunctionUrlConfig")?.is_some_and(|config| config.is_object()),
        async_retries: number(&invoke_config, "MaximumRetryAttempts")?.unwrap_or(2).min(2) as u32,
        on_failure: on_failure(&invoke_config)?,
    })
}

fn on_failure(invoke_config: &Value) -> Result<Option<String>, String> {
    let on_failure = &invoke_config["DestinationConfig"]["OnFailure"];
    match on_failure["Destination"].as_str() {
        None => Ok(None),
        Some(arn) if arn.contains(":sqs:") => Ok(Some(name_of_arn(arn).to_owned())),
        Some(other) => Err(format!("the local city tells failures to queues only, not to {other}")),
    }
}

/// A field of the function with the field of `Globals` beneath it, worked out.
fn field_of(resolver: &Resolver, globals: &Value, own: &Value, field: &str) -> Result<Option<Value>, String> {
    let merged = merge(globals.get(field), own.get(field));
    let resolved = merged.map(|value| resolver.value(&value)).transpose();
    resolved.map(Option::flatten).map_err(|problem| format!("{field}: {problem}"))
}

/// SAM's rule: maps are merged, lists are joined, anything else of the function replaces the global.
fn merge(global: Option<&Value>, own: Option<&Value>) -> Option<Value> {
    match (global, own) {
        (Some(Value::Object(global)), Some(Value::Object(own)))
            if !is_intrinsic(own) && !is_intrinsic(global) =>
        {
            let mut merged = global.clone();
            for (key, value) in own {
                merged.insert(key.clone(), merge(global.get(key), Some(value)).unwrap_or_default());
            }
            Some(Value::Object(merged))
        }
        (Some(Value::Array(global)), Some(Value::Array(own))) => {
            Some(Value::Array(global.iter().chain(own).cloned().collect()))
        }
        (global, own) => own.or(global).cloned(),
    }
}

fn is_intrinsic(object: &serde_json::Map<String, Value>) -> bool {
    object.len() == 1 && object.keys().all(|key| key == "Ref" || key.starts_with("Fn::"))
}

/// The binary is what `BuildProperties.Binary` names, else the last folder of `CodeUri`.
fn binary(resource: &Value, code: &str) -> Result<String, String> {
    if let Some(named) = resource["Metadata"]["BuildProperties"]["Binary"].as_str() {
        return Ok(named.to_owned());
    }
    let last = code.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if last.is_empty() || last == "." {
        return Err("CodeUri names no folder and BuildProperties names no Binary".to_owned());
    }
    Ok(last.to_owned())
}

fn environment(environment: &Value) -> Result<BTreeMap<String, String>, String> {
    let Some(variables) = environment["Variables"].as_object() else { return Ok(BTreeMap::new()) };
    variables
        .iter()
        .map(|(name, value)| {
            let text =
                scalar_text(value).ok_or_else(|| format!("the environment variable {name} is not text"))?;
            Ok((name.clone(), text))
        })
        .collect()
}

fn events(resolver: &Resolver, own: &Value) -> Result<Vec<Event>, String> {
    let Some(events) = own["Events"].as_object() else { return Ok(Vec::new()) };
    let mut read = Vec::new();
    for (name, event) in events {
        let found = self::event(resolver, event).map_err(|problem| format!("Events.{name}: {problem}"))?;
        read.extend(found);
    }
    Ok(read)
}

/// `None` is an event that the template switches off.
fn event(resolver: &Resolver, event: &Value) -> Result<Option<Event>, String> {
    let kind = event["Type"].as_str().ok_or("Type is missing")?;
    let raw = &event["Properties"];
    match kind {
        "Api" => api(resolver, raw).map(Some),
        "S3" => bucket(resolver, raw).map(Some),
        "SQS" | "Schedule" | "ScheduleV2" => {
            let properties = resolver.value(raw)?.unwrap_or_default();
            let is_off = properties["Enabled"] == false || properties["State"] == "DISABLED";
            match (kind, is_off) {
                (_, true) => Ok(None),
                ("SQS", _) => queue(&properties).map(Event::Queue).map(Some),
                _ => rate(&properties).map(Some),
            }
        }
        other => Err(format!("the local city does not play events of type {other}")),
    }
}

fn api(resolver: &Resolver, raw: &Value) -> Result<Event, String> {
    let api = raw["RestApiId"]["Ref"].as_str().map(|id| &resolver.document["Resources"][id]["Properties"]);
    let text = |field: &str| resolver.text(&raw[field]).map_err(|problem| format!("{field}: {problem}"));
    let asked = (text("Method")?.to_uppercase(), text("Path")?);
    route(resolver, api.unwrap_or(&Value::Null), asked).map(Event::Api)
}

/// A method and path of an API with these properties.
pub(super) fn route(
    resolver: &Resolver,
    api: &Value,
    (method, path): (String, String),
) -> Result<ApiRoute, String> {
    let stage = api.get("StageName").map(|stage| resolver.text(stage)).transpose()?;
    let global_types = &resolver.document["Globals"]["Api"]["BinaryMediaTypes"];
    let types = merge(Some(global_types).filter(|types| !types.is_null()), api.get("BinaryMediaTypes"));
    let types = types.map(|types| resolver.value(&types)).transpose()?.flatten().unwrap_or_default();
    Ok(ApiRoute {
        method,
        path,
        stage: stage.unwrap_or_else(|| "Prod".to_owned()),
        binary_media_types: types.as_array().into_iter().flatten().filter_map(scalar_text).collect(),
    })
}

fn queue(properties: &Value) -> Result<Mapping, String> {
    let queue = properties["Queue"].as_str().ok_or("Queue is missing")?;
    let reports = properties["FunctionResponseTypes"].as_array().into_iter().flatten();
    Ok(Mapping {
        queue: name_of_arn(queue).to_owned(),
        batch_size: number(properties, "BatchSize")?.unwrap_or(10) as usize,
        window: Duration::from_secs(number(properties, "MaximumBatchingWindowInSeconds")?.unwrap_or(0)),
        partial_failures: reports.into_iter().any(|kind| kind == "ReportBatchItemFailures"),
        concurrency: number(&properties["ScalingConfig"], "MaximumConcurrency")?.map(|most| most as usize),
    })
}

fn rate(properties: &Value) -> Result<Event, String> {
    let expression = properties["ScheduleExpression"].as_str().or(properties["Schedule"].as_str());
    let expression = expression.ok_or("ScheduleExpression is missing")?;
    let every = parse_rate(expression);
    let every = every.ok_or_else(|| format!("the local city plays rate(…) only, not {expression}"))?;
    Ok(Event::Rate { every, input: properties["Input"].as_str().map(str::to_owned) })
}

fn parse_rate(expression: &str) -> Option<Duration> {
    let inside = expression.strip_prefix("rate(")?.strip_suffix(')')?;
    let (number, unit) = inside.trim().split_once(' ')?;
    let seconds = match unit.trim().trim_end_matches('s') {
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => return None,
    };
    let number: u64 = number.parse().ok()?;
    (number > 0).then(|| Duration::from_secs(number * seconds))
}

/// SAM wants the bucket by reference.
fn bucket(resolver: &Resolver, raw: &Value) -> Result<Event, String> {
    let id = raw["Bucket"]["Ref"].as_str().ok_or("Bucket must be a !Ref to a bucket of this template")?;
    let (prefix, suffix) = key_filter(&resolver.value(&raw["Filter"])?.unwrap_or_default());
    Ok(Event::Bucket { bucket: names::physical_name(resolver, id)?, prefix, suffix })
}
