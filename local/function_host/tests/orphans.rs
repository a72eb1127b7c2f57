//! What becomes of the processes when their host is killed and cannot clean up.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use function_host::rss_bytes;

#[test]
fn idle_and_busy_processes_end_soon_after_their_host_was_killed() {
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture/template.yaml");
    let binaries = Path::new(env!("CARGO_BIN_EXE_test_function")).parent().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_test_host"));
    let data = std::env::temp_dir().join(format!("kairan-orphans-{}", std::process::id()));
    let mut host = command.arg(template).arg(binaries).arg(&data).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(host.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let pids: Vec<u32> = line.split_whitespace().map(|pid| pid.parse().unwrap()).collect();
    assert_eq!(pids.len(), 2, "the host printed {line:?}");
    assert!(pids.iter().all(|pid| rss_bytes(*pid) > 0));
    host.kill().unwrap();
    host.wait().unwrap();
    let until = Instant::now() + Duration::from_secs(10);
    while pids.iter().any(|pid| rss_bytes(*pid) > 0) {
        assert!(Instant::now() < until, "a process outlived its host by 10 s");
        std::thread::sleep(Duration::from_millis(50));
    }
    std::fs::remove_dir_all(data).unwrap();
}
