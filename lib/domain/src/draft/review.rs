//! After a delivery that went without a second person's approval, a second person looks at it and writes down what they
//! found. The task begins with the delivery itself and does not go away by waiting.

use serde::{Deserialize, Serialize};

use super::Person;
use crate::delivery::DeliveryId;

/// Characters of the longest note.
pub const MAX_REVIEW_CHARS: usize = 1_000;

/// What there is to look at, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The delivery that went without approval.
    pub delivery: DeliveryId,
    /// Conditional writes count on it.
    pub version: u64,
    /// The delivery's name for staff.
    pub title: String,
    /// The department's id.
    pub department: Option<String>,
    /// Who sent it.
    pub sender: Person,
    /// Who wrote it: its author and its editors.
    #[serde(default)]
    pub hands: Vec<Person>,
    /// Why it could not wait.
    pub reason: String,
    /// When it was sent off, in milliseconds since 1970 UTC.
    pub sent_at_ms: u64,
    /// What a second person found.
    pub found: Option<Finding>,
}

/// What a second person found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Who looked.
    pub by: Person,
    /// What they wrote.
    pub note: String,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: u64,
}

/// Why a review is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReviewError {
    /// Whoever sent or wrote it cannot look at it as the second person.
    #[error("nobody reviews what they sent or wrote")]
    OwnWork,
    /// Somebody has looked at it.
    #[error("the review is done")]
    Done,
}

impl Finding {
    /// What `by` found, where nobody has found anything so far; the same words of the same person once more are nothing
    /// new (`None`). Whoever did what is looked at finds nothing.
    pub(super) fn after(
        stands: Option<&Self>,
        is_own: bool,
        (note, by): (&str, &Person),
        now_ms: u64,
    ) -> Result<Option<Self>, ReviewError> {
        match stands {
            Some(found) if found.by.id == by.id && found.note == note => Ok(None),
            Some(_) => Err(ReviewError::Done),
            None if is_own => Err(ReviewError::OwnWork),
            None => Ok(Some(Self { by: by.clone(), note: note.to_owned(), at_ms: now_ms })),
        }
    }
}

impl Review {
    /// Whether this person sent or wrote it.
    pub fn is_work_of(&self, id: &str) -> bool {
        self.sender.id == id || self.hands.iter().any(|person| person.id == id)
    }

    /// With what `by` found; the same words of the same person once more change nothing (`None`).
    pub fn done(&self, note: &str, by: &Person, now_ms: u64) -> Result<Option<Self>, ReviewError> {
        let found = Finding::after(self.found.as_ref(), self.is_work_of(&by.id), (note, by), now_ms)?;
        Ok(found.map(|found| Self { found: Some(found), version: self.version + 1, ..self.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ulid::Ulid;

    #[test]
    fn a_second_person_reviews_a_delivery_once() {
        let person = |id: &str| Person { id: id.to_owned(), name: id.to_owned() };
        let open = Review {
            delivery: DeliveryId::from_ulid(Ulid::from(1_u128)),
            version: 1,
            title: "津波".to_owned(),
            department: None,
            sender: person("hana"),
            hands: vec![person("jiro"), person("kyoko")],
            reason: "夜間のため".to_owned(),
            sent_at_ms: 1,
            found: None,
        };
        for own in ["hana", "jiro", "kyoko"] {
            assert_eq!(open.done("よい", &person(own), 2), Err(ReviewError::OwnWork), "{own}");
        }
        let done = open.done("よい", &person("taro"), 2).unwrap().unwrap();
        assert_eq!((done.version, done.found.as_ref().unwrap().at_ms), (2, 2));
        assert_eq!(done.done("よい", &person("taro"), 3), Ok(None));
        assert_eq!(done.done("だめ", &person("taro"), 3), Err(ReviewError::Done));
    }
}
