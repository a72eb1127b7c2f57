//! The Messaging API at our edge: signatures and webhook bodies coming in, messages and tokens going out.
//! Translates wire formats; decides nothing about deliveries.

pub mod client;
pub mod login;
mod messenger;
pub mod outcome;
pub mod signature;
pub mod token;
pub mod webhook;
