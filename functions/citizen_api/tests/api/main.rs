//! The form's API, asked as a phone asks: over its router, with tokens of a LINE that runs in the test.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

mod answers;
mod bench;
mod events;
mod form;
mod sign_in;
