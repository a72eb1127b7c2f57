//! Many members at once, from a table that was written out, mended in a spreadsheet and read again: what each row would
//! change is worked out before anything is. The login says who a row is about.
mod row;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use ulid::Ulid;

use super::id::{DepartmentId, StaffId};
use super::member::{Login, Member, hex};
use super::permission::Permissions;
use crate::table::{BOM, read_rows};
use row::Row;

pub use written::write;

/// Rows of the largest table.
pub const MAX_BULK_ROWS: usize = 2_000;

/// A column; every table names its columns in the first row, in any order and in either language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// ログインID
    Login,
    /// 氏名
    Name,
    /// 役割
    Role,
    /// 権限
    Permissions,
    /// 部署
    Departments,
    /// 見られる範囲
    Scope,
    /// 期限
    ExpiresOn,
    /// 利用停止
    Suspended,
}

impl Column {
    const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::Login, "login", "ログインID"),
        (Self::Name, "name", "氏名"),
        (Self::Role, "role", "役割"),
        (Self::Permissions, "permissions", "権限"),
        (Self::Departments, "departments", "部署"),
        (Self::Scope, "scope", "見られる範囲"),
        (Self::ExpiresOn, "expires_on", "期限"),
        (Self::Suspended, "suspended", "利用停止"),
    ];

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL.into_iter().find(|(_, key, name)| text == *key || text == *name).map(|(column, ..)| column)
    }

    /// The word on screens.
    pub fn name_ja(self) -> &'static str {
        Self::ALL[self as usize].2
    }
}

/// Why a whole table cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableFault {
    /// Its quotes do not fit behind so many rows, or a row is not UTF-8.
    Broken,
    /// A first row that names something else.
    UnknownColumn(String),
    /// A column twice.
    TwiceNamed(Column),
    /// Without the logins nobody knows who is meant.
    NoLogin,
    /// More than [`MAX_BULK_ROWS`].
    TooManyRows,
}

/// Why a row cannot be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFault {
    /// More or fewer cells than the first row.
    OddCells,
    /// Not a login.
    OddLogin,
    /// The same login stands in an earlier line.
    TwiceInTable(usize),
    /// A new person without this.
    Missing(Column),
    /// Longer than [`super::MAX_NAME_CHARS`].
    LongName,
    /// A name with this letter, which nobody sees.
    UnfitName(char),
    /// A word that this column does not know.
    Unknown(Column, String),
    /// Looks at their own departments and has none.
    NoDepartment,
    /// Rights that whoever does it does not have.
    BeyondOwn,
    /// Stops whoever does it, or takes away what they do it with.
    Oneself,
    /// The login of somebody whom whoever does it does not see.
    Unseen,
}

/// What a row would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Adds somebody; they still need an invitation.
    Create(Box<Member>),
    /// Changes somebody in these columns.
    Change(Box<Member>, Box<Member>, Vec<Column>),
    /// Nothing.
    Same,
    /// It has to be mended first.
    Wrong(RowFault),
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkRow {
    /// The line in a spreadsheet; the first row is line 1.
    pub line: usize,
    /// As typed.
    pub login: String,
    /// As typed, or as it stands.
    pub name: String,
    /// What it would do.
    pub outcome: Outcome,
}

/// What a table would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulk {
    /// Of the table, of everybody it is about as they stand and of what departments are called: who agreed to this agreed to nothing else.
    pub digest: String,
    /// Row by row.
    pub rows: Vec<BulkRow>,
}

/// Against what a table is read.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// Everybody there is.
    pub everybody: &'a [Member],
    /// Departments by name.
    pub departments: &'a BTreeMap<String, DepartmentId>,
    /// What whoever does it may do; nobody gives more.
    pub own: Permissions,
    /// Whoever does it.
    pub oneself: Option<StaffId>,
    /// Whom they do not see; a row about one of these tells nothing but that the login is taken.
    pub unseen: &'a BTreeSet<StaffId>,
}

/// Works out what a table would do.
pub fn plan(table: &str, against: Against<'_>) -> Result<Bulk, TableFault> {
    let bytes = table.as_bytes().strip_prefix(BOM).unwrap_or(table.as_bytes());
    let read = read_rows(bytes, true, MAX_BULK_ROWS + 2).map_err(|_| TableFault::Broken)?;
    let rows: Vec<Vec<String>> =
        read.rows.into_iter().collect::<Result<_, _>>().map_err(|_| TableFault::Broken)?;
    let (head, rows) = rows.split_first().ok_or(TableFault::NoLogin)?;
    if rows.len() > MAX_BULK_ROWS {
        return Err(TableFault::TooManyRows);
    }
    let columns = columns(head)?;
    let by_login: BTreeMap<&str, &Member> =
        against.everybody.iter().map(|member| (member.login.as_str(), member)).collect();
    // A department that is called otherwise meanwhile would make another table of the same words.
    let mut digest = Sha256::new_with_prefix(table).chain_update(format!("{:?}", against.departments));
    let mut planned = Vec::new();
    let mut seen = BTreeMap::new();
    for (index, cells) in rows.iter().enumerate() {
        let row = Row { columns: &columns, cells };
        let login = row.text(Column::Login).unwrap_or_default();
        let bearer = Login::parse(&login).and_then(|login| by_login.get(login.as_str()).copied());
        let before = bearer.filter(|member| !against.unseen.contains(&member.id));
        if let Some(before) = before {
            digest.update(stands(before));
        }
        let line = index + 2;
        let twin = seen.insert(login.trim().to_lowercase(), line);
        let outcome = match twin {
            Some(earlier) if !login.is_empty() => Err(RowFault::TwiceInTable(earlier)),
            _ if bearer != before => Err(RowFault::Unseen),
            _ => row.outcome(before, against),
        };
        let name = row.text(Column::Name).or_else(|| before.map(|member| member.name.clone()));
        let outcome = outcome.unwrap_or_else(Outcome::Wrong);
        planned.push(BulkRow { line, login, name: name.unwrap_or_default(), outcome });
    }
    let digest: [u8; 32] = digest.finalize().into();
    named(&mut planned, digest);
    Ok(Bulk { digest: hex(&digest), rows: planned })
}

/// What a table can change about somebody. Signing in raises the version and is no reason to look again.
fn stands(member: &Member) -> String {
    let Member { id, name, role, permissions, departments, scope, expires_on, is_suspended, .. } = member;
    format!("\0{id}{name:?}{role:?}{permissions:?}{departments:?}{scope:?}{expires_on:?}{is_suspended}")
}

/// New people get ids that follow from what was agreed to, so that doing it twice makes nobody twice.
fn named(rows: &mut [BulkRow], digest: [u8; 32]) {
    for row in rows {
        if let Outcome::Create(member) = &mut row.outcome {
            let own = Sha256::new_with_prefix(digest).chain_update(member.login.as_str()).finalize();
            let bytes: [u8; 16] = std::array::from_fn(|index| own[index]);
            member.id = StaffId::from_ulid(Ulid::from_bytes(bytes));
        }
    }
}

fn columns(head: &[String]) -> Result<Vec<Column>, TableFault> {
    let mut seen = BTreeSet::new();
    let mut columns = Vec::new();
    for cell in head {
        let column = Column::parse(cell).ok_or_else(|| TableFault::UnknownColumn(cell.clone()))?;
        if !seen.insert(column) {
            return Err(TableFault::TwiceNamed(column));
        }
        columns.push(column);
    }
    if seen.contains(&Column::Login) { Ok(columns) } else { Err(TableFault::NoLogin) }
}

#[cfg(test)]
mod tests {
    use super::super::{Permission, Role, Scope};
    use super::*;
    use proptest::prelude::*;

    fn member(number: u128, login: &str, role: Role) -> Member {
        let id = StaffId::from_ulid(Ulid::from(number));
        let scope = Scope::All;
        Member { scope, ..Member::new(id, Login::parse(login).unwrap(), "高津 花子".to_owned(), role) }
    }

    fn departments() -> BTreeMap<String, DepartmentId> {
        [("広報課", 1_u128), ("危機管理室", 2)]
            .map(|(name, number)| (name.to_owned(), DepartmentId::from_ulid(Ulid::from(number))))
            .into()
    }

    fn outcomes(table: &str) -> Vec<Outcome> {
        let everybody = [member(1, "hanako", Role::Administrator), member(2, "taro", Role::Writer)];
        let against = Against {
            everybody: &everybody,
            departments: &departments(),
            own: Role::Administrator.permissions(),
            oneself: Some(everybody[0].id),
            unseen: &BTreeSet::new(),
        };
        plan(table, against).unwrap().rows.into_iter().map(|row| row.outcome).collect()
    }

    #[test]
    fn a_table_adds_changes_stops_and_leaves_alone() {
        let table = "\u{feff}ログインID,氏名,役割,部署,期限,利用停止\r\n\
                     kyoko,幸 京子,作成者,広報課、危機管理室,2027/3/31,\r\n\
                     taro,高津 花子,writer,,,はい\r\n\
                     hanako,高津 花子,管理者,,,\r\n";
        let done = outcomes(table);
        let Outcome::Create(kyoko) = &done[0] else { panic!("{:?}", done[0]) };
        assert_eq!((kyoko.departments.len(), kyoko.permissions), (2, Role::Writer.permissions()));
        assert_eq!(kyoko.expires_on.unwrap().to_string(), "2027-03-31");
        assert_ne!(kyoko.id, StaffId::from_ulid(Ulid::nil()));
        let Outcome::Change(before, next, changed) = &done[1] else { panic!("{:?}", done[1]) };
        assert_eq!(changed, &[Column::Suspended]);
        assert!(
            next.is_suspended && next.generation > before.generation && next.version == before.version + 1
        );
        assert_eq!(done[2], Outcome::Same);
    }

    #[test]
    fn each_wrong_row_says_what_is_wrong() {
        for (row, fault) in [
            ("x,,,,,,,", RowFault::OddLogin),
            ("kyoko,,writer,,,all,,", RowFault::Missing(Column::Name)),
            ("kyoko,京子,,,,all,,", RowFault::Missing(Column::Role)),
            ("kyoko,京子,長官,,,all,,", RowFault::Unknown(Column::Role, "長官".to_owned())),
            ("kyoko,京子,writer,飛ぶ,,all,,", RowFault::Unknown(Column::Permissions, "飛ぶ".to_owned())),
            ("kyoko,京子,writer,,月面課,own,,", RowFault::Unknown(Column::Departments, "月面課".to_owned())),
            ("kyoko,京子,writer,,,own,,", RowFault::NoDepartment),
            (
                "kyoko,京子,writer,,,all,2027-02-30,",
                RowFault::Unknown(Column::ExpiresOn, "2027-02-30".to_owned()),
            ),
            ("kyoko,京子,writer,,,all,,たぶん", RowFault::Unknown(Column::Suspended, "たぶん".to_owned())),
            ("hanako,高津 花子,administrator,users,,all,,yes", RowFault::Oneself),
            ("hanako,高津 花子,viewer,,,all,,", RowFault::Oneself),
            ("kyoko,京子", RowFault::OddCells),
        ] {
            let table =
                format!("login,name,role,permissions,departments,scope,expires_on,suspended\n{row}\n");
            assert_eq!(outcomes(&table), [Outcome::Wrong(fault)], "{row}");
        }
        let twice = outcomes("login,name,role,scope\nkyoko,京,writer,all\nKyoko,京,writer,all\n");
        assert_eq!(twice[1], Outcome::Wrong(RowFault::TwiceInTable(2)));
    }

    #[test]
    fn another_role_brings_its_permissions_unless_the_table_says_others() {
        let stands = Role::Writer.permissions().names().join("、");
        for (cell, wanted) in [
            ("", Role::Viewer.permissions()),
            (stands.as_str(), Role::Viewer.permissions()),
            ("なし", Permissions::NONE),
            ("deliveries_approve", Permissions::of(&[Permission::DeliveriesApprove])),
        ] {
            let done = outcomes(&format!("login,role,permissions\ntaro,viewer,{cell}\n"));
            let Outcome::Change(_, next, changed) = &done[0] else { panic!("{cell}: {:?}", done[0]) };
            assert_eq!(next.permissions, wanted, "{cell}");
            assert_eq!(changed, &[Column::Role, Column::Permissions], "{cell}: the preview shows both");
        }
        let same = outcomes("login,role\ntaro,writer\n");
        assert_eq!(same[0], Outcome::Same);
        let own = outcomes("login,permissions\ntaro,deliveries_approve\n");
        assert!(matches!(&own[0], Outcome::Change(_, _, changed) if *changed == [Column::Permissions]));
    }

    #[test]
    fn nobody_gives_what_they_do_not_have() {
        let everybody = [member(2, "taro", Role::Writer)];
        let own = Permissions::of(&[Permission::Users]);
        let (departments, unseen) = (departments(), BTreeSet::new());
        let against =
            Against { everybody: &everybody, departments: &departments, own, oneself: None, unseen: &unseen };
        let rows = plan("login,permissions\ntaro,users settings\n", against).unwrap().rows;
        assert_eq!(rows[0].outcome, Outcome::Wrong(RowFault::BeyondOwn));
    }

    #[test]
    fn a_row_about_somebody_unseen_says_the_same_whatever_is_true_of_them() {
        let everybody = [member(2, "taro", Role::Approver)];
        let (departments, unseen) = (departments(), BTreeSet::from([everybody[0].id]));
        let own = Role::Administrator.permissions();
        let against =
            Against { everybody: &everybody, departments: &departments, own, oneself: None, unseen: &unseen };
        for row in ["taro,", "taro,approver", "taro,writer", "taro,長官", "TARO,approver"] {
            let bulk = plan(&format!("login,role\n{row}\n"), against).unwrap();
            assert_eq!(bulk.rows[0].outcome, Outcome::Wrong(RowFault::Unseen), "{row}");
            assert_eq!(bulk.rows[0].name, "", "{row}");
            let nobody = Against { everybody: &[], ..against };
            let digest = plan(&format!("login,role\n{row}\n"), nobody).unwrap().digest;
            assert_eq!(bulk.digest, digest, "{row}");
        }
    }

    #[test]
    fn the_digest_is_of_the_table_and_of_how_everybody_stands() {
        let digest = |table: &str, name: &str, version: u64| {
            let everybody = [Member { version, name: name.to_owned(), ..member(2, "taro", Role::Writer) }];
            let own = Role::Administrator.permissions();
            let (departments, unseen) = (departments(), BTreeSet::new());
            let against = Against {
                everybody: &everybody,
                departments: &departments,
                own,
                oneself: None,
                unseen: &unseen,
            };
            plan(table, against).unwrap().digest
        };
        let first = digest("login,role\ntaro,approver\n", "太郎", 1);
        assert_eq!(first, digest("login,role\ntaro,approver\n", "太郎", 2), "somebody only signed in");
        assert_ne!(first, digest("login,role\ntaro,approver\n", "次郎", 1));
        assert_ne!(first, digest("login,role\ntaro,viewer\n", "太郎", 1));
    }

    #[test]
    fn tables_that_name_no_login_or_something_else_are_refused_whole() {
        let (departments, own, unseen) = (departments(), Permissions::NONE, BTreeSet::new());
        let against =
            Against { everybody: &[], departments: &departments, own, oneself: None, unseen: &unseen };
        assert_eq!(plan("", against), Err(TableFault::NoLogin));
        assert_eq!(plan("name\nx\n", against), Err(TableFault::NoLogin));
        assert_eq!(plan("login,shoe\n", against), Err(TableFault::UnknownColumn("shoe".to_owned())));
        assert_eq!(plan("login,ログインID\n", against), Err(TableFault::TwiceNamed(Column::Login)));
        assert_eq!(plan("login\n\"a\n", against), Err(TableFault::Broken));
        let long = format!("login\n{}", "abc\n".repeat(MAX_BULK_ROWS + 1));
        assert_eq!(plan(&long, against), Err(TableFault::TooManyRows));
    }

    proptest! {
        #[test]
        fn no_table_is_a_panic(table in "(login|name|,|\n|\"|hanako|あ|=){0,40}") {
            let (departments, own, unseen) = (departments(), Permissions::NONE, BTreeSet::new());
            let against = Against { everybody: &[], departments: &departments, own, oneself: None, unseen: &unseen };
            let _ = plan(&table, against);
        }
    }
}
