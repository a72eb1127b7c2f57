//! What every function needs to start: settings by name, one set of AWS clients, secrets with a cache,
//! JSON logs, metrics as embedded log lines, and partial answers to SQS.

pub mod aws;
pub mod clock;
pub mod logs;
pub mod metrics;
pub mod secrets;
pub mod settings;
pub mod sqs;

pub use settings::{optional_var, required_var};
