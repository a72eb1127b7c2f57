//! What lib/line promises, tested from outside over its public names.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

mod client;
mod fake_line;
mod login;
mod signature;
mod webhook;
