//! Staff at their desks: members and sessions written straight into the city's tables, so that a test can have many.

use domain::digest::hex_sha256;
use domain::staff::{DepartmentId, Login, Member, Permissions, Role, Scope, Session, StaffId, Stage};
use reqwest::header::COOKIE;
use ulid::Ulid;
use usecases::delivery::ports::Swap;
use usecases::staff::ports::{Kept, StaffRoom};

use crate::asking::Asking;
use crate::town::Town;

/// A hash that can be read, of no password.
const NOBODYS: &str = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Somebody with a session.
#[derive(Clone)]
pub struct Desk {
    /// What the browser sends.
    pub cookie: String,
}

impl Town {
    /// A new member; departments limit what they see where there are any.
    pub async fn hire(&self, login: &str, permissions: Permissions, departments: &[DepartmentId]) -> Member {
        self.hire_as(Role::Writer, login, permissions, departments).await
    }

    /// The same in this role.
    pub async fn hire_as(
        &self,
        role: Role,
        login: &str,
        permissions: Permissions,
        departments: &[DepartmentId],
    ) -> Member {
        let id = StaffId::from_ulid(Ulid::generate());
        let member = Member {
            permissions,
            departments: departments.to_vec(),
            scope: if departments.is_empty() { Scope::All } else { Scope::Own },
            password: Some(NOBODYS.to_owned()),
            ..Member::new(id, Login::parse(login).unwrap(), "高津 花子".to_owned(), role)
        };
        assert!(matches!(self.stores.staff.keep(None, &member).await.unwrap(), Kept::Done));
        member
    }

    /// A new session of this member at this stage; the second factor was shown this moment where `fresh`.
    pub async fn sit_down(&self, member: &Member, stage: Stage, fresh: bool) -> Desk {
        let stands = self.stores.staff.member(member.id).await.unwrap(); // they may have ended their sessions since
        let token = format!("{:032x}{:032x}", u128::from(Ulid::generate()), u128::from(Ulid::generate()));
        let now = self.city.clock.now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as u64;
        let session = Session {
            name: hex_sha256(token.as_bytes()),
            version: 1,
            staff: member.id,
            generation: stands.map_or(member.generation, |stands| stands.generation),
            stage,
            began_at_ms: now,
            seen_at_ms: now,
            stepped_up_at_ms: fresh.then_some(now),
            viewing_as: None,
            device: "test".to_owned(),
            challenge: None,
            wrong_step_ups: 0,
            ip: String::new(),
            offered: None,
        };
        assert!(matches!(self.stores.staff.keep_session(&session).await.unwrap(), Swap::Done));
        Desk { cookie: format!("__Host-session={token}") }
    }

    /// A request of the console's page, from a desk or from nobody.
    pub fn at_desk(&self, desk: Option<&Desk>, method: &str, path: &str) -> Asking {
        let url = format!("{}{path}", self.city.staff.url()).replace("localhost", "127.0.0.1");
        let request = Asking::new(self.http.request(method.parse().unwrap(), url));
        let request = request.header("sec-fetch-site", "same-origin");
        match desk {
            Some(desk) => request.header(COOKIE, &desk.cookie),
            None => request,
        }
    }
}
