//! Wires `citizen_api`.

use std::sync::Arc;

use citizen_api::secret::{FormSecret, SecretUnavailable};
use citizen_api::{App, Tables, router};
use line::client::LineHosts;
use line::login::IdTokens;
use runtime::secrets::Secret;
use runtime::{optional_var, required_var};
use store::{FollowerTables, FormWrites, SegmentTable};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    runtime::logs::init();
    let app = wire().await.map_err(lambda_http::Error::from)?;
    lambda_http::run(router(app)).await
}

async fn wire() -> anyhow::Result<App<Tables>> {
    let config = runtime::aws::sdk_config().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&config);
    let secret = Arc::new(Secret::<FormSecret>::new(secrets, required_var("FORM_SECRET_ID")?));
    let dynamodb = aws_sdk_dynamodb::Client::new(&config);
    let (segments, events) = (required_var("SEGMENT_TABLE")?, required_var("WEBHOOK_EVENT_TABLE")?);
    let followers = required_var("FOLLOWER_TABLE")?;
    let hosts =
        LineHosts::parse(&optional_var("LINE_API_URL").unwrap_or_else(|| "https://api.line.me".to_owned()))?;
    Ok(App {
        store: Tables {
            followers: FollowerTables::new(dynamodb.clone(), followers, segments.clone(), events.clone()),
            segments: SegmentTable::new(dynamodb.clone(), segments),
            writes: FormWrites::new(dynamodb, events),
        },
        id_tokens: IdTokens::new(&hosts)?,
        secret: Box::new(move || {
            let secret = Arc::clone(&secret);
            Box::pin(async move { secret.get().await.map_err(|error| SecretUnavailable(error.to_string())) })
        }),
        clock: Box::new(runtime::clock::now_ms),
    })
}
