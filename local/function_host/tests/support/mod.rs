//! A host over the fixture template with an embedded AWS in memory.
#![allow(clippy::unwrap_used, reason = "a test ends where its ground gives way")]
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use embedded_aws::{Clock, Config, Data, EmbeddedAws, NewMessage};
use function_host::{Host, HostConfig};

pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Fixture {
    pub host: Host,
    pub aws: EmbeddedAws,
    pub clock: Clock,
    notes: PathBuf,
}

pub async fn a_host() -> Fixture {
    a_host_with(|_| ()).await
}

pub async fn a_host_with(change: impl FnOnce(&mut HostConfig)) -> Fixture {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let notes = std::env::temp_dir().join(format!("kairan-host-{}-{number}.txt", std::process::id()));
    let clock = Clock::new();
    let listen = "127.0.0.1:0".parse().unwrap();
    let aws = EmbeddedAws::start(Config::new(listen, Data::Memory, clock.clone())).await.unwrap();
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture/template.yaml");
    let mut config = HostConfig::new(template, binaries(), aws.clone());
    config.parameters.insert("Stage".to_owned(), "test".to_owned());
    config.overlay.insert("NOTES".to_owned(), notes.display().to_string());
    config.rates = false;
    change(&mut config);
    Fixture { host: Host::start(config).await.unwrap(), aws, clock, notes }
}

impl Fixture {
    /// What the functions wrote down, in order.
    pub fn notes(&self) -> Vec<String> {
        std::fs::read_to_string(&self.notes).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    pub fn send(&self, queue: &str, body: &str) {
        self.aws.sqs().send(queue, NewMessage::new(body)).unwrap();
    }

    pub async fn settle(&self) {
        assert!(self.host.wait_idle(PATIENCE).await, "the host did not become idle");
    }

    pub async fn wait_for_note(&self, text: &str) {
        for _ in 0..1_000 {
            if self.notes().iter().any(|note| note == text) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("nobody noted {text:?} within 10 s: {:?}", self.notes());
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        // It is not there if no function wrote anything.
        let _ = std::fs::remove_file(&self.notes);
    }
}

/// The folder where cargo put `test_function`.
pub fn binaries() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_test_function")).parent().unwrap().to_owned()
}
