//! What citizens are asked: registration items, their options, and the bit planes each of them owns.
//!
//! Plane numbers and names are given out once. Deleting keeps the entry with its planes, so that stored pages
//! stay readable and no later option can inherit a deleted option's followers.
mod change;
mod check;
mod error;
pub mod example;
mod item;
mod name;
mod options;
mod plane;
mod tracked;
mod wire;

pub use check::{Reason, WrongAnswer};
pub use error::CatalogueError;
pub use item::{ChoiceOption, Item, ItemDraft, ItemKind, OptionDraft, ShownIf};
pub use name::{InvalidName, ItemId, MAX_NAME_LENGTH, OptionId};
pub use plane::{BitSlices, PlaneNumber, PlaneSet};
pub use tracked::{MAX_TRACKED, TrackedDelivery};

use serde::{Deserialize, Serialize};

/// Longest label of an item or option, in characters.
pub const MAX_LABEL_CHARS: usize = 100;
/// Longest explanation or purpose of an item, in characters.
pub const MAX_TEXT_CHARS: usize = 1_000;
/// Planes of all items and options that are not deleted. DynamoDB takes rows of 400 KB and a page stores 66 bytes for
/// each plane that somebody on it has a bit in: with these and the system's 16 it has 397 KB, and the rest is for
/// deleted options that a job is still taking from the pages.
pub const MAX_PLANES: usize = 6_000;

/// Every item there is or was, deliveries whose reactions are kept, and the next free plane number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "wire::StoredCatalogue", into = "wire::StoredCatalogue")]
pub struct Catalogue {
    version: u64,
    items: Vec<Item>,
    next_plane: PlaneNumber,
    tracked: Vec<TrackedDelivery>,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self { version: 0, items: Vec::new(), next_plane: PlaneNumber::FIRST_FREE, tracked: Vec::new() }
    }
}

impl Catalogue {
    /// The version that was read; the store raises it with each write. 0 before the first.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The same items as another version.
    #[must_use]
    pub fn at_version(self, version: u64) -> Self {
        Self { version, ..self }
    }

    /// Every item in the order shown, archived and deleted ones included.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The plane number the next item or option gets.
    pub fn next_plane(&self) -> PlaneNumber {
        self.next_plane
    }

    /// The item with this name, archived and deleted ones included.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }

    fn living(&mut self, id: &ItemId) -> Result<&mut Item, CatalogueError> {
        let item = self.items.iter_mut().find(|item| item.id == *id && !item.deleted);
        item.ok_or_else(|| CatalogueError::NoItem(id.clone()))
    }

    /// How many planes a page needs when somebody on it has every answer there is: those of items and options that
    /// are not deleted, archived ones included, and two for each delivery whose reactions are kept.
    pub fn living_planes(&self) -> usize {
        let items = self.items.iter().filter(|item| !item.deleted);
        items.map(Item::living_planes).sum::<usize>() + 2 * self.tracked.len()
    }

    /// The first of so many new planes.
    fn take_planes(&mut self, count: u16) -> Result<PlaneNumber, CatalogueError> {
        if self.living_planes() + usize::from(count) > MAX_PLANES {
            return Err(CatalogueError::PageFull);
        }
        let taken = self.next_plane;
        let next = taken.as_u16().checked_add(count).ok_or(CatalogueError::NoPlaneLeft)?;
        self.next_plane = PlaneNumber::new(next);
        Ok(taken)
    }
}
