//! A template: bubbles that staff begin a new draft with, such as the monthly notice of a department.
//!
//! It holds messages only. Whom a message goes to and when is chosen anew each time, so that a template cannot carry
//! last month's audience along.

use std::fmt;

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::draft::{MAX_BUBBLES, MAX_DRAFT_BYTES, Person, kept_bytes};
use crate::letters::unfit_for_a_name;

/// Characters of the longest name.
pub const MAX_TEMPLATE_NAME_CHARS: usize = 60;
/// Templates of one department, and of those that are everybody's: a list that a person can still look through.
pub const MAX_TEMPLATES: usize = 100;
/// Characters that a list shows of a template.
const BEGINNING_CHARS: usize = 60;

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

/// What a list shows of a template, without its bubbles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSummary {
    /// Which.
    pub id: TemplateId,
    /// Of the template.
    pub version: u64,
    /// What staff call it.
    pub name: String,
    /// As in [`Template`].
    pub department: Option<String>,
    /// The first words that it says; empty where it has none.
    pub beginning: String,
    /// How many there are.
    pub bubbles: usize,
    /// As in [`Template`].
    pub updated_by: Person,
    /// As in [`Template`].
    pub updated_at_ms: u64,
}

/// What is wrong with a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateFault {
    /// No name.
    NoName,
    /// A name with a letter that nobody sees.
    UnfitName,
    /// A name of this many characters.
    NameTooLong(usize),
    /// No bubble.
    Empty,
    /// More bubbles than LINE takes at once.
    TooManyBubbles(usize),
    /// All bubbles together take this many bytes where they are kept.
    TooLarge(usize),
}

impl Template {
    /// What a list shows of it.
    pub fn summary(&self) -> TemplateSummary {
        TemplateSummary {
            id: self.id,
            version: self.version,
            name: self.name.clone(),
            department: self.department.clone(),
            beginning: self.messages.iter().find_map(|bubble| words_of(bubble)).unwrap_or_default(),
            bubbles: self.messages.len(),
            updated_by: self.updated_by.clone(),
            updated_at_ms: self.updated_at_ms,
        }
    }

    /// Everything that has to be mended. The messages may be unfinished: what is missing is filled in each time.
    pub fn faults(&self) -> Vec<TemplateFault> {
        let mut faults = Vec::new();
        let chars = self.name.chars().count();
        if self.name.trim().is_empty() {
            faults.push(TemplateFault::NoName);
        } else if unfit_for_a_name(&self.name).is_some() {
            faults.push(TemplateFault::UnfitName);
        } else if chars > MAX_TEMPLATE_NAME_CHARS {
            faults.push(TemplateFault::NameTooLong(chars));
        }
        let bytes = kept_bytes(&self.messages);
        match self.messages.len() {
            0 => faults.push(TemplateFault::Empty),
            many if many > MAX_BUBBLES => faults.push(TemplateFault::TooManyBubbles(many)),
            _ if bytes > MAX_DRAFT_BYTES => faults.push(TemplateFault::TooLarge(bytes)),
            _ => (),
        }
        faults
    }
}

fn words_of(bubble: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(bubble).ok()?;
    let said = ["text", "altText"].iter().find_map(|key| value.get(key)?.as_str())?;
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let short = words.chars().take(BEGINNING_CHARS).collect::<String>();
    let more = if short.len() < words.len() { "…" } else { "" };
    (!words.is_empty()).then(|| format!("{short}{more}"))
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
        assert_eq!(template("a", vec!["x".repeat(299_996)]).faults(), []);
        assert_eq!(template("a", vec!["x".repeat(299_997)]).faults(), [TemplateFault::TooLarge(300_001)]);
        assert_eq!(template("a", vec!["\"".repeat(200_000)]).faults(), [TemplateFault::TooLarge(400_004)]);
    }

    #[test]
    fn a_list_shows_the_first_words_and_never_the_bubbles() {
        let bubbles = ["{", r#"{"type":"image"}"#, r#"{"type":"text","text":" 火の\n元に "}"#];
        let summary = template("火災", bubbles.map(str::to_owned).to_vec()).summary();
        assert_eq!((summary.beginning.as_str(), summary.bubbles), ("火の 元に", 3));
        let long = serde_json::json!({ "type": "flex", "altText": "長".repeat(61) }).to_string();
        assert_eq!(template("a", vec![long]).summary().beginning, format!("{}…", "長".repeat(60)));
        assert_eq!(template("a", vec!["{}".to_owned()]).summary().beginning, "");
    }

    #[test]
    fn an_id_has_one_spelling() {
        let id = TemplateId::from_ulid(Ulid::from(u128::MAX));
        assert_eq!(TemplateId::parse(&id.to_string()), Ok(id));
        assert_eq!(TemplateId::parse(&id.to_string().to_lowercase()), Err(InvalidTemplateId));
    }
}
