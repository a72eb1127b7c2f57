//! A function exists four times: as a folder, as a resource, as a policy and as a list of dependencies. They agree.

use std::collections::BTreeSet;

use tidy::crates::crates;
use tidy::files::files;
use tidy::functions::{READS, variables};
use tidy::template::{awaited_words, functions, own_metrics};

fn logical_id(folder: &str) -> String {
    let words = folder.trim_start_matches("functions/").split('_');
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    words.map(capital).collect::<String>() + "Function"
}

#[test]
fn every_function_folder_is_a_resource_and_every_resource_a_folder() {
    let folders: BTreeSet<String> = crates()
        .into_values()
        .map(|krate| krate.folder)
        .filter(|folder| folder.starts_with("functions/"))
        .collect();
    let template = functions();
    assert_eq!(folders, template.keys().cloned().collect());
    for (folder, function) in &template {
        assert_eq!(function.id, logical_id(folder));
    }
}

#[test]
fn the_functions_are_compiled_as_one_selection() {
    let config = std::fs::read_to_string(tidy::root().join("CargoLambda.toml")).unwrap();
    let list =
        config.split_once("packages = [").and_then(|(_, rest)| rest.split_once(']')).expect("a list").0;
    let listed: BTreeSet<String> =
        list.split('"').skip(1).step_by(2).map(|name| format!("functions/{name}")).collect();
    assert_eq!(listed, functions().into_keys().collect());
}

#[test]
fn a_function_reads_exactly_the_variables_that_the_template_sets() {
    let files = files();
    for (folder, function) in functions() {
        let mut read = variables(&files, &folder);
        read.remove("STAGE"); // Globals set it and lib/runtime reads it, for every function
        let mut set = function.environment;
        set.retain(|name| !name.starts_with("AWS_LAMBDA_")); // for the runtime's own crates
        assert_eq!(read, set, "{folder} reads (left) and gets (right)");
    }
}

#[test]
fn libraries_are_told_and_never_look_at_the_environment() {
    let files = files();
    let libraries =
        files.iter().filter(|f| f.path.starts_with("lib/") && !f.path.starts_with("lib/runtime/"));
    for file in libraries.filter(|file| file.is(&["rs"])) {
        let mut read = tidy::names_after(&file.text, &READS);
        read.retain(|name| name != "KAIRAN_MUTATION"); // compiled in for the fault bench only, see below
        assert_eq!(read, Vec::<String>::new(), "{}", file.path);
    }
}

#[test]
fn seeded_bugs_are_compiled_in_for_the_fault_bench_only() {
    for file in
        files().iter().filter(|file| file.path.ends_with("Cargo.toml") && !file.path.starts_with("tests/"))
    {
        let switched_on = |line: &&str| {
            line.contains("\"mutations\"") && (line.contains("features =") || line.starts_with("default"))
        };
        assert_eq!(file.text.lines().find(switched_on), None, "{}", file.path);
    }
    let read = |path: &str| std::fs::read_to_string(tidy::root().join(path)).unwrap();
    for path in ["template.yaml", "Makefile", "samconfig.toml", "scripts/run.sh"] {
        assert!(!read(path).contains("mutations"), "{path} builds seeded bugs");
    }
}

/// An SDK crate and the actions it is there for.
const SDK: [(&str, &str); 5] = [
    ("aws-sdk-dynamodb", "dynamodb:"),
    ("aws-sdk-s3", "s3:"),
    ("aws-sdk-sqs", "sqs:"),
    ("aws-sdk-scheduler", "scheduler:"),
    ("aws-sdk-secretsmanager", "secretsmanager:"),
];

#[test]
fn a_policy_and_the_dependencies_allow_the_same() {
    let crates = crates();
    for (folder, function) in functions() {
        let needs = &crates[folder.trim_start_matches("functions/")].needs;
        let may = |begin: &str| function.actions.iter().any(|action| action.starts_with(begin));
        for (sdk, begin) in SDK {
            assert_eq!(needs.contains(sdk), may(begin), "{folder}: {sdk} ↔ {begin} in its policy");
        }
        assert_eq!(
            may("dynamodb:") || may("s3:"),
            needs.contains("store"),
            "{folder}: tables, buckets ↔ lib/store"
        );
        let queues = function.reads_a_queue || may("sqs:") || may("scheduler:");
        assert!(queues || !needs.contains("queue"), "{folder}: lib/queue without a queue");
        let secrets = function.environment.iter().any(|name| name.ends_with("_SECRET_ID"));
        assert_eq!(secrets, may("secretsmanager:"), "{folder}: secrets named ↔ secrets readable");
        let token = function.environment.iter().find(|name| name.contains("ADMIN_TOKEN"));
        assert_eq!(token, None, "{folder}: programs get in nowhere but in the local city");
        let has_key = function.environment.contains("CHANNEL_SECRET_ID");
        assert!(
            !has_key || needs.contains("line"),
            "{folder} has the channel's key, but does not use lib/line"
        );
    }
}

#[test]
fn every_metric_that_an_alarm_reads_is_written_somewhere() {
    let files = files();
    let writes = |file: &&tidy::files::File| {
        file.path.starts_with("functions/") && file.text.contains("metrics::count(")
    };
    let written: String = files.iter().filter(writes).map(|file| file.text.as_str()).collect();
    let silent: Vec<String> =
        own_metrics().into_iter().filter(|name| !written.contains(&format!("\"{name}\""))).collect();
    assert_eq!(silent, Vec::<String>::new(), "alarms that can never ring");
}

#[test]
fn every_log_line_that_a_filter_waits_for_is_written_somewhere() {
    let files = files();
    let sources: Vec<_> =
        files.iter().filter(|file| file.is(&["rs"]) && file.path.starts_with("lib/")).collect();
    let awaited = awaited_words();
    assert!(!awaited.is_empty(), "the template has no metric filter any more; neither needs it this test");
    for part in awaited.iter().flatten().map(|words| words.trim_matches([':', ' '])) {
        assert!(sources.iter().any(|file| file.text.contains(part)), "nobody writes '{part}'");
    }
}

/// Enough for one client and one setting a line.
const MAIN_LINES: usize = 40;

#[test]
fn main_only_wires() {
    for file in
        files().iter().filter(|f| f.path.starts_with("functions/") && f.path.ends_with("/src/main.rs"))
    {
        let code = |line: &&str| {
            !line.trim().is_empty() && !line.trim_start().starts_with("//") && !line.starts_with("use ")
        };
        let lines = file.text.lines().filter(code).count();
        assert!(lines <= MAIN_LINES, "{} has {lines} lines of code; a main only wires", file.path);
    }
}

#[test]
fn every_sample_event_is_json_of_a_function_and_tells_its_origin() {
    let files = files();
    let folders = functions();
    for sample in files.iter().filter(|file| file.path.starts_with("events/") && file.is(&["json"])) {
        let function = sample.path.split('/').nth(1).unwrap_or_default();
        assert!(
            folders.contains_key(&format!("functions/{function}")),
            "{} belongs to no function",
            sample.path
        );
        let parsed = serde_json::from_str::<serde_json::Value>(&sample.text);
        assert!(parsed.is_ok(), "{}: {:?}", sample.path, parsed.err());
        let readme = format!("events/{function}/README.md");
        let name = sample.path.rsplit('/').next().unwrap_or_default();
        let told = files.iter().any(|file| file.path == readme && file.text.contains(name));
        assert!(told, "{readme} does not tell where {name} comes from");
    }
}

#[test]
fn a_variable_is_found_in_any_call_that_reads_it() {
    let source =
        r#"let a = required_var("TABLE")?; let b = std::env::var( "B" ); let c = required_var(name);"#;
    assert_eq!(tidy::names_after(source, &READS), ["TABLE", "B"]);
}
