//! Who asks for something, as every decision about permission sees it.
use serde::{Deserialize, Serialize};

use super::id::{DepartmentId, StaffId};
use super::permission::{Permission, Permissions};
use super::role::Role;

/// A second factor that was shown again counts for so long.
pub const STEP_UP_LASTS_MS: u64 = 5 * 60 * 1_000;

/// How far somebody looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every department.
    All,
    /// Their own departments.
    Own,
}

impl Scope {
    /// Whether this department is within the scope of somebody with these; none at all belongs to everybody.
    pub fn holds(self, own: &[DepartmentId], department: Option<&DepartmentId>) -> bool {
        match (self, department) {
            (Self::All, _) | (_, None) => true,
            (Self::Own, Some(department)) => own.contains(department),
        }
    }
}

/// What kind of caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorKind {
    /// A member of staff who signed in.
    Staff {
        /// Which.
        id: StaffId,
        /// As shown to colleagues.
        name: String,
        /// What they type to sign in.
        login: String,
    },
    /// A program with the local city's token.
    Machine,
}

/// Who asks. While somebody looks through the eyes of a colleague, `kind` stays who they are and the rest is the
/// colleague's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who it is.
    pub kind: ActorKind,
    /// What they are there for.
    pub role: Role,
    /// What they may do.
    pub permissions: Permissions,
    /// How far they look.
    pub scope: Scope,
    /// Where they belong.
    pub departments: Vec<DepartmentId>,
    /// The address they come from.
    pub ip: String,
    /// What their browser calls itself, shortened.
    pub device: String,
    /// The beginning of their session's name; empty for a program.
    pub session: String,
    /// When they last showed a second factor beyond signing in, in milliseconds since 1970 UTC.
    pub stepped_up_at_ms: Option<u64>,
    /// Whose eyes they look through; nothing may be changed meanwhile.
    pub viewing_as: Option<StaffId>,
}

impl Actor {
    /// A program with the local city's token: may do everything.
    pub fn machine(ip: String) -> Self {
        Self {
            kind: ActorKind::Machine,
            role: Role::Administrator,
            permissions: Role::Administrator.permissions(),
            scope: Scope::All,
            departments: Vec::new(),
            ip,
            device: "machine".to_owned(),
            session: String::new(),
            stepped_up_at_ms: None,
            viewing_as: None,
        }
    }

    /// Whether it is a program.
    pub fn is_machine(&self) -> bool {
        self.kind == ActorKind::Machine
    }

    /// The member of staff, if it is one.
    pub fn id(&self) -> Option<StaffId> {
        match &self.kind {
            ActorKind::Staff { id, .. } => Some(*id),
            ActorKind::Machine => None,
        }
    }

    /// The name for colleagues.
    pub fn name(&self) -> &str {
        match &self.kind {
            ActorKind::Staff { name, .. } => name,
            ActorKind::Machine => "システム",
        }
    }

    /// Whether they may do this at all.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }

    /// Whether something of this department is theirs to see and change. What belongs to no department belongs to all.
    pub fn may_touch(&self, department: Option<&DepartmentId>) -> bool {
        self.scope.holds(&self.departments, department)
    }

    /// Whether the second factor was shown again within five minutes. A program has none and needs none.
    pub fn stepped_up(&self, now_ms: u64) -> bool {
        let is_recent = |at_ms: u64| at_ms <= now_ms && now_ms - at_ms < STEP_UP_LASTS_MS;
        self.is_machine() || self.stepped_up_at_ms.is_some_and(is_recent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_writer() -> Actor {
        let id = StaffId::from_ulid(ulid::Ulid::from(1_u128));
        let kind = ActorKind::Staff { id, name: "高津 花".to_owned(), login: "hana".to_owned() };
        let mine = DepartmentId::from_ulid(ulid::Ulid::from(2_u128));
        Actor {
            kind,
            role: Role::Writer,
            permissions: Role::Writer.permissions(),
            scope: Scope::Own,
            departments: vec![mine],
            stepped_up_at_ms: Some(1_000),
            ..Actor::machine("192.0.2.1".to_owned())
        }
    }

    #[test]
    fn own_departments_and_what_belongs_to_all_are_within_reach() {
        let (mut actor, other) = (a_writer(), DepartmentId::from_ulid(ulid::Ulid::from(3_u128)));
        let mine = actor.departments[0];
        assert!(actor.may_touch(Some(&mine)) && actor.may_touch(None));
        assert!(!actor.may_touch(Some(&other)));
        actor.scope = Scope::All;
        assert!(actor.may_touch(Some(&other)));
    }

    #[test]
    fn a_second_factor_counts_for_five_minutes_and_never_from_the_future() {
        let actor = a_writer();
        assert!(actor.stepped_up(1_000) && actor.stepped_up(300_999));
        assert!(!actor.stepped_up(301_000) && !actor.stepped_up(999));
        assert!(Actor::machine(String::new()).stepped_up(0));
    }
}
