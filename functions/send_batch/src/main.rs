//! send_batch.
fn main() {}
