//! Staff over the wire.

use std::collections::BTreeMap;

use domain::staff::{DepartmentId, Login, Member, Permission, Permissions, Role, Scope, StaffId, Standing};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::App;
use crate::problem::{FieldError, Problem};
use crate::session::{factors, name_of, odd_login};
use crate::shapes;
use crate::wire::{show_time, today};

/// Somebody or something with a name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// For staff.
    pub name: String,
}

/// A member as it is answered.
#[derive(Serialize, ToSchema)]
pub struct StaffAnswer {
    id: String,
    version: u64,
    login: String,
    name: String,
    #[schema(value_type = shapes::Role)]
    role: &'static str,
    #[schema(value_type = Vec<shapes::Permission>)]
    permissions: Vec<&'static str>,
    departments: Vec<Named>,
    #[schema(value_type = shapes::Scope)]
    scope: Scope,
    #[schema(value_type = shapes::StaffState)]
    state: &'static str,
    #[schema(value_type = Vec<shapes::Factor>)]
    second_factors: Vec<&'static str>,
    needs_invitation: bool,
    expires_on: Option<String>,
    last_signed_in_at: Option<String>,
}

/// Departments' names by id.
pub type Departments = BTreeMap<DepartmentId, String>;

/// Every department's name.
pub async fn departments_by_id(app: &App) -> Result<Departments, Problem> {
    let all = app.staff.departments().await?;
    Ok(all.into_iter().map(|department| (department.id, department.name)).collect())
}

/// These departments with their names.
pub async fn departments_of(app: &App, ids: &[DepartmentId]) -> Result<Vec<Named>, Problem> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(named(ids, &departments_by_id(app).await?))
}

fn named(ids: &[DepartmentId], known: &Departments) -> Vec<Named> {
    let name = |id: &DepartmentId| known.get(id).cloned().unwrap_or_default();
    ids.iter().map(|id| Named { id: id.to_string(), name: name(id) }).collect()
}

/// A member as it is answered.
pub fn show(member: &Member, departments: &Departments, now_ms: u64) -> StaffAnswer {
    StaffAnswer {
        id: member.id.to_string(),
        version: member.version,
        login: member.login.as_str().to_owned(),
        name: member.name.clone(),
        role: member.role.as_str(),
        permissions: member.permissions.names(),
        departments: named(&member.departments, departments),
        scope: member.scope,
        state: match member.standing(today(now_ms), now_ms) {
            Standing::Invited => "invited",
            Standing::Active if member.rests(now_ms) => "locked", // on one of their own devices
            Standing::Active => "active",
            Standing::Locked(_) => "locked",
            Standing::Suspended => "suspended",
            Standing::Expired => "expired",
        },
        second_factors: factors(member),
        needs_invitation: member.needs_invitation(),
        expires_on: member.expires_on.map(|day| day.to_string()),
        last_signed_in_at: member.signed_in_at_ms.map(show_time),
    }
}

/// What a member shall be.
#[derive(Deserialize, ToSchema)]
pub struct MemberWish {
    /// What was seen, for a change.
    pub version: Option<u64>,
    #[serde(default)]
    #[schema(required = true)]
    login: String,
    #[serde(default)]
    #[schema(required = true)]
    name: String,
    #[serde(default)]
    #[schema(required = true)]
    role: String,
    #[serde(default)]
    permissions: Vec<String>,
    #[serde(default)]
    departments: Vec<String>,
    #[schema(value_type = shapes::Scope, required = true)]
    scope: Option<Scope>,
    expires_on: Option<String>,
}

impl MemberWish {
    /// The member of this wish, or everything that is wrong with it.
    pub async fn member(&self, app: &App, id: StaffId, before: Option<&Member>) -> Result<Member, Problem> {
        let login = Login::parse(&self.login).ok_or_else(odd_login)?;
        let name = name_of(&self.name)?;
        let role = Role::parse(&self.role)
            .ok_or_else(|| FieldError::new("role", "unknown", "役割を選んでください。"))?;
        let scope = self
            .scope
            .ok_or_else(|| FieldError::new("scope", "required", "見られる範囲を選んでください。"))?;
        let departments = self.departments(app).await?;
        if scope == Scope::Own && departments.is_empty() {
            return Err(FieldError::new("departments", "required", "部署を1つ以上選んでください。").into());
        }
        let fresh = Member::new(id, login.clone(), name.clone(), role);
        let next = Member {
            login,
            name,
            role,
            permissions: self.permissions()?,
            departments,
            scope,
            expires_on: self.expires_on(before)?,
            ..before.map_or(fresh, Member::next)
        };
        Ok(match before {
            Some(before) => next.instead_of(before),
            None => next,
        })
    }

    fn permissions(&self) -> Result<Permissions, Problem> {
        let unknown = |name: &String| {
            FieldError::new("permissions", "unknown", format!("「{name}」という権限はありません。"))
        };
        let list = self.permissions.iter().map(|name| Permission::parse(name).ok_or_else(|| unknown(name)));
        Ok(list.collect::<Result<Permissions, FieldError>>()?)
    }

    async fn departments(&self, app: &App) -> Result<Vec<DepartmentId>, Problem> {
        let known = departments_by_id(app).await?;
        let unknown = || FieldError::new("departments", "unknown", "選んだ部署が見つかりません。");
        let read = |id: &String| DepartmentId::parse(id).ok().filter(|id| known.contains_key(id));
        Ok(self
            .departments
            .iter()
            .map(|id| read(id).ok_or_else(unknown))
            .collect::<Result<Vec<DepartmentId>, FieldError>>()?)
    }

    /// A day that is over ends somebody's use at once, for which there is a button of its own.
    fn expires_on(&self, before: Option<&Member>) -> Result<Option<Date>, Problem> {
        let odd =
            || FieldError::new("expires_on", "not_a_date", "期限は「2027-03-31」の形で入力してください。");
        let day: Option<Date> =
            self.expires_on.as_deref().map(|day| day.parse().map_err(|_| odd())).transpose()?;
        let stood = before.and_then(|before| before.expires_on);
        if day.is_some_and(|day| day < today(runtime::clock::now_ms())) && day != stood {
            let message =
                "過ぎた日は期限にできません。すぐに使えなくするときは「利用を停止する」を使ってください。";
            return Err(FieldError::new("expires_on", "past", message).into());
        }
        Ok(day)
    }
}
