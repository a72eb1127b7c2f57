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
    /// Send what is marked as an emergency without approval.
    DeliveriesEmergency,
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
    pub const ALL: [Self; 14] = [
        Self::DeliveriesWrite,
        Self::DeliveriesApprove,
        Self::DeliveriesSend,
        Self::DeliveriesEmergency,
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
            Self::DeliveriesEmergency => "deliveries_emergency",
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
            Self::DeliveriesEmergency => "緊急の配信（承認なし）",
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
#[serde(try_from = "Stored", into = "Stored")]
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

/// A set as rows keep it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    /// From before [`Permission::DeliveriesEmergency`] was one of its own.
    V1(Vec<Permission>),
    /// What stands there is all there is.
    V2 { v: u8, list: Vec<Permission> },
}

impl TryFrom<Stored> for Permissions {
    type Error = &'static str;

    /// Before, whoever might send could do without approval. In an old row that stays with those who approve as well:
    /// administrators and approvers, unless something was taken from them, and nobody who only sends.
    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        use Permission::{DeliveriesApprove, DeliveriesEmergency, DeliveriesSend};
        match stored {
            Stored::V1(list) => {
                let set: Self = list.into_iter().collect();
                let decides = set.contains(Self::of(&[DeliveriesApprove, DeliveriesSend]));
                Ok(if decides { Self(set.0 | DeliveriesEmergency.bit()) } else { set })
            }
            Stored::V2 { v: 2, list } => Ok(list.into_iter().collect()),
            Stored::V2 { .. } => Err("permissions of a newer program"),
        }
    }
}

impl From<Permissions> for Stored {
    fn from(set: Permissions) -> Self {
        Self::V2 { v: 2, list: set.iter().collect() }
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(list: I) -> Self {
        Self(list.into_iter().fold(0, |bits, permission| bits | permission.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::*;

    #[test]
    fn an_old_row_of_somebody_who_approves_and_sends_goes_on_without_approval_and_a_new_row_says_all() {
        let read = |json: &str| serde_json::from_str::<Permissions>(json);
        let old = |role: Role| {
            let had = role.permissions().iter().filter(|one| *one != Permission::DeliveriesEmergency);
            read(&serde_json::to_string(&had.collect::<Vec<_>>()).unwrap()).unwrap()
        };
        for role in Role::ALL {
            assert_eq!(old(role), role.permissions(), "{role:?}");
        }
        let sends = read(r#"["deliveries_write","deliveries_send"]"#).unwrap();
        assert_eq!(sends, Permissions::of(&[Permission::DeliveriesWrite, Permission::DeliveriesSend]));

        let both = Permissions::of(&[Permission::DeliveriesApprove, Permission::DeliveriesSend]);
        for set in [Permissions::NONE, both, Role::Administrator.permissions()] {
            let row = serde_json::to_string(&set).unwrap();
            assert_eq!(read(&row).unwrap(), set, "it was taken away: {row}");
        }
        assert!(read(r#"{"v":3,"list":[]}"#).is_err() && read(r#"{"v":2,"list":["fly"]}"#).is_err());
    }

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
