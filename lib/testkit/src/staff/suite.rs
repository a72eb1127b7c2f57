//! What every staff room has to do.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed suite")]

use domain::staff::{Login, Member, Role, Session, StaffId, Stage};
use usecases::delivery::ports::Swap;
use usecases::staff::ports::{Kept, StaffRoom};

/// A login that is fine.
///
/// # Panics
/// If it is not.
pub fn login(text: &str) -> Login {
    Login::parse(text).expect("a login")
}

/// Somebody new of this number.
pub fn member(number: u128, login_text: &str) -> Member {
    let id = StaffId::from_ulid(ulid::Ulid::from(number));
    Member::new(id, login(login_text), "高津 花子".to_owned(), Role::Writer)
}

/// A session of that member.
pub fn session(name: &str, of: &Member) -> Session {
    Session {
        name: name.to_owned(),
        version: 1,
        staff: of.id,
        generation: of.generation,
        stage: Stage::SecondFactor,
        began_at_ms: 1_000,
        seen_at_ms: 1_000,
        stepped_up_at_ms: None,
        viewing_as: None,
        device: "Firefox".to_owned(),
        challenge: None,
        wrong_step_ups: 0,
        ip: String::new(),
        offered: None,
    }
}

/// Runs every check against an empty room.
///
/// # Panics
/// Where the room does something else.
pub async fn run<R: StaffRoom>(room: &R) {
    versions_and_logins(room).await;
    the_first_comes_once(room).await;
    sessions(room).await;
    the_guard_lets_one_through(room).await;
}

async fn versions_and_logins<R: StaffRoom>(room: &R) {
    let hanako = member(1, "hanako");
    assert_eq!(room.member(hanako.id).await.unwrap(), None);
    assert_eq!(room.keep(None, &hanako).await.unwrap(), Kept::Done);
    assert_eq!(room.keep(None, &hanako).await.unwrap(), Kept::Stale(Some(Box::new(hanako.clone()))));
    assert_eq!(room.keep(None, &member(2, "hanako")).await.unwrap(), Kept::LoginTaken);
    assert_eq!(room.member(member(2, "hanako").id).await.unwrap(), None, "nothing of it is written");
    let taro = member(2, "taro");
    assert_eq!(room.keep(None, &taro).await.unwrap(), Kept::Done);
    assert_eq!(room.find(&login("taro")).await.unwrap(), Some(taro.clone()));
    let renamed = Member { login: login("jiro"), ..taro.next() };
    assert_eq!(room.keep(Some(&taro), &renamed).await.unwrap(), Kept::Done);
    assert_eq!(room.find(&login("taro")).await.unwrap(), None);
    assert_eq!(room.find(&login("jiro")).await.unwrap(), Some(renamed.clone()));
    let greedy = Member { login: login("hanako"), ..renamed.next() };
    assert_eq!(room.keep(Some(&renamed), &greedy).await.unwrap(), Kept::LoginTaken);
    assert_eq!(
        room.keep(Some(&taro), &taro.next()).await.unwrap(),
        Kept::Stale(Some(Box::new(renamed.clone())))
    );
    assert_eq!(room.keep(None, &member(3, "taro")).await.unwrap(), Kept::Done, "a freed login is free");
    let names: Vec<_> = room.everybody().await.unwrap().into_iter().map(|one| one.login).collect();
    assert_eq!(names, [login("hanako"), login("jiro"), login("taro")]);
}

async fn the_first_comes_once<R: StaffRoom>(room: &R) {
    assert!(!room.is_reopened().await.unwrap());
    assert_eq!(room.keep_first(&member(8, "hanako")).await.unwrap(), Kept::LoginTaken);
    assert_eq!(room.keep_first(&member(8, "first")).await.unwrap(), Kept::Done);
    assert!(matches!(room.keep_first(&member(9, "second")).await.unwrap(), Kept::Stale(_)));
    assert_eq!(room.find(&login("second")).await.unwrap(), None);
}

async fn sessions<R: StaffRoom>(room: &R) {
    let hanako = room.find(&login("hanako")).await.unwrap().expect("she is there");
    let begun = session("ab12", &hanako);
    assert_eq!(room.session("ab12").await.unwrap(), None);
    assert_eq!(room.keep_session(&begun).await.unwrap(), Swap::Done);
    assert_eq!(room.keep_session(&begun).await.unwrap(), Swap::Lost(()));
    let seen = Session { seen_at_ms: 90_000, version: 2, ..begun };
    assert_eq!(room.keep_session(&seen).await.unwrap(), Swap::Done);
    assert_eq!(room.session("ab12").await.unwrap(), Some(seen));
    together(room, &hanako).await;
    room.end_session("ab12").await.unwrap();
    room.end_session("ab12").await.unwrap();
    assert_eq!(room.session("ab12").await.unwrap(), None);
}

async fn together<R: StaffRoom>(room: &R, hanako: &Member) {
    let stands = room.session("ab12").await.unwrap().expect("it is there");
    let used = Session { version: stands.version + 1, ..stands.clone() };
    let moved = hanako.next();
    assert_eq!(room.keep_with_session(hanako, &moved, &stands).await.unwrap(), Kept::Overtaken);
    assert_eq!(room.member(hanako.id).await.unwrap().as_ref(), Some(hanako), "nothing of it is written");
    assert_eq!(room.keep_with_session(hanako, &moved, &used).await.unwrap(), Kept::Done);
    assert_eq!(room.session("ab12").await.unwrap(), Some(used.clone()));
    let again = Session { version: used.version + 1, ..used.clone() };
    let stale = room.keep_with_session(hanako, &moved, &again).await.unwrap();
    assert!(matches!(stale, Kept::Stale(Some(_))), "{stale:?}");
    assert_eq!(room.session("ab12").await.unwrap(), Some(used), "nothing of it is written");
}

async fn the_guard_lets_one_through<R: StaffRoom>(room: &R) {
    let hanako = room.find(&login("hanako")).await.unwrap().expect("she is there");
    let jiro = room.find(&login("jiro")).await.unwrap().expect("he is there");
    for _ in 0..2 {
        let guard = room.guard().await.unwrap();
        let stands = room.member(hanako.id).await.unwrap().expect("she is there");
        assert_eq!(room.keep_guarded(&stands, &stands.next(), guard).await.unwrap(), Kept::Done);
        assert_eq!(room.guard().await.unwrap(), guard + 1);
        assert_eq!(room.keep_guarded(&jiro, &jiro.next(), guard).await.unwrap(), Kept::Overtaken);
        assert_eq!(room.member(jiro.id).await.unwrap(), Some(jiro.clone()), "nothing of it is written");
    }
    let guard = room.guard().await.unwrap();
    let stale = room.keep_guarded(&hanako, &hanako.next(), guard).await.unwrap();
    assert!(matches!(stale, Kept::Stale(Some(_))), "{stale:?}");
    let taken = Member { login: login("hanako"), ..jiro.next() };
    assert_eq!(room.keep_guarded(&jiro, &taken, guard).await.unwrap(), Kept::LoginTaken);
    let renamed = Member { login: login("goro"), ..jiro.next() };
    assert_eq!(room.keep_guarded(&jiro, &renamed, guard).await.unwrap(), Kept::Done);
    assert_eq!(room.guard().await.unwrap(), guard + 1);
}
