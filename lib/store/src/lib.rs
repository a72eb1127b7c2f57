//! DynamoDB and S3 behind the use cases' ports: keys, versioned items, conditional writes.
//!
//! Table names arrive from settings, so that a restored table is switched in without a build (R-N5).

pub mod batches;
mod catalogues;
pub mod deliveries;
mod delivery_item;
mod error;
pub mod followers;
pub mod recipients;
mod segment_item;
pub mod segment_pages;
mod webhook_events;

pub use deliveries::{Created, DeliveryTable};
pub use delivery_item::InvalidItem;
pub use followers::FollowerTables;
pub use recipients::RecipientsBucket;
pub use segment_pages::{SegmentTable, ShelvedPage};
