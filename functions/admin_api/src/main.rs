//! Wires `admin_api`.

use admin_api::{App, Door, KnownCounts, MachineToken, MediaDesk, WarmAudience, Yesterday, environment};
use queue::{Alarms, JobQueueUrl, Starts, TestQueueUrl};
use runtime::secrets::Secret;
use runtime::{optional_var, required_var};
use store::{AuditTable, ConsoleTable, DeliveryTable, JobBucket, SegmentTable, StaffTable, TesterTable};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    runtime::logs::init();
    lambda_http::run(admin_api::router(wire().await.map_err(lambda_http::Error::from)?)).await
}

async fn wire() -> anyhow::Result<App> {
    let config = runtime::aws::sdk_config().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&config);
    let (sqs, dynamodb) = (aws_sdk_sqs::Client::new(&config), aws_sdk_dynamodb::Client::new(&config));
    let deliveries = DeliveryTable::new(dynamodb.clone(), required_var("DELIVERY_TABLE")?);
    Ok(App {
        console: ConsoleTable::new(dynamodb.clone(), required_var("CONSOLE_TABLE")?, deliveries.clone()),
        testers: TesterTable::new(dynamodb.clone(), required_var("CONSOLE_TABLE")?),
        tests: TestQueueUrl::new(sqs.clone(), required_var("TEST_QUEUE_URL")?),
        known_counts: KnownCounts::default(),
        deliveries,
        staff: StaffTable::new(dynamodb.clone(), required_var("STAFF_TABLE")?),
        trail: AuditTable::new(dynamodb.clone(), required_var("AUDIT_TABLE")?),
        door: Door::new(&required_var("ADMIN_FRONT")?, &optional_var("ADMIN_ADDRESSES").unwrap_or_default())?,
        site: admin_api::site(optional_var("ADMIN_URL"))?,
        first_code: optional_var("FIRST_ADMIN_SECRET_ID").map(|id| Secret::new(secrets.clone(), id)),
        environment: environment(&required_var("STAGE")?, optional_var("ADMIN_TOKEN_SECRET_ID").is_some())?,
        segments: SegmentTable::new(dynamodb, required_var("SEGMENT_TABLE")?),
        audience: WarmAudience::default(),
        yesterday: Yesterday::default(),
        files: JobBucket::new(aws_sdk_s3::Client::new(&config), required_var("JOB_BUCKET")?),
        media: MediaDesk::new(&config, required_var("MEDIA_BUCKET")?, required_var("MEDIA_URL")?),
        links: admin_api::LinkDesk::new(optional_var("LINK_LOOPBACK_ORIGIN"))?,
        jobs: JobQueueUrl::new(sqs.clone(), required_var("JOB_QUEUE_URL")?),
        form_url: required_var("FORM_URL")?,
        starts: Starts::new(sqs, required_var("START_QUEUE_URL")?),
        alarms: Alarms::new(
            aws_sdk_scheduler::Client::new(&config),
            required_var("SCHEDULE_GROUP")?,
            required_var("START_QUEUE_ARN")?,
            required_var("SCHEDULER_ROLE_ARN")?,
        ),
        token: MachineToken::new(optional_var("ADMIN_TOKEN_SECRET_ID").map(|id| Secret::new(secrets, id))),
    })
}
