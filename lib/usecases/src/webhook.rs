//! What happens to a webhook after it was answered: friendships are recorded, new friends greeted, and the chatbot
//! goes on getting its events.

pub mod breaker;
pub mod forward;
pub mod ports;
pub mod record;
pub(crate) mod shard_change;
