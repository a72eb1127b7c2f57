//! Wires `receive_webhook`. The plain runtime is used: its tracing layer would open a span for each webhook.

use lambda_runtime::{LambdaEvent, Runtime, service_fn};
use queue::webhook_messages::WebhookQueues;
use receive_webhook::{Channel, GatewayRequest, receive};
use runtime::{required_var, secrets::Secret};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    runtime::logs::init();
    let config = runtime::aws::sdk_config().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&config);
    let channel = &Secret::<Channel>::new(secrets, required_var("WEBHOOK_SECRET_ID")?);
    let (events, forwards) = (required_var("EVENT_QUEUE_URL")?, required_var("FORWARD_QUEUE_URL")?);
    let queues = &WebhookQueues::new(aws_sdk_sqs::Client::new(&config), events, forwards);
    let answer = async |event: LambdaEvent<GatewayRequest>| {
        Ok::<_, anyhow::Error>(receive(channel, queues, event.payload).await)
    };
    Runtime::new(service_fn(answer)).run().await.map_err(anyhow::Error::from_boxed)
}
