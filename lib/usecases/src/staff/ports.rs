//! What the use cases of staff need from outside.

use std::future::Future;

use domain::staff::passkey::PasskeyKey;
use domain::staff::{Login, Member, Session, StaffId};

use crate::delivery::ports::Swap;
use crate::port_error::PortError;

/// How writing a member went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// It stands.
    Done,
    /// Somebody was faster, or there is no such member; this is what stands.
    Stale(Option<Box<Member>>),
    /// Somebody else has that login.
    LoginTaken,
    /// What had to be written with it was written by somebody else.
    Overtaken,
}

/// Members and sessions.
pub trait StaffRoom {
    /// The member of this login; strongly consistent.
    fn find(&self, login: &Login) -> impl Future<Output = Result<Option<Member>, PortError>> + Send;
    /// The member of this id; strongly consistent.
    fn member(&self, id: StaffId) -> impl Future<Output = Result<Option<Member>, PortError>> + Send;
    /// Everybody, in the order in which they were added.
    fn everybody(&self) -> impl Future<Output = Result<Vec<Member>, PortError>> + Send;
    /// Writes `next` where the stored version is `next.version - 1`, 0 being nobody. `before` is what was read: a
    /// changed login takes its new name and frees the old one in the same step.
    fn keep(
        &self,
        before: Option<&Member>,
        next: &Member,
    ) -> impl Future<Output = Result<Kept, PortError>> + Send;
    /// How often an administrator was weakened.
    fn guard(&self) -> impl Future<Output = Result<u64, PortError>> + Send;
    /// As [`StaffRoom::keep`], and only where the guard still stands at `guard`, which goes on by one.
    fn keep_guarded(
        &self,
        before: &Member,
        next: &Member,
        guard: u64,
    ) -> impl Future<Output = Result<Kept, PortError>> + Send;
    /// As [`StaffRoom::keep`], together with a session of theirs that is one version further; `Overtaken` where it is not.
    fn keep_with_session(
        &self,
        before: &Member,
        next: &Member,
        session: &Session,
    ) -> impl Future<Output = Result<Kept, PortError>> + Send;
    /// Whether whoever runs the city has asked for a first administrator once more, because no administrator can come in.
    fn is_reopened(&self) -> impl Future<Output = Result<bool, PortError>> + Send;
    /// Writes the first administrator, once in a city's life and once after each reopening: `Stale` otherwise.
    fn keep_first(&self, next: &Member) -> impl Future<Output = Result<Kept, PortError>> + Send;
    /// The session of this name; strongly consistent.
    fn session(&self, name: &str) -> impl Future<Output = Result<Option<Session>, PortError>> + Send;
    /// Writes a session where the stored version is one less, 0 being none.
    fn keep_session(&self, next: &Session) -> impl Future<Output = Result<Swap<()>, PortError>> + Send;
    /// Forgets a session; forgetting it twice is fine.
    fn end_session(&self, name: &str) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// What a passkey's signatures are computed with.
pub trait Signatures: Sync {
    /// Whether this key has signed this message.
    fn is_signed(&self, key: &PasskeyKey, message: &[u8], signature: &[u8]) -> bool;
}

/// Passwords, hashed slowly and off the thread that answers.
pub trait Passwords {
    /// Argon2id in PHC's format.
    fn hash(&self, password: String) -> impl Future<Output = Result<String, PortError>> + Send;
    /// Whether it is this password. `None` takes as long as a wrong one, so that nobody learns who works here.
    fn is(
        &self,
        phc: Option<String>,
        password: String,
    ) -> impl Future<Output = Result<bool, PortError>> + Send;
}
