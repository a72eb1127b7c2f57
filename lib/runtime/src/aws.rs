//! One HTTP client and one configuration for all AWS clients of a process: roots are read once, connections shared.

use std::time::Duration;

use aws_config::BehaviorVersion;
pub use aws_config::SdkConfig;
use aws_config::timeout::TimeoutConfig;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

/// One attempt of an AWS call may take this long; the SDK itself sets no such limit.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);
/// All attempts of one call together. `receive_webhook` alone ends sooner (5 s): LINE then counts a failure and may
/// deliver again.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(8);

/// Reads region, credentials and (on one machine) `AWS_ENDPOINT_URL` from the environment.
pub async fn sdk_config() -> SdkConfig {
    let http_client = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .build_https();
    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(OPERATION_TIMEOUT)
        .build();
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http_client)
        .timeout_config(timeouts)
        .load()
        .await
}
