//! Who locks out whom: strangers lock out strangers, a known device locks itself out, and whoever is in is asked about
//! neither.

use domain::staff::passkey::{Challenge, Purpose, Site};
use testkit::staff::PlainSignatures;
use usecases::staff::passkeys;

use super::*;

fn with(held: &[&str], fresh: &str, now_ms: u64) -> Attempt {
    from(
        Brought { held: held.iter().map(|&hash| hash.to_owned()).collect(), fresh: fresh.to_owned() },
        now_ms,
    )
}

async fn password(room: &MemoryStaff, word: &str, attempt: Attempt) -> Result<Session, Refusal> {
    sign_in::with_password(room, &PlainPasswords, ("hanako", word.to_owned()), &attempt).await
}

/// Hanako is in, in a browser that is known from now on by this hash.
async fn known(room: &MemoryStaff, hash: &str) -> Session {
    let half = password(room, PASSWORD, with(&[], hash, 60_000)).await.unwrap();
    let shown = sign_in::offer_secret(room, &half, secret()).await.unwrap();
    sign_in::enroll(room, &shown, &secret().code(60_000), &with(&[], hash, 60_000)).await.unwrap()
}

async fn lock_the_login(room: &MemoryStaff, now_ms: u64) {
    for _ in 0..6 {
        let _ = password(room, "wrong", with(&["unknown"], "", now_ms)).await;
    }
    let stranger = password(room, PASSWORD, with(&[], "", now_ms)).await;
    assert!(matches!(stranger, Err(Refusal::Locked(_))), "{stranger:?}");
}

#[tokio::test]
async fn r_p4_a_locked_login_lets_a_known_device_in() {
    let room = room().await;
    known(&room, "office").await;
    lock_the_login(&room, 90_000).await;
    let half = password(&room, PASSWORD, with(&["office"], "more", 90_001)).await.unwrap();
    let attempt = with(&["office"], "more", 90_002);
    let inside = sign_in::with_code(&room, &half, &secret().code(90_002), &attempt).await.unwrap();
    assert_eq!(inside.stage, Stage::SignedIn);
    let hanako = room.find(&login("hanako")).await.unwrap().unwrap();
    assert_eq!(hanako.known_devices.len(), 1, "it was known");
    let stranger = password(&room, PASSWORD, with(&[], "", 90_003)).await;
    assert!(matches!(stranger, Err(Refusal::Locked(_))), "strangers get no new tries by it: {stranger:?}");
}

#[tokio::test]
async fn r_p4_wrong_tries_on_a_known_device_rest_that_device_alone() {
    let room = room().await;
    known(&room, "office").await;
    for _ in 0..3 {
        let wrong = password(&room, "wrong", with(&["office"], "", 90_000)).await;
        assert!(matches!(wrong, Err(Refusal::Wrong)));
    }
    let half = password(&room, PASSWORD, with(&["office"], "", 90_000)).await.unwrap();
    for expected in ["wrong", "locked"] {
        let step = sign_in::with_code(&room, &half, "000000", &with(&["office"], "", 90_000)).await;
        assert_eq!(matches!(step, Err(Refusal::Locked(_))), expected == "locked", "{step:?}");
    }
    let right = password(&room, PASSWORD, with(&["office"], "", 90_001)).await;
    assert!(matches!(right, Err(Refusal::Locked(_))), "{right:?}");
    assert!(password(&room, PASSWORD, with(&[], "", 90_001)).await.is_ok(), "everywhere else it is open");
    assert!(password(&room, PASSWORD, with(&["office"], "", 90_000 + LOCK_LASTS_MS)).await.is_ok());
}

#[tokio::test]
async fn a_step_up_never_looks_at_the_logins_lock_and_five_wrong_ones_end_the_session() {
    let room = room().await;
    let session = known(&room, "office").await;
    lock_the_login(&room, 90_000).await;
    let up = sign_in::step_up(&room, &session, &secret().code(90_000), &at(90_000)).await.unwrap();
    assert_eq!(up.stepped_up_at_ms, Some(90_000));
    for _ in 0..4 {
        let wrong = sign_in::step_up(&room, &up, "000000", &at(95_000)).await;
        assert!(matches!(wrong, Err(Refusal::WrongStepUp)), "{wrong:?}");
    }
    let fifth = sign_in::step_up(&room, &up, "000000", &at(95_000)).await;
    assert!(matches!(fifth, Err(Refusal::SteppedOut)), "{fifth:?}");
    assert_eq!(room.session(&up.name).await.unwrap(), None);
    let hanako = room.find(&login("hanako")).await.unwrap().unwrap();
    assert_eq!(hanako.known_devices[0].failures, 0, "it counted on the session alone");
}

#[tokio::test]
async fn a_wrong_passkey_before_something_grave_counts_on_the_session_too() {
    let room = room().await;
    let session = known(&room, "office").await;
    lock_the_login(&room, 90_000).await;
    let site = Site::parse("https://haishin.example.jp").unwrap();
    let device = PlainSignatures::device(3, "https://haishin.example.jp");
    for round in 1..=5_u8 {
        let challenge = Challenge::new([round; 32], Purpose::Prove, 90_000);
        passkeys::challenge(&room, &session, challenge.clone()).await.unwrap();
        let shown = PlainSignatures::device(3, "https://haishin.example.jp").show(&challenge.bytes.text());
        let by = (&site, &PlainSignatures);
        let step = passkeys::step_up(&room, by, &session, &shown, &at(90_000)).await;
        let is_last = matches!(step, Err(Refusal::SteppedOut));
        assert!(is_last || matches!(step, Err(Refusal::WrongStepUp)), "{step:?}");
        assert_eq!(is_last, round == 5, "{device_id:?}", device_id = device.id);
    }
    assert_eq!(room.session(&session.name).await.unwrap(), None);
}
