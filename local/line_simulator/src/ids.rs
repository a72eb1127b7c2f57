//! Identifiers in compact form: user ids as 16 bytes, message ids as numbers, and the mixing that makes counters
//! look random without costing a cryptographic hash per user.

use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A LINE user id, `U` and 32 lowercase hex digits, as the bytes behind the digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct UserId([u8; 16]);

impl UserId {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('U')?.as_bytes();
        if digits.len() != 32 {
            return None;
        }
        let mut id = [0; 16];
        for (byte, pair) in id.iter_mut().zip(digits.as_chunks::<2>().0) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(id))
    }

    /// The `number`th id of a family of ids; the same arguments give the same id in every run.
    pub(crate) fn nth(family: u64, number: u64) -> Self {
        let high = mix(family ^ mix(number));
        let low = mix(high ^ family.rotate_left(32) ^ number);
        Self((u128::from(high) << 64 | u128::from(low)).to_be_bytes())
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "U{:032x}", u128::from_be_bytes(self.0))
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// One step of the splitmix64 generator: a fast bijection that looks random.
pub(crate) fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number for a text, for seeding families of ids.
pub(crate) fn family_of(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A small seeded generator for faults and shuffles.
#[derive(Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(mix(seed))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        mix(self.0)
    }

    /// True with the given probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        probability >= 1.0 || ((self.next() >> 11) as f64) < probability * (1u64 << 53) as f64
    }
}

/// User ids are random already, so their own bytes are their hash.
pub(crate) type IdHash = BuildHasherDefault<IdHasher>;

#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk::<8>() {
            self.0 ^= u64::from_ne_bytes(*first);
        }
    }

    fn write_usize(&mut self, _length: usize) {}
}

/// An element of `to`: a user id, or something else that has to be refused by its index.
pub(crate) struct Recipient(pub(crate) Option<UserId>);

impl<'de> Deserialize<'de> for Recipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Recipient;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a user id")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Recipient, E> {
                Ok(Recipient(UserId::parse(text)))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        let id = UserId::nth(family_of("phones"), 7);
        assert_eq!(UserId::parse(&id.to_string()), Some(id));
    }

    #[test]
    fn anything_but_u_and_32_lowercase_hex_digits_is_no_id() {
        for text in ["", "U", "u00000000000000000000000000000000", "U0000000000000000000000000000000G"] {
            assert_eq!(UserId::parse(text), None, "{text}");
        }
        assert_eq!(UserId::parse(&format!("U{}", "A".repeat(32))), None);
        assert_eq!(UserId::parse(&format!("U{}", "0".repeat(33))), None);
    }

    #[test]
    fn ids_of_two_families_differ() {
        assert_ne!(UserId::nth(1, 0), UserId::nth(2, 0));
        assert_ne!(UserId::nth(1, 0), UserId::nth(1, 1));
    }

    #[test]
    fn a_chance_of_one_half_comes_true_about_half_the_time() {
        let mut random = Random::seeded(3);
        let hits = (0..10_000).filter(|_| random.chance(0.5)).count();
        assert!((4_700..5_300).contains(&hits), "{hits}");
    }
}
