//! Everybody as a table for spreadsheets, in the columns and words that can be read in again: unchanged it changes nobody.
use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::actor::Scope;
use super::super::id::DepartmentId;
use super::super::member::Member;
use super::super::permission::Permission;
use super::Column;
use crate::table::{Csv, write_row};

/// The rows with their heading, without a mark of the encoding. No cell is a formula.
pub fn write(people: &[Member], departments: &BTreeMap<DepartmentId, String>) -> Vec<u8> {
    let mut out = Vec::new();
    write_row(&mut out, Csv::Spreadsheet, Column::ALL.map(|(.., name)| Cow::Borrowed(name)));
    for member in people {
        write_row(
            &mut out,
            Csv::Spreadsheet,
            Column::ALL.map(|(column, ..)| cell(column, member, departments)),
        );
    }
    out
}

fn cell<'a>(
    column: Column,
    member: &'a Member,
    departments: &'a BTreeMap<DepartmentId, String>,
) -> Cow<'a, str> {
    match column {
        Column::Login => member.login.as_str().into(),
        // Reading takes one apostrophe away, which a spreadsheet needs in front of what looks like a formula.
        Column::Name if member.name.starts_with('\'') => format!("'{}", member.name).into(),
        Column::Name => Cow::Borrowed(&member.name),
        Column::Role => member.role.name_ja().into(),
        Column::Permissions => {
            let names: Vec<_> = member.permissions.iter().map(Permission::name_ja).collect();
            if names.is_empty() { "なし".into() } else { names.join("、").into() }
        }
        Column::Departments => {
            let names: Vec<_> = member.departments.iter().filter_map(|id| departments.get(id)).collect();
            names.into_iter().map(String::as_str).collect::<Vec<_>>().join("、").into()
        }
        Column::Scope if member.scope == Scope::All => "すべての部署".into(),
        Column::Scope => "自分の部署".into(),
        Column::ExpiresOn => member.expires_on.map(|day| day.to_string()).unwrap_or_default().into(),
        Column::Suspended => if member.is_suspended { "はい" } else { "" }.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use proptest::prelude::*;
    use ulid::Ulid;

    use super::super::super::{Login, Permissions, Role, StaffId};
    use super::super::{Against, Outcome, plan};
    use super::*;

    fn department(number: u128) -> DepartmentId {
        DepartmentId::from_ulid(Ulid::from(number))
    }

    fn member(name: &str, role: Role, bits: u16, is_suspended: bool) -> Member {
        let login = Login::parse("hanako.t").unwrap();
        let given = Permission::ALL.into_iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0);
        Member {
            permissions: given.map(|(_, permission)| permission).collect::<Permissions>(),
            departments: vec![department(2), department(1)],
            expires_on: is_suspended.then_some(date(2027, 3, 31)),
            is_suspended,
            ..Member::new(StaffId::from_ulid(Ulid::from(9_u128)), login, name.to_owned(), role)
        }
    }

    #[test]
    fn no_name_becomes_a_formula() {
        let people =
            ["=1+1", "＝HYPERLINK(1)", "\"a\",b", "'太郎"].map(|name| member(name, Role::Viewer, 0, false));
        let text = String::from_utf8(write(&people, &BTreeMap::new())).unwrap();
        assert!(text.starts_with("\"ログインID\",\"氏名\",\"役割\","), "{text}");
        for cell in ["\"'=1+1\"", "\"'＝HYPERLINK(1)\"", "\"\"\"a\"\",b\"", "\"''太郎\"", "\"なし\""] {
            assert!(text.contains(cell), "{cell}: {text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_table_as_it_is_changes_nobody(
            name in "[=＝'\",a花@\u{200b}-][=＝'\",a花 \u{202e}]{0,6}[a花'\"]",
            first in "[=広報]{1,3}課",
            second in "[=広報][広報課、,; ]{0,6}室",
            role in 0_usize..4,
            bits in any::<u16>(),
            is_suspended in any::<bool>(),
        ) {
            let people = [member(&name, Role::ALL[role], bits, is_suspended)];
            let names = BTreeMap::from([(department(1), first), (department(2), second)]);
            let table = String::from_utf8(write(&people, &names)).unwrap();
            let departments = names.into_iter().map(|(id, name)| (name, id)).collect();
            let unseen = BTreeSet::new();
            let own = Permissions::NONE;
            let against = Against { everybody: &people, departments: &departments, own, oneself: None, unseen: &unseen };
            let rows = plan(&table, against).unwrap().rows;
            prop_assert_eq!(&rows[0].outcome, &Outcome::Same, "{}", table);
        }
    }
}
