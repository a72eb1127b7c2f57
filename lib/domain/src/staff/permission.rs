//! What a staff member may do, function by function. A role is only a choice to begin with.
use serde::{Deserialize, Serialize};

/// One function of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Write deliveries, and test them.
    DeliveriesWrite,
    /// Approve what others wrote.
    DeliveriesApprove,
    /// Start, reserve, stop and resume deliveries.
    DeliveriesSend,
    /// Keep segments.
    Groups,
    /// Change the registration items.
    Items,
    /// Keep testers and their groups.
    Testers,
    /// Rich menus.
    Menus,
    /// Rules by which a mail becomes a delivery.
    MailRules,
    /// Look at statistics.
    Statistics,
    /// Take citizens' answers in and out as files.
    Exports,
    /// Staff members, permissions and departments.
    Users,
    /// Settings of the whole city.
    Settings,
    /// Login history and operation log.
    Trails,
}

impl Permission {
    /// Every permission, in the order of the screen.
    pub const ALL: [Self; 13] = [
        Self::DeliveriesWrite,
        Self::DeliveriesApprove,
        Self::DeliveriesSend,
        Self::Groups,
        Self::Items,
        Self::Testers,
        Self::Menus,
        Self::MailRules,
        Self::Statistics,
        Self::Exports,
        Self::Users,
        Self::Settings,
        Self::Trails,
    ];

    /// The name in rows and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DeliveriesWrite => "deliveries_write",
            Self::DeliveriesApprove => "deliveries_approve",
            Self::DeliveriesSend => "deliveries_send",
            Self::Groups => "groups",
            Self::Items => "items",
            Self::Testers => "testers",
            Self::Menus => "menus",
            Self::MailRules => "mail_rules",
            Self::Statistics => "statistics",
            Self::Exports => "exports",
            Self::Users => "users",
            Self::Settings => "settings",
            Self::Trails => "trails",
        }
    }

    /// The word on screens and in tables.
    pub const fn name_ja(self) -> &'static str {
        match self {
            Self::DeliveriesWrite => "配信を書く",
            Self::DeliveriesApprove => "配信を承認する",
            Self::DeliveriesSend => "配信を開始・停止する",
            Self::Groups => "グループ",
            Self::Items => "登録項目",
            Self::Testers => "テスター",
            Self::Menus => "リッチメニュー",
            Self::MailRules => "メール連携",
            Self::Statistics => "統計を見る",
            Self::Exports => "回答の入出力",
            Self::Users => "利用者・権限",
            Self::Settings => "設定",
            Self::Trails => "操作ログを見る",
        }
    }

    /// The permission of this name, in either language.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text || one.name_ja() == text)
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Permission>", into = "Vec<Permission>")]
pub struct Permissions(u16);

impl Permissions {
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// Exactly these.
    pub const fn of(list: &[Permission]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < list.len() {
            bits |= list[at].bit();
            at += 1;
        }
        Self(bits)
    }

    /// Whether this one is among them.
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Whether all of `others` are among them.
    pub const fn contains(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Each of them, in the order of the screen.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.has(*permission))
    }

    /// Their names.
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Permission::as_str).collect()
    }
}

impl From<Vec<Permission>> for Permissions {
    fn from(list: Vec<Permission>) -> Self {
        list.into_iter().collect()
    }
}

impl From<Permissions> for Vec<Permission> {
    fn from(set: Permissions) -> Self {
        set.iter().collect()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(list: I) -> Self {
        Self(list.into_iter().fold(0, |bits, permission| bits | permission.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_sets_hold_what_was_put_in() {
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.as_str()), Some(permission));
            assert_eq!(serde_json::to_value(permission).unwrap(), permission.as_str());
            let alone = Permissions::of(&[permission]);
            assert_eq!(alone.iter().collect::<Vec<_>>(), [permission]);
            assert!(!Permissions::NONE.has(permission));
        }
        assert_eq!(Permission::parse("everything"), None);
        let two: Permissions = [Permission::Users, Permission::Items].into_iter().collect();
        assert_eq!(two.names(), ["items", "users"]);
        assert!(two.contains(Permissions::of(&[Permission::Items])));
        assert!(!Permissions::of(&[Permission::Items]).contains(two));
    }
}
