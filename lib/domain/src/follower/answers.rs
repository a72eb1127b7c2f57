//! What a follower told us: one answer an item, each with the catalogue version it was given under.
use crate::calendar::YearMonth;
use crate::survey::{ItemId, OptionId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// The text is not seven digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a postal code has seven digits")]
pub struct InvalidPostalCode;

/// A Japanese postal code: seven digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PostalCode(String);

impl PostalCode {
    /// Accepts `2100001` and `210-0001`.
    pub fn parse(text: &str) -> Result<Self, InvalidPostalCode> {
        let digits = match text.split_once('-') {
            Some((first, last)) if first.len() == 3 => format!("{first}{last}"),
            _ => text.to_owned(),
        };
        let is_code = digits.len() == 7 && digits.bytes().all(|b| b.is_ascii_digit());
        if is_code { Ok(Self(digits)) } else { Err(InvalidPostalCode) }
    }

    /// The seven digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PostalCode {
    type Error = InvalidPostalCode;
    fn try_from(text: String) -> Result<Self, InvalidPostalCode> {
        Self::parse(&text)
    }
}

impl From<PostalCode> for String {
    fn from(code: PostalCode) -> Self {
        code.0
    }
}

/// A postal code and the area it fell into when it was answered. The area stays when prefixes move later, so that
/// a page never differs from its followers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalAnswer {
    /// What the citizen typed.
    pub code: PostalCode,
    /// The option whose prefix fits best; `None` until [`crate::survey::Catalogue::check_answers`] has found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<OptionId>,
}

/// What was answered to one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerValue {
    /// Options; never empty.
    Chosen(BTreeSet<OptionId>),
    /// A month of a year.
    Month(YearMonth),
    /// Free text; never empty.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A postal code.
    Postal(PostalAnswer),
}

impl AnswerValue {
    /// The options this answer stands for: the chosen ones, or the area of a postal code.
    pub fn options(&self) -> impl Iterator<Item = &OptionId> {
        let (chosen, area) = match self {
            Self::Chosen(chosen) => (Some(chosen), None),
            Self::Postal(postal) => (None, postal.area.as_ref()),
            Self::Month(_) | Self::Text(_) | Self::Number(_) => (None, None),
        };
        chosen.into_iter().flatten().chain(area)
    }

    /// As citizens and staff exchange it: `["asao"]`, `"1990-04"`, `"text"`, `3`, `"2100001"`.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Chosen(chosen) => json!(chosen),
            Self::Month(month) => json!(month),
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::Postal(postal) => json!(postal.code),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Chosen(chosen) => chosen.is_empty(),
            Self::Text(text) => text.is_empty(),
            Self::Month(_) | Self::Number(_) | Self::Postal(_) => false,
        }
    }
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Answer {
    /// What was answered.
    pub value: AnswerValue,
    /// The catalogue's version that it was given under; 0 for answers from before versions.
    pub version: u64,
}

/// `["asao"]` for a choice from before versions, `{"version":3,"month":"1990-04"}` for everything else.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Unversioned(BTreeSet<OptionId>),
    Versioned {
        version: u64,
        #[serde(flatten)]
        value: AnswerValue,
    },
}

impl From<Stored> for Answer {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Unversioned(chosen) => Self { value: AnswerValue::Chosen(chosen), version: 0 },
            Stored::Versioned { version, value } => Self { value, version },
        }
    }
}

impl From<Answer> for Stored {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer { value: AnswerValue::Chosen(chosen), version: 0 } => Self::Unversioned(chosen),
            Answer { value, version } => Self::Versioned { version, value },
        }
    }
}

/// Answers by item. An item without one is not in it: it is unset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<ItemId, Answer>", into = "BTreeMap<ItemId, Answer>")]
pub struct Answers(BTreeMap<ItemId, Answer>);

impl Answers {
    /// Replaces the answer to `item` by these options, without a version; choosing nothing makes it unset.
    pub fn set(&mut self, item: ItemId, chosen: impl IntoIterator<Item = OptionId>) {
        let value = AnswerValue::Chosen(chosen.into_iter().collect());
        self.put(item, Answer { value, version: 0 });
    }

    /// Replaces the answer to `item`; an empty one makes it unset.
    pub fn put(&mut self, item: ItemId, answer: Answer) {
        if answer.value.is_empty() {
            self.0.remove(&item);
        } else {
            self.0.insert(item, answer);
        }
    }

    /// The answer to `item`; `None` when it is unset.
    pub fn get(&self, item: &ItemId) -> Option<&Answer> {
        self.0.get(item)
    }

    /// Makes `item` unset and gives back what it was.
    pub fn remove(&mut self, item: &ItemId) -> Option<Answer> {
        self.0.remove(item)
    }

    /// Takes `option` out of the answer to `item` and puts `by` in its place, if there is one; a postal code stays and
    /// falls into `by` from now on. Says whether anything changed; doing it again changes nothing.
    pub fn replace_option(&mut self, item: &ItemId, option: &OptionId, by: Option<&OptionId>) -> bool {
        let Some(Answer { value, version }) = self.0.get(item) else { return false };
        if !value.options().any(|one| one == option) {
            return false;
        }
        let version = *version;
        let value = match (value, by) {
            (AnswerValue::Postal(PostalAnswer { code, .. }), Some(by)) => {
                AnswerValue::Postal(PostalAnswer { code: code.clone(), area: Some(by.clone()) })
            }
            (value, by) => {
                let kept = value.options().filter(|one| *one != option).chain(by);
                AnswerValue::Chosen(kept.cloned().collect())
            }
        };
        self.put(item.clone(), Answer { value, version });
        true
    }

    /// Whether no item is answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Answered items by name.
    pub fn iter(&self) -> impl Iterator<Item = (&ItemId, &Answer)> {
        self.0.iter()
    }
}

impl From<BTreeMap<ItemId, Answer>> for Answers {
    fn from(mut answers: BTreeMap<ItemId, Answer>) -> Self {
        answers.retain(|_, answer| !answer.value.is_empty());
        Self(answers)
    }
}

impl From<Answers> for BTreeMap<ItemId, Answer> {
    fn from(answers: Answers) -> Self {
        answers.0
    }
}
