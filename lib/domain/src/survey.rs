//! What citizens are asked: choice items, their options, and the bit plane each of them owns.
//!
//! Plane numbers and names are given out once. Deleting keeps the entry with its plane, so that stored pages
//! stay readable and no later option can inherit a deleted option's followers.
pub mod example;
mod name;
mod plane;
mod wire;

pub use name::{InvalidName, ItemId, MAX_NAME_LENGTH, OptionId};
pub use plane::{PlaneNumber, PlaneSet};

use crate::follower::Answers;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How many options of an item one follower may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceKind {
    /// One at most.
    Single,
    /// Any number.
    Multiple,
}

/// One answer a citizen can choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// Name within the item.
    pub id: OptionId,
    /// What citizens and staff read.
    pub label: String,
    /// The plane of the followers who chose it.
    pub plane: PlaneNumber,
    /// Deleted options are offered to nobody and refused in conditions.
    #[serde(default)]
    pub deleted: bool,
}

/// One question with a fixed list of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceItem {
    /// Name of the item.
    pub id: ItemId,
    /// What citizens and staff read.
    pub label: String,
    /// One answer or several.
    pub kind: ChoiceKind,
    /// In the order they are shown; deleted ones stay.
    pub options: Vec<ChoiceOption>,
    /// The plane of the followers who have answered. *Unset* is its complement among followers: a page written
    /// before the item existed has no such plane, and everybody on it is rightly unset.
    pub answered_plane: PlaneNumber,
    /// Deleted items are asked of nobody and refused in conditions.
    #[serde(default)]
    pub deleted: bool,
}

impl ChoiceItem {
    /// The option with this name, deleted ones included.
    pub fn option(&self, id: &OptionId) -> Option<&ChoiceOption> {
        self.options.iter().find(|option| option.id == *id)
    }
}

/// A change of the catalogue was refused; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CatalogueError {
    /// The item's name is in use or was once.
    #[error("item `{0}` exists or existed; names are never reused")]
    ItemTaken(ItemId),
    /// The option's name is in use or was once.
    #[error("option `{1}` of item `{0}` exists or existed; names are never reused")]
    OptionTaken(ItemId, OptionId),
    /// No such item, or it is deleted.
    #[error("there is no item `{0}`")]
    NoItem(ItemId),
    /// No such option, or it is deleted.
    #[error("there is no option `{1}` of item `{0}`")]
    NoOption(ItemId, OptionId),
    /// All 65,535 plane numbers are given out.
    #[error("no plane number is left")]
    NoPlaneLeft,
    /// More than one answer to a single-choice item.
    #[error("item `{0}` takes one answer")]
    OneAnswerOnly(ItemId),
    /// A stored catalogue contradicts itself.
    #[error("the stored catalogue is broken: {0}")]
    Broken(String),
}

/// Every item there is or was, and the next free plane number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "wire::StoredCatalogue", into = "wire::StoredCatalogue")]
pub struct Catalogue {
    items: Vec<ChoiceItem>,
    next_plane: PlaneNumber,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self { items: Vec::new(), next_plane: PlaneNumber::FIRST_FREE }
    }
}

impl Catalogue {
    /// Every item in the order shown, deleted ones included.
    pub fn items(&self) -> &[ChoiceItem] {
        &self.items
    }

    /// The plane number the next item or option gets.
    pub fn next_plane(&self) -> PlaneNumber {
        self.next_plane
    }

    /// The item with this name, deleted ones included.
    pub fn item(&self, id: &ItemId) -> Option<&ChoiceItem> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// Adds an item without options and gives it its plane.
    pub fn add_item(&mut self, id: ItemId, label: &str, kind: ChoiceKind) -> Result<(), CatalogueError> {
        if self.item(&id).is_some() {
            return Err(CatalogueError::ItemTaken(id));
        }
        let answered_plane = self.take_plane()?;
        let (label, options) = (label.to_owned(), Vec::new());
        self.items.push(ChoiceItem { id, label, kind, options, answered_plane, deleted: false });
        Ok(())
    }

    /// Adds an option at the end of a living item and gives it its plane.
    pub fn add_option(&mut self, item: &ItemId, id: OptionId, label: &str) -> Result<(), CatalogueError> {
        if self.living(item)?.option(&id).is_some() {
            return Err(CatalogueError::OptionTaken(item.clone(), id));
        }
        let plane = self.take_plane()?;
        let option = ChoiceOption { id, label: label.to_owned(), plane, deleted: false };
        self.living(item)?.options.push(option);
        Ok(())
    }

    /// Marks a living item as deleted; its name and planes stay taken.
    pub fn delete_item(&mut self, id: &ItemId) -> Result<(), CatalogueError> {
        self.living(id)?.deleted = true;
        Ok(())
    }

    /// Marks a living option as deleted; its name and plane stay taken.
    pub fn delete_option(&mut self, item: &ItemId, id: &OptionId) -> Result<(), CatalogueError> {
        let option = self.living(item)?.options.iter_mut().find(|option| option.id == *id && !option.deleted);
        option.ok_or_else(|| CatalogueError::NoOption(item.clone(), id.clone()))?.deleted = true;
        Ok(())
    }

    /// Whether a citizen may give these answers now: living items and options, one answer where one is asked.
    pub fn check_answers(&self, answers: &Answers) -> Result<(), CatalogueError> {
        for (id, chosen) in answers.iter() {
            let item = self.item(id).filter(|item| !item.deleted);
            let item = item.ok_or_else(|| CatalogueError::NoItem(id.clone()))?;
            if item.kind == ChoiceKind::Single && chosen.len() > 1 {
                return Err(CatalogueError::OneAnswerOnly(id.clone()));
            }
            let missing = chosen.iter().find(|name| item.option(name).is_none_or(|option| option.deleted));
            if let Some(name) = missing {
                return Err(CatalogueError::NoOption(id.clone(), name.clone()));
            }
        }
        Ok(())
    }

    fn living(&mut self, id: &ItemId) -> Result<&mut ChoiceItem, CatalogueError> {
        let item = self.items.iter_mut().find(|item| item.id == *id && !item.deleted);
        item.ok_or_else(|| CatalogueError::NoItem(id.clone()))
    }

    fn take_plane(&mut self) -> Result<PlaneNumber, CatalogueError> {
        let taken = self.next_plane;
        let next = taken.as_u16().checked_add(1).ok_or(CatalogueError::NoPlaneLeft)?;
        self.next_plane = PlaneNumber::new(next);
        Ok(taken)
    }
}
