//! The order of steps: each use case reads as its protocol and acts through ports that it owns.

pub mod delivery;
pub mod editorial;
pub mod items;
pub mod jobs;
pub mod media;
pub mod mutation;
pub mod port_error;
pub mod registration;
pub mod staff;
pub mod testing;
pub mod webhook;
