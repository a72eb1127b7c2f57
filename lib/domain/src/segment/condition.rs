//! Conditions as staff build them, and their translation into a query over planes.
use super::leaf::{Bounds, SystemFact};
use super::query::{Node, Query};
use crate::calendar::YearMonth;
use crate::delivery::DeliveryId;
use crate::follower::Friendship;
use crate::reaction::{REACTION_MONTHS, Reaction};
use crate::survey::{Catalogue, ItemId, OptionId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use thiserror::Error;

/// Deepest nesting of a condition; a single choice has depth 1.
pub const MAX_DEPTH: usize = 32;
/// Most nodes of a condition, groups and choices together.
pub const MAX_NODES: usize = 1_000;

/// A tree of AND, OR and NOT over answers and system facts. As JSON: `{"all":[…]}`, `{"any":[…]}`,
/// `{"not":…}`, `{"item":"ward","any_of":["asao"]}`, `{"item":"ward","unset":true}`, `{"system":"tester"}`,
/// `{"item":"birth","age":{"from":20,"to":29}}`, `{"item":"children","number":{"from":1}}`,
/// `{"registered":{"from":"2026-04-01"}}`, `{"friendship":"blocked"}`,
/// `{"clicked":"01J…"}`, `{"opened":"01J…"}`. Of a range, either bound may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub enum Condition {
    /// Every part matches; never empty.
    All(Vec<Condition>),
    /// At least one part matches; never empty.
    Any(Vec<Condition>),
    /// The part definitely does not match; who has not answered stays out.
    Not(Box<Condition>),
    /// Chose at least one of these options; never empty.
    Choice {
        /// The item asked about.
        item: ItemId,
        /// Any of these will do.
        any_of: Vec<OptionId>,
    },
    /// Has not answered the item.
    Unset {
        /// The item asked about.
        item: ItemId,
    },
    /// A fact of the system.
    System(SystemFact),
    /// So many years old, told from the month that was answered; somebody is a year older from the month of birth on.
    Age {
        /// The item asked about.
        item: ItemId,
        /// Years.
        years: Bounds<i64>,
    },
    /// Answered a number within bounds.
    Number {
        /// The item asked about.
        item: ItemId,
        /// The numbers.
        range: Bounds<i64>,
    },
    /// First registered on one of these days in Japan; whose day is not known stays out.
    Registered(Bounds<Date>),
    /// Is a friend, or has blocked the account. A delivery reaches friends only, whatever stands here.
    Friendship(Friendship),
    /// Is known to have done at least this with an earlier delivery; negated: is not known to.
    Reacted {
        /// What.
        reaction: Reaction,
        /// With which delivery.
        delivery: DeliveryId,
    },
}

/// A condition cannot be used. The texts are for staff and name what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConditionError {
    /// A group or list without entries: it would mean everyone or nobody.
    #[error("条件を1つ以上入れてください。質問と、当てはまる答えを選びます")]
    Empty,
    /// The JSON is none of the known forms.
    #[error("条件の書き方が正しくありません: {0}")]
    Shape(String),
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("条件の入れ子は{MAX_DEPTH}段までです")]
    TooDeep,
    /// More than [`MAX_NODES`] nodes.
    #[error("条件は{MAX_NODES}個までです")]
    TooManyNodes,
    /// The catalogue has never had this item.
    #[error("項目「{0}」はありません")]
    UnknownItem(ItemId),
    /// The item is deleted; its label follows.
    #[error("項目「{0}」は削除されています。条件から外してください")]
    DeletedItem(String),
    /// The item has never had this option; the item's label comes first.
    #[error("項目「{0}」に選択肢「{1}」はありません")]
    UnknownOption(String, OptionId),
    /// The option is deleted; the labels of item and option follow.
    #[error("項目「{0}」の選択肢「{1}」は削除されています。条件から外してください")]
    DeletedOption(String, String),
    /// An age of an item that is not a month; its label follows.
    #[error("項目「{0}」は年月を答える項目ではないため、年齢の条件には使えません")]
    NotAMonth(String),
    /// A number of an item that is none; its label follows.
    #[error("項目「{0}」は数を答える項目ではないため、数の条件には使えません")]
    NotANumber(String),
    /// The delivery has no button and no video that tells who reacted.
    #[error("配信「{0}」には、だれが押したかがわかるボタンや動画がありません。条件から外してください")]
    NotTracked(DeliveryId),
    /// Reactions to the delivery are forgotten or about to be; its title follows.
    #[error("配信「{0}」への反応は、保存期間の{REACTION_MONTHS}か月を過ぎました。条件から外してください")]
    Forgotten(String),
    /// A range without bounds, or one that ends before it begins.
    #[error("範囲は、下限か上限の少なくとも一方を入れ、下限が上限より大きくならないようにしてください")]
    Range,
    /// Who got a delivery is a frozen list, not something to look for among followers.
    #[error("この対象は条件ではありません")]
    NotACondition,
}

/// Whom a delivery is for: `{"kind":"everyone"}`, `{"kind":"segment","condition":…}` or
/// `{"kind":"recipients_of","delivery":"01J…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub enum Target {
    /// 全員: every friend of the account, those we have never met included.
    Everyone,
    /// The followers a condition matches.
    Segment(Condition),
    /// Exactly the people whom this delivery was sent to ([`crate::batch::attempted`]).
    RecipientsOf(DeliveryId),
}

impl Target {
    /// The query that lists the target among known followers; `month` is the one ages are told in. Recipients of a
    /// delivery are no query: an error.
    pub fn compile(&self, catalogue: &Catalogue, month: YearMonth) -> Result<Query, ConditionError> {
        match self {
            Self::Everyone => Ok(Query::every_follower()),
            Self::Segment(condition) => condition.compile(catalogue, month),
            Self::RecipientsOf(_) => Err(ConditionError::NotACondition),
        }
    }

    /// Like [`Target::compile`], for counting: friendship means what it says.
    pub fn compile_count(&self, catalogue: &Catalogue, month: YearMonth) -> Result<Query, ConditionError> {
        match self {
            Self::Everyone => Ok(Query::every_follower()),
            Self::Segment(condition) => condition.compile_count(catalogue, month),
            Self::RecipientsOf(_) => Err(ConditionError::NotACondition),
        }
    }

    /// The target as a Japanese phrase; labels the catalogue lacks are shown by name.
    pub fn describe_ja(&self, catalogue: &Catalogue) -> String {
        match self {
            Self::Everyone => "全員".to_owned(),
            Self::Segment(condition) => condition.describe_ja(catalogue),
            Self::RecipientsOf(_) => "別の配信を受け取った人".to_owned(),
        }
    }
}

impl Condition {
    /// Translates into planes, among friends. Anything unknown or deleted is an error, never "everyone".
    pub fn compile(&self, catalogue: &Catalogue, month: YearMonth) -> Result<Query, ConditionError> {
        self.compile_among(catalogue, month, false)
    }

    /// Like [`Condition::compile`], for counting: a condition that asks about friendship looks at those who have
    /// blocked the account too.
    pub fn compile_count(&self, catalogue: &Catalogue, month: YearMonth) -> Result<Query, ConditionError> {
        self.compile_among(catalogue, month, self.asks_friendship())
    }

    pub(super) fn compile_among(
        &self,
        catalogue: &Catalogue,
        month: YearMonth,
        blocked_too: bool,
    ) -> Result<Query, ConditionError> {
        self.check_shape()?;
        let root = self.translate(catalogue, month, false)?;
        Ok(if blocked_too { Query::among_known(root) } else { Query::among_following(root) })
    }

    /// Whether friendship is asked about anywhere in it.
    pub fn asks_friendship(&self) -> bool {
        self.parts().iter().any(|(_, part)| matches!(part, Self::Friendship(_)))
    }

    /// Whether it asks about this item, or about this option of it.
    pub fn uses(&self, wanted: &ItemId, wanted_option: Option<&OptionId>) -> bool {
        self.parts().iter().any(|(_, part)| match part {
            Self::Choice { item, any_of } => {
                item == wanted && wanted_option.is_none_or(|option| any_of.contains(option))
            }
            Self::Unset { item } | Self::Age { item, .. } | Self::Number { item, .. } => {
                item == wanted && wanted_option.is_none()
            }
            _ => false,
        })
    }

    /// The deliveries whose reactions it asks about, each once.
    pub fn deliveries(&self) -> BTreeSet<DeliveryId> {
        let named = |(_, part): (String, &Self)| match part {
            Self::Reacted { delivery, .. } => Some(*delivery),
            _ => None,
        };
        self.parts().into_iter().filter_map(named).collect()
    }

    /// Whether it asks who is a tester.
    pub fn asks_testers(&self) -> bool {
        self.parts().iter().any(|(_, part)| matches!(part, Self::System(SystemFact::Tester)))
    }

    /// This condition and each one inside it, with its JSON pointer; outer ones first.
    pub fn parts(&self) -> Vec<(String, &Condition)> {
        let mut parts = Vec::new();
        self.collect(String::new(), &mut parts);
        parts
    }

    /// Sizes and emptiness, for conditions built in code as well as parsed ones.
    pub(super) fn check_shape(&self) -> Result<(), ConditionError> {
        let mut nodes = 0;
        self.check_level(1, &mut nodes)
    }

    fn check_level(&self, depth: usize, nodes: &mut usize) -> Result<(), ConditionError> {
        *nodes += 1;
        if depth > MAX_DEPTH {
            return Err(ConditionError::TooDeep);
        }
        if *nodes > MAX_NODES {
            return Err(ConditionError::TooManyNodes);
        }
        match self {
            Self::All(parts) | Self::Any(parts) if parts.is_empty() => Err(ConditionError::Empty),
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().try_for_each(|part| part.check_level(depth + 1, nodes))
            }
            Self::Not(part) => part.check_level(depth + 1, nodes),
            Self::Choice { any_of, .. } if any_of.is_empty() => Err(ConditionError::Empty),
            Self::Age { years: bounds, .. } | Self::Number { range: bounds, .. } => bounds.check(),
            Self::Registered(days) => days.check(),
            Self::Choice { .. }
            | Self::Unset { .. }
            | Self::System(_)
            | Self::Friendship(_)
            | Self::Reacted { .. } => Ok(()),
        }
    }

    fn collect<'a>(&'a self, pointer: String, parts: &mut Vec<(String, &'a Condition)>) {
        parts.push((pointer.clone(), self));
        match self {
            Self::All(inner) => collect_group(inner, &format!("{pointer}/all"), parts),
            Self::Any(inner) => collect_group(inner, &format!("{pointer}/any"), parts),
            Self::Not(inner) => inner.collect(format!("{pointer}/not"), parts),
            _ => {} // a leaf
        }
    }

    /// `negated` pushes a surrounding NOT down to the leaves, where *unset* is known.
    fn translate(
        &self,
        catalogue: &Catalogue,
        month: YearMonth,
        negated: bool,
    ) -> Result<Node, ConditionError> {
        let each = |parts: &[Condition]| {
            let translate = |part: &Condition| part.translate(catalogue, month, negated);
            parts.iter().map(translate).collect::<Result<Vec<_>, _>>()
        };
        match (self, negated) {
            (Self::All(parts), false) | (Self::Any(parts), true) => Ok(Node::all(each(parts)?)),
            (Self::Any(parts), false) | (Self::All(parts), true) => Ok(Node::any(each(parts)?)),
            (Self::Not(part), _) => part.translate(catalogue, month, !negated),
            (leaf, _) => leaf.translate_leaf(catalogue, month, negated),
        }
    }
}

fn collect_group<'a>(group: &'a [Condition], pointer: &str, parts: &mut Vec<(String, &'a Condition)>) {
    for (index, part) in group.iter().enumerate() {
        part.collect(format!("{pointer}/{index}"), parts);
    }
}
