//! The user ids of a segment page, kept beside it so that counting never reads them.
use super::page::{BrokenPage, PageFull, SLOTS, SegmentPage, slots};
use super::query::Query;
use crate::user_id::UserId;

const FORMAT: u8 = 1;

/// The ids of a page's followers by slot, 16 bytes each; written only when somebody joins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdPage {
    ids: Vec<[u8; 16]>,
}

impl IdPage {
    /// Adds the id of the next slot and returns the slot.
    pub fn push(&mut self, id: &UserId) -> Result<u16, PageFull> {
        if self.ids.len() == SLOTS {
            return Err(PageFull);
        }
        self.ids.push(id.to_bytes());
        Ok(self.ids.len() as u16 - 1)
    }

    /// The id in a slot.
    pub fn get(&self, slot: u16) -> Option<UserId> {
        self.ids.get(usize::from(slot)).copied().map(UserId::from_bytes)
    }

    /// How many ids there are, 0 to 512.
    pub fn len(&self) -> u16 {
        self.ids.len() as u16
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// One byte of format, then 16 bytes for each id.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1 + 16 * self.ids.len());
        bytes.push(FORMAT);
        bytes.extend(self.ids.as_flattened());
        bytes
    }

    /// Reads [`IdPage::encode`]'s bytes back.
    pub fn decode(bytes: &[u8]) -> Result<Self, BrokenPage> {
        let Some((&FORMAT, ids)) = bytes.split_first() else { return Err(BrokenPage::Format) };
        match ids.as_chunks::<16>() {
            (ids, []) if ids.len() <= SLOTS => Ok(Self { ids: ids.to_vec() }),
            _ => Err(BrokenPage::Length),
        }
    }
}

impl SegmentPage {
    /// The ids of the followers a query matches, by slot. `ids` is this page's id page.
    pub fn select_ids(&self, ids: &IdPage, query: &Query) -> Result<Vec<UserId>, BrokenPage> {
        Ok(self.select_id_bytes(ids, query)?.into_iter().map(UserId::from_bytes).collect())
    }

    /// Like [`SegmentPage::select_ids`], 16 bytes an id, as frozen recipients keep them.
    pub fn select_id_bytes(&self, ids: &IdPage, query: &Query) -> Result<Vec<[u8; 16]>, BrokenPage> {
        if ids.len() != self.len() {
            return Err(BrokenPage::Ids);
        }
        let matched = self.evaluate(query);
        Ok(slots(&matched).map(|slot| ids.ids[usize::from(slot)]).collect())
    }
}
