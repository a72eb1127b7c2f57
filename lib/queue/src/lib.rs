//! SQS messages (versioned) and EventBridge Scheduler alarms.

pub mod alarms;
pub mod batches;
mod error;
pub mod jobs;
pub mod messages;
pub mod starts;
pub mod testing;
pub mod webhook_messages;

pub use alarms::Alarms;
pub use batches::{BatchQueues, UrgentBatches};
pub use jobs::{JobMessage, JobQueueUrl};
pub use messages::{BatchMessage, InvalidMessage, StartMessage};
pub use starts::Starts;
pub use testing::{TestMessage, TestQueueUrl};
