//! The steps of signing in. Each wrong try is written down before it is answered, so that guessing in parallel counts
//! as much as guessing one after another.

use domain::staff::{
    CodeError, Login, Member, Role, Session, StaffId, Stage, Standing, Totp, TotpSecret, judge_password,
};

use super::entry::{Attempt, Further, Refusal};
use super::ports::{Kept, Passwords, StaffRoom};
use crate::delivery::ports::Swap;

/// Somebody else may write the same row between reading and writing; so often we read again.
pub(super) const TRIES: usize = 8;

/// Login and password: the next step is the second factor, or setting one up.
pub async fn with_password<R: StaffRoom, P: Passwords>(
    room: &R,
    passwords: &P,
    (login, password): (&str, String),
    attempt: &Attempt,
) -> Further {
    let member = match Login::parse(login) {
        Some(login) => room.find(&login).await?,
        None => None,
    };
    // What rests does not even compare: guessing goes on for nobody, and the answer does not tell who is right.
    let standing = member.as_ref().map(|member| attempt.standing(member));
    if let Some(Standing::Locked(until)) = standing {
        return Err(Refusal::Locked(until));
    }
    let phc = member.as_ref().and_then(|member| member.password.clone());
    let is_right = passwords.is(phc, password).await?;
    let Some(member) = member else { return Err(Refusal::Wrong) };
    if !is_right {
        return Err(wrong(room, member.id, attempt).await?);
    }
    match attempt.standing(&member) {
        Standing::Active => begin(room, &member, attempt).await,
        Standing::Suspended => Err(Refusal::Suspended),
        Standing::Expired => Err(Refusal::Expired),
        Standing::Locked(until) => Err(Refusal::Locked(until)),
        Standing::Invited => Err(Refusal::Wrong),
    }
}

/// Writes a wrong try down and says how it is answered.
pub(super) async fn wrong<R: StaffRoom>(
    room: &R,
    id: StaffId,
    attempt: &Attempt,
) -> Result<Refusal, Refusal> {
    for _ in 0..TRIES {
        let Some(member) = room.member(id).await? else { return Ok(Refusal::Wrong) };
        match attempt.standing(&member) {
            Standing::Locked(until) => return Ok(Refusal::Locked(until)),
            // Whoever does not come in anyway has nothing to guess, and nothing that could rest.
            Standing::Suspended | Standing::Expired => return Ok(Refusal::Wrong),
            Standing::Active | Standing::Invited => (),
        }
        let next = member.failed(&attempt.brought, attempt.now_ms);
        if room.keep(Some(&member), &next).await? == Kept::Done {
            return Ok(if let Standing::Locked(until) = attempt.standing(&next) {
                Refusal::Locked(until)
            } else {
                Refusal::Wrong
            });
        }
    }
    Err(Refusal::Busy)
}

async fn begin<R: StaffRoom>(room: &R, member: &Member, attempt: &Attempt) -> Further {
    let stage = if member.has_second_factor() { Stage::SecondFactor } else { Stage::Enroll { secret: None } };
    let session = Session {
        name: attempt.session.clone(),
        version: 1,
        staff: member.id,
        generation: member.generation,
        stage,
        began_at_ms: attempt.now_ms,
        seen_at_ms: attempt.now_ms,
        stepped_up_at_ms: None,
        viewing_as: None,
        device: attempt.device.clone(),
        ip: attempt.ip.clone(),
        challenge: None,
        wrong_step_ups: 0,
        offered: None,
    };
    kept(room, session).await
}

pub(super) async fn kept<R: StaffRoom>(room: &R, session: Session) -> Further {
    match room.keep_session(&session).await? {
        Swap::Done => Ok(session),
        Swap::Lost(()) => Err(Refusal::NoSession),
    }
}

/// A code of the app, half-way in. The session gets a new name, so that one that was seen before counts no more.
pub async fn with_code<R: StaffRoom>(room: &R, session: &Session, code: &str, attempt: &Attempt) -> Further {
    if session.stage != Stage::SecondFactor {
        return Err(Refusal::NoSession);
    }
    for _ in 0..TRIES {
        let Some(member) = room.member(session.staff).await? else { return Err(Refusal::NoSession) };
        if let Standing::Locked(until) = attempt.standing(&member) {
            return Err(Refusal::Locked(until));
        }
        let taken = member.totp.as_ref().and_then(|totp| totp.take(code, attempt.now_ms));
        let Some(totp) = taken else { return Err(wrong(room, member.id, attempt).await?) };
        let next = Member { totp: Some(totp), ..member.signed_in(&attempt.brought, attempt.now_ms) };
        if room.keep(Some(&member), &next).await? == Kept::Done {
            return enter(room, session, attempt).await;
        }
    }
    Err(Refusal::Busy)
}

/// A code of the app once more, before something grave. Whoever is in is asked about nothing that strangers can bring
/// about: their login may rest, and wrong codes count on their session.
pub async fn step_up<R: StaffRoom>(room: &R, session: &Session, code: &str, attempt: &Attempt) -> Further {
    if session.stage != Stage::SignedIn {
        return Err(Refusal::NoSession);
    }
    for _ in 0..TRIES {
        let Some(member) = room.member(session.staff).await? else { return Err(Refusal::NoSession) };
        let taken = member.totp.as_ref().and_then(|totp| totp.take(code, attempt.now_ms));
        let Some(totp) = taken else { return Err(wrong_step_up(room, &session.name).await?) };
        let next = Member { totp: Some(totp), ..member.next() };
        if room.keep(Some(&member), &next).await? == Kept::Done {
            return stepped_up(room, &session.name, attempt.now_ms).await;
        }
    }
    Err(Refusal::Busy)
}

/// Other requests of the same browser write the session too, and the code counts once only: it is not asked for again
/// because of them.
pub(super) async fn stepped_up<R: StaffRoom>(room: &R, name: &str, now_ms: u64) -> Further {
    for _ in 0..TRIES {
        let Some(stands) = room.session(name).await? else { return Err(Refusal::NoSession) };
        let next = stands.stepped_up(now_ms);
        if room.keep_session(&next).await? == Swap::Done {
            return Ok(next);
        }
    }
    Err(Refusal::Busy)
}

/// Writes a wrong second factor down in the session; the fifth in a row ends it.
pub(super) async fn wrong_step_up<R: StaffRoom>(room: &R, name: &str) -> Result<Refusal, Refusal> {
    for _ in 0..TRIES {
        let Some(stands) = room.session(name).await? else { return Err(Refusal::NoSession) };
        let Some(next) = stands.after_wrong_step_up() else {
            room.end_session(name).await?;
            return Ok(Refusal::SteppedOut);
        };
        if room.keep_session(&next).await? == Swap::Done {
            return Ok(Refusal::WrongStepUp);
        }
    }
    Err(Refusal::Busy)
}

/// From half-way to in.
pub(super) async fn enter<R: StaffRoom>(room: &R, half: &Session, attempt: &Attempt) -> Further {
    let session = Session {
        name: attempt.session.clone(),
        version: 1,
        stage: Stage::SignedIn,
        began_at_ms: attempt.now_ms,
        seen_at_ms: attempt.now_ms,
        ip: attempt.ip.clone(),
        challenge: None,
        offered: None,
        ..half.clone()
    };
    let session = kept(room, session).await?;
    room.end_session(&half.name).await?;
    Ok(session)
}

/// Keeps the secret that is shown for setting an app up.
pub async fn offer_secret<R: StaffRoom>(room: &R, session: &Session, secret: TotpSecret) -> Further {
    let Stage::Enroll { .. } = session.stage else { return Err(Refusal::NoSession) };
    let stage = Stage::Enroll { secret: Some(secret) };
    kept(room, Session { stage, version: session.version + 1, ..session.clone() }).await
}

/// The first code of a new app.
pub async fn enroll<R: StaffRoom>(room: &R, session: &Session, code: &str, attempt: &Attempt) -> Further {
    let Stage::Enroll { secret: Some(secret) } = &session.stage else { return Err(Refusal::NoSession) };
    let Some(member) = room.member(session.staff).await? else { return Err(Refusal::NoSession) };
    if member.has_second_factor() || member.generation != session.generation {
        return Err(Refusal::NoSession); // set up meanwhile, from another browser
    }
    let fresh = Totp { secret: secret.clone(), used_step: 0 };
    let Some(totp) = fresh.take(code, attempt.now_ms) else { return Err(Refusal::Wrong) };
    let next = Member { totp: Some(totp), ..member.signed_in(&attempt.brought, attempt.now_ms) };
    match room.keep(Some(&member), &next).await? {
        Kept::Done => enter(room, session, attempt).await,
        Kept::Stale(_) | Kept::LoginTaken | Kept::Overtaken => Err(Refusal::Busy),
    }
}

/// A one-time code from an administrator, and the password that it lets somebody set. Before the code is right there is
/// one answer for everybody, and no slow work, which anybody at the door could ask for without end. The code is 80 random
/// bits that nobody guesses: wrong ones lock nothing, which would tell who is invited, and a right one counts while the
/// login rests.
pub async fn accept_invitation<R: StaffRoom, P: Passwords>(
    room: &R,
    passwords: &P,
    (login, code, password): (&str, &str, String),
    attempt: &Attempt,
) -> Further {
    let found = match Login::parse(login) {
        Some(login) => room.find(&login).await?,
        None => None,
    };
    let Some(member) = found else { return Err(CodeError::Wrong.into()) };
    match member.may_set_password(code, attempt.now_ms) {
        Ok(()) => (),
        Err(fault) => return Err(fault.into()),
    }
    match attempt.standing(&member) {
        Standing::Suspended => return Err(Refusal::Suspended),
        Standing::Expired => return Err(Refusal::Expired),
        Standing::Invited | Standing::Active | Standing::Locked(_) => (),
    }
    judge_password(&password, &[member.login.as_str(), &member.name])?;
    let next = member.with_password(passwords.hash(password).await?, code, attempt.now_ms)?;
    match room.keep(Some(&member), &next).await? {
        Kept::Done => begin(room, &next, attempt).await,
        Kept::Stale(Some(stands)) => {
            // Another request under the same code was faster, and it counts once.
            stands.may_set_password(code, attempt.now_ms)?;
            Err(Refusal::Busy)
        }
        Kept::Stale(None) | Kept::LoginTaken | Kept::Overtaken => Err(Refusal::Busy),
    }
}

/// Whether nobody looks after the others yet, or nobody who can come in: then the city was reopened by whoever runs it.
pub async fn is_first<R: StaffRoom>(room: &R) -> Result<bool, Refusal> {
    let is_kept = room.everybody().await?.iter().any(Member::is_administrator);
    Ok(!is_kept || room.is_reopened().await?)
}

/// The first administrator, named by themselves; whoever calls has compared the deploy's code.
pub async fn first_administrator<R: StaffRoom, P: Passwords>(
    room: &R,
    passwords: &P,
    (id, login, name, password): (StaffId, Login, String, String),
    attempt: &Attempt,
) -> Further {
    if !is_first(room).await? {
        return Err(Refusal::NotFirst);
    }
    judge_password(&password, &[login.as_str(), &name])?;
    let member = Member::new(id, login, name, Role::Administrator);
    let member = Member { password: Some(passwords.hash(password).await?), ..member };
    match room.keep_first(&member).await? {
        Kept::Done => begin(room, &member, attempt).await,
        Kept::LoginTaken => Err(Refusal::LoginTaken),
        Kept::Stale(_) | Kept::Overtaken => Err(Refusal::NotFirst),
    }
}
