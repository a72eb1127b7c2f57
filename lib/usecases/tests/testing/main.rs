//! Codes and tests over stores in memory, with a death between each pair of steps.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod isolation;
mod redeeming;
mod searching;
mod sending;
mod welcoming;
