//! Names of testers and of their groups.
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use thiserror::Error;
use ulid::Ulid;
use uuid::Uuid;

use crate::user_id::UserId;

/// The text names no tester and no group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not the id of a tester or of a group of testers")]
pub struct InvalidTesterId;

/// Which tester. Not a user id and not made of one outside this module: whoever holds it has met the testers' table
/// or a text that will be looked up there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TesterId(Ulid);

/// Which group of testers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TesterGroupId(Ulid);

impl TesterId {
    /// 128 bits of a hash: they name the follower and do not tell the user id.
    pub(super) fn of(user: &UserId) -> Self {
        let digest = Sha256::digest(format!("tester\0{}", user.as_str()));
        Self(Ulid::from_bytes(std::array::from_fn(|index| digest[index])))
    }

    /// Reads what [`TesterId`] shows.
    pub fn parse(text: &str) -> Result<Self, InvalidTesterId> {
        exact(text).map(Self)
    }

    /// The same 128 bits, for retry keys.
    pub(crate) fn to_bytes(self) -> [u8; 16] {
        *Uuid::from_u128(self.0.into()).as_bytes()
    }
}

impl TesterGroupId {
    /// The group of this ULID.
    pub const fn from_ulid(ulid: Ulid) -> Self {
        Self(ulid)
    }

    /// Reads what [`TesterGroupId`] shows.
    pub fn parse(text: &str) -> Result<Self, InvalidTesterId> {
        exact(text).map(Self)
    }
}

/// One spelling only, so that a key is never written in two ways.
pub(super) fn exact(text: &str) -> Result<Ulid, InvalidTesterId> {
    text.parse::<Ulid>().ok().filter(|ulid| ulid.to_string() == text).ok_or(InvalidTesterId)
}

impl TryFrom<String> for TesterId {
    type Error = InvalidTesterId;

    fn try_from(text: String) -> Result<Self, InvalidTesterId> {
        Self::parse(&text)
    }
}

impl From<TesterId> for String {
    fn from(id: TesterId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for TesterGroupId {
    type Error = InvalidTesterId;

    fn try_from(text: String) -> Result<Self, InvalidTesterId> {
        Self::parse(&text)
    }
}

impl From<TesterGroupId> for String {
    fn from(id: TesterGroupId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for TesterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for TesterGroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
