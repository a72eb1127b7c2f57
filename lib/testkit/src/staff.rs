//! Staff in memory, and what every staff room has to do.
mod device;
mod fakes;
mod suite;

pub use device::Device;
pub use fakes::{MemoryStaff, PlainPasswords, PlainSignatures};
pub use suite::{login, member, run as suite, session};
