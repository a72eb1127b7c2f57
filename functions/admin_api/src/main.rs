//! admin_api.
fn main() {}
