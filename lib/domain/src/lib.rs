//! What the system decides: synchronous functions over values. `now`, ids and lists arrive as arguments; nothing
//! here waits, reads, writes or looks at a clock.
pub mod audit;
pub mod batch;
pub mod bin;
pub mod calendar;
pub mod delivery;
pub mod digest;
pub mod draft;
pub mod follower;
pub mod guard;
pub mod job;
pub mod letters;
pub mod media;
pub mod message;
pub mod reaction;
pub mod recipients;
pub mod retry_key;
pub mod segment;
pub mod setting;
pub mod staff;
pub mod survey;
pub mod table;
pub mod template;
pub mod test_delivery;
pub mod tester;
pub mod user_id;
