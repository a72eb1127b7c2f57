//! The function that the host's own tests run: does what the event tells it and writes a line per message to the
//! file `NOTES`.

use std::io::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    if std::env::var("FAIL_AT_START").is_ok() {
        return Err("the function was told to fail at its start".into());
    }
    run(service_fn(answer)).await
}

async fn answer(event: LambdaEvent<Value>) -> Result<Value, Error> {
    let (event, context) = event.into_parts();
    if let Some(records) = event["Records"].as_array() {
        return batch(records).await;
    }
    if event.get("requestContext").is_some() {
        let body = event.to_string();
        return Ok(json!({ "statusCode": 200, "headers": { "x-from": "function" }, "body": body }));
    }
    obey(&event).await?;
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as u64;
    Ok(json!({
        "event": event,
        "pid": std::process::id(),
        "now_ms": now_ms,
        "deadline_ms": context.deadline,
        "arn": context.invoked_function_arn,
        "environment": std::env::vars().collect::<std::collections::BTreeMap<_, _>>(),
    }))
}

async fn batch(records: &[Value]) -> Result<Value, Error> {
    let mut failures = Vec::new();
    note(&format!("batch of {}", records.len()))?;
    for record in records {
        let body = record["body"].as_str().unwrap_or_default();
        let wish: Value = serde_json::from_str(body).unwrap_or_default();
        obey(&wish).await?;
        note(body)?;
        if wish["fail"] == true {
            failures.push(json!({ "itemIdentifier": record["messageId"] }));
        }
    }
    Ok(json!({ "batchItemFailures": failures }))
}

async fn obey(wish: &Value) -> Result<(), Error> {
    if let Some(milliseconds) = wish["sleep"].as_u64() {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
    if let Some(text) = wish["note"].as_str() {
        note(text)?;
    }
    if let Some(code) = wish["exit"].as_i64() {
        std::process::exit(code as i32);
    }
    match wish["error"].as_str() {
        Some(text) => Err(text.into()),
        None => Ok(()),
    }
}

fn note(text: &str) -> Result<(), Error> {
    if let Ok(path) = std::env::var("NOTES") {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(format!("{text}\n").as_bytes())?;
    }
    Ok(())
}
