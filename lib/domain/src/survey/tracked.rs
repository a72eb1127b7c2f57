//! Deliveries whose reactions are kept, with the planes that hold them.
use super::{Catalogue, CatalogueError, PlaneNumber};
use crate::calendar::YearMonth;
use crate::delivery::DeliveryId;
use crate::reaction::{Reaction, is_forgotten};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// So many at a time: 600 planes on a page where each has a reaction.
pub const MAX_TRACKED: usize = 300;

/// A delivery that asks for reactions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackedDelivery {
    /// Which.
    pub delivery: DeliveryId,
    /// What staff called it.
    pub title: String,
    /// Who certainly saw it, those who tapped included.
    pub opened_plane: PlaneNumber,
    /// Who tapped a button of it.
    pub clicked_plane: PlaneNumber,
}

impl TrackedDelivery {
    /// The plane of everybody with at least this reaction.
    pub fn plane(&self, reaction: Reaction) -> PlaneNumber {
        match reaction {
            Reaction::Opened => self.opened_plane,
            Reaction::Clicked => self.clicked_plane,
        }
    }
}

impl Catalogue {
    /// Deliveries whose reactions are kept, in the order they were made.
    pub fn tracked(&self) -> &[TrackedDelivery] {
        &self.tracked
    }

    /// The entry of this delivery.
    pub fn tracked_delivery(&self, id: DeliveryId) -> Option<&TrackedDelivery> {
        self.tracked.iter().find(|tracked| tracked.delivery == id)
    }

    /// Calls a delivery something else, for whoever may not read what it is called. Such a catalogue is not to be stored.
    pub fn call_tracked(&mut self, id: DeliveryId, title: &str) {
        for tracked in self.tracked.iter_mut().filter(|tracked| tracked.delivery == id) {
            title.clone_into(&mut tracked.title);
        }
    }

    /// Gives back the places of deliveries of which nothing went out. Nobody has a reaction to them, and their planes are
    /// given to nobody else.
    pub fn untrack(&mut self, unused: &BTreeSet<DeliveryId>) {
        self.tracked.retain(|tracked| !unused.contains(&tracked.delivery));
    }

    /// Keeps the reactions to a delivery from now on; says whether that is new. Those that no follower can have a
    /// reaction to any more make room. After a refusal the items are not to be stored.
    pub fn track(&mut self, id: DeliveryId, title: &str, now: YearMonth) -> Result<bool, CatalogueError> {
        if self.tracked_delivery(id).is_some() {
            return Ok(false);
        }
        self.tracked.retain(|tracked| !is_forgotten(tracked.delivery, now));
        if self.tracked.len() >= MAX_TRACKED {
            return Err(CatalogueError::TooManyTracked);
        }
        let opened_plane = self.take_planes(2).map_err(|_| CatalogueError::TooManyTracked)?;
        let clicked_plane = opened_plane.next();
        self.tracked.push(TrackedDelivery {
            delivery: id,
            title: title.to_owned(),
            opened_plane,
            clicked_plane,
        });
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ulid::Ulid;

    #[test]
    fn whose_send_came_to_nothing_makes_room_and_leaves_its_planes_to_nobody() {
        let now = YearMonth::in_japan(1_790_000_000_000);
        let id = |number: u128| DeliveryId::from_ulid(Ulid::from_parts(1_790_000_000_000, number));
        let mut catalogue = Catalogue::default();
        for number in 0..MAX_TRACKED as u128 {
            assert_eq!(catalogue.track(id(number), "ごみの日", now), Ok(true));
        }
        let mut full = catalogue.clone();
        assert_eq!(full.track(id(999), "断水", now), Err(CatalogueError::TooManyTracked));
        let planes = catalogue.tracked_delivery(id(7)).unwrap().opened_plane;
        catalogue.untrack(&[id(7)].into());
        assert_eq!(catalogue.track(id(999), "断水", now), Ok(true));
        assert!(catalogue.tracked_delivery(id(7)).is_none());
        assert!(
            catalogue.tracked().iter().all(|one| one.opened_plane != planes && one.clicked_plane != planes)
        );
    }
}
