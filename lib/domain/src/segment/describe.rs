//! Conditions as Japanese phrases, for confirmation screens and lists.
use super::condition::{Condition, SystemFact};
use crate::survey::{Catalogue, ChoiceItem, ChoiceKind, ItemId, OptionId};

impl Condition {
    /// The condition as a Japanese phrase. Names the catalogue lacks are shown as they are, so that a broken
    /// condition can still be read.
    pub fn describe_ja(&self, catalogue: &Catalogue) -> String {
        match self {
            Self::All(parts) => join(parts, "、かつ", catalogue),
            Self::Any(parts) => join(parts, "、または", catalogue),
            Self::Not(part) => match &**part {
                Self::Choice { item, any_of } => {
                    format!("{}以外(未回答を除く)", choice(catalogue, item, any_of))
                }
                Self::Unset { item } => format!("「{}」に回答済み", label(catalogue, item)),
                Self::System(SystemFact::Registered) => "未登録".to_owned(),
                other => format!("({})に当てはまらない", other.describe_ja(catalogue)),
            },
            Self::Choice { item, any_of } => choice(catalogue, item, any_of),
            Self::Unset { item } => format!("「{}」が未回答", label(catalogue, item)),
            Self::System(SystemFact::Registered) => "登録済み".to_owned(),
            Self::System(SystemFact::Tester) => "テスト配信の受信者".to_owned(),
        }
    }
}

fn join(parts: &[Condition], word: &str, catalogue: &Catalogue) -> String {
    let phrase = |part: &Condition| match part {
        Condition::All(inner) | Condition::Any(inner) if inner.len() > 1 => {
            format!("({})", part.describe_ja(catalogue))
        }
        _ => part.describe_ja(catalogue),
    };
    parts.iter().map(phrase).collect::<Vec<_>>().join(word)
}

fn choice(catalogue: &Catalogue, id: &ItemId, any_of: &[OptionId]) -> String {
    let item = catalogue.item(id);
    let name = |option: &OptionId| {
        let label = item.and_then(|item: &ChoiceItem| item.option(option)).map(|option| &*option.label);
        format!("「{}」", label.unwrap_or(option.as_str()))
    };
    let names = any_of.iter().map(name).collect::<Vec<_>>().join("か");
    let multiple = item.is_some_and(|item| item.kind == ChoiceKind::Multiple);
    let item = label(catalogue, id);
    if multiple { format!("「{item}」で{names}を選択") } else { format!("「{item}」が{names}") }
}

fn label(catalogue: &Catalogue, id: &ItemId) -> String {
    catalogue.item(id).map_or_else(|| id.to_string(), |item| item.label.clone())
}
