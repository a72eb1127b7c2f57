//! A department: the words its messages begin and end with, and the words it wants to be asked about.
use serde::{Deserialize, Serialize};

use super::id::DepartmentId;
use crate::guard::alike;
use crate::letters::unfit_for_a_name;

/// Characters of the longest name.
pub const MAX_DEPARTMENT_NAME_CHARS: usize = 60;
/// Characters of the longest beginning or end.
pub const MAX_FRAME_CHARS: usize = 500;
/// Words of one department.
pub const MAX_WORDS: usize = 200;
/// Characters of the longest word.
pub const MAX_WORD_CHARS: usize = 50;

/// One department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Never changes.
    pub id: DepartmentId,
    /// Conditional writes count on it.
    pub version: u64,
    /// For staff and citizens.
    pub name: String,
    /// What its messages begin with.
    pub prefix: String,
    /// What they end with.
    pub footer: String,
    /// Words that are asked about before a message goes out.
    pub words: Vec<String>,
}

/// Which field of a department is not as it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepartmentFault {
    /// No name.
    NoName,
    /// A name or a word in this field holds a letter that nobody sees.
    Unfit(&'static str),
    /// A text is longer than this many characters: field, limit, actual.
    TooLong(&'static str, usize, usize),
    /// More words than [`MAX_WORDS`].
    TooManyWords(usize),
}

impl Department {
    /// Whether nobody could tell the two names apart, be they typed in wide or narrow letters.
    pub fn is_called_like(&self, other: &Self) -> bool {
        alike(&self.name) == alike(&other.name)
    }

    /// Everything that has to be mended.
    pub fn faults(&self) -> Vec<DepartmentFault> {
        let mut faults = Vec::new();
        if self.name.trim().is_empty() {
            faults.push(DepartmentFault::NoName);
        }
        let unfit = |text: &String| unfit_for_a_name(text).is_some();
        if unfit(&self.name) {
            faults.push(DepartmentFault::Unfit("name"));
        }
        if self.words.iter().any(unfit) {
            faults.push(DepartmentFault::Unfit("words"));
        }
        let longest = self.words.iter().map(|word| word.chars().count()).max().unwrap_or_default();
        for (field, limit, actual) in [
            ("name", MAX_DEPARTMENT_NAME_CHARS, self.name.chars().count()),
            ("prefix", MAX_FRAME_CHARS, self.prefix.chars().count()),
            ("footer", MAX_FRAME_CHARS, self.footer.chars().count()),
            ("words", MAX_WORD_CHARS, longest),
        ] {
            if actual > limit {
                faults.push(DepartmentFault::TooLong(field, limit, actual));
            }
        }
        if self.words.len() > MAX_WORDS {
            faults.push(DepartmentFault::TooManyWords(self.words.len()));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_wide_letters_and_with_blanks_and_letters_that_nobody_sees() {
        let called = |name: &str| Department {
            id: DepartmentId::from_ulid(ulid::Ulid::from(1_u128)),
            version: 1,
            name: name.to_owned(),
            prefix: String::new(),
            footer: String::new(),
            words: Vec::new(),
        };
        let plain = called("IT推進課1係");
        for twin in ["ＩＴ推進課１係", "IT推進課　1係", "it推進課1係", "IT推進課\u{200b}1係"]
        {
            assert!(plain.is_called_like(&called(twin)), "{twin}");
        }
        assert!(!plain.is_called_like(&called("IT推進課2係")));
        assert_eq!(called("防災課\u{200b}").faults(), [DepartmentFault::Unfit("name")]);
        let listed = Department { words: vec!["断水\n".to_owned()], ..plain };
        assert_eq!(listed.faults(), [DepartmentFault::Unfit("words")]);
    }

    #[test]
    fn every_field_has_its_limit() {
        let fine = Department {
            id: DepartmentId::from_ulid(ulid::Ulid::from(1_u128)),
            version: 1,
            name: "危機管理課".to_owned(),
            prefix: "長".repeat(MAX_FRAME_CHARS),
            footer: String::new(),
            words: vec!["語".repeat(MAX_WORD_CHARS); MAX_WORDS],
        };
        assert_eq!(fine.faults(), []);
        let bad = Department {
            name: " ".to_owned(),
            footer: "長".repeat(MAX_FRAME_CHARS + 1),
            words: vec!["語".repeat(MAX_WORD_CHARS + 1); MAX_WORDS + 1],
            ..fine
        };
        assert_eq!(
            bad.faults(),
            [
                DepartmentFault::NoName,
                DepartmentFault::TooLong("footer", MAX_FRAME_CHARS, MAX_FRAME_CHARS + 1),
                DepartmentFault::TooLong("words", MAX_WORD_CHARS, MAX_WORD_CHARS + 1),
                DepartmentFault::TooManyWords(MAX_WORDS + 1),
            ]
        );
    }
}
