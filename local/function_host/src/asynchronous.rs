//! Asynchronous invocations: nobody waits for the answer, a failure is tried again after one and then two minutes
//! of the city's clock, and what failed for good goes to the function's failure queue if it has one.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use embedded_aws::{EmbeddedAws, NewMessage};
use serde_json::{Value, json};

use crate::outcome::InvokeError;
use crate::pool::{Pool, WhenFull};

/// Pause before the first repetition; the second waits twice as long.
const PAUSE: Duration = Duration::from_mins(1);

/// Starts an asynchronous invocation and returns at once.
pub(crate) fn invoke(pool: &Arc<Pool>, aws: &EmbeddedAws, payload: Bytes) {
    let (pool, aws) = (Arc::clone(pool), aws.clone());
    // Entered here and not in the task, so that nobody sees an idle host in between.
    let mut busy = Some(pool.busy().enter());
    tokio::spawn(async move {
        let mut attempt = 0;
        loop {
            let Err(error) = pool.invoke(payload.clone(), WhenFull::Wait).await else { return };
            if attempt == pool.function.async_retries {
                return give_up(&pool, &aws, &payload, &error);
            }
            attempt += 1;
            tracing::info!("{} is invoked again in {attempt} minutes: {error}", pool.function.id);
            busy.take();
            aws.clock().sleep(PAUSE * attempt).await;
        }
    });
}

fn give_up(pool: &Pool, aws: &EmbeddedAws, payload: &[u8], error: &InvokeError) {
    tracing::warn!("an asynchronous invocation failed for good: {error}");
    let Some(queue) = &pool.function.on_failure else { return };
    let record = json!({
        "version": "1.0",
        "requestContext": {
            "functionArn": pool.function.arn,
            "condition": "RetriesExhausted",
            "approximateInvokeCount": pool.function.async_retries + 1,
        },
        "requestPayload": serde_json::from_slice::<Value>(payload).unwrap_or_default(),
        "responsePayload": { "errorType": error.error_type(), "errorMessage": error.to_string() },
    });
    if let Err(error) = aws.sqs().send(queue, NewMessage::new(record.to_string())) {
        tracing::error!("queue {queue} did not take the failure: {error}");
    }
}
