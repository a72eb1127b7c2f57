//! A staff room in memory, and passwords without the slow part.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::staff::passkey::PasskeyKey;
use domain::staff::{Login, Member, Session, StaffId};
use sha2::{Digest, Sha256};
use usecases::delivery::ports::Swap;
use usecases::port_error::PortError;
use usecases::staff::ports::{Kept, Passwords, Signatures, StaffRoom};

use super::Device;

#[derive(Default)]
struct Rows {
    members: BTreeMap<StaffId, Member>,
    sessions: BTreeMap<String, Session>,
    had_a_first: bool,
    is_reopened: bool,
    guard: u64,
}

/// Members and sessions in memory.
#[derive(Default)]
pub struct MemoryStaff(Mutex<Rows>);

impl MemoryStaff {
    /// What whoever runs the city does when no administrator can come in.
    pub fn reopen(&self) {
        let mut rows = self.rows();
        (rows.had_a_first, rows.is_reopened) = (false, true);
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rows {
    fn keep(&mut self, next: &Member) -> Kept {
        let stored = self.members.get(&next.id);
        if stored.map_or(0, |member| member.version) + 1 != next.version {
            return Kept::Stale(stored.cloned().map(Box::new));
        }
        if self.members.values().any(|other| other.id != next.id && other.login == next.login) {
            return Kept::LoginTaken;
        }
        self.members.insert(next.id, next.clone());
        Kept::Done
    }
}

impl StaffRoom for MemoryStaff {
    async fn find(&self, login: &Login) -> Result<Option<Member>, PortError> {
        Ok(self.rows().members.values().find(|member| member.login == *login).cloned())
    }

    async fn member(&self, id: StaffId) -> Result<Option<Member>, PortError> {
        Ok(self.rows().members.get(&id).cloned())
    }

    async fn everybody(&self) -> Result<Vec<Member>, PortError> {
        Ok(self.rows().members.values().cloned().collect())
    }

    async fn keep(&self, _: Option<&Member>, next: &Member) -> Result<Kept, PortError> {
        Ok(self.rows().keep(next))
    }

    async fn guard(&self) -> Result<u64, PortError> {
        Ok(self.rows().guard)
    }

    async fn keep_guarded(&self, _: &Member, next: &Member, guard: u64) -> Result<Kept, PortError> {
        let mut rows = self.rows();
        let stands = rows.guard == guard;
        let mut tried = Rows { members: rows.members.clone(), ..Rows::default() };
        match tried.keep(next) {
            Kept::Done if !stands => Ok(Kept::Overtaken),
            Kept::Done => {
                (rows.members, rows.guard) = (tried.members, guard + 1);
                Ok(Kept::Done)
            }
            lost => Ok(lost),
        }
    }

    async fn keep_with_session(
        &self,
        _: &Member,
        next: &Member,
        session: &Session,
    ) -> Result<Kept, PortError> {
        let mut rows = self.rows();
        let stands = rows.sessions.get(&session.name).map_or(0, |session| session.version) + 1;
        let mut tried = Rows { members: rows.members.clone(), ..Rows::default() };
        match tried.keep(next) {
            Kept::Done if stands != session.version => Ok(Kept::Overtaken),
            Kept::Done => {
                rows.members = tried.members;
                rows.sessions.insert(session.name.clone(), session.clone());
                Ok(Kept::Done)
            }
            lost => Ok(lost),
        }
    }

    async fn is_reopened(&self) -> Result<bool, PortError> {
        Ok(self.rows().is_reopened)
    }

    async fn keep_first(&self, next: &Member) -> Result<Kept, PortError> {
        let mut rows = self.rows();
        if rows.had_a_first {
            return Ok(Kept::Stale(None));
        }
        let kept = rows.keep(next);
        rows.had_a_first = kept == Kept::Done;
        rows.is_reopened &= kept != Kept::Done;
        Ok(kept)
    }

    async fn session(&self, name: &str) -> Result<Option<Session>, PortError> {
        Ok(self.rows().sessions.get(name).cloned())
    }

    async fn keep_session(&self, next: &Session) -> Result<Swap<()>, PortError> {
        let mut rows = self.rows();
        if rows.sessions.get(&next.name).map_or(0, |session| session.version) + 1 != next.version {
            return Ok(Swap::Lost(()));
        }
        rows.sessions.insert(next.name.clone(), next.clone());
        Ok(Swap::Done)
    }

    async fn end_session(&self, name: &str) -> Result<(), PortError> {
        self.rows().sessions.remove(name);
        Ok(())
    }
}

/// "Hashes" by putting `plain:` in front.
pub struct PlainPasswords;

impl Passwords for PlainPasswords {
    async fn hash(&self, password: String) -> Result<String, PortError> {
        Ok(format!("plain:{password}"))
    }

    async fn is(&self, phc: Option<String>, password: String) -> Result<bool, PortError> {
        Ok(phc.is_some_and(|phc| phc == format!("plain:{password}")))
    }
}

/// "Signs" by hashing key and message, which everybody can.
pub struct PlainSignatures;

impl PlainSignatures {
    /// A device whose key is made of this number, at a page of this origin.
    pub fn device(number: u8, origin: &str) -> Device {
        let point = [&[4][..], &[number; 64]].concat();
        let own = point.clone();
        let sign = move |message: &[u8]| Sha256::digest([&own[..], message].concat()).to_vec();
        Device::new(&[number; 20], &point, Box::new(sign), origin)
    }
}

impl Signatures for PlainSignatures {
    fn is_signed(&self, key: &PasskeyKey, message: &[u8], signature: &[u8]) -> bool {
        Sha256::digest([&key.key.0[..], message].concat()).as_slice() == signature
    }
}
