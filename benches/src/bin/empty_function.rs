//! The least that a function can be: `lambda_runtime` and a handler that answers what it got.

use lambda_runtime::{LambdaEvent, Runtime, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let answer = async |_: LambdaEvent<Value>| Ok::<_, anyhow::Error>(Value::Null);
    Runtime::new(service_fn(answer)).run().await.map_err(anyhow::Error::from_boxed)
}
