//! From an uploaded file to one that a message may carry.
pub mod film;
pub mod ports;
pub mod prepare;
