//! Rules that the tables of docs/security lean on: every requirement has its answer, whatever a table names is there,
//! and what the sources must never do they do not.

use std::collections::HashSet;

use tidy::files::{File, files};

const ASVS: &str = "docs/security/asvs.md";
const IPA: &str = "docs/security/ipa.md";
/// How a requirement is met, that it shall stay as it is, or that it is not met.
const ANSWERS: [&str; 7] = ["test", "template", "document", "code", "not applicable", "decided", "open"];
/// Levels 1 and 2 of ASVS 5.0.0.
const REQUIREMENTS: usize = 253;

/// The rows of a document's tables, cell by cell.
fn rows(file: &File) -> Vec<Vec<&str>> {
    let lines = file.text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    lines.map(|line| line.split('|').map(str::trim).collect()).collect()
}

/// What stands between backticks in them.
fn names(file: &File) -> Vec<&str> {
    rows(file).into_iter().flatten().flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

/// The sources of functions and libraries, without their tests' folders.
fn deployed() -> Vec<File> {
    let is_deployed = |path: &str| path.starts_with("lib/") || path.starts_with("functions/");
    files().into_iter().filter(|file| file.is(&["rs"]) && is_deployed(&file.path)).collect()
}

#[test]
fn every_requirement_of_the_standard_has_one_answer() {
    let files = files();
    let table = files.iter().find(|file| file.path == ASVS).expect(ASVS);
    let (mut seen, mut open) = (HashSet::new(), HashSet::new());
    for row in rows(table).iter().filter(|row| row[0].starts_with('V')) {
        let [id, level, subject, answer, place] = row[..] else { panic!("{row:?} has not five cells") };
        let is_whole = ["1", "2"].contains(&level) && !subject.is_empty() && !place.is_empty();
        assert!(is_whole && ANSWERS.contains(&answer), "{row:?}");
        assert!(!["test", "template", "code"].contains(&answer) || place.contains('`'), "{id} names nothing");
        assert!(seen.insert(id), "{id} stands twice");
        // Where something is missing it is open, whatever else was decided about it.
        assert_eq!(answer == "open", place.contains("Missing"), "{id} is {answer}: {place}");
        assert!(answer != "decided" || place.contains("Decided"), "{id} does not tell what was decided");
        if answer == "open" {
            open.insert(id);
        }
    }
    assert_eq!(seen.len(), REQUIREMENTS);
    let ranked =
        table.text.split("\n## ").find(|part| part.starts_with("Open")).expect("a list of what is open");
    let ids = ranked.split([' ', ',', ':']).filter(|word| word.starts_with('V') && word.contains('.'));
    assert_eq!(ids.collect::<HashSet<_>>(), open, "the list of what is open and the rows");
}

#[test]
fn what_the_tables_about_security_name_is_there() {
    let files = files();
    let endings = ["rs", "ts", "tsx", "py", "yaml", "toml"];
    let sources: Vec<&File> = files.iter().filter(|file| file.is(&endings)).collect();
    let ends_a_word = |c: char| !c.is_alphanumeric() && c != '_';
    let words: HashSet<&str> = sources.iter().flat_map(|file| file.text.split(ends_a_word)).collect();
    let titles_a_test = |name: &str| {
        let quoted = ['\'', '"', '`'].map(|mark| format!("{mark}{name}{mark}"));
        sources.iter().any(|file| quoted.iter().any(|title| file.text.contains(title.as_str())))
    };
    for path in [ASVS, IPA] {
        let table = files.iter().find(|file| file.path == path).expect(path);
        for name in names(table) {
            let is_there = match name {
                title if title.contains(' ') => titles_a_test(title),
                file if file.contains(['.', '/']) => files.iter().any(|known| known.path == file),
                word => words.contains(word),
            };
            assert!(is_there, "{path} names {name}, which is not there");
        }
    }
}

#[test]
fn no_function_starts_another_program() {
    for file in deployed() {
        assert!(!file.text.contains("process::"), "{}", file.path);
    }
}

#[test]
fn certificates_are_always_checked() {
    for file in deployed() {
        let found = ["danger_accept", "dangerous()", "ServerCertVerifier"];
        assert!(!found.iter().any(|words| file.text.contains(words)), "{}", file.path);
    }
}

#[test]
fn the_tables_are_asked_with_values_and_never_with_text_put_together() {
    // One expression has a comparison of ours put in.
    let ours = "pk = :pk AND sk {side} :day";
    for file in deployed() {
        let made = tidy::names_after(&file.text, &["_expression(format!("]);
        let others: Vec<_> = made.iter().filter(|expression| *expression != ours).collect();
        assert!(others.is_empty(), "{}: {others:?}", file.path);
        assert!(!file.text.contains("execute_statement"), "{} asks in PartiQL", file.path);
    }
}

#[test]
fn no_page_writes_html_or_runs_text() {
    let is_page =
        |file: &File| file.is(&["ts", "tsx"]) && file.path.starts_with("web/") && file.path.contains("/src/");
    let forbidden = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "InnerHTML",
        "document.write",
        "eval(",
        "new Function(",
    ];
    for file in files().iter().filter(|file| is_page(file)) {
        let found = forbidden.iter().find(|words| file.text.contains(**words));
        assert_eq!(found, None, "{}", file.path);
    }
}
