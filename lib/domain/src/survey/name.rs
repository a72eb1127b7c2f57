//! Names of items and options: short machine words that stay when a label changes.
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// Longest name of an item or option, in characters.
pub const MAX_NAME_LENGTH: usize = 40;

/// The text cannot name an item or an option.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a name: 1 to 40 of a-z, 0-9, _ and -")]
pub struct InvalidName(String);

fn check(raw: String) -> Result<String, InvalidName> {
    let allowed = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    if (1..=MAX_NAME_LENGTH).contains(&raw.len()) && raw.bytes().all(allowed) {
        return Ok(raw);
    }
    Err(InvalidName(raw.chars().take(MAX_NAME_LENGTH).collect()))
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Accepts 1 to 40 of a-z, 0-9, `_` and `-`.
            pub fn parse(raw: impl Into<String>) -> Result<Self, InvalidName> {
                check(raw.into()).map(Self)
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;
            fn try_from(raw: String) -> Result<Self, InvalidName> {
                check(raw).map(Self)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// Name of a survey item, such as `ward`; never reused, even after deletion.
    ItemId
}
name! {
    /// Name of an option within its item, such as `kawasaki`; never reused within it, even after deletion.
    OptionId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        for good in ["a", "ward", "age-20_29", &"x".repeat(40)] {
            assert_eq!(ItemId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "Ward", "区", "a b", &"x".repeat(41)] {
            assert!(OptionId::parse(bad).is_err(), "{bad}");
        }
    }
}
