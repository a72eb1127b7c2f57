//! Webhooks after their answer: friendships end right in every order, the chatbot loses nothing.

mod forward;
mod permutations;
mod record;
