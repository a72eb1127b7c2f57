//! Two administrators who weaken each other at the same moment.

use std::sync::Mutex;

use domain::staff::{Login, Member, Role, Scope, Session, StaffId};
use jiff::civil::{Date, date};
use testkit::staff::{MemoryStaff, member};
use usecases::delivery::ports::Swap;
use usecases::port_error::PortError;
use usecases::staff::change::{Changed, change};
use usecases::staff::ports::{Kept, StaffRoom};

const TODAY: Date = date(2027, 3, 1);

fn administrator(number: u128, login: &str) -> Member {
    let (role, password) = (Role::Administrator, Some("plain:x".to_owned()));
    let (permissions, scope) = (role.permissions(), Scope::All);
    Member { role, permissions, scope, password, ..member(number, login) }
}

fn stopped(stands: &Member) -> Member {
    Member { is_suspended: true, ..stands.next() }
}

/// A room in which somebody else's change comes between reading the people and writing.
struct Interrupted<'a> {
    room: &'a MemoryStaff,
    other: Mutex<Option<(Member, Member)>>,
}

impl StaffRoom for Interrupted<'_> {
    async fn everybody(&self) -> Result<Vec<Member>, PortError> {
        let people = self.room.everybody().await?;
        let other = self.other.lock().unwrap().take();
        if let Some((before, next)) = other {
            let changed = change(self.room, Some(&before), &next, TODAY).await?;
            assert_eq!(changed, Changed::Kept(Kept::Done));
        }
        Ok(people)
    }

    async fn find(&self, login: &Login) -> Result<Option<Member>, PortError> {
        self.room.find(login).await
    }

    async fn member(&self, id: StaffId) -> Result<Option<Member>, PortError> {
        self.room.member(id).await
    }

    async fn keep(&self, before: Option<&Member>, next: &Member) -> Result<Kept, PortError> {
        self.room.keep(before, next).await
    }

    async fn guard(&self) -> Result<u64, PortError> {
        self.room.guard().await
    }

    async fn keep_guarded(&self, before: &Member, next: &Member, guard: u64) -> Result<Kept, PortError> {
        self.room.keep_guarded(before, next, guard).await
    }

    async fn keep_with_session(
        &self,
        before: &Member,
        next: &Member,
        session: &Session,
    ) -> Result<Kept, PortError> {
        self.room.keep_with_session(before, next, session).await
    }

    async fn is_reopened(&self) -> Result<bool, PortError> {
        self.room.is_reopened().await
    }

    async fn keep_first(&self, next: &Member) -> Result<Kept, PortError> {
        self.room.keep_first(next).await
    }

    async fn session(&self, name: &str) -> Result<Option<Session>, PortError> {
        self.room.session(name).await
    }

    async fn keep_session(&self, next: &Session) -> Result<Swap<()>, PortError> {
        self.room.keep_session(next).await
    }

    async fn end_session(&self, name: &str) -> Result<(), PortError> {
        self.room.end_session(name).await
    }
}

#[tokio::test]
async fn the_slower_one_looks_anew_and_is_told_that_they_are_the_last() {
    let room = MemoryStaff::default();
    let (hanako, taro) = (administrator(1, "hanako"), administrator(2, "taro"));
    for one in [&hanako, &taro] {
        assert_eq!(room.keep(None, one).await.unwrap(), Kept::Done);
    }
    let other = Mutex::new(Some((hanako.clone(), stopped(&hanako))));
    let slower = Interrupted { room: &room, other };
    let changed = change(&slower, Some(&taro), &stopped(&taro), TODAY).await.unwrap();
    assert_eq!(changed, Changed::LastAdministrator);
    assert_eq!(room.member(taro.id).await.unwrap(), Some(taro), "nothing of it is written");
    let restored = Member { is_suspended: false, ..stopped(&hanako).next() };
    let changed = change(&room, Some(&stopped(&hanako)), &restored, TODAY).await.unwrap();
    assert_eq!(changed, Changed::Kept(Kept::Done), "giving rights needs nobody's leave");
}

#[tokio::test]
async fn somebody_elses_change_in_between_is_no_reason_to_refuse() {
    let room = MemoryStaff::default();
    let people = [administrator(1, "hanako"), administrator(2, "taro"), administrator(3, "jiro")];
    for one in &people {
        assert_eq!(room.keep(None, one).await.unwrap(), Kept::Done);
    }
    let other = Mutex::new(Some((people[0].clone(), stopped(&people[0]))));
    let slower = Interrupted { room: &room, other };
    let changed = change(&slower, Some(&people[1]), &stopped(&people[1]), TODAY).await.unwrap();
    assert_eq!(changed, Changed::Kept(Kept::Done), "a third one stays");
    let last = change(&room, Some(&people[2]), &stopped(&people[2]), TODAY).await.unwrap();
    assert_eq!(last, Changed::LastAdministrator);
}
