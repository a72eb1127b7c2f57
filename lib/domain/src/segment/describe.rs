//! Conditions as Japanese phrases, for confirmation screens and lists.
use super::condition::Condition;
use super::leaf::{Bounds, SystemFact};
use crate::delivery::DeliveryId;
use crate::follower::Friendship;
use crate::reaction::Reaction;
use crate::survey::{Catalogue, Item, ItemId, ItemKind, OptionId};
use jiff::civil::Date;

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
                Self::Friendship(Friendship::Following) => {
                    Self::Friendship(Friendship::Blocked).describe_ja(catalogue)
                }
                Self::Friendship(Friendship::Blocked) => {
                    Self::Friendship(Friendship::Following).describe_ja(catalogue)
                }
                Self::Age { .. } | Self::Number { .. } => {
                    format!("{}以外(未回答を除く)", part.describe_ja(catalogue))
                }
                Self::Registered(_) => format!("{}以外(未登録を除く)", part.describe_ja(catalogue)),
                Self::Reacted { reaction: Reaction::Clicked, delivery } => {
                    format!("配信「{}」のボタンを押していない", title(catalogue, *delivery))
                }
                Self::Reacted { reaction: Reaction::Opened, delivery } => {
                    format!("配信「{}」を開いたことがわかっていない", title(catalogue, *delivery))
                }
                other => format!("({})に当てはまらない", other.describe_ja(catalogue)),
            },
            Self::Choice { item, any_of } => choice(catalogue, item, any_of),
            Self::Unset { item } => format!("「{}」が未回答", label(catalogue, item)),
            Self::System(SystemFact::Registered) => "登録済み".to_owned(),
            Self::System(SystemFact::Tester) => "テスト配信の受信者".to_owned(),
            Self::Age { item, years } => {
                format!("「{}」から数えて{}", label(catalogue, item), range(*years, "歳"))
            }
            Self::Number { item, range: numbers } => {
                format!("「{}」が{}", label(catalogue, item), range(*numbers, ""))
            }
            Self::Registered(days) => format!("登録日が{}", period(*days)),
            Self::Friendship(Friendship::Following) => "友だち(ブロックしていない)".to_owned(),
            Self::Friendship(Friendship::Blocked) => "ブロック中".to_owned(),
            Self::Reacted { reaction: Reaction::Clicked, delivery } => {
                format!("配信「{}」のボタンを押した", title(catalogue, *delivery))
            }
            Self::Reacted { reaction: Reaction::Opened, delivery } => {
                format!("配信「{}」を開いたことがわかっている", title(catalogue, *delivery))
            }
        }
    }
}

fn title(catalogue: &Catalogue, id: DeliveryId) -> String {
    catalogue.tracked_delivery(id).map_or_else(|| id.to_string(), |tracked| tracked.title.clone())
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

fn range(bounds: Bounds<i64>, unit: &str) -> String {
    match (bounds.from, bounds.to) {
        (Some(from), Some(to)) if from == to => format!("{from}{unit}"),
        (Some(from), Some(to)) => format!("{from}{unit}以上{to}{unit}以下"),
        (Some(from), None) => format!("{from}{unit}以上"),
        (None, Some(to)) => format!("{to}{unit}以下"),
        (None, None) => "(範囲なし)".to_owned(),
    }
}

fn period(days: Bounds<Date>) -> String {
    let day = |date: Date| format!("{}年{}月{}日", date.year(), date.month(), date.day());
    match (days.from, days.to) {
        (Some(from), Some(to)) if from == to => day(from),
        (Some(from), Some(to)) => format!("{}から{}まで", day(from), day(to)),
        (Some(from), None) => format!("{}以降", day(from)),
        (None, Some(to)) => format!("{}以前", day(to)),
        (None, None) => "(範囲なし)".to_owned(),
    }
}

fn choice(catalogue: &Catalogue, id: &ItemId, any_of: &[OptionId]) -> String {
    let item = catalogue.item(id);
    let name = |option: &OptionId| {
        let label = item.and_then(|item: &Item| item.option(option)).map(|option| &*option.label);
        format!("「{}」", label.unwrap_or(option.as_str()))
    };
    let names = any_of.iter().map(name).collect::<Vec<_>>().join("か");
    let multiple = item.is_some_and(|item| item.kind == ItemKind::Multiple);
    let item = label(catalogue, id);
    if multiple { format!("「{item}」で{names}を選択") } else { format!("「{item}」が{names}") }
}

fn label(catalogue: &Catalogue, id: &ItemId) -> String {
    catalogue.item(id).map_or_else(|| id.to_string(), |item| item.label.clone())
}
