//! Signing in over a staff room in memory.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod keeping;
mod known_devices;
mod own;
mod passkeys;

use std::sync::atomic::{AtomicU64, Ordering};

use domain::staff::{Brought, Code, CodeError, LOCK_LASTS_MS, Member, Session, StaffId, Stage, TotpSecret};
use jiff::civil::date;
use testkit::staff::{MemoryStaff, PlainPasswords, login, member};
use usecases::delivery::ports::Swap;
use usecases::port_error::PortError;
use usecases::staff::entry::{Attempt, Refusal};
use usecases::staff::ports::{Kept, Passwords, StaffRoom};
use usecases::staff::sign_in;

const PASSWORD: &str = "umbrella tractor violet nine";
static NEXT: AtomicU64 = AtomicU64::new(0);

fn at(now_ms: u64) -> Attempt {
    from(Brought::default(), now_ms)
}

/// A try from a browser that brings this.
fn from(brought: Brought, now_ms: u64) -> Attempt {
    let session = format!("{:064x}", NEXT.fetch_add(1, Ordering::Relaxed));
    Attempt {
        now_ms,
        today: date(2026, 11, 27),
        session,
        device: "Firefox".to_owned(),
        ip: "203.0.113.5".to_owned(),
        brought,
    }
}

async fn try_password(room: &MemoryStaff, password: &str, now_ms: u64) -> Result<Session, Refusal> {
    let attempt = at(now_ms);
    sign_in::with_password(room, &PlainPasswords, ("hanako", password.to_owned()), &attempt).await
}

fn secret() -> TotpSecret {
    TotpSecret::new([7; 20])
}

/// A room with Hanako, who has a password and no app.
async fn room() -> MemoryStaff {
    let room = MemoryStaff::default();
    let hanako = Member { password: Some(format!("plain:{PASSWORD}")), ..member(1, "hanako") };
    assert_eq!(room.keep(None, &hanako).await.unwrap(), Kept::Done);
    room
}

/// Hanako's app is set up and she is in.
async fn inside(room: &MemoryStaff, now_ms: u64) -> Session {
    let half = try_password(room, PASSWORD, now_ms).await.unwrap();
    let shown = sign_in::offer_secret(room, &half, secret()).await.unwrap();
    sign_in::enroll(room, &shown, &secret().code(now_ms), &at(now_ms)).await.unwrap()
}

#[tokio::test]
async fn the_fake_does_what_every_staff_room_does() {
    testkit::staff::suite(&MemoryStaff::default()).await;
}

#[tokio::test]
async fn nobody_gets_in_with_a_password_alone() {
    let room = room().await;
    let half = try_password(&room, PASSWORD, 1_000).await.unwrap();
    assert_eq!(half.stage, Stage::Enroll { secret: None });
    let session = inside(&room, 60_000).await;
    assert_eq!(session.stage, Stage::SignedIn);
    let again = try_password(&room, PASSWORD, 120_000).await.unwrap();
    assert_eq!(again.stage, Stage::SecondFactor, "the app is asked for from now on");
    assert!(matches!(
        sign_in::step_up(&room, &again, &secret().code(120_000), &at(120_000)).await,
        Err(Refusal::NoSession)
    ));
    let entered = sign_in::with_code(&room, &again, &secret().code(120_000), &at(120_000)).await.unwrap();
    assert_ne!(entered.name, again.name, "a name that was seen before counts no more");
    assert_eq!(room.session(&again.name).await.unwrap(), None);
}

#[tokio::test]
async fn a_step_up_counts_though_another_request_wrote_the_session_meanwhile() {
    let room = room().await;
    let seen = inside(&room, 60_000).await;
    let meanwhile = Session { version: seen.version + 1, seen_at_ms: 90_000, ..seen.clone() };
    assert_eq!(room.keep_session(&meanwhile).await.unwrap(), Swap::Done);
    let proved = sign_in::step_up(&room, &seen, &secret().code(120_000), &at(120_000)).await.unwrap();
    assert_eq!((proved.stepped_up_at_ms, proved.seen_at_ms), (Some(120_000), 90_000));
    assert_eq!(room.session(&seen.name).await.unwrap(), Some(proved));
}

#[tokio::test]
async fn r_p4_five_wrong_passwords_in_a_row_rest_the_login_and_nobody_elses() {
    let room = room().await;
    let taro = Member { password: Some(format!("plain:{PASSWORD}")), ..member(2, "taro") };
    room.keep(None, &taro).await.unwrap();
    for _ in 0..4 {
        assert!(matches!(try_password(&room, "wrong", 1_000).await, Err(Refusal::Wrong)));
    }
    assert!(matches!(try_password(&room, "wrong", 1_000).await, Err(Refusal::Locked(_))));
    assert!(
        matches!(try_password(&room, PASSWORD, 2_000).await, Err(Refusal::Locked(_))),
        "right, and still closed"
    );
    let other =
        sign_in::with_password(&room, &PlainPasswords, ("taro", PASSWORD.to_owned()), &at(2_000)).await;
    assert!(other.is_ok(), "from the same address");
    assert!(try_password(&room, PASSWORD, 1_000 + LOCK_LASTS_MS).await.is_ok());
}

#[tokio::test]
async fn r_p4_guessing_side_by_side_counts_as_much_as_guessing_in_a_row() {
    let room = room().await;
    let tries = (0..30).map(|_| try_password(&room, "wrong", 1_000));
    let answers = futures::future::join_all(tries).await;
    assert!(answers.iter().all(Result::is_err));
    assert!(matches!(try_password(&room, PASSWORD, 1_500).await, Err(Refusal::Locked(_))));
}

#[tokio::test]
async fn r_p4_a_code_is_taken_once_and_wrong_codes_count_like_wrong_passwords() {
    let room = room().await;
    inside(&room, 60_000).await;
    let half = try_password(&room, PASSWORD, 61_000).await.unwrap();
    let used = secret().code(60_000);
    assert!(matches!(sign_in::with_code(&room, &half, &used, &at(61_000)).await, Err(Refusal::Wrong)));
    for _ in 0..3 {
        assert!(matches!(sign_in::with_code(&room, &half, "000000", &at(61_000)).await, Err(Refusal::Wrong)));
    }
    let fifth = sign_in::with_code(&room, &half, "000000", &at(61_000)).await;
    assert!(matches!(fifth, Err(Refusal::Locked(_))));
    let right = sign_in::with_code(&room, &half, &secret().code(90_000), &at(90_000)).await;
    assert!(matches!(right, Err(Refusal::Locked(_))));
}

#[tokio::test]
async fn who_does_not_work_here_hears_the_same_as_somebody_with_a_wrong_password() {
    let room = room().await;
    for name in ["nobody", "", "花子", "x"] {
        let answer =
            sign_in::with_password(&room, &PlainPasswords, (name, PASSWORD.to_owned()), &at(1_000)).await;
        assert!(matches!(answer, Err(Refusal::Wrong)), "{name}");
    }
}

#[tokio::test]
async fn an_invitation_sets_a_password_once_and_before_its_code_is_right_there_is_one_answer() {
    let room = MemoryStaff::default();
    let invited = member(1, "hanako").invited_again(Code::new("ABCD-EFGH", 10_000));
    room.keep(None, &Member { version: 1, ..invited.clone() }).await.unwrap();
    let stopped =
        Member { id: member(2, "taro").id, login: login("taro"), version: 1, ..invited.suspended() };
    room.keep(None, &stopped).await.unwrap();
    let accept = async |login: &'static str, code: &'static str, password: &str| {
        let given = (login, code, password.to_owned());
        sign_in::accept_invitation(&room, &PlainPasswords, given, &at(1_000)).await
    };
    for name in ["hanako", "taro", "nobody", "花子"] {
        for _ in 0..6 {
            let answer = accept(name, "WRONG", PASSWORD).await;
            assert!(matches!(answer, Err(Refusal::Code(CodeError::Wrong))), "{name}: {answer:?}");
        }
    }
    assert!(matches!(accept("taro", "abcdefgh", PASSWORD).await, Err(Refusal::Suspended)));
    let rests = room.find(&login("hanako")).await.unwrap().unwrap().rests(1_000);
    assert!(!rests, "a lock would tell that she is invited");
    assert!(matches!(accept("hanako", "abcdefgh", "short").await, Err(Refusal::Password(_))));
    let set = accept("hanako", "abcdefgh", PASSWORD).await.unwrap();
    assert!(matches!(set.stage, Stage::Enroll { .. }), "nobody can keep somebody new from coming");
    for _ in 0..6 {
        let answer = accept("hanako", "abcdefgh", PASSWORD).await;
        assert!(matches!(answer, Err(Refusal::Code(CodeError::Wrong))));
    }
    let hanako = room.find(&login("hanako")).await.unwrap().unwrap();
    assert_eq!((hanako.failures, hanako.rests(1_000)), (0, false), "there was nothing to guess");
}

/// Slow work that must not be asked for.
struct NoWork;

impl Passwords for NoWork {
    async fn hash(&self, _: String) -> Result<String, PortError> {
        panic!("anybody at the door could ask for this without end")
    }

    async fn is(&self, _: Option<String>, _: String) -> Result<bool, PortError> {
        panic!("there is no password to compare")
    }
}

#[tokio::test]
async fn before_the_code_of_an_invitation_is_right_there_is_no_slow_work() {
    let room = MemoryStaff::default();
    let invited = member(1, "hanako").invited_again(Code::new("ABCD-EFGH", 10_000));
    room.keep(None, &Member { version: 1, ..invited }).await.unwrap();
    for (name, code, password) in
        [("hanako", "WRONG", PASSWORD), ("nobody", "abcdefgh", PASSWORD), ("hanako", "abcdefgh", "short")]
    {
        let given = (name, code, password.to_owned());
        assert!(sign_in::accept_invitation(&room, &NoWork, given, &at(1_000)).await.is_err(), "{name}");
    }
}

#[tokio::test]
async fn the_first_administrator_comes_once_even_when_two_ask_at_once() {
    let room = room().await;
    let ask = async |number: u128, name: &'static str| {
        let id = StaffId::from_ulid(ulid::Ulid::from(number));
        let given = (id, login(name), "宮前 太郎".to_owned(), PASSWORD.to_owned());
        sign_in::first_administrator(&room, &PlainPasswords, given, &at(1_000)).await
    };
    let (one, two) = futures::join!(ask(5, "one"), ask(6, "two"));
    assert!(one.is_ok() != two.is_ok());
    assert!(matches!(ask(7, "three").await, Err(Refusal::NotFirst)));
    assert!(!sign_in::is_first(&room).await.unwrap());
    room.reopen();
    assert!(sign_in::is_first(&room).await.unwrap(), "nobody can come in any more");
    assert!(ask(8, "four").await.is_ok());
    assert!(matches!(ask(9, "five").await, Err(Refusal::NotFirst)), "once");
    assert!(!sign_in::is_first(&room).await.unwrap());
}

#[tokio::test]
async fn an_app_that_was_set_up_meanwhile_is_not_replaced_by_another() {
    let room = room().await;
    let half = try_password(&room, PASSWORD, 1_000).await.unwrap();
    let other = sign_in::offer_secret(&room, &half, TotpSecret::new([9; 20])).await.unwrap();
    inside(&room, 60_000).await;
    let stolen = sign_in::enroll(&room, &other, &TotpSecret::new([9; 20]).code(60_000), &at(60_000)).await;
    assert!(matches!(stolen, Err(Refusal::NoSession)));
}
