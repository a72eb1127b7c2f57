//! Size of each function, and the time from its start to its first request for an event.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;

use crate::report::{self, Target, figure, median, note};
use crate::runtime_api::Fed;

const FUNCTIONS: [&str; 9] = [
    "receive_webhook",
    "handle_webhook",
    "forward_webhook",
    "start_delivery",
    "send_batch",
    "tick",
    "run_job",
    "admin_api",
    "citizen_api",
];
/// `lambda_runtime` and a handler that does nothing.
const EMPTY: &str = "empty_function";
/// Debian's bundle: one file instead of a walk through every known folder of certificates.
const ONE_FILE: [(&str, &str); 1] = [("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")];
const MEGABYTE: f64 = 1e6;

/// Measures and prints; each function is started `rounds` times, all in turns.
pub fn measure(rounds: usize) -> anyhow::Result<()> {
    let folder = city::built_binaries();
    for name in FUNCTIONS {
        let bytes = std::fs::read(folder.join(name)).with_context(|| format!("{name} is not built"))?;
        let zipped = zipped(&bytes)?;
        note(&format!("{name}: {} bytes stripped, {zipped} zipped", bytes.len()));
        figure(&format!("size_{name}"), bytes.len() as f64 / MEGABYTE, "MB", Target::AtMost(15.0));
        figure(&format!("zipped_{name}"), zipped as f64 / MEGABYTE, "MB", Target::AtMost(6.0));
    }
    report::load("before starts");
    let empty = starts(&folder, rounds)?;
    report::load("after starts");
    note(&format!("{EMPTY}: exec to first /next {empty:.2} ms"));
    Ok(())
}

/// Prints each function's start against the empty one's, whose median in milliseconds is the answer.
fn starts(folder: &Path, rounds: usize) -> anyhow::Result<f64> {
    let names = [&[EMPTY], &FUNCTIONS[..]].concat();
    let mut times = vec![(Vec::new(), Vec::new()); names.len()];
    for round in 0..=rounds {
        for (name, (plain, one_file)) in names.iter().zip(&mut times) {
            let binary = folder.join(name);
            let took =
                [Fed::start(&binary, "", 0, &[])?.next()?, Fed::start(&binary, "", 0, &ONE_FILE)?.next()?];
            // The first round brings the files into the page cache.
            if round > 0 {
                plain.push(took[0].as_secs_f64() * 1e3);
                one_file.push(took[1].as_secs_f64() * 1e3);
            }
        }
    }
    let empty = median(&times[0].0);
    for (name, (plain, one_file)) in names.iter().zip(&times).skip(1) {
        let (plain, one_file) = (median(plain), median(one_file));
        note(&format!("{name}: exec to first /next {plain:.2} ms, with SSL_CERT_FILE {one_file:.2} ms"));
        figure(&format!("start_{name}"), plain / empty, "x", Target::AtMost(1.5));
    }
    Ok(empty)
}

/// Bytes after deflate, as in the zip file that Lambda gets.
fn zipped(bytes: &[u8]) -> anyhow::Result<usize> {
    let mut gzip = Command::new("gzip");
    let mut gzip = gzip.args(["-9", "-c"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut input = gzip.stdin.take().context("gzip has no input")?;
    let zipped = std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(bytes));
        gzip.wait_with_output()
    })?;
    Ok(zipped.stdout.len())
}
