//! A department: the words its messages begin and end with, and the words it wants to be asked about.
use serde::{Deserialize, Serialize};

use super::id::DepartmentId;

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
    /// A text is longer than this many characters: field, limit, actual.
    TooLong(&'static str, usize, usize),
    /// More words than [`MAX_WORDS`].
    TooManyWords(usize),
}

impl Department {
    /// Everything that has to be mended.
    pub fn faults(&self) -> Vec<DepartmentFault> {
        let mut faults = Vec::new();
        if self.name.trim().is_empty() {
            faults.push(DepartmentFault::NoName);
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
