//! The value of `X-Line-Retry-Key`: derived, never random, so that a crashed sender sends the same key again.

use std::fmt;
use std::time::Duration;

use uuid::Uuid;

use crate::delivery::DeliveryId;
use crate::test_delivery::TestId;
use crate::tester::{Tester, TesterId};

/// LINE remembers a key for 24 hours after its first request (docs/rules.md); the same key means the same body.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RetryKey(Uuid);

impl RetryKey {
    /// The key of a batch that was cut from the frozen recipients of a delivery.
    pub fn for_batch(delivery: DeliveryId, number: u32) -> Self {
        Self(Uuid::new_v5(&delivery.as_uuid(), &number.to_be_bytes()))
    }

    /// The key of one request of a test to one tester.
    pub fn for_test(test: TestId, tester: TesterId, request: u8) -> Self {
        Self(Uuid::new_v5(&test.as_uuid(), &[&tester.to_bytes()[..], &[request]].concat()))
    }

    /// The key of the words that welcome a tester, once for each registration, whatever they are called since.
    pub fn for_welcome(tester: &Tester) -> Self {
        let space = Uuid::from_bytes(tester.id().to_bytes());
        Self(Uuid::new_v5(&space, &tester.added_at_ms.to_be_bytes()))
    }

    /// The key of one half after a bisection: another body, therefore another key (R-D7).
    #[must_use]
    pub fn half(self, half: Half) -> Self {
        Self(Uuid::new_v5(&self.0, half.digit().as_bytes()))
    }

    /// The key of the same recipients in a later round: LINE takes it for another request, so they may get it twice (R-D4).
    #[must_use]
    pub fn again(self, round: u32) -> Self {
        Self(Uuid::new_v5(&self.0, format!("round {round}").as_bytes()))
    }

    /// The key of the same recipients after this one grew too old, where certainly nobody got it (I-5).
    #[must_use]
    pub fn afresh(self) -> Self {
        Self(Uuid::new_v5(&self.0, b"afresh"))
    }

    /// A pause lengthened by up to a quarter, by another part for each key and attempt: batches that were refused
    /// together do not come back together.
    pub fn spread(self, pause: Duration, attempt: u32) -> Duration {
        let part = self.0.as_bytes()[attempt as usize % 16];
        pause + pause * u32::from(part) / 1_024
    }

    /// The shape in which a store gives the key back.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::parse_str(text).ok().map(Self)
    }
}

impl fmt::Display for RetryKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(out)
    }
}

impl fmt::Debug for RetryKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "RetryKey({self})")
    }
}

/// One of the two halves of a bisected batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// The front half, the longer one where the number is odd.
    First,
    /// The rest.
    Second,
}

impl Half {
    /// `0` or `1`, as it stands in a batch's path.
    pub fn digit(self) -> &'static str {
        match self {
            Self::First => "0",
            Self::Second => "1",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_the_same_key_whoever_derives_it_and_no_two_batches_share_one() {
        let delivery = DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap();
        let key = RetryKey::for_batch(delivery, 7);
        assert_eq!(key, RetryKey::for_batch(delivery, 7));
        assert_ne!(key, RetryKey::for_batch(delivery, 8));
        assert_ne!(key.half(Half::First), key.half(Half::Second));
        assert_ne!(key.half(Half::First), key);
        assert_eq!(RetryKey::parse(&key.to_string()), Some(key));
    }

    #[test]
    fn a_welcome_is_the_same_after_a_new_name_and_another_one_after_a_new_registration() {
        let user = || crate::user_id::UserId::from_bytes(7_u128.to_be_bytes());
        let tester = Tester::registered(user(), "花子".to_owned(), None, 1);
        let again = Tester::registered(user(), "花子".to_owned(), None, 2);
        let key = RetryKey::for_welcome(&tester);
        assert_eq!(RetryKey::for_welcome(&tester.renamed("高津".to_owned(), None)), key);
        assert_ne!(RetryKey::for_welcome(&again), key);
    }
}
