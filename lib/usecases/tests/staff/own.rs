//! What somebody who is in does about their own ways in.

use domain::staff::PasswordFault;
use usecases::staff::own;

use super::*;

const OTHER: &str = "lantern gravel mosquito eleven";

async fn change(
    room: &MemoryStaff,
    session: &Session,
    current: &str,
    next: &str,
) -> Result<Session, Refusal> {
    let words = (current.to_owned(), next.to_owned());
    own::change_password((room, room), &PlainPasswords, session, words).await
}

async fn is_in(room: &MemoryStaff, session: &Session, now_ms: u64) -> bool {
    let member = room.member(session.staff).await.unwrap().unwrap();
    let stands = room.session(&session.name).await.unwrap();
    stands.is_some_and(|stands| !stands.is_over(member.generation, now_ms))
}

/// Hanako at two browsers.
async fn twice_inside(room: &MemoryStaff) -> (Session, Session) {
    let here = inside(room, 60_000).await;
    let half = try_password(room, PASSWORD, 121_000).await.unwrap();
    let there = sign_in::with_code(room, &half, &secret().code(121_000), &at(121_000)).await.unwrap();
    (here, there)
}

#[tokio::test]
async fn another_password_needs_the_one_that_stands_and_leaves_one_browser_in() {
    let room = room().await;
    let (here, there) = twice_inside(&room).await;
    let wrong = change(&room, &here, "umbrella tractor violet ten", OTHER).await;
    assert!(matches!(wrong, Err(Refusal::WrongStepUp)), "{wrong:?}");
    let weak = change(&room, &here, PASSWORD, "short").await;
    assert!(matches!(weak, Err(Refusal::Password(PasswordFault::TooShort(5)))), "{weak:?}");
    assert!(is_in(&room, &there, 122_000).await, "nothing has changed");

    let changed = change(&room, &here, PASSWORD, OTHER).await.unwrap();
    assert_eq!((changed.wrong_step_ups, &changed.name), (0, &here.name));
    assert!(is_in(&room, &here, 122_000).await && !is_in(&room, &there, 122_000).await);
    assert!(matches!(try_password(&room, PASSWORD, 181_000).await, Err(Refusal::Wrong)));
    assert_eq!(try_password(&room, OTHER, 181_000).await.unwrap().stage, Stage::SecondFactor);

    let again = change(&room, &here, PASSWORD, OTHER).await.unwrap();
    assert_eq!(again, changed, "asked again because the answer was lost");
}

#[tokio::test]
async fn the_fifth_wrong_password_in_a_row_ends_the_session() {
    let room = room().await;
    let session = inside(&room, 60_000).await;
    for _ in 0..4 {
        assert!(matches!(change(&room, &session, "wrong", OTHER).await, Err(Refusal::WrongStepUp)));
    }
    assert!(matches!(change(&room, &session, "wrong", OTHER).await, Err(Refusal::SteppedOut)));
    assert!(matches!(change(&room, &session, PASSWORD, OTHER).await, Err(Refusal::NoSession)));
    assert!(try_password(&room, PASSWORD, 121_000).await.is_ok(), "the login rests for nobody");
}

#[tokio::test]
async fn all_other_browsers_can_be_signed_out() {
    let room = room().await;
    let (here, there) = twice_inside(&room).await;
    own::end_others((&room, &room), &here).await.unwrap();
    assert!(is_in(&room, &here, 122_000).await && !is_in(&room, &there, 122_000).await);
    let late = own::end_others((&room, &room), &there).await;
    assert!(matches!(late, Err(Refusal::NoSession)), "whoever is out ends nobody: {late:?}");
}
