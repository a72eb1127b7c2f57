//! A template: bubbles that staff begin a new draft with, such as the monthly notice of a department.
//!
//! It holds messages only. Whom a message goes to and when is chosen anew each time, so that a template cannot carry
//! last month's audience along.

use std::fmt;

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::draft::{MAX_BUBBLES, MAX_DRAFT_BYTES, Person};

/// Characters of the longest name.
pub const MAX_TEMPLATE_NAME_CHARS: usize = 60;
/// Templates of the whole city: a list that a person can still look through.
pub const MAX_TEMPLATES: usize = 300;

/// Which template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TemplateId(Ulid);

/// The text is no template's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a template id")]
pub struct InvalidTemplateId;

impl TemplateId {
    /// The template of this ULID.
    pub const fn from_ulid(ulid: Ulid) -> Self {
        Self(ulid)
    }

    /// Reads the 26 characters; one spelling only.
    pub fn parse(text: &str) -> Result<Self, InvalidTemplateId> {
        text.parse::<Ulid>().ok().filter(|id| id.to_string() == text).map(Self).ok_or(InvalidTemplateId)
    }
}

impl TryFrom<String> for TemplateId {
    type Error = InvalidTemplateId;
    fn try_from(text: String) -> Result<Self, InvalidTemplateId> {
        Self::parse(&text)
    }
}

impl From<TemplateId> for String {
    fn from(id: TemplateId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for TemplateId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// One template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Never changes.
    pub id: TemplateId,
    /// Conditional writes count on it.
    pub version: u64,
    /// What staff call it.
    pub name: String,
    /// The id of the department whose it is; everybody's where there is none.
    pub department: Option<String>,
    /// The JSON text of each bubble, as it was typed.
    pub messages: Vec<String>,
    /// Who saved it last.
    pub updated_by: Person,
    /// When, in milliseconds since 1970 UTC.
    pub updated_at_ms: u64,
}

/// What is wrong with a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateFault {
    /// No name.
    NoName,
    /// A name of this many characters.
    NameTooLong(usize),
    /// No bubble.
    Empty,
    /// More bubbles than LINE takes at once.
    TooManyBubbles(usize),
    /// All bubbles together have this many bytes.
    TooLarge(usize),
}

impl Template {
    /// Everything that has to be mended. The messages may be unfinished: what is missing is filled in each time.
    pub fn faults(&self) -> Vec<TemplateFault> {
        let mut faults = Vec::new();
        let chars = self.name.chars().count();
        if self.name.trim().is_empty() {
            faults.push(TemplateFault::NoName);
        } else if chars > MAX_TEMPLATE_NAME_CHARS {
            faults.push(TemplateFault::NameTooLong(chars));
        }
        let bytes = self.messages.iter().map(String::len).sum();
        match self.messages.len() {
            0 => faults.push(TemplateFault::Empty),
            many if many > MAX_BUBBLES => faults.push(TemplateFault::TooManyBubbles(many)),
            _ if bytes > MAX_DRAFT_BYTES => faults.push(TemplateFault::TooLarge(bytes)),
            _ => (),
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(name: &str, messages: Vec<String>) -> Template {
        Template {
            id: TemplateId::from_ulid(Ulid::from(7_u128)),
            version: 1,
            name: name.to_owned(),
            department: None,
            messages,
            updated_by: Person { id: "hanako".to_owned(), name: "高津 花子".to_owned() },
            updated_at_ms: 0,
        }
    }

    #[test]
    fn a_template_has_a_name_and_as_many_bubbles_as_a_message() {
        let bubble = || r#"{"type":"text","text":""}"#.to_owned();
        assert_eq!(template(&"名".repeat(60), vec![bubble(); 5]).faults(), []);
        assert_eq!(template(" ", vec![]).faults(), [TemplateFault::NoName, TemplateFault::Empty]);
        assert_eq!(template(&"名".repeat(61), vec![bubble()]).faults(), [TemplateFault::NameTooLong(61)]);
        assert_eq!(template("a", vec![bubble(); 6]).faults(), [TemplateFault::TooManyBubbles(6)]);
        assert_eq!(template("a", vec!["x".repeat(300_000)]).faults(), []);
        assert_eq!(template("a", vec!["x".repeat(300_001)]).faults(), [TemplateFault::TooLarge(300_001)]);
    }

    #[test]
    fn an_id_has_one_spelling() {
        let id = TemplateId::from_ulid(Ulid::from(u128::MAX));
        assert_eq!(TemplateId::parse(&id.to_string()), Ok(id));
        assert_eq!(TemplateId::parse(&id.to_string().to_lowercase()), Err(InvalidTemplateId));
    }
}
