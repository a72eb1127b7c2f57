//! Wires `handle_webhook`.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use handle_webhook::{StoredGreeting, handle};
use lambda_runtime::{LambdaEvent, run, service_fn};
use line::client::{LineClient, LineHosts};
use line::token::{ChannelKey, KeyUnavailable};
use runtime::{clock::now_ms, optional_var, required_var, secrets::Secret};
use store::{AuditTable, FollowerTables, SegmentTable, TesterTable};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    runtime::logs::init();
    let (store, testers, line, greetings) = &wire().await?;
    let handler = async |event: LambdaEvent<SqsEvent>| {
        Ok::<_, anyhow::Error>(handle(store, testers, line, greetings, &event.payload, now_ms()).await)
    };
    run(service_fn(handler)).await.map_err(anyhow::Error::from_boxed)
}

async fn wire() -> anyhow::Result<(FollowerTables, TesterTable, LineClient, StoredGreeting<SegmentTable>)> {
    let config = runtime::aws::sdk_config().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&config);
    let key = Arc::new(Secret::<ChannelKey>::new(secrets, required_var("CHANNEL_SECRET_ID")?));
    let keys = move || {
        let key = Arc::clone(&key);
        async move { key.get().await.map(|key| (*key).clone()).map_err(|error| KeyUnavailable(error.to_string())) }
    };
    let hosts =
        LineHosts::parse(&optional_var("LINE_API_URL").unwrap_or_else(|| "https://api.line.me".to_owned()))?;
    let dynamodb = aws_sdk_dynamodb::Client::new(&config);
    let segments = required_var("SEGMENT_TABLE")?;
    let settings = SegmentTable::new(dynamodb.clone(), segments.clone());
    let greetings = StoredGreeting::new(settings, required_var("FORM_URL")?)?;
    let trail = AuditTable::new(dynamodb.clone(), required_var("AUDIT_TABLE")?);
    let testers = TesterTable::new(dynamodb.clone(), required_var("CONSOLE_TABLE")?).with_trail(trail);
    let (followers, events) = (required_var("FOLLOWER_TABLE")?, required_var("WEBHOOK_EVENT_TABLE")?);
    let store = FollowerTables::new(dynamodb, followers, segments, events);
    Ok((store, testers, LineClient::new(hosts, Box::new(keys))?, greetings))
}
