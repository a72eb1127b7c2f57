//! The audit trail: who did what on which object, and who came in. Each record carries the hash of the one before it
//! (R-G2, I-17), so that a row which was altered, taken out, put in or moved is found.
mod chain;
mod entry;
mod verify;
mod wanted;

pub use chain::{Link, Place};
pub use entry::{Entry, Fact, LoginResult, MAX_WORD_CHARS, Method, Object, Operation, What, Who, entry_of};
pub use verify::{Neighbours, Verdict, verify};
pub use wanted::Wanted;
