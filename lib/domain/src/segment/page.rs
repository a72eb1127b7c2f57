//! A segment page: 512 followers of one shard as bit planes, the unit of storage and of atomic change.
//!
//! Only planes with at least one bit are kept: 66 bytes each when stored. A page is rewritten as a whole,
//! conditional on its stored version, together with the followers whose bits it changes.
use super::query::{Planes, Query};
use crate::survey::{PlaneNumber, PlaneSet};
use crate::user_id::ShardNumber;
use thiserror::Error;

/// Followers on one page.
pub const SLOTS: usize = 512;
/// One bit for each slot; slot 0 is the lowest bit of word 0.
pub type SlotSet = [u64; 8];

const FORMAT: u8 = 1;
const HEADER: usize = 10;
const PLANE: usize = 2 + SLOTS / 8;

/// The page has no slot left; the shard opens its next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the page is full")]
pub struct PageFull;

/// A stored page cannot be trusted, or a slot outside it was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BrokenPage {
    /// Written by a newer program, or no page at all.
    #[error("the page has an unknown format")]
    Format,
    /// The byte count does not fit the header.
    #[error("the page has a wrong length")]
    Length,
    /// Planes out of order, empty, or with bits in slots nobody occupies.
    #[error("the page's planes contradict its header")]
    Planes,
    /// The slot is not occupied.
    #[error("slot {0} of the page is not occupied")]
    Slot(u16),
    /// The page and its id page do not have the same number of followers.
    #[error("the page and its ids have different lengths")]
    Ids,
}

/// Up to 512 followers of one shard, as bit planes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentPage {
    shard: ShardNumber,
    number: u32,
    len: u16,
    planes: Vec<(PlaneNumber, SlotSet)>,
}

impl SegmentPage {
    /// An empty page.
    pub fn new(shard: ShardNumber, number: u32) -> Self {
        Self { shard, number, len: 0, planes: Vec::new() }
    }

    /// The shard all its followers belong to.
    pub fn shard(&self) -> ShardNumber {
        self.shard
    }

    /// Its number within the shard, from 0.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Occupied slots, 0 to 512.
    pub fn len(&self) -> u16 {
        self.len
    }

    /// Whether no slot is occupied.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether the next follower needs another page.
    pub fn is_full(&self) -> bool {
        usize::from(self.len) == SLOTS
    }

    /// The planes with at least one bit, in rising order.
    pub fn planes(&self) -> &[(PlaneNumber, SlotSet)] {
        &self.planes
    }

    /// Takes a follower in and returns the slot.
    pub fn append(&mut self, planes: &PlaneSet) -> Result<u16, PageFull> {
        if self.is_full() {
            return Err(PageFull);
        }
        let slot = self.len;
        self.len += 1;
        self.write(slot, planes);
        Ok(slot)
    }

    /// Replaces the bits of an occupied slot; the empty set clears it, so that no query matches it again.
    pub fn set(&mut self, slot: u16, planes: &PlaneSet) -> Result<(), BrokenPage> {
        if slot >= self.len {
            return Err(BrokenPage::Slot(slot));
        }
        self.write(slot, planes);
        Ok(())
    }

    /// The bits of a slot, for comparing the page with its followers.
    pub fn planes_of(&self, slot: u16) -> PlaneSet {
        let has_bit = |bits: &SlotSet| slot < self.len && bits[word(slot)] & bit(slot) != 0;
        self.planes.iter().filter(|(_, bits)| has_bit(bits)).map(|(plane, _)| *plane).collect()
    }

    /// Whether a slot has a plane's bit.
    pub fn has(&self, slot: u16, plane: PlaneNumber) -> bool {
        slot < self.len && self.get(plane).is_some_and(|bits| bits[word(slot)] & bit(slot) != 0)
    }

    /// The slots a query matches.
    pub fn evaluate(&self, query: &Query) -> SlotSet {
        let mut matched = [0; 8];
        let occupied = self.occupied();
        query.evaluate(&Evaluated { page: self, occupied }, &mut matched);
        std::array::from_fn(|i| matched[i] & occupied[i])
    }

    /// The most bytes that [`SegmentPage::encode`] answers for a page with bits in so many planes.
    pub const fn most_bytes(planes: usize) -> usize {
        HEADER + planes * PLANE
    }

    /// 10 bytes of header, then 66 bytes for each plane: format, shard, page number, length, plane count.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + self.planes.len() * PLANE);
        bytes.extend([FORMAT, self.shard.as_u8()]);
        bytes.extend(self.number.to_be_bytes());
        bytes.extend(self.len.to_be_bytes());
        bytes.extend((self.planes.len() as u16).to_be_bytes());
        for (plane, bits) in &self.planes {
            bytes.extend(plane.as_u16().to_be_bytes());
            bytes.extend(bits.map(u64::to_le_bytes).as_flattened());
        }
        bytes
    }

    /// Reads [`SegmentPage::encode`]'s bytes back, trusting nothing.
    pub fn decode(bytes: &[u8]) -> Result<Self, BrokenPage> {
        let (header, rest) = bytes.split_first_chunk::<HEADER>().ok_or(BrokenPage::Length)?;
        let [FORMAT, shard, n0, n1, n2, n3, l0, l1, c0, c1] = *header else { return Err(BrokenPage::Format) };
        let (planes, []) = rest.as_chunks::<PLANE>() else { return Err(BrokenPage::Length) };
        if planes.len() != usize::from(u16::from_be_bytes([c0, c1])) {
            return Err(BrokenPage::Length);
        }
        let page = Self {
            shard: ShardNumber::try_from(shard).map_err(|_| BrokenPage::Format)?,
            number: u32::from_be_bytes([n0, n1, n2, n3]),
            len: u16::from_be_bytes([l0, l1]),
            planes: planes.iter().map(decode_plane).collect(),
        };
        if page.is_sound() { Ok(page) } else { Err(BrokenPage::Planes) }
    }

    /// The bits of one plane; `None` when it has none here.
    pub(super) fn get(&self, plane: PlaneNumber) -> Option<&SlotSet> {
        let index = self.planes.binary_search_by_key(&plane, |(number, _)| *number).ok()?;
        Some(&self.planes[index].1)
    }

    fn write(&mut self, slot: u16, planes: &PlaneSet) {
        for (_, bits) in &mut self.planes {
            bits[word(slot)] &= !bit(slot);
        }
        for plane in planes.iter() {
            let index = match self.planes.binary_search_by_key(&plane, |(number, _)| *number) {
                Ok(index) => index,
                Err(index) => {
                    self.planes.insert(index, (plane, [0; 8]));
                    index
                }
            };
            self.planes[index].1[word(slot)] |= bit(slot);
        }
        self.planes.retain(|(_, bits)| *bits != [0; 8]);
    }

    /// The slots that somebody stands in.
    pub(super) fn occupied(&self) -> SlotSet {
        let len = usize::from(self.len);
        std::array::from_fn(|i| match len.saturating_sub(64 * i) {
            0 => 0,
            rest if rest < 64 => (1 << rest) - 1,
            _ => u64::MAX,
        })
    }

    fn is_sound(&self) -> bool {
        let occupied = self.occupied();
        let inside = |bits: &SlotSet| bits.iter().zip(&occupied).all(|(word, mask)| word & !mask == 0);
        usize::from(self.len) <= SLOTS
            && self.planes.is_sorted_by(|(a, _), (b, _)| a < b)
            && self.planes.iter().all(|(_, bits)| *bits != [0; 8] && inside(bits))
    }
}

/// A page and the plane that follows from its length.
struct Evaluated<'a> {
    page: &'a SegmentPage,
    occupied: SlotSet,
}

impl Planes<8> for Evaluated<'_> {
    fn get(&self, plane: PlaneNumber) -> Option<&SlotSet> {
        if plane == PlaneNumber::OCCUPIED { Some(&self.occupied) } else { self.page.get(plane) }
    }
}

/// The slots of a set in rising order.
pub(super) fn slots(set: &SlotSet) -> impl Iterator<Item = u16> + '_ {
    let words = set.iter().enumerate().filter(|(_, word)| **word != 0);
    words.flat_map(|(index, word)| {
        let word = *word;
        (0..64_u16).filter(move |bit| word >> bit & 1 == 1).map(move |bit| index as u16 * 64 + bit)
    })
}

fn word(slot: u16) -> usize {
    usize::from(slot / 64)
}

fn bit(slot: u16) -> u64 {
    1 << (slot % 64)
}

fn decode_plane(bytes: &[u8; PLANE]) -> (PlaneNumber, SlotSet) {
    let (words, _) = bytes[2..].as_chunks::<8>();
    let number = u16::from_be_bytes([bytes[0], bytes[1]]);
    (PlaneNumber::new(number), std::array::from_fn(|i| u64::from_le_bytes(words[i])))
}
