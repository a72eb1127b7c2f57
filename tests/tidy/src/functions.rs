//! What a function's source says about itself.

use std::collections::BTreeSet;

use crate::files::File;

/// Variables that only the local city sets, beside a template that does not know them.
pub const OVERLAY: [&str; 5] = [
    "LINE_API_URL",
    "LINE_DATA_API_URL",
    "FORWARD_LOOPBACK_ORIGIN",
    "LINK_LOOPBACK_ORIGIN",
    "ADMIN_TOKEN_SECRET_ID",
];

/// The calls that read one environment variable by its name.
pub const READS: [&str; 4] = ["required_var(", "optional_var(", "env::var(", "env::var_os("];

/// The variables that the sources under `folder` read, apart from the overlay's.
pub fn variables(files: &[File], folder: &str) -> BTreeSet<String> {
    let sources =
        files.iter().filter(|file| file.is(&["rs"]) && file.path.starts_with(&format!("{folder}/src/")));
    let read = sources.flat_map(|file| crate::names_after(&file.text, &READS));
    read.filter(|name| !OVERLAY.contains(&name.as_str())).collect()
}
