//! What a record says. Facts are numbers, flags and short words: ids, versions, names of fields. What citizens answered,
//! what messages say, passwords, codes and tokens have no place here.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::staff::{Actor, ActorKind, DepartmentId, KnownDevice, Member, StaffId};

/// Characters of the longest word in a record.
pub const MAX_WORD_CHARS: usize = 200;

/// Something that happened, before it has its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: u64,
    /// Who; `None` is a program.
    pub who: Option<Who>,
    /// The beginning of the session's hash; empty where there was none.
    pub session: String,
    /// The address it came from.
    pub ip: String,
    /// What the browser called itself, shortened.
    pub device: String,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// Somebody as they were called at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The member of staff; `None` where the login is nobody's.
    pub id: Option<StaffId>,
    /// What they typed to sign in.
    pub login: String,
    /// For colleagues.
    pub name: String,
}

/// A try to come in, or a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum What {
    /// Somebody came in, went, or tried to.
    Login {
        /// How it went.
        result: LoginResult,
        /// By what.
        method: Method,
    },
    /// Somebody changed or fetched something.
    Operation(Operation),
}

/// A change of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// `draft.saved`: the kind of object, and what became of it.
    pub action: String,
    /// On what.
    pub object: Object,
    /// Whose it is; `None` belongs to all.
    pub department: Option<String>,
    /// Versions and short facts.
    pub detail: BTreeMap<String, Fact>,
}

/// What something was done to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// `draft`, `staff`, …
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name for staff at that time.
    pub name: String,
}

/// A short fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Fact {
    /// A version, a count.
    Number(u64),
    /// A yes or no.
    Flag(bool),
    /// An id, a state, a name.
    Word(String),
    /// Several of them.
    Words(Vec<String>),
}

/// How a try to come in went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginResult {
    /// In.
    SignedIn,
    /// The password was right; the second factor is missing.
    PasswordAccepted,
    /// Login or password were wrong.
    WrongPassword,
    /// A code or a passkey was wrong.
    WrongCode,
    /// A passkey whose count went back: somebody has a copy of it.
    CopiedPasskey,
    /// The login rests, or began to rest with this try.
    Locked,
    /// Stopped by an administrator.
    Suspended,
    /// Their last day is over.
    Expired,
    /// The second factor was shown again.
    SteppedUp,
    /// Out.
    SignedOut,
}

/// By what somebody came in or tried to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Login and password.
    Password,
    /// An authenticator app.
    Totp,
    /// A key in a device.
    Passkey,
    /// A code from an administrator.
    Invitation,
    /// The deploy's code.
    First,
    /// A session that was there.
    Session,
}

fn name_of<T: Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

impl LoginResult {
    /// Reads what [`LoginResult::name`] shows.
    pub fn parse(name: &str) -> Option<Self> {
        serde_json::from_value(name.into()).ok()
    }

    /// As stored and as searched for.
    pub fn name(self) -> String {
        name_of(self)
    }
}

impl Method {
    /// As stored.
    pub fn name(self) -> String {
        name_of(self)
    }
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_WORD_CHARS).collect()
}

impl From<u64> for Fact {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Fact {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<&str> for Fact {
    fn from(word: &str) -> Self {
        Self::Word(short(word))
    }
}

impl From<String> for Fact {
    fn from(word: String) -> Self {
        Self::Word(short(&word))
    }
}

impl From<Vec<String>> for Fact {
    fn from(words: Vec<String>) -> Self {
        Self::Words(words.iter().map(|word| short(word)).collect())
    }
}

impl Object {
    /// Something of this kind.
    pub fn new(kind: &str, id: impl ToString, name: &str) -> Self {
        Self { kind: kind.to_owned(), id: id.to_string(), name: short(name) }
    }
}

impl Who {
    /// A member of staff.
    pub fn member(member: &Member) -> Self {
        let login = member.login.as_str().to_owned();
        Self { id: Some(member.id), login, name: member.name.clone() }
    }
}

impl Operation {
    /// Without department and facts.
    pub fn new(action: &str, object: Object) -> Self {
        Self { action: action.to_owned(), object, department: None, detail: BTreeMap::new() }
    }
}

impl Entry {
    /// `actor` does this now.
    pub fn operation(actor: &Actor, action: &str, object: Object, now_ms: u64) -> Self {
        let who = match &actor.kind {
            ActorKind::Staff { id, name, login } => {
                Some(Who { id: Some(*id), login: login.clone(), name: name.clone() })
            }
            ActorKind::Machine => None,
        };
        Self {
            at_ms: now_ms,
            who,
            session: actor.session.clone(),
            ip: actor.ip.clone(),
            device: actor.device.clone(),
            what: What::Operation(Operation::new(action, object)),
        }
    }

    /// The same of an object that belongs to this department.
    #[must_use]
    pub fn of_department(mut self, department: Option<&str>) -> Self {
        if let What::Operation(operation) = &mut self.what {
            operation.department =
                department.and_then(|id| DepartmentId::parse(id).ok()).map(|id| id.to_string());
        }
        self
    }

    /// The same with one more fact.
    #[must_use]
    pub fn with(mut self, name: &str, fact: impl Into<Fact>) -> Self {
        if let What::Operation(operation) = &mut self.what {
            operation.detail.insert(name.to_owned(), fact.into());
        }
        self
    }

    /// The same with the version that is written, and the one before it.
    #[must_use]
    pub fn of_version(self, next: u64) -> Self {
        let before = next.saturating_sub(1);
        if before == 0 {
            self.with("after_version", next)
        } else {
            self.with("before_version", before).with("after_version", next)
        }
    }
}

/// Who something is stored under: what a member did to themselves on the way in, if it is more than a try.
pub fn entry_of(base: &Entry, before: Option<&Member>, next: &Member) -> Option<Entry> {
    let action = match before {
        None => "staff.first_administrator",
        Some(before) if before.password != next.password => "staff.password_set",
        Some(before) if before.totp.is_none() && next.totp.is_some() => "staff.authenticator_set",
        Some(before) if next.passkeys.len() > before.passkeys.len() => "staff.passkey_added",
        Some(before) if next.locked_until_ms > before.locked_until_ms => "staff.locked",
        Some(before) => of_devices(&before.known_devices, &next.known_devices)?,
    };
    let object = Object::new("staff", next.id, &next.name);
    Some(Entry {
        who: Some(Who::member(next)),
        what: What::Operation(Operation::new(action, object)),
        ..base.clone()
    })
}

fn of_devices(before: &[KnownDevice], next: &[KnownDevice]) -> Option<&'static str> {
    let had = |device: &KnownDevice| before.iter().find(|one| one.hash == device.hash);
    if next.iter().any(|device| had(device).is_none()) {
        return Some("staff.device_known");
    }
    let rests =
        |device: &KnownDevice| had(device).is_some_and(|had| device.locked_until_ms > had.locked_until_ms);
    next.iter().any(rests).then_some("staff.device_locked")
}
