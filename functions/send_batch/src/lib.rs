//! send_batch.
