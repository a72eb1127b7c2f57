//! Rules about files: each says what it is for, fits a sitting, is finished, and belongs to no machine.

use std::path::Path;

use tidy::files::{File, files};

const MAX_LINES: usize = 400;

fn rust() -> Vec<File> {
    files().into_iter().filter(|file| file.is(&["rs"])).collect()
}

#[test]
fn every_rust_file_opens_with_what_it_is_for() {
    for file in rust() {
        assert!(file.text.starts_with("//! "), "{} does not open with //!", file.path);
    }
}

#[test]
fn no_source_file_is_longer_than_400_lines() {
    let is_made = |file: &File| file.path == "web/api/api.d.ts"; // by a program, from the API's description
    let sources = |file: &&File| file.is(&["rs", "ts", "tsx", "py", "css"]) && !is_made(file);
    for file in files().iter().filter(sources) {
        let lines = file.text.lines().count();
        assert!(lines <= MAX_LINES, "{} has {lines} lines", file.path);
    }
}

/// A function's length is clippy's work; here only that nobody has switched it off.
#[test]
fn clippy_counts_the_lines_of_every_function() {
    let read = |path: &str| std::fs::read_to_string(tidy::root().join(path)).unwrap();
    assert!(read("clippy.toml").contains("too-many-lines-threshold = 50"));
    assert!(read("Cargo.toml").contains("too_many_lines = "));
    for file in files() {
        if file.path.ends_with("clippy.toml") {
            assert!(
                file.text.contains("too-many-lines-threshold = 50"),
                "{} forgets the 50 lines",
                file.path
            );
        }
        if file.path.ends_with("/Cargo.toml") {
            assert!(file.text.contains("[lints]\nworkspace = true"), "{} has lints of its own", file.path);
        }
        assert!(
            !file.is(&["rs"]) || !file.text.contains(&["allow(clippy::", "too_many_lines"].concat()),
            "{}",
            file.path
        );
    }
}

#[test]
fn nothing_is_left_to_do_and_no_test_is_switched_off() {
    // Put together here, so that this file does not find itself.
    let unfinished = ["todo", "unimplemented"].map(|word| format!("{word}!("));
    let ignored = ["#[", "ignore"].concat();
    for file in rust() {
        let found = unfinished.iter().chain([&ignored]).find(|word| file.text.contains(*word));
        assert_eq!(found, None, "{}", file.path);
    }
    let skipped =
        ["test.", "it.", "describe."].map(|begin| [format!("{begin}skip("), format!("{begin}only(")]);
    for file in files().iter().filter(|file| file.is(&["ts", "tsx"])) {
        let found = skipped.iter().flatten().find(|word| file.text.contains(*word));
        assert_eq!(found, None, "{}", file.path);
    }
}

#[test]
fn no_file_names_a_machine_or_a_mirror() {
    let paths = ["/work", "/root", "/home"].map(|folder| format!("{folder}/"));
    for file in files() {
        for (number, line) in file.text.lines().enumerate() {
            let machine = paths.iter().find(|path| {
                line.match_indices(path.as_str()).any(|(at, _)| {
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-/}".contains(c))
                })
            });
            assert_eq!(machine, None, "{}:{}", file.path, number + 1);
        }
        if file.path.ends_with("package-lock.json") {
            assert!(!file.text.contains("\"resolved\": \"http"), "{} is tied to one registry", file.path);
        }
        if file.path == "Cargo.lock" {
            let index = "registry+https://github.com/rust-lang/crates.io-index";
            let foreign =
                file.text.lines().find(|line| line.starts_with("source = ") && !line.contains(index));
            assert_eq!(foreign, None, "Cargo.lock is tied to one registry");
        }
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    for file in files().iter().filter(|file| file.is(&["md"])) {
        let folder = Path::new(&file.path).parent().unwrap_or(Path::new(""));
        for rest in file.text.split("](").skip(1) {
            let link = rest.split([')', '#', ' ']).next().unwrap_or_default();
            let elsewhere = link.is_empty() || link.contains("://") || link.starts_with("mailto:");
            let found = elsewhere || tidy::root().join(folder).join(link).exists();
            assert!(found, "{} links to {link}", file.path);
        }
    }
}

#[test]
fn no_test_stands_where_no_test_program_is_built() {
    let files = files();
    let first: Vec<String> = tidy::crates::crates().into_values().flat_map(|krate| krate.untested).collect();
    assert!(first.len() > 20, "they are told another way: {first:?}");
    for first in first {
        let is_of = |path: &str| match first.strip_suffix("lib.rs") {
            Some(folder) => path.starts_with(folder),
            None => path == first,
        };
        for file in files.iter().filter(|file| file.is(&["rs"]) && is_of(&file.path)) {
            assert!(!file.text.contains("cfg(test)"), "{}: {first} says `test = false`", file.path);
        }
    }
}
