//! The integration binary. `contract` runs the adapters' conformance suites against embedded AWS or, with
//! `KAIRAN_CONTRACT_ENDPOINT`, against another emulator; the rest drives the city with the binaries that are deployed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed set-up is a failed test")]

mod admin;
mod agreement;
mod asking;
mod aws;
mod bad_input;
mod binned;
mod brakes;
mod contract;
mod corrections;
mod creations;
mod description;
mod desk;
mod drafts;
mod guarded;
mod home;
mod items;
mod jobs;
mod links;
mod matrix;
mod media;
mod moments;
mod presence;
mod segments;
mod staff;
mod testing;
mod town;
mod trails;
mod unknown;
mod walk;
