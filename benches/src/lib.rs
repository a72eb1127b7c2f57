//! The headline figures, each a ratio or a count: `bench <name> <value> <unit> target <op> <target> <ok|short>`.
//!
//! README.md says how each one is measured. The figure on the paused clock is a test of `usecases` (`tests/pace`).

pub mod audience;
pub mod changes;
pub mod count;
pub mod cpu;
pub mod delivery;
pub mod duckdb;
pub mod functions;
pub mod import;
pub mod report;
pub mod runtime_api;
pub mod segment;
pub mod sqlite;
pub mod town;
pub mod webhook;
