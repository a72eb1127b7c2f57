//! Webhooks after their answer: friendships end right in every order, the chatbot loses nothing.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

mod forward;
mod permutations;
mod reactions;
mod record;
