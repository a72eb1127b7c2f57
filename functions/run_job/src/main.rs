//! Wires `run_job`.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use lambda_runtime::{LambdaEvent, run, service_fn};
use line::client::{LineClient, LineHosts};
use line::token::{ChannelKey, KeyUnavailable};
use queue::JobQueueUrl;
use run_job::Runner;
use runtime::secrets::Secret;
use runtime::{optional_var, required_var};
use store::{DeliveryTable, FollowerTables, JobBucket, SegmentTable};

type Wired = Runner<DeliveryTable, FollowerTables, SegmentTable, JobBucket, LineClient, JobQueueUrl>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::logs::init();
    let runner = &wire().await.map_err(lambda_runtime::Error::from)?;
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        let deadline = event.context.deadline();
        Ok::<_, anyhow::Error>(runner.handle(event.payload, deadline).await)
    }))
    .await
}

async fn wire() -> anyhow::Result<Wired> {
    let config = runtime::aws::sdk_config().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&config);
    let key = Arc::new(Secret::<ChannelKey>::new(secrets, required_var("CHANNEL_SECRET_ID")?));
    let keys = move || {
        let key = Arc::clone(&key);
        async move { key.get().await.map(|key| (*key).clone()).map_err(|error| KeyUnavailable(error.to_string())) }
    };
    let line = optional_var("LINE_API_URL").unwrap_or_else(|| "https://api.line.me".to_owned());
    let dynamodb = aws_sdk_dynamodb::Client::new(&config);
    let (followers, segments) = (required_var("FOLLOWER_TABLE")?, required_var("SEGMENT_TABLE")?);
    Ok(Runner {
        jobs: DeliveryTable::new(dynamodb.clone(), required_var("DELIVERY_TABLE")?),
        followers: FollowerTables::without_events(dynamodb.clone(), followers, segments.clone()),
        segments: SegmentTable::new(dynamodb, segments),
        objects: JobBucket::new(aws_sdk_s3::Client::new(&config), required_var("JOB_BUCKET")?),
        friends: LineClient::new(LineHosts::parse(&line)?, Box::new(keys))?,
        queue: JobQueueUrl::new(aws_sdk_sqs::Client::new(&config), required_var("JOB_QUEUE_URL")?),
    })
}
