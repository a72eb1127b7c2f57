//! The catalogue as the store keeps it: JSON with a version, checked on the way in.
use super::{Catalogue, CatalogueError, Item, ItemKind, PlaneNumber, TrackedDelivery};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Serialize, Deserialize)]
pub(super) struct StoredCatalogue {
    v: u8,
    next_plane: PlaneNumber,
    items: Vec<Item>,
    /// Since 2.
    #[serde(default)]
    version: u64,
    /// Since 3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tracked: Vec<TrackedDelivery>,
}

impl From<Catalogue> for StoredCatalogue {
    fn from(catalogue: Catalogue) -> Self {
        let Catalogue { version, items, next_plane, tracked } = catalogue;
        let v = if tracked.is_empty() { 2 } else { 3 };
        Self { v, next_plane, items, version, tracked }
    }
}

impl TryFrom<StoredCatalogue> for Catalogue {
    type Error = CatalogueError;

    fn try_from(stored: StoredCatalogue) -> Result<Self, CatalogueError> {
        let broken = |why: String| Err(CatalogueError::Broken(why));
        if !(1..=3).contains(&stored.v) {
            return broken(format!("version {} is unknown", stored.v));
        }
        let (mut planes, mut names) = (BTreeSet::new(), BTreeSet::new());
        for item in &stored.items {
            let options = item.options.iter().map(|option| option.plane);
            let slices = item.slices.into_iter().flat_map(super::BitSlices::planes);
            for plane in options.chain(slices).chain([item.answered_plane]) {
                if plane < PlaneNumber::FIRST_FREE || plane >= stored.next_plane || !planes.insert(plane) {
                    return broken(format!("plane {plane} is not item `{}`'s alone", item.id));
                }
            }
            let needs_slices = matches!(item.kind, ItemKind::Month | ItemKind::Number { .. });
            if needs_slices != item.slices.is_some() || item.slices.is_some_and(|slices| slices.count > 32) {
                return broken(format!("item `{}` has not the planes of its kind", item.id));
            }
            let options = item.options.iter().map(|option| Some(&option.id));
            if !options.chain([None]).all(|name| names.insert((&item.id, name))) {
                return broken(format!("a name in item `{}` stands twice", item.id));
            }
        }
        for tracked in &stored.tracked {
            for plane in [tracked.opened_plane, tracked.clicked_plane] {
                if plane < PlaneNumber::FIRST_FREE || plane >= stored.next_plane || !planes.insert(plane) {
                    return broken(format!("plane {plane} is not delivery {}'s alone", tracked.delivery));
                }
            }
        }
        let StoredCatalogue { next_plane, items, version, tracked, .. } = stored;
        Ok(Self { version, items, next_plane, tracked })
    }
}
