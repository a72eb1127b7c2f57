//! The fault bench's tools: a city with followers, a hand that kills processes, a judge that reads LINE's ledger and
//! the product's public report, and the loop that runs a scenario for many seeds.
//!
//! The scenarios are in `tests/faults`. Nothing here looks into the product's tables to judge a delivery.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on fails the test, and its lines are the result"
)]

pub mod bench;
pub mod chaos;
pub mod drive;
pub mod judge;
pub mod people;
pub mod random;
pub mod registrations;
pub mod report;
pub mod seeds;
pub mod verdict;

pub use bench::{Bench, Setup};
pub use chaos::Chaos;
pub use drive::Run;
pub use judge::Expected;
pub use random::Random;
pub use seeds::{Scenario, hunt, prove};
pub use verdict::Verdict;
