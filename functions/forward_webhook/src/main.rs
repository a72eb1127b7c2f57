//! Wires `forward_webhook`.

use aws_lambda_events::event::sqs::SqsEvent;
use forward_webhook::{Chatbot, forward};
use lambda_runtime::{LambdaEvent, run, service_fn};
use queue::webhook_messages::ParkedForwards;
use runtime::{optional_var, required_var};
use usecases::webhook::breaker::Breaker;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    runtime::logs::init();
    let loopback = optional_var("FORWARD_LOOPBACK_ORIGIN");
    let chatbot = &Chatbot::new(&required_var("FORWARD_TARGET_URL")?, loopback.as_deref())?;
    let sqs = aws_sdk_sqs::Client::new(&runtime::aws::sdk_config().await);
    let parking = &ParkedForwards::new(sqs, required_var("FORWARD_DEAD_LETTER_QUEUE_URL")?);
    let breaker = &Breaker::default();
    let handler = async |event: LambdaEvent<SqsEvent>| {
        let deadline = event.context.deadline();
        Ok::<_, anyhow::Error>(forward(chatbot, parking, breaker, event.payload, deadline).await)
    };
    run(service_fn(handler)).await.map_err(anyhow::Error::from_boxed)
}
