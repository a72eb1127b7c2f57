//! The embedded AWS as its users meet it: over HTTP and through the Rust API.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod client;
mod counters;
mod dynamodb;
mod front;
mod persistence;
mod s3;
mod s3_forms;
mod scheduler;
mod secrets;
mod sqs;
mod sqs_faults;
mod sqs_fifo;
mod sqs_http;

use std::time::Duration;

use embedded_aws::{Clock, Config, Data, EmbeddedAws};

/// A city in memory on a free port.
async fn a_city() -> EmbeddedAws {
    EmbeddedAws::start(a_config(Data::Memory)).await.unwrap()
}

fn a_config(data: Data) -> Config {
    Config::new("127.0.0.1:0".parse().unwrap(), data, Clock::new())
}

/// Fails a test that waits for something that never comes.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), future).await.expect("nothing happened for ten seconds")
}

const SECOND: Duration = Duration::from_secs(1);
