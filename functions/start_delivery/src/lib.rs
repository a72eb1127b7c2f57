//! start_delivery.
