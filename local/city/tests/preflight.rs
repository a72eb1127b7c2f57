//! What the city says before it starts when something is missing.

use std::net::TcpListener;
use std::path::Path;

use city::{CityConfig, CityData, Ports, preflight};

fn a_config(binaries: &Path) -> CityConfig {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut config = CityConfig::for_run(&root, binaries, CityData::Memory, Ports::FREE);
    config.page = None;
    config
}

#[test]
fn a_port_in_use_is_named_with_the_flag_that_changes_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut config = a_config(Path::new("."));
    config.ports.chatbot = port;
    let problems = preflight(&config);
    let expected = format!(
        "Port {port} for the chatbot is in use; stop what listens there or choose another with --chatbot-port."
    );
    assert!(problems.contains(&expected), "{problems:?}");
}

#[test]
fn functions_that_are_not_built_are_named_in_one_sentence_with_the_command() {
    let problems = preflight(&a_config(Path::new("/nowhere/release")));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].starts_with("Not built in /nowhere/release: admin_api, citizen_api, forward_webhook,"),
        "{problems:?}"
    );
    assert!(problems[0].ends_with("run `cargo build --workspace --bins --release`."), "{problems:?}");
}

#[test]
fn a_missing_page_is_named() {
    let mut config = a_config(Path::new("."));
    config.page = Some("/nowhere".into());
    let problems = preflight(&config);
    assert!(
        problems.iter().any(|problem| problem.contains("run `npm --prefix web run build`")),
        "{problems:?}"
    );
}
