//! Testers, tests and phones in memory, and what every store of testers has to do.
mod fakes;
mod phones;
mod suite;

pub use fakes::MemoryTesting;
pub use phones::FakePhones;
pub use suite::{a_code, a_draft, a_person, a_test, run as suite, tester};
