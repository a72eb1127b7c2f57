//! handle_webhook.
