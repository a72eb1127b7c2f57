//! Staff in memory, and what every staff room has to do.
mod fakes;
mod suite;

pub use fakes::{MemoryStaff, PlainPasswords};
pub use suite::{login, member, run as suite, session};
