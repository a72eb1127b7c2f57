//! From a draft to a delivery and back, as staff do it.
pub mod change;
pub mod ports;
pub mod send_off;
