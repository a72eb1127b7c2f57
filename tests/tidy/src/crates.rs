//! Our crates and what they depend on, as cargo itself reads the manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// One crate of the workspace.
pub struct Crate {
    /// Its folder under the root, such as `lib/domain`.
    pub folder: String,
    /// What it needs to run (and to build): our crates and others'.
    pub needs: BTreeSet<String>,
    /// What only its tests need.
    pub tests_need: BTreeSet<String>,
    /// The first files of its library and programs for which no test program is built (`test = false`).
    pub untested: Vec<String>,
}

/// Every crate of the workspace by its name.
pub fn crates() -> BTreeMap<String, Crate> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(crate::root())
        .output()
        .expect("cargo metadata starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata answers JSON");
    let root = metadata["workspace_root"].as_str().expect("a workspace has a root");
    let named = |package: &Value| (text(&package["name"]), read(package, root));
    metadata["packages"].as_array().expect("a workspace has packages").iter().map(named).collect()
}

fn read(package: &Value, root: &str) -> Crate {
    let manifest = text(&package["manifest_path"]);
    let folder = manifest.trim_start_matches(root).trim_start_matches('/').trim_end_matches("/Cargo.toml");
    let short = |path: &Value| text(path).trim_start_matches(root).trim_start_matches('/').to_owned();
    let targets = package["targets"].as_array().expect("a package lists its targets");
    let untested = targets.iter().filter(|target| target["test"] == false);
    let dependencies = package["dependencies"].as_array().expect("a package lists its dependencies");
    let of_kind = |wanted: &dyn Fn(&Value) -> bool| {
        dependencies.iter().filter(|d| wanted(&d["kind"])).map(|d| text(&d["name"])).collect()
    };
    Crate {
        folder: folder.to_owned(),
        needs: of_kind(&|kind| kind != "dev"),
        tests_need: of_kind(&|kind| kind == "dev"),
        untested: untested.map(|target| short(&target["src_path"])).collect(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("cargo metadata names it").to_owned()
}
