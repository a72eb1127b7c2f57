//! The leaves of a condition, and their translation into planes; negation is settled here, where *unset* is known.
use super::condition::{Condition, ConditionError};
use super::query::Node;
use super::range::between;
use crate::calendar::{LAST_REGISTRATION_DAY, YearMonth, day_number};
use crate::delivery::DeliveryId;
use crate::follower::Friendship;
use crate::reaction::{Reaction, counts};
use crate::survey::{BitSlices, Catalogue, Item, ItemId, ItemKind, OptionId, PlaneNumber};

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

/// From here to there, both included; one of the two may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds<T> {
    /// The first that matches.
    pub from: Option<T>,
    /// The last that matches.
    pub to: Option<T>,
}

impl<T: PartialOrd> Bounds<T> {
    pub(super) fn check(&self) -> Result<(), ConditionError> {
        match (&self.from, &self.to) {
            (None, None) => Err(ConditionError::Range),
            (Some(from), Some(to)) if from > to => Err(ConditionError::Range),
            _ => Ok(()),
        }
    }
}

impl Condition {
    pub(super) fn translate_leaf(
        &self,
        catalogue: &Catalogue,
        month: YearMonth,
        negated: bool,
    ) -> Result<Node, ConditionError> {
        Ok(match self {
            Self::Choice { item, any_of } => choice(living(catalogue, item)?, any_of, negated)?,
            Self::Unset { item } => Node::Plane(living(catalogue, item)?.answered_plane, negated),
            Self::System(fact) => Node::Plane(fact.plane(), !negated),
            Self::Age { item, years } => age(living(catalogue, item)?, *years, month, negated)?,
            Self::Number { item, range } => number(living(catalogue, item)?, *range, negated)?,
            Self::Registered(days) => {
                let day = |date| day_number(date).clamp(0, LAST_REGISTRATION_DAY + 1);
                let slices = BitSlices::REGISTRATION_DAY;
                let known = Node::any(slices.planes().map(|plane| Node::Plane(plane, true)).collect());
                between(slices, known, days.from.map(day), days.to.map(day), negated)
            }
            Self::Friendship(friendship) => {
                Node::Plane(PlaneNumber::FOLLOWING, (*friendship == Friendship::Following) != negated)
            }
            Self::Reacted { reaction, delivery } => {
                Node::Plane(reacted(catalogue, *reaction, *delivery, month)?, !negated)
            }
            Self::All(_) | Self::Any(_) | Self::Not(_) => return Err(ConditionError::Empty), // no leaf
        })
    }
}

fn living<'a>(catalogue: &'a Catalogue, id: &ItemId) -> Result<&'a Item, ConditionError> {
    match catalogue.item(id) {
        None => Err(ConditionError::UnknownItem(id.clone())),
        Some(item) if item.deleted => Err(ConditionError::DeletedItem(item.label.clone())),
        Some(item) => Ok(item),
    }
}

/// Once reactions are being forgotten, nobody would match and everybody would match the negation.
fn reacted(
    catalogue: &Catalogue,
    reaction: Reaction,
    delivery: DeliveryId,
    month: YearMonth,
) -> Result<PlaneNumber, ConditionError> {
    let tracked = catalogue.tracked_delivery(delivery).ok_or_else(|| {
        let is_kept = counts(delivery, month);
        if is_kept {
            ConditionError::NotTracked(delivery)
        } else {
            ConditionError::Forgotten(delivery.to_string())
        }
    })?;
    let plane = counts(delivery, month).then(|| tracked.plane(reaction));
    plane.ok_or_else(|| ConditionError::Forgotten(tracked.title.clone()))
}

fn choice(item: &Item, any_of: &[OptionId], negated: bool) -> Result<Node, ConditionError> {
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

fn number(item: &Item, range: Bounds<i64>, negated: bool) -> Result<Node, ConditionError> {
    let slices = item.slices.filter(|_| matches!(item.kind, ItemKind::Number { .. }));
    let slices = slices.ok_or_else(|| ConditionError::NotANumber(item.label.clone()))?;
    let known = Node::Plane(item.answered_plane, true);
    Ok(between(slices, known, range.from, range.to, negated))
}

/// Years since the month of birth. Nobody is younger than 0, so a month to come is in no range.
fn age(item: &Item, years: Bounds<i64>, month: YearMonth, negated: bool) -> Result<Node, ConditionError> {
    let slices = item.slices.filter(|_| item.kind == ItemKind::Month);
    let slices = slices.ok_or_else(|| ConditionError::NotAMonth(item.label.clone()))?;
    let now = i64::from(month.since_1900());
    let born = |age: i64| now.saturating_sub(age.saturating_mul(12));
    let last = born(years.from.unwrap_or(0).max(0));
    let first = years.to.map(|to| born(to).saturating_sub(11));
    Ok(between(slices, Node::Plane(item.answered_plane, true), first, Some(last), negated))
}
