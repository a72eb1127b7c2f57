//! Wires `send_test`.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use lambda_runtime::{LambdaEvent, run, service_fn};
use line::client::{LineClient, LineHosts};
use line::token::{ChannelKey, KeyUnavailable};
use runtime::{clock::now_ms, optional_var, required_var, secrets::Secret};
use send_test::handle;
use store::TesterTable;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    runtime::logs::init();
    let (table, line) = &wire().await?;
    let handler = async |event: LambdaEvent<SqsEvent>| {
        Ok::<_, anyhow::Error>(Box::pin(handle(table, line, event.payload, now_ms)).await)
    };
    run(service_fn(handler)).await.map_err(anyhow::Error::from_boxed)
}

async fn wire() -> anyhow::Result<(TesterTable, LineClient)> {
    let config = runtime::aws::sdk_config().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&config);
    let key = Arc::new(Secret::<ChannelKey>::new(secrets, required_var("CHANNEL_SECRET_ID")?));
    let keys = move || {
        let key = Arc::clone(&key);
        async move { key.get().await.map(|key| (*key).clone()).map_err(|error| KeyUnavailable(error.to_string())) }
    };
    let hosts =
        LineHosts::parse(&optional_var("LINE_API_URL").unwrap_or_else(|| "https://api.line.me".to_owned()))?;
    let table = TesterTable::new(aws_sdk_dynamodb::Client::new(&config), required_var("CONSOLE_TABLE")?);
    Ok((table, LineClient::new(hosts, Box::new(keys))?))
}
