//! The staff's manual says what stands on the screens.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use tidy::files::files;

#[test]
fn every_label_that_the_manual_quotes_is_written_somewhere_in_the_program() {
    let files = files();
    let is_program = |path: &str| {
        path.starts_with("web/admin/src/")
            || path.starts_with("web/preview/")
            || path.starts_with("functions/admin_api/src/")
            || path.starts_with("lib/domain/src/")
    };
    let program: Vec<&str> =
        files.iter().filter(|file| is_program(&file.path)).map(|file| file.text.as_str()).collect();
    let manual = &files.iter().find(|file| file.path == "docs/manuals/staff.md").unwrap().text;
    let quoted: Vec<&str> =
        manual.split('「').skip(1).filter_map(|rest| rest.split_once('」')).map(|(label, _)| label).collect();
    assert!(quoted.len() > 60, "only {} labels were found", quoted.len());
    let unknown: Vec<&str> =
        quoted.into_iter().filter(|label| !program.iter().any(|text| text.contains(label))).collect();
    assert_eq!(unknown, Vec::<&str>::new());
}
