//! LINE user ids and the shard each of them belongs to.
//!
//! A user id is personal data: it is shown in full only where it leaves for LINE or for the database.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fmt::Write as _;
use thiserror::Error;

/// The text is not a LINE user id; it is not repeated here because it may be personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a user id is `U` and 32 lowercase hex digits")]
pub struct InvalidUserId;

/// A LINE user ID: `U` and 32 lowercase hex digits. Personal data: `Debug` shows five characters.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserId(String);

impl UserId {
    /// Checks the shape once; every `UserId` in the program has passed here or came from its 16 bytes.
    pub fn parse(raw: String) -> Result<Self, InvalidUserId> {
        let is_hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        match raw.strip_prefix('U') {
            Some(hex) if hex.len() == 32 && hex.bytes().all(is_hex) => Ok(Self(raw)),
            _ => Err(InvalidUserId),
        }
    }

    /// The whole id, for LINE and for database keys only.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 16 bytes behind the hex digits, as id pages and frozen recipients keep them.
    pub fn to_bytes(&self) -> [u8; 16] {
        let digits = &self.0.as_bytes()[1..];
        std::array::from_fn(|i| nibble(digits[2 * i]) << 4 | nibble(digits[2 * i + 1]))
    }

    /// The id whose hex digits spell these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        let mut text = String::with_capacity(33);
        text.push('U');
        for byte in bytes {
            let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
        }
        Self(text)
    }

    /// The shard this follower lives in for ever: the upper six bits of a SplitMix64 finaliser run over both
    /// halves of the id. Changing it would strand every stored page, so its values are pinned by a test.
    pub fn shard(&self) -> ShardNumber {
        let id = u128::from_be_bytes(self.to_bytes());
        let mixed = mix(mix((id >> 64) as u64) ^ id as u64);
        ShardNumber((mixed >> 58) as u8)
    }
}

fn nibble(digit: u8) -> u8 {
    if digit <= b'9' { digit - b'0' } else { digit - b'a' + 10 }
}

fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", &self.0[..5])
    }
}

impl TryFrom<String> for UserId {
    type Error = InvalidUserId;
    fn try_from(raw: String) -> Result<Self, InvalidUserId> {
        Self::parse(raw)
    }
}

impl From<UserId> for String {
    fn from(id: UserId) -> Self {
        id.0
    }
}

/// The number is not below [`ShardNumber::COUNT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a shard number is 0 to 63")]
pub struct InvalidShardNumber;

/// One of the 64 groups followers are spread over by their user id; shown with two digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct ShardNumber(u8);

impl ShardNumber {
    /// How many shards there are, for ever.
    pub const COUNT: u8 = 64;

    /// Every shard in rising order.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        (0..Self::COUNT).map(Self)
    }

    /// The bare number, 0 to 63.
    pub fn as_u8(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for ShardNumber {
    type Error = InvalidShardNumber;
    fn try_from(raw: u8) -> Result<Self, InvalidShardNumber> {
        if raw < Self::COUNT { Ok(Self(raw)) } else { Err(InvalidShardNumber) }
    }
}

impl From<ShardNumber> for u8 {
    fn from(shard: ShardNumber) -> Self {
        shard.0
    }
}

impl fmt::Display for ShardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_u_and_32_lowercase_hex_digits_are_a_user_id() {
        let good = "U8e742f61d673b39c7fff3cecb7536ef0";
        assert_eq!(UserId::parse(good.into()).unwrap().as_str(), good);
        for bad in ["", "U", "u8e742f61d673b39c7fff3cecb7536ef0", "U8E742F61D673B39C7FFF3CECB7536EF0"] {
            assert_eq!(UserId::parse(bad.into()), Err(InvalidUserId), "{bad}");
        }
        assert!(UserId::parse(format!("{good}0")).is_err());
        assert!(serde_json::from_str::<UserId>("\"C8e742f61d673b39c7fff3cecb7536ef0\"").is_err());
    }

    #[test]
    fn debug_shows_five_characters() {
        let id = UserId::parse("U8e742f61d673b39c7fff3cecb7536ef0".into()).unwrap();
        assert_eq!(format!("{id:?}"), "U8e74…");
    }

    #[test]
    fn the_shard_of_an_id_never_changes() {
        let shard_of = |n: u128| UserId::from_bytes(n.to_be_bytes()).shard().as_u8();
        let shards: Vec<u8> = [0, 1, 2, u128::MAX, 1 << 64].into_iter().map(shard_of).collect();
        assert_eq!(shards, PINNED);
    }

    const PINNED: [u8; 5] = [41, 2, 53, 24, 23];

    #[test]
    fn consecutive_ids_spread_over_all_shards() {
        let mut sizes = [0_u32; 64];
        for n in 0..64_000_u128 {
            sizes[usize::from(UserId::from_bytes(n.to_be_bytes()).shard().as_u8())] += 1;
        }
        assert!(sizes.iter().all(|size| (850..1_150).contains(size)), "{sizes:?}");
    }

    #[test]
    fn shards_are_shown_with_two_digits() {
        let shown: Vec<String> = ShardNumber::all().map(|shard| shard.to_string()).collect();
        assert_eq!((shown.len(), shown[7].as_str(), shown[63].as_str()), (64, "07", "63"));
        assert_eq!(ShardNumber::try_from(64), Err(InvalidShardNumber));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn bytes_and_text_are_the_same_id(bytes: [u8; 16]) {
            let id = UserId::from_bytes(bytes);
            prop_assert_eq!(id.to_bytes(), bytes);
            prop_assert_eq!(UserId::parse(id.as_str().to_owned()).unwrap(), id);
        }
    }
}
