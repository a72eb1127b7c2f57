//! JSON lines on standard output, as docs/logging.md describes them: UTC, dotted fields, no personal data.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

/// Starts logging once; `RUST_LOG` may name targets, otherwise our own crates log from `info` up.
pub fn init() {
    let targets =
        crate::optional_var("RUST_LOG").and_then(|text| text.parse::<Targets>().ok()).unwrap_or_else(|| {
            Targets::new().with_default(LevelFilter::INFO).with_target("aws", LevelFilter::WARN)
        });
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false);
    // A second call (tests) keeps the first subscriber.
    let _ = tracing_subscriber::registry().with(lines.with_filter(targets)).try_init();
}

/// The whole chain of an error in one line, outermost first, for the place where it is handled.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
