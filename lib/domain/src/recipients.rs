//! The frozen recipients of a delivery, in parts: what is written once and never changes.
//!
//! A part holds whole batches of 500 and, at its end, a carry of fewer than 500 ids that the next part begins with.
//! So every batch lies in exactly one part, and whoever plans again after a crash goes on from the last part's header.
//! Layout: `KRP1`, first shard, next shard, last-part flag, reserved byte, number of ids (u32 LE), carry (u32 LE), then 16 B an id.

use crate::digest::hex_sha256;
use crate::user_id::UserId;

/// LINE takes at most 500 user ids in one multicast (docs/rules.md).
pub const BATCH_SIZE: usize = 500;
/// Bytes in front of the ids of a part.
pub const HEADER_BYTES: usize = 16;
/// Bytes of one id.
pub const ID_BYTES: usize = 16;

const MAGIC: &[u8; 4] = b"KRP1";

/// One immutable piece of the frozen list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The next shard that is not in this part or an earlier one.
    pub next_shard: u8,
    /// Nothing follows: the carry is empty and the ids end the list.
    pub last: bool,
    /// Ids that this part's batches are cut from; a multiple of 500 unless `last`.
    pub ids: Vec<[u8; ID_BYTES]>,
    /// Fewer than 500 ids that begin the next part.
    pub carry: Vec<[u8; ID_BYTES]>,
}

/// Bytes that are no part, or a newer kind of part than this program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the frozen recipients are not readable")]
pub struct InvalidPart;

impl Part {
    /// Cuts what was found so far into whole batches and the carry.
    pub fn cut(mut found: Vec<[u8; ID_BYTES]>, next_shard: u8, last: bool) -> Self {
        let whole = if last { found.len() } else { found.len() - found.len() % BATCH_SIZE };
        let carry = found.split_off(whole);
        Self { next_shard, last, ids: found, carry }
    }

    /// How many batches this part holds.
    pub fn batches(&self) -> u32 {
        self.ids.len().div_ceil(BATCH_SIZE) as u32
    }

    /// The object's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES + (self.ids.len() + self.carry.len()) * ID_BYTES);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&[self.next_shard, u8::from(self.last), 0, 0]);
        bytes.extend_from_slice(&(self.ids.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&(self.carry.len() as u32).to_le_bytes());
        for id in self.ids.iter().chain(&self.carry) {
            bytes.extend_from_slice(id);
        }
        bytes
    }

    /// Reads an object back; anything odd is an error, never a shorter list.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidPart> {
        let (header, rest) = bytes.split_at_checked(HEADER_BYTES).ok_or(InvalidPart)?;
        let word = |at: usize| header[at..at + 4].try_into().map(u32::from_le_bytes).map_err(|_| InvalidPart);
        let (count, carry) = (word(8)? as usize, word(12)? as usize);
        if &header[..4] != MAGIC || rest.len() != (count + carry) * ID_BYTES {
            return Err(InvalidPart);
        }
        let mut ids = decode_ids(rest)?;
        let carry = ids.split_off(count);
        Ok(Self { next_shard: header[4], last: header[5] == 1, ids, carry })
    }
}

/// The byte range of some ids inside a part's object: first byte and number of bytes.
pub fn byte_range(first_id: u32, count: u32) -> (u64, u64) {
    (HEADER_BYTES as u64 + u64::from(first_id) * ID_BYTES as u64, u64::from(count) * ID_BYTES as u64)
}

/// Splits bytes into ids; a broken length is an error.
pub fn decode_ids(bytes: &[u8]) -> Result<Vec<[u8; ID_BYTES]>, InvalidPart> {
    let (ids, rest) = bytes.as_chunks::<ID_BYTES>();
    if rest.is_empty() { Ok(ids.to_vec()) } else { Err(InvalidPart) }
}

/// The request body of one multicast: the same bytes for the same recipients and content, whoever builds it (I-4).
pub fn multicast_body(ids: &[[u8; ID_BYTES]], content: &FrozenContent) -> Vec<u8> {
    let mut body = Vec::with_capacity(ids.len() * 36 + content.messages_json.len() + 96);
    body.extend_from_slice(br#"{"to":["#);
    for (position, id) in ids.iter().enumerate() {
        if position > 0 {
            body.push(b',');
        }
        body.push(b'"');
        body.extend_from_slice(UserId::from_bytes(*id).as_str().as_bytes());
        body.push(b'"');
    }
    body.extend_from_slice(b"],");
    content.append_tail(&mut body, true);
    body
}

/// The request body of a broadcast; LINE takes no aggregation unit there.
pub fn broadcast_body(content: &FrozenContent) -> Vec<u8> {
    let mut body = vec![b'{'];
    content.append_tail(&mut body, false);
    body
}

/// What a delivery says, as it stood when the delivery was last edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenContent {
    /// The `messages` array, compact JSON, checked before it was stored.
    pub messages_json: String,
    /// `customAggregationUnits` of this delivery: one name of `[A-Za-z0-9_]{1,30}`.
    pub unit: String,
    /// `notificationDisabled`: arrives without a sound.
    pub silent: bool,
}

impl FrozenContent {
    /// Binds a delivery to this content.
    pub fn hash(&self) -> String {
        let mut bytes = Vec::new();
        self.append_tail(&mut bytes, true);
        hex_sha256(&bytes)
    }

    fn append_tail(&self, body: &mut Vec<u8>, with_unit: bool) {
        body.extend_from_slice(br#""messages":"#);
        body.extend_from_slice(self.messages_json.as_bytes());
        body.extend_from_slice(if self.silent { br#","notificationDisabled":true"# } else { b"" });
        if with_unit {
            body.extend_from_slice(br#","customAggregationUnits":[""#);
            body.extend_from_slice(self.unit.as_bytes());
            body.extend_from_slice(br#""]"#);
        }
        body.push(b'}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(count: u32) -> Vec<[u8; ID_BYTES]> {
        (0..count).map(|n| u128::from(n).to_be_bytes()).collect()
    }

    #[test]
    fn a_part_keeps_whole_batches_and_carries_the_rest() {
        let part = Part::cut(ids(1_234), 3, false);
        assert_eq!((part.ids.len(), part.carry.len(), part.batches()), (1_000, 234, 2));
        let last = Part::cut(ids(1_234), 64, true);
        assert_eq!((last.ids.len(), last.carry.len(), last.batches()), (1_234, 0, 3));
    }

    #[test]
    fn a_part_reads_back_as_it_was_written_and_a_cut_one_is_an_error() {
        let part = Part::cut(ids(777), 9, false);
        let bytes = part.encode();
        assert_eq!(Part::decode(&bytes), Ok(part));
        for length in [0, 3, 15, 16, bytes.len() - 1] {
            assert_eq!(Part::decode(&bytes[..length]), Err(InvalidPart), "{length} bytes");
        }
    }

    #[test]
    fn a_byte_range_hits_exactly_the_named_ids() {
        let part = Part::cut(ids(1_500), 9, false);
        let (from, length) = byte_range(500, 500);
        let bytes = part.encode();
        let found = decode_ids(&bytes[from as usize..(from + length) as usize]).unwrap();
        assert_eq!(found, ids(1_500)[500..1_000]);
    }

    #[test]
    fn a_body_is_json_with_the_ids_the_messages_and_the_unit() {
        let content = FrozenContent {
            messages_json: r#"[{"type":"text","text":"こんにちは"}]"#.to_owned(),
            unit: "kr_01".to_owned(),
            silent: true,
        };
        let body: serde_json::Value = serde_json::from_slice(&multicast_body(&ids(2), &content)).unwrap();
        assert_eq!(body["to"][1], "U00000000000000000000000000000001");
        assert_eq!(body["messages"][0]["text"], "こんにちは");
        assert_eq!(body["customAggregationUnits"][0], "kr_01");
        assert_eq!(body["notificationDisabled"], true);
        let all: serde_json::Value = serde_json::from_slice(&broadcast_body(&content)).unwrap();
        assert!(all.get("to").is_none() && all.get("customAggregationUnits").is_none());
    }
}
