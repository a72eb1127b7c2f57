//! Passkeys over a staff room in memory, with a device in software.

use domain::staff::passkey::{
    CHALLENGE_LASTS_MS, Challenge, PasskeyFault, Purpose, Registered, ShownPasskey, Site,
};
use testkit::staff::{Device, PlainSignatures};
use usecases::staff::passkeys::{self, Removed};

use super::*;

/// What makes a device wrong.
type Change = fn(&mut Device);

const ORIGIN: &str = "https://haishin.example.jp";

fn site() -> Site {
    Site::parse(ORIGIN).unwrap()
}

fn device() -> Device {
    PlainSignatures::device(7, ORIGIN)
}

/// A challenge for this session, as the browser gets it.
async fn asked(room: &MemoryStaff, session: &Session, purpose: Purpose, now_ms: u64) -> String {
    let random = u8::try_from(NEXT.fetch_add(1, Ordering::Relaxed)).unwrap_or_default();
    let challenge = Challenge::new([random; 32], purpose, now_ms);
    let kept = passkeys::challenge(room, session, challenge).await.unwrap();
    kept.challenge.unwrap().bytes.text()
}

/// Hanako with this passkey instead of an app, inside.
async fn inside_with(room: &MemoryStaff, device: &Device, now_ms: u64) -> Session {
    let half = try_password(room, PASSWORD, now_ms).await.unwrap();
    let challenge = asked(room, &half, Purpose::Register, now_ms).await;
    let given = (&device.make(&challenge), "机のパソコン".to_owned());
    passkeys::enroll(room, &site(), &half, given, &at(now_ms)).await.unwrap()
}

async fn show(
    room: &MemoryStaff,
    half: &Session,
    shown: &ShownPasskey,
    now_ms: u64,
) -> Result<Session, Refusal> {
    passkeys::sign_in(room, (&site(), &PlainSignatures), half, shown, &at(now_ms)).await
}

async fn hanako(room: &MemoryStaff) -> Member {
    room.find(&login("hanako")).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_passkey_is_a_second_factor_on_the_way_in_and_before_something_grave() {
    let (room, mut device) = (room().await, device());
    let session = inside_with(&room, &device, 1_000).await;
    assert_eq!((session.stage.clone(), &session.challenge), (Stage::SignedIn, &None));
    let half = try_password(&room, PASSWORD, 60_000).await.unwrap();
    assert_eq!(half.stage, Stage::SecondFactor, "the passkey is asked for from now on");
    let challenge = asked(&room, &half, Purpose::Prove, 61_000).await;
    let entered = show(&room, &half, &device.show(&challenge), 62_000).await.unwrap();
    assert_eq!(entered.stage, Stage::SignedIn);
    assert_ne!(entered.name, half.name, "a name that was seen before counts no more");
    assert_eq!(room.session(&half.name).await.unwrap(), None);
    assert_eq!(hanako(&room).await.passkeys[0].used_at_ms, Some(62_000));

    let challenge = asked(&room, &entered, Purpose::Prove, 70_000).await;
    let by = (&site(), &PlainSignatures);
    let shown = device.show(&challenge);
    let up = passkeys::step_up(&room, by, &entered, &shown, &at(71_000)).await.unwrap();
    assert_eq!((up.name, up.stepped_up_at_ms), (entered.name.clone(), Some(71_000)));
    let again = passkeys::step_up(&room, by, &entered, &shown, &at(71_001)).await;
    assert!(matches!(again, Err(Refusal::NoChallenge)), "R-P4: shown twice: {again:?}");
}

/// What a thief, a phishing page or a worn-out device would show, and whether it counts as a wrong try.
async fn shown_wrong(change: impl FnOnce(&mut Device)) -> (Result<Session, Refusal>, u32) {
    let (room, mut device) = (room().await, device());
    device.counter = 5;
    inside_with(&room, &device, 1_000).await;
    let half = try_password(&room, PASSWORD, 2_000).await.unwrap();
    let challenge = asked(&room, &half, Purpose::Prove, 2_000).await;
    change(&mut device);
    let step = show(&room, &half, &device.show(&challenge), 3_000).await;
    let spent = show(&room, &half, &PlainSignatures::device(7, ORIGIN).show(&challenge), 3_001).await;
    assert!(
        matches!(spent, Err(Refusal::NoChallenge | Refusal::NoSession)),
        "whatever came, the challenge is spent: {spent:?}"
    );
    (step, hanako(&room).await.failures)
}

#[tokio::test]
async fn r_p4_what_is_not_signed_here_and_now_by_their_own_device_is_a_wrong_try() {
    let wrong: [(&str, Change); 7] = [
        ("another origin", |device| device.origin = "https://haishin.example.com".to_owned()),
        ("another port", |device| device.origin = "https://haishin.example.jp:8443".to_owned()),
        ("in a frame", |device| device.is_framed = true),
        ("another site", |device| device.host = "haishin.example.com".to_owned()),
        ("nobody was asked", |device| device.is_verified = false),
        ("somebody else's", |device| device.user = Some(b"somebody".to_vec())),
        ("another passkey", |device| *device = PlainSignatures::device(9, ORIGIN)),
    ];
    for (why, change) in wrong {
        let (step, failures) = shown_wrong(change).await;
        assert!(matches!(step, Err(Refusal::Wrong)), "{why}: {step:?}");
        assert_eq!(failures, 1, "{why}");
    }
    let (forged, failures) = shown_wrong(|device| {
        let id = device.id.clone();
        *device = PlainSignatures::device(9, ORIGIN);
        device.id = id;
    })
    .await;
    assert!(matches!(forged, Err(Refusal::Wrong)) && failures == 1, "{forged:?}");
    let (right, failures) =
        shown_wrong(|device| device.user = Some(passkeys::handle(member(1, "hanako").id))).await;
    assert!(right.is_ok() && failures == 0, "{right:?}");
}

#[tokio::test]
async fn a_passkey_whose_count_went_back_is_refused_by_name() {
    for counter in [3, 4] {
        let (step, failures) = shown_wrong(|device| device.counter = counter).await;
        assert!(matches!(step, Err(Refusal::Copied)), "{step:?}");
        assert_eq!(failures, 1);
    }
    let (step, _) = shown_wrong(|device| device.counter = 0).await;
    assert!(matches!(step, Err(Refusal::Copied)), "one that counted counts: {step:?}");
    let (step, _) = shown_wrong(|device| device.counter = 100).await;
    assert!(step.is_ok(), "it was used elsewhere meanwhile: {step:?}");
}

#[tokio::test]
async fn a_challenge_serves_its_session_its_purpose_and_five_minutes() {
    let (room, mut device) = (room().await, device());
    let inside = inside_with(&room, &device, 1_000).await;
    let half = try_password(&room, PASSWORD, 2_000).await.unwrap();
    let challenge = asked(&room, &half, Purpose::Prove, 2_000).await;
    let late = show(&room, &half, &device.show(&challenge), 2_000 + CHALLENGE_LASTS_MS).await;
    assert!(matches!(late, Err(Refusal::NoChallenge)), "{late:?}");
    let other = try_password(&room, PASSWORD, 3_000).await.unwrap();
    asked(&room, &other, Purpose::Prove, 3_000).await;
    let elsewhere = show(&room, &other, &device.show(&challenge), 3_000).await;
    assert!(matches!(elsewhere, Err(Refusal::Wrong)), "{elsewhere:?}");
    let challenge = asked(&room, &inside, Purpose::Register, 4_000).await;
    let by = (&site(), &PlainSignatures);
    let step = passkeys::step_up(&room, by, &inside, &device.show(&challenge), &at(4_000)).await;
    assert!(matches!(step, Err(Refusal::NoChallenge)), "made for a new one: {step:?}");
    let half = try_password(&room, PASSWORD, 5_000).await.unwrap();
    let step = passkeys::step_up(&room, by, &half, &device.show(&challenge), &at(5_000)).await;
    assert!(matches!(step, Err(Refusal::NoSession)), "half-way in nobody steps up: {step:?}");
}

async fn add(room: &MemoryStaff, session: &Session, given: &Registered) -> Result<Member, Refusal> {
    passkeys::add((room, room), &site(), session, (given, "鍵".to_owned()), 9_000).await
}

#[tokio::test]
async fn passkeys_are_added_once_and_taken_away_but_for_the_last_factor() {
    let (room, first) = (room().await, device());
    let session = inside_with(&room, &first, 1_000).await;
    let second = PlainSignatures::device(8, ORIGIN);
    let challenge = asked(&room, &session, Purpose::Register, 8_000).await;
    let given = second.make(&challenge);
    assert_eq!(add(&room, &session, &given).await.unwrap().passkeys.len(), 2);
    assert_eq!(room.session(&session.name).await.unwrap().unwrap().challenge, None);
    let version = hanako(&room).await.version;
    assert_eq!(add(&room, &session, &given).await.unwrap().version, version, "asked again");
    let third = PlainSignatures::device(9, ORIGIN).make(&challenge);
    assert!(matches!(add(&room, &session, &third).await, Err(Refusal::NoChallenge)));
    let mut careless = PlainSignatures::device(9, ORIGIN);
    careless.is_verified = false;
    let challenge = asked(&room, &session, Purpose::Register, 8_500).await;
    let refused = add(&room, &session, &careless.make(&challenge)).await;
    assert!(matches!(refused, Err(Refusal::Passkey(PasskeyFault::NotVerified))), "{refused:?}");
    careless.is_verified = true;
    let spent = add(&room, &session, &careless.make(&challenge)).await;
    assert!(matches!(spent, Err(Refusal::NoChallenge)), "{spent:?}");

    let passkeys_of = hanako(&room).await.passkeys;
    let remove = async |at: usize, version| {
        passkeys::remove(&room, session.staff, (&passkeys_of[at].id, version)).await
    };
    assert_eq!(remove(0, 2).await.unwrap(), Removed::Stale(passkeys_of[0].clone()));
    for _ in ["first", "again"] {
        let left = remove(0, 1).await.unwrap();
        assert!(matches!(&left, Removed::Done(member) if member.passkeys == passkeys_of[1..]), "{left:?}");
    }
    let last = remove(1, 1).await;
    assert!(matches!(last, Err(Refusal::LastFactor)), "{last:?}");
    let again = hanako(&room).await.invited_again(Code::new("ABCD", 100_000));
    assert!(!again.has_second_factor(), "an administrator's new code takes passkeys away, too");
}

#[tokio::test]
async fn nobody_has_more_than_ten() {
    let room = room().await;
    let session = inside_with(&room, &device(), 1_000).await;
    for number in 10..=20 {
        let challenge = asked(&room, &session, Purpose::Register, 8_000).await;
        let step = add(&room, &session, &PlainSignatures::device(number, ORIGIN).make(&challenge)).await;
        match number {
            19.. => assert!(matches!(step, Err(Refusal::TooManyPasskeys)), "{number}: {step:?}"),
            _ => assert!(step.is_ok(), "{number}: {step:?}"),
        }
    }
}
