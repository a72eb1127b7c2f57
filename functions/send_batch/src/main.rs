//! Wires `send_batch`.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use lambda_runtime::{LambdaEvent, run, service_fn};
use line::client::{LineClient, LineHosts};
use line::token::{ChannelKey, KeyUnavailable};
use queue::UrgentBatches;
use runtime::secrets::Secret;
use runtime::{optional_var, required_var};
use send_batch::Sender;
use store::{DeliveryTable, RecipientsBucket};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::logs::init();
    let sender = &wire().await.map_err(lambda_runtime::Error::from)?;
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let deadline = event.context.deadline();
        Ok::<_, anyhow::Error>(sender.handle(event.payload, deadline).await)
    }))
    .await
}

async fn wire() -> anyhow::Result<Sender> {
    let config = runtime::aws::sdk_config().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&config);
    let key = Arc::new(Secret::<ChannelKey>::new(secrets, required_var("CHANNEL_SECRET_ID")?));
    let keys = move || {
        let key = Arc::clone(&key);
        async move { key.get().await.map(|key| (*key).clone()).map_err(|error| KeyUnavailable(error.to_string())) }
    };
    let hosts =
        LineHosts::parse(&optional_var("LINE_API_URL").unwrap_or_else(|| "https://api.line.me".to_owned()))?;
    Ok(Sender {
        deliveries: DeliveryTable::new(
            aws_sdk_dynamodb::Client::new(&config),
            required_var("DELIVERY_TABLE")?,
        ),
        recipients: RecipientsBucket::new(
            aws_sdk_s3::Client::new(&config),
            required_var("RECIPIENTS_BUCKET")?,
        ),
        line: LineClient::new(hosts, Box::new(keys))?,
        urgent: UrgentBatches::new(
            aws_sdk_sqs::Client::new(&config),
            required_var("EMERGENCY_BATCH_QUEUE_URL")?,
        ),
        pacer: usecases::delivery::pacer::Pacer::default(),
    })
}
