//! From a start message to settled batches: freeze the recipients, send each batch once, sweep up what got stuck.

pub mod admin;
pub mod decide;
pub mod pacer;
pub mod ports;
pub mod send;
pub mod start;
pub mod tick;
