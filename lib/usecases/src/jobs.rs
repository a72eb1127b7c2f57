//! Work in steps: stored first, then asked for, then done until little time is left, and handed back to the queue.

mod compare;
mod edit;
pub mod export;
mod failure;
pub mod import;
pub mod import_errors;
mod import_row;
mod mark_tester;
pub mod ports;
pub mod removal;
mod replace_option;
mod retention;
pub mod run;
pub mod snapshot;
pub mod start;
mod walk;
