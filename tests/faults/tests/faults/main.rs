//! The fault bench. Each scenario runs for many seeds against whole cities with real processes; `mutations` then
//! shows that the judge sees seeded bugs.

mod cancelled;
mod chatbot;
mod doubled;
mod hours;
mod killed;
mod line_faults;
mod mutations;
mod registrations;
mod webhooks;
