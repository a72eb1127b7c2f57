//! forward_webhook.
