//! The catalogue as the store keeps it: JSON with a version, checked on the way in.
use super::{Catalogue, CatalogueError, ChoiceItem, PlaneNumber};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Serialize, Deserialize)]
pub(super) struct StoredCatalogue {
    v: u8,
    next_plane: PlaneNumber,
    items: Vec<ChoiceItem>,
}

impl From<Catalogue> for StoredCatalogue {
    fn from(catalogue: Catalogue) -> Self {
        Self { v: 1, next_plane: catalogue.next_plane, items: catalogue.items }
    }
}

impl TryFrom<StoredCatalogue> for Catalogue {
    type Error = CatalogueError;

    fn try_from(stored: StoredCatalogue) -> Result<Self, CatalogueError> {
        let broken = |why: String| Err(CatalogueError::Broken(why));
        if stored.v != 1 {
            return broken(format!("version {} is unknown", stored.v));
        }
        let (mut planes, mut names) = (BTreeSet::new(), BTreeSet::new());
        for item in &stored.items {
            let options = item.options.iter().map(|option| (Some(&option.id), option.plane));
            for (name, plane) in options.chain([(None, item.answered_plane)]) {
                if plane < PlaneNumber::FIRST_FREE || plane >= stored.next_plane || !planes.insert(plane) {
                    return broken(format!("plane {plane} is not item `{}`'s alone", item.id));
                }
                if !names.insert((&item.id, name)) {
                    return broken(format!("a name in item `{}` stands twice", item.id));
                }
            }
        }
        Ok(Self { next_plane: stored.next_plane, items: stored.items })
    }
}
