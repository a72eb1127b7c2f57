//! Registration items and saved segments as staff keep them: read, changed against the version that was seen, and
//! never taken away from under a segment or a delivery that uses them.

pub mod change;
pub mod ports;
pub mod track;
pub mod uses;
