//! Names of staff members and of departments: ULIDs, of a key's digest or of the moment: their order says nothing.
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use ulid::Ulid;

/// The text names nobody and no department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not the id of a staff member or department")]
pub struct InvalidStaffId;

/// Which staff member; stays the same when login or name change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StaffId(Ulid);

/// Which department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DepartmentId(Ulid);

impl StaffId {
    /// The member of this ULID.
    pub const fn from_ulid(ulid: Ulid) -> Self {
        Self(ulid)
    }

    /// Reads what [`StaffId`] shows.
    pub fn parse(text: &str) -> Result<Self, InvalidStaffId> {
        exact(text).map(Self)
    }
}

impl DepartmentId {
    /// The department of this ULID.
    pub const fn from_ulid(ulid: Ulid) -> Self {
        Self(ulid)
    }

    /// Reads what [`DepartmentId`] shows.
    pub fn parse(text: &str) -> Result<Self, InvalidStaffId> {
        exact(text).map(Self)
    }
}

impl TryFrom<String> for StaffId {
    type Error = InvalidStaffId;

    fn try_from(text: String) -> Result<Self, InvalidStaffId> {
        Self::parse(&text)
    }
}

impl From<StaffId> for String {
    fn from(id: StaffId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for DepartmentId {
    type Error = InvalidStaffId;

    fn try_from(text: String) -> Result<Self, InvalidStaffId> {
        Self::parse(&text)
    }
}

impl From<DepartmentId> for String {
    fn from(id: DepartmentId) -> Self {
        id.to_string()
    }
}

/// One spelling only, so that a key is never written in two ways.
fn exact(text: &str) -> Result<Ulid, InvalidStaffId> {
    text.parse::<Ulid>().ok().filter(|ulid| ulid.to_string() == text).ok_or(InvalidStaffId)
}

impl fmt::Display for StaffId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for DepartmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_in_one_way_only() {
        let id = "01JZZZZZZZZZZZZZZZZZZZZZZZ";
        assert_eq!(StaffId::parse(id).map(|id| id.to_string()).as_deref(), Ok(id));
        assert_eq!(DepartmentId::parse(id).map(|id| id.to_string()).as_deref(), Ok(id));
        for bad in ["", "01jzzzzzzzzzzzzzzzzzzzzzzz", "01JZZZ", "../x", "部署"] {
            assert_eq!(StaffId::parse(bad), Err(InvalidStaffId), "{bad}");
            assert_eq!(DepartmentId::parse(bad), Err(InvalidStaffId), "{bad}");
        }
    }
}
