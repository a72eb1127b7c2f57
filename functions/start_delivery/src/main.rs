//! start_delivery.
fn main() {}
