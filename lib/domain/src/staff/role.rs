//! Roles: permissions to begin with. What counts is the list that is stored with each member.
use serde::{Deserialize, Serialize};

use super::permission::{Permission, Permissions};

/// What somebody is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 管理者: everything, people included.
    Administrator,
    /// 承認者: approves and sends what others wrote, and writes.
    Approver,
    /// 作成者: writes, tests and asks for approval.
    Writer,
    /// 閲覧者: looks on.
    Viewer,
}

impl Role {
    /// Every role, widest first.
    pub const ALL: [Self; 4] = [Self::Administrator, Self::Approver, Self::Writer, Self::Viewer];

    /// The name in rows and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Approver => "approver",
            Self::Writer => "writer",
            Self::Viewer => "viewer",
        }
    }

    /// The word on screens and in tables.
    pub const fn name_ja(self) -> &'static str {
        match self {
            Self::Administrator => "管理者",
            Self::Approver => "承認者",
            Self::Writer => "作成者",
            Self::Viewer => "閲覧者",
        }
    }

    /// The role of this name, in either language.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text || role.name_ja() == text)
    }

    /// What a new member of this role may do.
    pub fn permissions(self) -> Permissions {
        use Permission as P;
        match self {
            Self::Administrator => Permission::ALL.into_iter().collect(),
            Self::Approver => Permissions::of(&[
                P::DeliveriesWrite,
                P::DeliveriesApprove,
                P::DeliveriesSend,
                P::DeliveriesEmergency,
                P::Groups,
                P::Testers,
                P::Statistics,
            ]),
            Self::Writer => Permissions::of(&[P::DeliveriesWrite, P::Groups, P::Testers, P::Statistics]),
            Self::Viewer => Permissions::of(&[P::Statistics]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_has_all_that_the_next_one_has() {
        for pair in Role::ALL.windows(2) {
            assert!(pair[0].permissions().contains(pair[1].permissions()), "{pair:?}");
            assert_ne!(pair[0].permissions(), pair[1].permissions());
        }
        for role in Role::ALL {
            assert_eq!((Role::parse(role.as_str()), Role::parse(role.name_ja())), (Some(role), Some(role)));
        }
    }
}
