//! Staff: signing in, and keeping who is there.
pub mod authenticator;
pub mod change;
pub mod entry;
pub mod own;
pub mod passkeys;
pub mod ports;
pub mod sign_in;
