//! handle_webhook.
fn main() {}
