//! Registration items: their changes, the answers they take, and their stored form.
#![allow(clippy::unwrap_used, reason = "a helper that unwraps fails the test that called it")]

mod answers;
mod changes;
mod stored;

use domain::survey::{ItemId, OptionId};

fn item(name: &str) -> ItemId {
    ItemId::parse(name).unwrap()
}

fn option(name: &str) -> OptionId {
    OptionId::parse(name).unwrap()
}
