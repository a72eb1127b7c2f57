//! The lines of the report.

use std::io::Write as _;

/// What a figure is held against.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    /// Smaller is better.
    AtMost(f64),
    /// Larger is better.
    AtLeast(f64),
}

impl Target {
    fn parts(self, value: f64) -> (&'static str, f64, bool) {
        match self {
            Self::AtMost(limit) => ("<=", limit, value <= limit),
            Self::AtLeast(limit) => (">=", limit, value >= limit),
        }
    }
}

/// Prints one headline.
pub fn figure(name: &str, value: f64, unit: &str, target: Target) {
    let (op, limit, holds) = target.parts(value);
    let verdict = if holds { "ok" } else { "short" };
    say(&format!("bench {name} {} {unit} target {op} {} {verdict}", number(value), number(limit)));
}

/// Prints a line that explains headlines.
pub fn note(text: &str) {
    say(&format!("# {text}"));
}

/// Prints how busy the machine is: times are worth little above one waiting program per core.
pub fn load(when: &str) {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    note(&format!("load {when}: {} on {cores} cores", load.split(' ').take(3).collect::<Vec<_>>().join(" ")));
}

fn say(line: &str) {
    // A reader that has gone away does not want the rest.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Three digits are enough, and whole numbers stay whole.
pub fn number(value: f64) -> String {
    match value.abs() {
        _ if value.fract() == 0.0 => format!("{value:.0}"),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// The smallest of a series; infinite for an empty one.
pub fn minimum(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The middle of a series.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A series for a note.
pub fn series(values: &[f64]) -> String {
    values.iter().map(|value| number(*value)).collect::<Vec<_>>().join(" ")
}
