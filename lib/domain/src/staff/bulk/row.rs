//! One row of a table, column by column. What a table does not name stays as it is.
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use ulid::Ulid;

use super::super::actor::Scope;
use super::super::id::{DepartmentId, StaffId};
use super::super::member::{Login, MAX_NAME_CHARS, Member};
use super::super::permission::{Permission, Permissions};
use super::super::role::Role;
use super::{Against, Column, Outcome, RowFault};
use crate::letters::unfit_for_a_name;

/// A row with the table's columns.
pub struct Row<'a> {
    pub columns: &'a [Column],
    pub cells: &'a [String],
}

impl Row<'_> {
    /// The cell of this column without what a spreadsheet needed in front of it.
    pub fn text(&self, column: Column) -> Option<String> {
        let at = self.columns.iter().position(|named| *named == column)?;
        let cell = self.cells.get(at)?.trim();
        Some(cell.strip_prefix('\'').unwrap_or(cell).to_owned())
    }

    /// What it would do to `before`, or to nobody yet.
    pub fn outcome(&self, before: Option<&Member>, against: Against<'_>) -> Result<Outcome, RowFault> {
        if self.cells.len() != self.columns.len() {
            return Err(RowFault::OddCells);
        }
        let login = Login::parse(&self.text(Column::Login).unwrap_or_default()).ok_or(RowFault::OddLogin)?;
        let name = self.name(before)?;
        let role = self.role(before)?;
        let fresh = Member::new(StaffId::from_ulid(Ulid::nil()), login, name.clone(), role);
        let stands = before.cloned().unwrap_or(fresh);
        let wanted = Member {
            name,
            role,
            permissions: self.permissions(&stands, role)?,
            departments: self.departments(&stands, against.departments)?,
            scope: self.scope(&stands)?,
            expires_on: self.expires_on(&stands)?,
            is_suspended: self.is_suspended(&stands)?,
            ..stands
        };
        if wanted.scope == Scope::Own && wanted.departments.is_empty() {
            return Err(RowFault::NoDepartment);
        }
        let had = before.map(|member| member.permissions).unwrap_or_default();
        if wanted.permissions.iter().any(|given| !had.has(given) && !against.own.has(given)) {
            return Err(RowFault::BeyondOwn);
        }
        let oneself = before.filter(|member| Some(member.id) == against.oneself);
        if oneself.is_some_and(|member| wanted.is_suspended || loses_users(member, &wanted)) {
            return Err(RowFault::Oneself);
        }
        Ok(change(before, wanted))
    }

    fn name(&self, before: Option<&Member>) -> Result<String, RowFault> {
        let name = match (self.text(Column::Name), before) {
            (Some(name), _) => name,
            (None, Some(member)) => member.name.clone(),
            (None, None) => String::new(),
        };
        if before.is_some_and(|member| member.name == name) {
            return Ok(name); // what was kept under the rules of its day is nobody's mistake in this table
        }
        match name.chars().count() {
            0 => Err(RowFault::Missing(Column::Name)),
            count if count > MAX_NAME_CHARS => Err(RowFault::LongName),
            _ => unfit_for_a_name(&name).map_or(Ok(name), |letter| Err(RowFault::UnfitName(letter))),
        }
    }

    fn role(&self, before: Option<&Member>) -> Result<Role, RowFault> {
        match (self.text(Column::Role).filter(|text| !text.is_empty()), before) {
            (Some(text), _) => Role::parse(&text).ok_or(RowFault::Unknown(Column::Role, text)),
            (None, Some(member)) => Ok(member.role),
            (None, None) => Err(RowFault::Missing(Column::Role)),
        }
    }

    /// An empty cell leaves what somebody has, so that the same table read twice changes nothing; `なし` takes
    /// everything away. With another role come its permissions, unless the cell says others than stand: what a
    /// spreadsheet only carried along does not keep somebody's old rights in a new role.
    fn permissions(&self, stands: &Member, role: Role) -> Result<Permissions, RowFault> {
        let given = match self.text(Column::Permissions).filter(|text| !text.is_empty()).as_deref() {
            None => stands.permissions,
            Some("なし") => Permissions::NONE,
            Some(text) => {
                let read = |word: &str| {
                    let odd = || RowFault::Unknown(Column::Permissions, word.to_owned());
                    Permission::parse(word).ok_or_else(odd)
                };
                words(text, &['、', ',', '，', ' ', '　', ';']).map(read).collect::<Result<_, _>>()?
            }
        };
        let only_the_role_moves = stands.role != role && given == stands.permissions;
        Ok(if only_the_role_moves { role.permissions() } else { given })
    }

    fn departments(
        &self,
        stands: &Member,
        known: &BTreeMap<String, DepartmentId>,
    ) -> Result<Vec<DepartmentId>, RowFault> {
        let Some(text) = self.text(Column::Departments) else { return Ok(stands.departments.clone()) };
        let mut found = Vec::new();
        let mut rest = text.trim_matches(is_between);
        while !rest.is_empty() {
            let (id, behind) = first_department(rest, known)
                .map_err(|word| RowFault::Unknown(Column::Departments, word.to_owned()))?;
            found.push(id);
            rest = behind.trim_matches(is_between);
        }
        let mut seen = BTreeSet::new();
        found.retain(|id| seen.insert(*id));
        Ok(found)
    }

    fn scope(&self, stands: &Member) -> Result<Scope, RowFault> {
        match self.text(Column::Scope).as_deref() {
            None | Some("") => Ok(stands.scope),
            Some("all" | "すべての部署") => Ok(Scope::All),
            Some("own" | "自分の部署") => Ok(Scope::Own),
            Some(other) => Err(RowFault::Unknown(Column::Scope, other.to_owned())),
        }
    }

    /// `2027-03-31`, or `2027/3/31` as spreadsheets turn it into.
    fn expires_on(&self, stands: &Member) -> Result<Option<Date>, RowFault> {
        let Some(text) = self.text(Column::ExpiresOn) else { return Ok(stands.expires_on) };
        if text.is_empty() {
            return Ok(None);
        }
        let parts: Vec<&str> = text.split(['-', '/']).collect();
        let day = match parts[..] {
            [year, month, day] => year.parse().ok().zip(month.parse().ok()).zip(day.parse().ok()),
            _ => None,
        };
        let day = day.and_then(|((year, month), day)| Date::new(year, month, day).ok());
        day.filter(|day| day.year() >= 2000).map(Some).ok_or(RowFault::Unknown(Column::ExpiresOn, text))
    }

    fn is_suspended(&self, stands: &Member) -> Result<bool, RowFault> {
        match self.text(Column::Suspended).as_deref() {
            None => Ok(stands.is_suspended),
            Some("" | "no" | "いいえ") => Ok(false),
            Some("yes" | "はい" | "停止") => Ok(true),
            Some(other) => Err(RowFault::Unknown(Column::Suspended, other.to_owned())),
        }
    }
}

/// What stands between two departments of a cell.
fn is_between(letter: char) -> bool {
    matches!(letter, '、' | ',' | '，' | ';') || letter.is_whitespace()
}

/// The first department of a cell, and what stands behind it. The longest name that fits: a name may itself hold 「、」.
fn first_department<'a>(
    cell: &'a str,
    known: &BTreeMap<String, DepartmentId>,
) -> Result<(DepartmentId, &'a str), &'a str> {
    let ends = |behind: &str| {
        behind.trim_start().is_empty() || behind.trim_start().starts_with(['、', ',', '，', ';'])
    };
    let fits = |(name, id): (&String, &DepartmentId)| {
        cell.strip_prefix(name.as_str()).filter(|behind| ends(behind)).map(|behind| (*id, behind))
    };
    let found = known.iter().filter_map(fits).min_by_key(|(_, behind)| behind.len());
    found.ok_or_else(|| cell.split(['、', ',', '，', ';']).next().unwrap_or_default().trim())
}

fn words<'a>(text: &'a str, between: &'a [char]) -> impl Iterator<Item = &'a str> {
    text.split(between).map(str::trim).filter(|word| !word.is_empty())
}

fn change(before: Option<&Member>, wanted: Member) -> Outcome {
    let Some(before) = before else { return Outcome::Create(Box::new(wanted)) };
    let changed = [
        (Column::Name, before.name != wanted.name),
        (Column::Role, before.role != wanted.role),
        (Column::Permissions, before.permissions != wanted.permissions),
        (Column::Departments, before.departments != wanted.departments),
        (Column::Scope, before.scope != wanted.scope),
        (Column::ExpiresOn, before.expires_on != wanted.expires_on),
        (Column::Suspended, before.is_suspended != wanted.is_suspended),
    ];
    let changed: Vec<Column> = changed.into_iter().filter(|(_, is)| *is).map(|(column, _)| column).collect();
    if changed.is_empty() {
        return Outcome::Same;
    }
    let next = match (before.is_suspended, wanted.is_suspended) {
        (false, true) => wanted.suspended(),
        (true, false) => wanted.restored(),
        _ => wanted.next(),
    };
    Outcome::Change(Box::new(before.clone()), Box::new(next.instead_of(before)), changed)
}

/// Whether somebody could let nobody in any more, themselves included.
fn loses_users(before: &Member, next: &Member) -> bool {
    before.permissions.has(Permission::Users) && !next.permissions.has(Permission::Users)
}
