//! line_simulator.
fn main() {}
