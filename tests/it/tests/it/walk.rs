//! The whole way through a city with the deployed binaries: from a phone's follow to a message on it.

mod doors;
mod kinds;
mod people;
mod reacting;
mod registering;
mod sending;
pub mod trouble;
