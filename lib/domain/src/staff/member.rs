//! A member of staff as the city keeps them. Rows are written whole, conditional on their version.
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::actor::Scope;
use super::id::{DepartmentId, StaffId};
use super::known_device::KnownDevice;
use super::passkey::Passkey;
use super::permission::{Permission, Permissions};
use super::role::Role;
use super::totp::Totp;

/// Wrong passwords or codes in a row until the login rests.
pub const FAILURES_UNTIL_LOCKED: u32 = 5;
/// So long it rests.
pub const LOCK_LASTS_MS: u64 = 15 * 60 * 1_000;
/// An invitation that nobody took up lapses.
pub const INVITATION_LASTS_MS: u64 = 7 * 24 * 60 * 60 * 1_000;
/// Characters of the longest name.
pub const MAX_NAME_CHARS: usize = 60;

/// What somebody types to sign in: 3 to 64 small letters, digits, `.`, `_`, `-` and `@`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Login(String);

impl Login {
    /// Reads what somebody typed; capital letters count as small ones.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let is_fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-@".contains(c);
        ((3..=64).contains(&text.len()) && text.chars().all(is_fine)).then_some(Self(text))
    }

    /// As stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Login {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a login")
    }
}

impl From<Login> for String {
    fn from(login: Login) -> Self {
        login.0
    }
}

/// A code that is told once, to set a password with. Only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    hash: String,
    expires_at_ms: u64,
}

/// Why a code does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CodeError {
    /// There is none, or it is another.
    #[error("wrong code")]
    Wrong,
    /// It has lapsed.
    #[error("the code has lapsed")]
    Expired,
}

impl Code {
    /// Keeps a code that counts until `expires_at_ms`.
    pub fn new(code: &str, expires_at_ms: u64) -> Self {
        Self { hash: hash(code), expires_at_ms }
    }

    fn check(&self, shown: &str, now_ms: u64) -> Result<(), CodeError> {
        if self.hash != hash(shown) {
            return Err(CodeError::Wrong);
        }
        if now_ms < self.expires_at_ms { Ok(()) } else { Err(CodeError::Expired) }
    }
}

/// Comparing hashes tells nothing about a code of 80 random bits, however long it takes.
fn hash(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    hex(&Sha256::digest(plain.to_uppercase()))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What stands between somebody and signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Has not set a password yet.
    Invited,
    /// Can sign in.
    Active,
    /// Typed too much wrong; rests until then, in milliseconds since 1970 UTC.
    Locked(u64),
    /// An administrator has stopped them.
    Suspended,
    /// Their last day is over.
    Expired,
}

/// One member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Never changes.
    pub id: StaffId,
    /// Conditional writes count on it.
    pub version: u64,
    /// What they type; nobody else has it.
    pub login: Login,
    /// For colleagues, 1–60 characters.
    pub name: String,
    /// What they are there for.
    pub role: Role,
    /// What they may do.
    pub permissions: Permissions,
    /// Where they belong.
    pub departments: Vec<DepartmentId>,
    /// How far they look.
    pub scope: Scope,
    /// Their last day, in Japan.
    pub expires_on: Option<Date>,
    /// Stopped by an administrator.
    pub is_suspended: bool,
    /// Argon2id in PHC's format.
    pub password: Option<String>,
    /// An authenticator app.
    pub totp: Option<Totp>,
    /// Keys in devices, in the order in which they were set up.
    #[serde(default)]
    pub passkeys: Vec<Passkey>,
    /// To set a password with.
    pub invitation: Option<Code>,
    /// Wrong passwords or codes in a row, in browsers that are not known.
    pub failures: u32,
    /// Until when the login rests for browsers that are not known, in milliseconds since 1970 UTC.
    pub locked_until_ms: u64,
    /// Browsers in which they were let in before.
    #[serde(default)]
    pub known_devices: Vec<KnownDevice>,
    /// Sessions of an earlier generation are over.
    pub generation: u64,
    /// When they were last let in.
    pub signed_in_at_ms: Option<u64>,
}

impl Member {
    /// Whether something of this department is theirs to see and change, as [`Actor::may_touch`](super::Actor::may_touch).
    pub fn may_touch(&self, department: Option<&DepartmentId>) -> bool {
        self.scope.holds(&self.departments, department)
    }

    /// Somebody who was just added and has no way in yet.
    pub fn new(id: StaffId, login: Login, name: String, role: Role) -> Self {
        Self {
            id,
            version: 1,
            login,
            name,
            role,
            permissions: role.permissions(),
            departments: Vec::new(),
            scope: if role == Role::Administrator { Scope::All } else { Scope::Own },
            expires_on: None,
            is_suspended: false,
            password: None,
            totp: None,
            passkeys: Vec::new(),
            invitation: None,
            failures: 0,
            locked_until_ms: 0,
            known_devices: Vec::new(),
            generation: 1,
            signed_in_at_ms: None,
        }
    }

    /// How they stand on `today` in Japan at `now_ms`, for browsers that nobody knows.
    pub fn standing(&self, today: Date, now_ms: u64) -> Standing {
        self.standing_until(self.locked_until_ms, today, now_ms)
    }

    pub(super) fn standing_until(&self, locked_until_ms: u64, today: Date, now_ms: u64) -> Standing {
        if self.is_suspended {
            Standing::Suspended
        } else if self.expires_on.is_some_and(|last| today > last) {
            Standing::Expired
        } else if now_ms < locked_until_ms {
            Standing::Locked(locked_until_ms)
        } else if self.password.is_none() {
            Standing::Invited
        } else {
            Standing::Active
        }
    }

    /// Whether somebody of this standing looks after the others.
    pub fn is_administrator(&self) -> bool {
        !self.is_suspended && self.permissions.has(Permission::Users)
    }

    /// Whether there is something to show besides the password.
    pub fn has_second_factor(&self) -> bool {
        self.totp.is_some() || !self.passkeys.is_empty()
    }

    /// The next version, unchanged.
    #[must_use]
    pub fn next(&self) -> Self {
        Self { version: self.version + 1, ..self.clone() }
    }

    /// Whether this code lets them set a password.
    pub fn may_set_password(&self, code: &str, now_ms: u64) -> Result<(), CodeError> {
        self.invitation.as_ref().ok_or(CodeError::Wrong)?.check(code, now_ms)
    }

    /// With a new password; the code that allowed it is used up and other sessions are over.
    pub fn with_password(&self, phc: String, code: &str, now_ms: u64) -> Result<Self, CodeError> {
        self.may_set_password(code, now_ms)?;
        let generation = self.generation + 1;
        Ok(Self {
            password: Some(phc),
            invitation: None,
            failures: 0,
            locked_until_ms: 0,
            generation,
            ..self.next()
        })
    }

    /// The same, where an open invitation lapses with the rights it was made for: whoever holds its code was let in as
    /// somebody who may less, or other things.
    #[must_use]
    pub fn instead_of(self, before: &Self) -> Self {
        let rights = |one: &Self| (one.role, one.permissions, one.scope, one.departments.clone());
        let invitation = if rights(&self) == rights(before) { self.invitation } else { None };
        Self { invitation, ..self }
    }

    /// Has no password and no code to set one with.
    pub fn needs_invitation(&self) -> bool {
        self.password.is_none() && self.invitation.is_none()
    }

    /// Without password, second factor and known devices, and with a new way in.
    #[must_use]
    pub fn invited_again(&self, invitation: Code) -> Self {
        let generation = self.generation + 1;
        let (password, totp, passkeys) = (None, None, Vec::new());
        Self {
            password,
            totp,
            passkeys,
            invitation: Some(invitation),
            failures: 0,
            locked_until_ms: 0,
            known_devices: Vec::new(),
            generation,
            ..self.next()
        }
    }

    /// With another password of their own choice; sessions that began with the one before are over.
    #[must_use]
    pub fn with_own_password(&self, phc: String) -> Self {
        Self { password: Some(phc), ..self.signed_out() }
    }

    /// Signed out everywhere.
    #[must_use]
    pub fn signed_out(&self) -> Self {
        Self { generation: self.generation + 1, ..self.next() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn hanako() -> Member {
        let id = StaffId::from_ulid(ulid::Ulid::from(1_u128));
        let member = Member::new(id, Login::parse("Hanako").unwrap(), "高津 花子".to_owned(), Role::Writer);
        Member { password: Some("$argon2id$".to_owned()), ..member }
    }

    #[test]
    fn the_last_day_counts_whole_and_suspension_wins() {
        let member = Member { expires_on: Some(date(2027, 3, 31)), ..hanako() };
        assert_eq!(member.standing(date(2027, 3, 31), 0), Standing::Active);
        assert_eq!(member.standing(date(2027, 4, 1), 0), Standing::Expired);
        let stopped = Member { is_suspended: true, ..member };
        assert_eq!(stopped.standing(date(2027, 4, 1), 0), Standing::Suspended);
    }

    #[test]
    fn a_code_sets_a_password_once_and_not_after_its_time() {
        let invited = hanako().invited_again(Code::new("ABCD-EFGH", 100));
        assert_eq!(invited.password, None);
        assert_eq!(invited.with_password("new".to_owned(), "ABCD-EFGX", 1).unwrap_err(), CodeError::Wrong);
        assert_eq!(
            invited.with_password("new".to_owned(), "ABCD-EFGH", 100).unwrap_err(),
            CodeError::Expired
        );
        let set = invited.with_password("new".to_owned(), "abcd efgh", 99).unwrap();
        assert_eq!(set.with_password("x".to_owned(), "ABCD-EFGH", 99).unwrap_err(), CodeError::Wrong);
        assert!(set.generation > invited.generation, "whoever was in with the old one is out");
    }

    #[test]
    fn an_open_code_lapses_when_the_rights_it_was_made_for_change() {
        let invited = Member { password: None, ..hanako() }.invited_again(Code::new("ABCD", 100));
        let renamed = Member { name: "高津 花".to_owned(), ..invited.next() }.instead_of(&invited);
        assert!(renamed.with_password("new".to_owned(), "ABCD", 1).is_ok() && !renamed.needs_invitation());
        for other in [
            Member { role: Role::Administrator, ..invited.next() },
            Member { permissions: Role::Administrator.permissions(), ..invited.next() },
            Member { scope: Scope::All, ..invited.next() },
            Member { departments: vec![DepartmentId::from_ulid(ulid::Ulid::from(9_u128))], ..invited.next() },
        ] {
            let next = other.instead_of(&invited);
            assert_eq!(next.with_password("x".to_owned(), "ABCD", 1).unwrap_err(), CodeError::Wrong);
            assert!(next.needs_invitation());
        }
    }

    #[test]
    fn logins_have_one_spelling_and_rows_read_back() {
        assert_eq!(Login::parse(" Hana.Ko "), Login::parse("hana.ko"));
        for bad in ["", "ab", "花子", "a b c", &"a".repeat(65), "x/../y"] {
            assert_eq!(Login::parse(bad), None, "{bad}");
        }
        let member = hanako().invited_again(Code::new("A", 1));
        let text = serde_json::to_string(&member).unwrap();
        assert_eq!(serde_json::from_str::<Member>(&text).unwrap(), member);
        assert!(text.contains("\"role\":\"writer\"") && text.contains("\"deliveries_write\""), "{text}");
        let mut before: serde_json::Value = serde_json::from_str(&text).unwrap();
        before["permissions"] = serde_json::json!(["deliveries_approve", "deliveries_send", "users"]);
        let before: Member = serde_json::from_value(before).unwrap();
        assert!(before.permissions.has(Permission::DeliveriesEmergency), "as it could when it was stored");
    }
}
