//! Nothing here: the integration tests are one binary in `main.rs`.
