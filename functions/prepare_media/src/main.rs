//! Wires `prepare_media`.

use aws_lambda_events::event::sqs::SqsEvent;
use lambda_runtime::{LambdaEvent, run, service_fn};
use prepare_media::{Chemistry, Preparer};
use runtime::required_var;
use store::{MediaBucket, MediaTable};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::logs::init();
    let preparer = &wire().await.map_err(lambda_runtime::Error::from)?;
    run(service_fn(async |event: LambdaEvent<SqsEvent>| {
        Ok::<_, anyhow::Error>(Box::pin(preparer.handle(event.payload)).await)
    }))
    .await
}

async fn wire() -> anyhow::Result<Preparer<MediaTable, MediaBucket, Chemistry>> {
    let config = runtime::aws::sdk_config().await;
    Ok(Preparer {
        rows: MediaTable::new(aws_sdk_dynamodb::Client::new(&config), required_var("CONSOLE_TABLE")?),
        files: MediaBucket::new(aws_sdk_s3::Client::new(&config), required_var("MEDIA_BUCKET")?, None),
        darkroom: Chemistry,
    })
}
