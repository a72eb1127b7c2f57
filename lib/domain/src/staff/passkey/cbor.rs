//! As much of CBOR as CTAP2 lets an authenticator write: definite lengths, no tags, no fractions, few levels.

/// Levels of the deepest thing.
const DEPTH: u8 = 4;

/// Something that an authenticator wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cbor<'a> {
    /// A whole number.
    Number(i64),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Text.
    Text(&'a str),
    /// A list.
    List(Vec<Cbor<'a>>),
    /// Pairs, in their order.
    Map(Vec<(Cbor<'a>, Cbor<'a>)>),
    /// True, false or nothing.
    Simple(u8),
}

impl<'a> Cbor<'a> {
    /// Reads one thing and says what is left behind it.
    pub(super) fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let mut rest = bytes;
        Some((read(&mut rest, DEPTH)?, rest))
    }

    /// The value of a key in a map.
    pub(super) fn get(&self, key: &Cbor<'_>) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The bytes that it is.
    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(taken)
}

fn argument(rest: &mut &[u8], short: u8) -> Option<u64> {
    let length = match short {
        0..=23 => return Some(u64::from(short)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None, // no end is said, or reserved
    };
    Some(take(rest, length)?.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
}

fn read<'a>(rest: &mut &'a [u8], depth: u8) -> Option<Cbor<'a>> {
    let first = *take(rest, 1)?.first()?;
    let (kind, short) = (first >> 5, first & 31);
    if kind == 7 {
        return matches!(short, 20..=22).then_some(Cbor::Simple(short));
    }
    let argument = argument(rest, short)?;
    let length = usize::try_from(argument).ok()?;
    Some(match kind {
        0 => Cbor::Number(i64::try_from(argument).ok()?),
        1 => Cbor::Number(-1 - i64::try_from(argument).ok()?),
        2 => Cbor::Bytes(take(rest, length)?),
        3 => Cbor::Text(std::str::from_utf8(take(rest, length)?).ok()?),
        // Every element is at least a byte, so a length that cannot be is refused before anything is kept for it.
        4 if length <= rest.len() => {
            let depth = depth.checked_sub(1)?;
            Cbor::List((0..length).map(|_| read(rest, depth)).collect::<Option<_>>()?)
        }
        5 if length <= rest.len() / 2 => {
            let depth = depth.checked_sub(1)?;
            let mut pair = || Some((read(rest, depth)?, read(rest, depth)?));
            Cbor::Map((0..length).map(|_| pair()).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(bytes: &[u8]) -> Option<Cbor<'_>> {
        Cbor::read(bytes).filter(|(_, rest)| rest.is_empty()).map(|(read, _)| read)
    }

    #[test]
    fn examples_of_rfc_8949_read_as_they_are_meant() {
        for (bytes, number) in [
            (&[0x17][..], 23),
            (&[0x18, 0x64], 100),
            (&[0x19, 0x03, 0xe8], 1_000),
            (&[0x1a, 0x00, 0x0f, 0x42, 0x40], 1_000_000),
            (&[0x1b, 0, 0, 0, 0xe8, 0xd4, 0xa5, 0x10, 0], 1_000_000_000_000),
            (&[0x20], -1),
            (&[0x39, 0x01, 0x00], -257),
        ] {
            assert_eq!(whole(bytes), Some(Cbor::Number(number)));
        }
        let map = whole(&[0xa2, 0x61, 0x61, 0x01, 0x61, 0x62, 0x82, 0x02, 0xf5]).unwrap();
        assert_eq!(map.get(&Cbor::Text("a")), Some(&Cbor::Number(1)));
        assert_eq!(map.get(&Cbor::Text("b")), Some(&Cbor::List(vec![Cbor::Number(2), Cbor::Simple(21)])));
        assert_eq!(map.get(&Cbor::Text("c")), None);
    }

    #[test]
    fn what_no_authenticator_writes_is_refused() {
        for bytes in [
            &[][..],
            &[0x18],                                     // a length that is not there
            &[0x9f, 0x01, 0xff],                         // no end
            &[0xc0, 0x01],                               // a tag
            &[0xfb, 0x3f, 0xf1, 0x99, 0, 0, 0, 0, 0],    // a fraction
            &[0x9b, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0], // more than there is
            &[0xbb, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
            &[0x61, 0xff],                         // not UTF-8
            &[0x81, 0x81, 0x81, 0x81, 0x81, 0x01], // too deep
        ] {
            assert_eq!(whole(bytes), None, "{bytes:x?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some((_, rest)) = Cbor::read(&bytes) {
                prop_assert!(rest.len() < bytes.len());
            }
        }
    }
}
