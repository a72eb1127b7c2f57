//! city.
fn main() {}
