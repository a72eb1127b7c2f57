//! tick.
fn main() {}
