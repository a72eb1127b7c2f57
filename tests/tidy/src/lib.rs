//! Reads the repository the way its rules speak about it: crates and their edges, functions and their template,
//! files and their lines. The rules themselves are the tests beside this crate.

pub mod crates;
pub mod files;
pub mod functions;
pub mod template;

use std::path::PathBuf;

/// The repository's root folder.
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The quoted names that follow any of `openings`, such as `required_var(` in `required_var("STAGE")`.
pub fn names_after(source: &str, openings: &[&str]) -> Vec<String> {
    let after = |opening: &&str| -> Vec<String> {
        let quoted = |rest: &str| Some(rest.trim_start().strip_prefix('"')?.split_once('"')?.0.to_owned());
        source.split(*opening).skip(1).filter_map(quoted).collect()
    };
    openings.iter().flat_map(after).collect()
}
