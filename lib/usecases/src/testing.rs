//! Tests before a delivery: who becomes a tester, and how a draft reaches testers and nobody else.
pub mod ports;
pub mod redeem;
pub mod request;
pub mod search;
pub mod send;
pub mod welcome;
