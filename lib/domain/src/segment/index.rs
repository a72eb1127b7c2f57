//! All pages in the memory of a warm process, turned so that each plane is one run of words.
//!
//! Pages take positions as they first arrive and keep them; 8 words each. Every plane is padded to whole blocks,
//! so a query walks block by block with its intermediate results in the processor's nearest cache.
use super::condition::{Condition, ConditionError};
use super::page::{SegmentPage, SlotSet};
use super::query::{Planes, Query};
use crate::calendar::YearMonth;
use crate::survey::{Catalogue, PlaneNumber, PlaneSet};
use crate::user_id::ShardNumber;
use std::collections::BTreeMap;

const WORDS_A_PAGE: usize = 8;
/// 64 words: 4,096 followers.
const BLOCK: usize = 64;

/// How many followers one part of a condition matches by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartCount {
    /// JSON pointer of the part within the condition; empty for the whole.
    pub pointer: String,
    /// Matching followers.
    pub count: u64,
}

/// Bit planes of every page, ready for counting. About 10.6 MB for a million followers with 160 options.
#[derive(Debug, Clone, Default)]
pub struct SegmentIndex {
    positions: BTreeMap<(ShardNumber, u32), usize>,
    planes: BTreeMap<PlaneNumber, Vec<[u64; BLOCK]>>,
}

impl SegmentIndex {
    /// Takes in a page, new or changed; the former bits of the same page are gone.
    pub fn replace_page(&mut self, page: &SegmentPage) {
        let next = self.positions.len();
        let position = *self.positions.entry((page.shard(), page.number())).or_insert(next);
        let (block, first) = place(position);
        for (number, blocks) in &mut self.planes {
            if page.get(*number).is_none() && block < blocks.len() {
                blocks[block][first..first + WORDS_A_PAGE].fill(0);
            }
        }
        let occupied = (PlaneNumber::OCCUPIED, page.occupied());
        for (number, bits) in page.planes().iter().chain([&occupied]) {
            let blocks = self.planes.entry(*number).or_default();
            if blocks.len() <= block {
                blocks.resize(block + 1, [0; BLOCK]);
            }
            blocks[block][first..first + WORDS_A_PAGE].copy_from_slice(bits);
        }
    }

    /// How many pages it holds.
    pub fn pages(&self) -> usize {
        self.positions.len()
    }

    /// How many followers a query matches.
    pub fn count(&self, query: &Query) -> u64 {
        let mut matched = [0; BLOCK];
        (0..self.positions.len().div_ceil(BLOCK / WORDS_A_PAGE))
            .map(|block| {
                query.evaluate(&BlockOf { planes: &self.planes, block }, &mut matched);
                ones(&matched)
            })
            .sum()
    }

    /// How many people have a bit in one plane, those who have blocked the account included.
    pub fn count_plane(&self, plane: PlaneNumber) -> u64 {
        self.planes.get(&plane).map_or(0, |blocks| blocks.iter().map(ones).sum())
    }

    /// The count of a condition and of each of its parts, outer ones first; `month` is the one ages are told in.
    pub fn count_parts(
        &self,
        condition: &Condition,
        catalogue: &Catalogue,
        month: YearMonth,
    ) -> Result<Vec<PartCount>, ConditionError> {
        condition.check_shape()?;
        let blocked_too = condition.asks_friendship();
        let count = |(pointer, part): (String, &Condition)| {
            let query = part.compile_among(catalogue, month, blocked_too)?;
            Ok(PartCount { pointer, count: self.count(&query) })
        };
        condition.parts().into_iter().map(count).collect()
    }

    /// The planes in which one slot has a bit; none of a page that is not here.
    pub(super) fn planes_of(&self, shard: ShardNumber, page: u32, slot: u16) -> PlaneSet {
        let Some(position) = self.positions.get(&(shard, page)) else { return PlaneSet::default() };
        let (block, first) = place(*position);
        let (word, bit) = (first + usize::from(slot / 64), slot % 64);
        let has_bit =
            |blocks: &[[u64; BLOCK]]| blocks.get(block).is_some_and(|bits| bits[word] >> bit & 1 == 1);
        self.planes.iter().filter(|(_, blocks)| has_bit(blocks)).map(|(plane, _)| *plane).collect()
    }

    /// The matching slots of each page that has any, by shard and page number.
    pub fn select(&self, query: &Query) -> Vec<(ShardNumber, u32, SlotSet)> {
        let mut matched = [0; BLOCK];
        let mut found = Vec::new();
        for ((shard, number), position) in &self.positions {
            let (block, first) = place(*position);
            query.evaluate(&BlockOf { planes: &self.planes, block }, &mut matched);
            let slots: SlotSet = std::array::from_fn(|i| matched[first + i]);
            if slots != [0; WORDS_A_PAGE] {
                found.push((*shard, *number, slots));
            }
        }
        found
    }
}

/// Block and first word in it of a page's position.
fn place(position: usize) -> (usize, usize) {
    let word = position * WORDS_A_PAGE;
    (word / BLOCK, word % BLOCK)
}

struct BlockOf<'a> {
    planes: &'a BTreeMap<PlaneNumber, Vec<[u64; BLOCK]>>,
    block: usize,
}

impl Planes<BLOCK> for BlockOf<'_> {
    fn get(&self, plane: PlaneNumber) -> Option<&[u64; BLOCK]> {
        self.planes.get(&plane)?.get(self.block)
    }
}

fn ones(words: &[u64; BLOCK]) -> u64 {
    words.iter().map(|word| u64::from(word.count_ones())).sum()
}
