//! receive_webhook.
