//! receive_webhook.
fn main() {}
