//! The text check: sentences that warn, sentences that must not, places, keys, and any text at all.
#![allow(clippy::unwrap_used, reason = "a helper that unwraps fails the test that called it")]

mod areas;
mod contrast;
mod golden;
mod keys;
mod places;

use domain::guard::{Context, Warning, WarningCode, check};
use serde_json::{Value, json};

/// Friday, 27 November 2026, 15:00 in Japan.
const START_MS: u64 = 1_795_759_200_000;

/// An ordinary delivery in earnest.
const ORDINARY: Context<'static> = Context {
    start_ms: START_MS,
    emergency: false,
    live: true,
    words: &[],
    aimed: None,
    media: "https://media.city.example.jp",
};
const EMERGENCY: Context<'static> = Context { emergency: true, ..ORDINARY };

fn warnings(messages: &[Value], context: &Context<'_>) -> Vec<Warning> {
    let texts: Vec<String> = messages.iter().map(Value::to_string).collect();
    check(&texts, context)
}

fn of_text(text: &str, context: &Context<'_>) -> Vec<Warning> {
    warnings(&[json!({"type": "text", "text": text})], context)
}

fn found(warnings: &[Warning]) -> Vec<(WarningCode, &str)> {
    warnings.iter().map(|warning| (warning.code, warning.quote.as_str())).collect()
}
