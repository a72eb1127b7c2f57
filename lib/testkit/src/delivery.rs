//! Fakes and suites for the delivery use cases.

pub mod builders;
pub mod fakes;
pub mod line;
pub mod suite;
