//! Builders, fakes and one conformance suite per port. A dev-dependency only; nothing here is deployed.
pub mod delivery;
pub mod items;
pub mod jobs;
pub mod media;
pub mod population;
pub mod staff;
pub mod testing;
pub mod webhook;
