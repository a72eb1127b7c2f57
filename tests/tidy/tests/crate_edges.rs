//! Data flows one way: functions → usecases → domain, and functions → line | store | queue → usecases, domain.

use std::collections::BTreeSet;

use tidy::crates::{Crate, crates};

/// Which of our crates a crate may use. A crate that is not here may not exist.
fn may_use(name: &str, folder: &str) -> Option<&'static [&'static str]> {
    Some(match (name, folder.split('/').next()?) {
        ("domain" | "runtime" | "outbound", "lib") | ("embedded_aws" | "line_simulator" | "tidy", _) => &[],
        ("usecases", "lib") => &["domain"],
        ("line" | "store" | "queue" | "testkit", "lib") => &["domain", "usecases"],
        (_, "functions") => &["domain", "usecases", "line", "store", "queue", "runtime", "outbound"],
        ("function_host", "local") => &["embedded_aws"],
        // The city seeds a survey catalogue, through the store like everybody else.
        ("city", "local") => {
            &["embedded_aws", "function_host", "line_simulator", "domain", "usecases", "store"]
        }
        (_, "tests" | "benches") => return Some(EVERYTHING),
        _ => return None,
    })
}

/// Tests and benchmarks look at the whole.
const EVERYTHING: &[&str] = &[
    "domain",
    "usecases",
    "line",
    "store",
    "queue",
    "runtime",
    "outbound",
    "testkit",
    "embedded_aws",
    "function_host",
    "line_simulator",
    "city",
    "receive_webhook",
    "handle_webhook",
    "forward_webhook",
    "start_delivery",
    "send_batch",
    "send_test",
    "tick",
    "run_job",
    "prepare_media",
    "admin_api",
    "citizen_api",
    "faults",
];

/// Beginnings of other people's crates that a crate must do without.
fn must_not_use(name: &str) -> &'static [&'static str] {
    match name {
        "domain" => &["tokio", "futures", "reqwest", "aws-", "lambda_", "axum", "hyper", "tracing"],
        "usecases" | "testkit" => &["reqwest", "aws-", "lambda_", "axum", "hyper"],
        "line" => &["aws-", "lambda_", "axum"],
        "store" => {
            &["reqwest", "lambda_", "axum", "aws-sdk-sqs", "aws-sdk-scheduler", "aws-sdk-secretsmanager"]
        }
        "queue" => {
            &["reqwest", "lambda_", "axum", "aws-sdk-dynamodb", "aws-sdk-s3", "aws-sdk-secretsmanager"]
        }
        "runtime" => {
            &["reqwest", "axum", "aws-sdk-dynamodb", "aws-sdk-s3", "aws-sdk-sqs", "aws-sdk-scheduler"]
        }
        _ => &[],
    }
}

#[test]
fn every_crate_uses_only_what_its_layer_may_use() {
    let crates = crates();
    let ours: BTreeSet<&str> = crates.keys().map(String::as_str).collect();
    for (name, Crate { folder, needs, tests_need, .. }) in &crates {
        let allowed = may_use(name, folder).unwrap_or_else(|| panic!("{folder} has no place in the layers"));
        for used in needs.iter().filter(|used| ours.contains(used.as_str())) {
            assert!(allowed.contains(&used.as_str()), "{folder} uses {used}");
        }
        for used in tests_need.iter().filter(|used| ours.contains(used.as_str())) {
            let for_tests =
                used == "testkit" && (folder.starts_with("lib/") || folder.starts_with("functions/"));
            assert!(for_tests || allowed.contains(&used.as_str()), "the tests of {folder} use {used}");
        }
    }
}

#[test]
fn no_crate_brings_in_what_its_layer_does_without() {
    for (name, krate) in &crates() {
        for used in &krate.needs {
            let unwanted = must_not_use(name).iter().any(|begin| used.starts_with(begin));
            assert!(!unwanted, "{} uses {used}", krate.folder);
        }
    }
}

#[test]
fn the_adapters_do_not_know_each_other() {
    let adapters = ["line", "store", "queue"];
    for adapter in adapters {
        let allowed = may_use(adapter, "lib/x").expect("an adapter has its place");
        assert!(adapters.iter().all(|other| !allowed.contains(other)), "{adapter}");
    }
    assert!(may_use("mystery", "lib/mystery").is_none(), "a crate without a place is noticed");
}
