//! Conditions as staff build them, and their translation into a query over planes.
use super::query::{Node, Query};
use crate::survey::{Catalogue, ChoiceItem, ItemId, OptionId, PlaneNumber};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

/// Deepest nesting of a condition; a single choice has depth 1.
pub const MAX_DEPTH: usize = 32;
/// Most nodes of a condition, groups and choices together.
pub const MAX_NODES: usize = 1_000;

/// A fact the system knows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SystemFact {
    /// Has filled in the form.
    Registered,
    /// Receives test deliveries.
    Tester,
}

impl SystemFact {
    /// The plane that holds it.
    pub fn plane(self) -> PlaneNumber {
        match self {
            Self::Registered => PlaneNumber::REGISTERED,
            Self::Tester => PlaneNumber::TESTER,
        }
    }
}

/// A tree of AND, OR and NOT over answers and system facts. As JSON: `{"all":[…]}`, `{"any":[…]}`,
/// `{"not":…}`, `{"item":"ward","any_of":["asao"]}`, `{"item":"ward","unset":true}`, `{"system":"tester"}`.
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
}

/// A condition cannot be used. The texts are for staff and name what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConditionError {
    /// A group or list without entries: it would mean everyone or nobody.
    #[error("条件が空です。条件を1つ以上入れるか、対象を「全員」にしてください")]
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
}

/// Whom a delivery is for: `{"kind":"everyone"}` or `{"kind":"segment","condition":…}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub enum Target {
    /// 全員: every friend of the account, those we have never met included.
    Everyone,
    /// The followers a condition matches.
    Segment(Condition),
}

impl Target {
    /// The query that counts and lists the target among known followers.
    pub fn compile(&self, catalogue: &Catalogue) -> Result<Query, ConditionError> {
        match self {
            Self::Everyone => Ok(Query::every_follower()),
            Self::Segment(condition) => condition.compile(catalogue),
        }
    }

    /// The target as a Japanese phrase; labels the catalogue lacks are shown by name.
    pub fn describe_ja(&self, catalogue: &Catalogue) -> String {
        match self {
            Self::Everyone => "全員".to_owned(),
            Self::Segment(condition) => condition.describe_ja(catalogue),
        }
    }
}

impl Condition {
    /// Translates into planes. Anything unknown or deleted is an error, never "everyone".
    pub fn compile(&self, catalogue: &Catalogue) -> Result<Query, ConditionError> {
        self.check_shape()?;
        self.translate(catalogue, false).map(Query::among_following)
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
            Self::Choice { .. } | Self::Unset { .. } | Self::System(_) => Ok(()),
        }
    }

    fn collect<'a>(&'a self, pointer: String, parts: &mut Vec<(String, &'a Condition)>) {
        parts.push((pointer.clone(), self));
        match self {
            Self::All(inner) => collect_group(inner, &format!("{pointer}/all"), parts),
            Self::Any(inner) => collect_group(inner, &format!("{pointer}/any"), parts),
            Self::Not(inner) => inner.collect(format!("{pointer}/not"), parts),
            Self::Choice { .. } | Self::Unset { .. } | Self::System(_) => {}
        }
    }

    /// `negated` pushes a surrounding NOT down to the leaves, where *unset* is known.
    fn translate(&self, catalogue: &Catalogue, negated: bool) -> Result<Node, ConditionError> {
        let each = |parts: &[Condition]| {
            parts.iter().map(|part| part.translate(catalogue, negated)).collect::<Result<Vec<_>, _>>()
        };
        Ok(match (self, negated) {
            (Self::All(parts), false) | (Self::Any(parts), true) => Node::all(each(parts)?),
            (Self::Any(parts), false) | (Self::All(parts), true) => Node::any(each(parts)?),
            (Self::Not(part), _) => part.translate(catalogue, !negated)?,
            (Self::Choice { item, any_of }, _) => choice(living(catalogue, item)?, any_of, negated)?,
            (Self::Unset { item }, _) => Node::Plane(living(catalogue, item)?.answered_plane, negated),
            (Self::System(fact), _) => Node::Plane(fact.plane(), !negated),
        })
    }
}

fn collect_group<'a>(group: &'a [Condition], pointer: &str, parts: &mut Vec<(String, &'a Condition)>) {
    for (index, part) in group.iter().enumerate() {
        part.collect(format!("{pointer}/{index}"), parts);
    }
}

fn living<'a>(catalogue: &'a Catalogue, id: &ItemId) -> Result<&'a ChoiceItem, ConditionError> {
    match catalogue.item(id) {
        None => Err(ConditionError::UnknownItem(id.clone())),
        Some(item) if item.deleted => Err(ConditionError::DeletedItem(item.label.clone())),
        Some(item) => Ok(item),
    }
}

fn choice(item: &ChoiceItem, any_of: &[OptionId], negated: bool) -> Result<Node, ConditionError> {
    let plane = |id: &OptionId| match item.option(id) {
        None => Err(ConditionError::UnknownOption(item.label.clone(), id.clone())),
        Some(option) if option.deleted => {
            Err(ConditionError::DeletedOption(item.label.clone(), option.label.clone()))
        }
        Some(option) => Ok(Node::Plane(option.plane, !negated)),
    };
    let mut leaves = any_of.iter().map(plane).collect::<Result<Vec<_>, _>>()?;
    if negated {
        leaves.push(Node::Plane(item.answered_plane, true));
        return Ok(Node::all(leaves));
    }
    Ok(Node::any(leaves))
}
