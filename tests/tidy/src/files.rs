//! The files under version control, so that build results and installed packages do not count.

use std::path::Path;
use std::process::Command;

/// One text file.
pub struct File {
    /// Its path under the root, with `/` between folders.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

impl File {
    /// Whether the path ends in `.` and one of these.
    pub fn is(&self, extensions: &[&str]) -> bool {
        let extension = Path::new(&self.path).extension().and_then(|e| e.to_str());
        extension.is_some_and(|extension| extensions.contains(&extension))
    }
}

/// Every text file that git tracks or would track.
pub fn files() -> Vec<File> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(crate::root())
        .output()
        .expect("git starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let paths = String::from_utf8(output.stdout).expect("paths are UTF-8");
    let read = |path: &str| {
        let text = std::fs::read_to_string(crate::root().join(path)).ok()?;
        Some(File { path: path.to_owned(), text })
    };
    paths.split_terminator('\0').filter_map(read).collect()
}
