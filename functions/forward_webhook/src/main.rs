//! forward_webhook.
fn main() {}
