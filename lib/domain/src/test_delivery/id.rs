//! The name of a test: a ULID that follows from the request, so that the same request names the same test.
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use ulid::Ulid;
use uuid::Uuid;

/// The text names no test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not the id of a test")]
pub struct InvalidTestId;

/// Which test of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TestId(Ulid);

impl TestId {
    /// Takes what a caller made of its request.
    pub const fn from_ulid(ulid: Ulid) -> Self {
        Self(ulid)
    }

    /// Reads the 26 characters; one spelling only.
    pub fn parse(text: &str) -> Result<Self, InvalidTestId> {
        text.parse::<Ulid>().ok().filter(|id| id.to_string() == text).map(Self).ok_or(InvalidTestId)
    }

    /// The name space of this test's retry keys.
    pub(crate) fn as_uuid(self) -> Uuid {
        Uuid::from_u128(self.0.into())
    }
}

impl TryFrom<String> for TestId {
    type Error = InvalidTestId;

    fn try_from(text: String) -> Result<Self, InvalidTestId> {
        Self::parse(&text)
    }
}

impl From<TestId> for String {
    fn from(id: TestId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for TestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
