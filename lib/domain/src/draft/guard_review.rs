//! After the guards before a send were weakened, a second person looks at it and writes down what they checked. The task
//! begins with the change itself and does not go away by waiting.

use serde::{Deserialize, Serialize};

use super::{Finding, Person, ReviewError};

/// Guards that stand less in the way than before, and what was found about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardReview {
    /// The version of the setting that weakened them.
    pub setting: u64,
    /// Conditional writes count on it.
    pub version: u64,
    /// Who changed the setting.
    pub by: Person,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: u64,
    /// The names of the guards that are weaker.
    pub weakened: Vec<String>,
    /// What a second person found.
    pub found: Option<Finding>,
}

impl GuardReview {
    /// With what `by` found; the same words of the same person once more change nothing (`None`).
    pub fn done(&self, note: &str, by: &Person, now_ms: u64) -> Result<Option<Self>, ReviewError> {
        let found = Finding::after(self.found.as_ref(), self.by.id == by.id, (note, by), now_ms)?;
        Ok(found.map(|found| Self { found: Some(found), version: self.version + 1, ..self.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_weakened_a_guard_does_not_check_it_and_it_is_checked_once() {
        let person = |id: &str| Person { id: id.to_owned(), name: id.to_owned() };
        let weakened = vec!["approval".to_owned()];
        let open =
            GuardReview { setting: 3, version: 1, by: person("hana"), at_ms: 1, weakened, found: None };
        assert_eq!(open.done("よい", &person("hana"), 2), Err(ReviewError::OwnWork));
        let done = open.done("よい", &person("taro"), 2).unwrap().unwrap();
        assert_eq!((done.version, done.found.as_ref().unwrap().at_ms), (2, 2));
        assert_eq!(done.done("よい", &person("taro"), 3), Ok(None));
        assert_eq!(done.done("だめ", &person("jiro"), 3), Err(ReviewError::Done));
    }
}
