//! Uploads in memory, and what every place for them has to do.
mod fakes;
mod suite;

pub use fakes::{InMemoryMedia, PlainDarkroom};
pub use suite::{files_are_read_and_published, rows_are_created_once_and_decided_once};
