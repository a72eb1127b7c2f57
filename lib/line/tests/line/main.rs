//! What lib/line promises, tested from outside over its public names.

mod client;
mod fake_line;
mod signature;
mod webhook;
