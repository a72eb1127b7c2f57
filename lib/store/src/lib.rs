//! DynamoDB and S3 behind the use cases' ports: keys, versioned items, conditional writes.
//!
//! Table names arrive from settings, so that a restored table is switched in without a build (R-N5).

pub mod audit;
pub mod batches;
pub mod bin;
mod bodies;
mod catalogues;
mod claims;
pub mod console;
pub mod deliveries;
mod delivery_item;
mod error;
mod follower_scan;
pub mod followers;
mod form_writes;
pub mod job_files;
pub mod jobs;
mod last_uses;
pub mod media;
mod objects;
mod origins;
mod pen;
mod post_policy;
mod presence;
pub mod recipients;
mod reviews;
mod saved_segments;
mod segment_item;
pub mod segment_pages;
pub mod settings;
pub mod staff;
mod templates;
pub mod testing;
mod webhook_events;

pub use audit::{AuditTable, Cursor, Found, Reach};
pub use bin::{BinWrite, Lying};
pub use claims::Claim;
pub use console::ConsoleTable;
pub use deliveries::{Created, DeliveryTable};
pub use delivery_item::InvalidItem;
pub use followers::FollowerTables;
pub use form_writes::FormWrites;
pub use job_files::JobBucket;
pub use media::{MediaBucket, MediaTable};
pub use post_policy::UploadForm;
pub use recipients::RecipientsBucket;
pub use segment_pages::{SegmentTable, ShelvedPage};
pub use staff::StaffTable;
pub use testing::TesterTable;
