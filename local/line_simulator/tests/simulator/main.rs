//! The simulator from outside: over HTTP as a bot sees LINE, and over its control API as tests see it.

mod control;
mod faults;
mod gate;
mod harness;
mod insight;
mod limits;
mod limits_flex;
mod retry;
mod rich_menus;
mod sending;
mod tokens;
mod webhooks;
