//! Wires `tick`.

use lambda_runtime::{LambdaEvent, run, service_fn};
use queue::{BatchQueues, JobQueueUrl, Starts};
use runtime::required_var;
use serde_json::Value;
use store::DeliveryTable;
use tick::Ticker;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::logs::init();
    let ticker = &wire().await.map_err(lambda_runtime::Error::from)?;
    run(service_fn(async |_: LambdaEvent<Value>| Ok::<_, anyhow::Error>(ticker.handle().await?))).await
}

async fn wire() -> anyhow::Result<Ticker> {
    let config = runtime::aws::sdk_config().await;
    let sqs = aws_sdk_sqs::Client::new(&config);
    let batches = (required_var("BATCH_QUEUE_URL")?, required_var("EMERGENCY_BATCH_QUEUE_URL")?);
    Ok(Ticker {
        deliveries: DeliveryTable::new(
            aws_sdk_dynamodb::Client::new(&config),
            required_var("DELIVERY_TABLE")?,
        ),
        batches: BatchQueues::new(sqs.clone(), batches.0, batches.1),
        starts: Starts::new(sqs.clone(), required_var("START_QUEUE_URL")?),
        jobs: JobQueueUrl::new(sqs, required_var("JOB_QUEUE_URL")?),
    })
}
