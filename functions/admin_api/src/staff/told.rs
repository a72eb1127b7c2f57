//! What a row of a table would make of somebody, in words: how it stands, and how it would.

use std::collections::BTreeMap;

use domain::staff::{Column, DepartmentId, Member, Permissions, Scope};

/// Departments by id.
pub type Names = BTreeMap<DepartmentId, String>;

/// One column that changes: 「役割：作成者 → 承認者」. Of permissions, what is added and what is taken away.
pub fn change(column: Column, before: &Member, next: &Member, names: &Names) -> String {
    let name = column.name_ja();
    if column == Column::Permissions {
        let less = only_in(before.permissions, next.permissions).map(|word| format!("−{word}"));
        let more = only_in(next.permissions, before.permissions).map(|word| format!("＋{word}"));
        return format!("{name}：{}", more.chain(less).collect::<Vec<_>>().join("、"));
    }
    format!("{name}：{} → {}", cell(column, before, names), cell(column, next, names))
}

/// Somebody new.
pub fn new(member: &Member, names: &Names) -> Vec<String> {
    let columns = [Column::Role, Column::Permissions, Column::Departments, Column::Scope, Column::ExpiresOn];
    columns.map(|column| format!("{}：{}", column.name_ja(), cell(column, member, names))).to_vec()
}

fn only_in(these: Permissions, those: Permissions) -> impl Iterator<Item = &'static str> {
    these.iter().filter(move |one| !those.has(*one)).map(domain::staff::Permission::name_ja)
}

fn cell(column: Column, member: &Member, names: &Names) -> String {
    let none = || "なし".to_owned();
    let listed = |words: Vec<String>| if words.is_empty() { none() } else { words.join("、") };
    match column {
        Column::Login => member.login.as_str().to_owned(),
        Column::Name => member.name.clone(),
        Column::Role => member.role.name_ja().to_owned(),
        Column::Permissions => {
            listed(only_in(member.permissions, Permissions::NONE).map(str::to_owned).collect())
        }
        Column::Departments => {
            let gone = || "（なくなった部署）".to_owned();
            listed(member.departments.iter().map(|id| names.get(id).cloned().unwrap_or_else(gone)).collect())
        }
        Column::Scope => match member.scope {
            Scope::All => "すべての部署".to_owned(),
            Scope::Own => "自分の部署".to_owned(),
        },
        Column::ExpiresOn => member.expires_on.map_or_else(none, |day| day.to_string()),
        Column::Suspended => if member.is_suspended { "停止" } else { "利用中" }.to_owned(),
    }
}
