//! Testers: followers who agreed to see a delivery before the citizens do, and the groups they are chosen by.
//!
//! A [`Tester`] comes into being in two ways only: the person sent the code that a colleague had shown them, or a
//! clerk picked them and they stand in the testers' table since. Whatever is sent as a test is addressed to a
//! [`TesterId`]; a user id alone is no address for it (R-D3).

mod code;
mod id;
mod search;

use serde::{Deserialize, Serialize};

pub use code::{CODE_LASTS_MS, MOST_TRIES, OpenCode, Redemption, TesterCode};
pub use id::{InvalidTesterId, TesterGroupId, TesterId};
pub use search::{Candidate, MAX_ASKED, MAX_WORDS_CHARS, SEARCH_LASTS_MS, SearchId, TesterSearch};

use crate::user_id::UserId;

/// A name for colleagues; longer ones do not fit a list.
pub const MAX_TESTER_NAME_CHARS: usize = 60;

/// One tester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tester {
    id: TesterId,
    user: UserId,
    /// What colleagues call them.
    pub name: String,
    /// The department's id; none: every department may test with them.
    pub department: Option<String>,
    /// Since when.
    pub added_at_ms: u64,
    /// Counts every change; writes are conditional on it.
    pub version: u64,
}

impl Tester {
    /// A follower who becomes a tester. One follower is one tester: the id follows from the user.
    pub fn registered(user: UserId, name: String, department: Option<String>, now_ms: u64) -> Self {
        Self { id: TesterId::of(&user), user, name, department, added_at_ms: now_ms, version: 1 }
    }

    /// Who it is for staff.
    pub const fn id(&self) -> TesterId {
        self.id
    }

    /// Who it is for LINE.
    pub const fn user(&self) -> &UserId {
        &self.user
    }

    /// The same tester under another name or in another department.
    #[must_use]
    pub fn renamed(&self, name: String, department: Option<String>) -> Self {
        Self { name, department, version: self.version + 1, ..self.clone() }
    }
}

/// Testers who are chosen together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TesterGroup {
    /// Which.
    pub id: TesterGroupId,
    /// For staff.
    pub name: String,
    /// The department's id; none: every department may use it.
    pub department: Option<String>,
    /// Who is in it; somebody who is no tester any more gets nothing.
    pub testers: Vec<TesterId>,
    /// Counts every change; writes are conditional on it.
    pub version: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(number: u128) -> UserId {
        UserId::from_bytes(number.to_be_bytes())
    }

    #[test]
    fn one_follower_is_one_tester_whoever_registers_them() {
        let one = Tester::registered(user(1), "花子".to_owned(), None, 1);
        let again = Tester::registered(user(1), "高津".to_owned(), Some("x".to_owned()), 2);
        assert_eq!(one.id(), again.id());
        assert_ne!(one.id(), Tester::registered(user(2), "花子".to_owned(), None, 1).id());
        assert!(
            !format!("{:?}", one.id()).contains(&user(1).as_str()[1..9]),
            "the id tells nothing of the user"
        );
    }

    #[test]
    fn a_new_name_is_a_new_version_of_the_same_tester() {
        let before = Tester::registered(user(1), "花子".to_owned(), None, 1);
        let after = before.renamed("高津".to_owned(), Some("d".to_owned()));
        assert_eq!((after.id(), after.version, after.added_at_ms), (before.id(), 2, 1));
    }
}
