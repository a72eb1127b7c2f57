//! What must be there before a city starts; each thing that is not gets one sentence that says what to do.

use std::net::TcpListener;
use std::path::Path;

use crate::config::{CityConfig, loopback};

/// The sentences; none means that the city can start.
pub fn preflight(config: &CityConfig) -> Vec<String> {
    let mut problems = Vec::new();
    if !config.template.is_file() {
        problems.push(format!("{} is not there; start from the project's root.", config.template.display()));
    }
    problems.extend(missing_functions(config));
    if let Some(page) = config.page.as_deref().filter(|page| !page.join("index.html").is_file()) {
        problems.push(format!(
            "The phones' page {} is not built; run `npm --prefix web run build`.",
            page.display()
        ));
    }
    for (part, flag, port) in config.ports.named() {
        if port != 0 && TcpListener::bind(loopback(port)).is_err() {
            problems.push(format!(
                "Port {port} for {part} is in use; stop what listens there or choose another with {flag}."
            ));
        }
    }
    problems
}

/// Names all functions of the project that are not built, in one sentence.
fn missing_functions(config: &CityConfig) -> Option<String> {
    let folder = config.template.parent().unwrap_or(Path::new(".")).join("functions");
    let functions =
        std::fs::read_dir(&folder).ok()?.flatten().filter(|entry| entry.path().join("src/main.rs").is_file());
    let names = functions.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut missing: Vec<String> = names.filter(|name| !config.binaries.join(name).is_file()).collect();
    missing.sort();
    let release = if config.binaries.ends_with("release") { " --release" } else { "" };
    (!missing.is_empty()).then(|| {
        let folder = config.binaries.display();
        format!(
            "Not built in {folder}: {}; run `cargo build --workspace --bins{release}`.",
            missing.join(", ")
        )
    })
}
