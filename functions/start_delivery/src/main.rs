//! Wires `start_delivery`.

use aws_lambda_events::event::sqs::SqsEvent;
use lambda_runtime::{LambdaEvent, run, service_fn};
use queue::BatchQueues;
use runtime::required_var;
use start_delivery::Starter;
use store::{DeliveryTable, RecipientsBucket, SegmentTable};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::logs::init();
    let starter = &wire().await.map_err(lambda_runtime::Error::from)?;
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        Ok::<_, anyhow::Error>(starter.handle(event.payload).await)
    }))
    .await
}

async fn wire() -> anyhow::Result<Starter> {
    let config = runtime::aws::sdk_config().await;
    let dynamodb = aws_sdk_dynamodb::Client::new(&config);
    Ok(Starter {
        deliveries: DeliveryTable::new(dynamodb.clone(), required_var("DELIVERY_TABLE")?),
        audience: SegmentTable::new(dynamodb, required_var("SEGMENT_TABLE")?),
        recipients: RecipientsBucket::new(
            aws_sdk_s3::Client::new(&config),
            required_var("RECIPIENTS_BUCKET")?,
        ),
        queue: BatchQueues::new(
            aws_sdk_sqs::Client::new(&config),
            required_var("BATCH_QUEUE_URL")?,
            required_var("EMERGENCY_BATCH_QUEUE_URL")?,
        ),
    })
}
