//! SQS messages (versioned) and EventBridge Scheduler alarms.

pub mod alarms;
pub mod batches;
mod error;
pub mod messages;
pub mod starts;
pub mod webhook_messages;

pub use alarms::Alarms;
pub use batches::{BatchQueues, UrgentBatches};
pub use messages::{BatchMessage, InvalidMessage, StartMessage};
pub use starts::Starts;
