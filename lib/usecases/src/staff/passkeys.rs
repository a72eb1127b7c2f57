//! Passkeys: set up, shown on the way in and before something grave, taken away. A challenge stands in the session that
//! it was made for and is taken out before what answers it is looked at, so that it counts once whatever comes. Killed
//! in between, somebody asks for another.

use domain::staff::passkey::{
    Bytes, Challenge, MAX_PASSKEYS, Passkey, PasskeyFault, Purpose, Registered, ShownPasskey, Site,
    recognise, register,
};
use domain::staff::{Member, Session, StaffId, Stage, Standing};

use super::entry::{Attempt, Further, Refusal};
use super::ports::{Kept, Signatures, StaffRoom};
use super::sign_in::{TRIES, enter, stepped_up, wrong, wrong_step_up};
use crate::delivery::ports::Swap;

/// What devices call somebody: the id, which never changes and says nothing.
pub fn handle(id: StaffId) -> Vec<u8> {
    id.to_string().into_bytes()
}

/// Keeps a challenge in the session, instead of one that was there.
pub async fn challenge<R: StaffRoom>(room: &R, session: &Session, challenge: Challenge) -> Further {
    for _ in 0..TRIES {
        let stands = room.session(&session.name).await?.ok_or(Refusal::NoSession)?;
        let next = Session { challenge: Some(challenge.clone()), version: stands.version + 1, ..stands };
        if room.keep_session(&next).await? == Swap::Done {
            return Ok(next);
        }
    }
    Err(Refusal::Busy)
}

/// Takes the challenge for this purpose out of the session.
async fn taken<R: StaffRoom>(
    room: &R,
    session: &Session,
    purpose: Purpose,
    now_ms: u64,
) -> Result<(Session, Challenge), Refusal> {
    let stands = room.session(&session.name).await?.ok_or(Refusal::NoSession)?;
    let (next, challenge) = answered(stands, purpose, now_ms)?;
    match room.keep_session(&next).await? {
        Swap::Done => Ok((next, challenge)),
        Swap::Lost(()) => Err(Refusal::NoChallenge), // shown twice at once
    }
}

fn answered(stands: Session, purpose: Purpose, now_ms: u64) -> Result<(Session, Challenge), Refusal> {
    let challenge = stands.challenge.clone().filter(|challenge| challenge.is_for(purpose, now_ms));
    let challenge = challenge.ok_or(Refusal::NoChallenge)?;
    Ok((Session { challenge: None, version: stands.version + 1, ..stands }, challenge))
}

/// A passkey, half-way in. The session gets a new name, as after a code.
pub async fn sign_in<R: StaffRoom, S: Signatures>(
    room: &R,
    by: (&Site, &S),
    session: &Session,
    shown: &ShownPasskey,
    attempt: &Attempt,
) -> Further {
    if session.stage != Stage::SecondFactor {
        return Err(Refusal::NoSession);
    }
    let session = proved(room, by, session, shown, attempt).await?;
    enter(room, &session, attempt).await
}

/// A passkey once more, before something grave.
pub async fn step_up<R: StaffRoom, S: Signatures>(
    room: &R,
    by: (&Site, &S),
    session: &Session,
    shown: &ShownPasskey,
    attempt: &Attempt,
) -> Further {
    if session.stage != Stage::SignedIn {
        return Err(Refusal::NoSession);
    }
    let session = proved(room, by, session, shown, attempt).await?;
    stepped_up(room, &session.name, attempt.now_ms).await
}

async fn proved<R: StaffRoom, S: Signatures>(
    room: &R,
    (site, signatures): (&Site, &S),
    session: &Session,
    shown: &ShownPasskey,
    attempt: &Attempt,
) -> Result<Session, Refusal> {
    let now_ms = attempt.now_ms;
    let (session, challenge) = taken(room, session, Purpose::Prove, now_ms).await?;
    let is_in = session.stage == Stage::SignedIn;
    for _ in 0..TRIES {
        let Some(member) = room.member(session.staff).await? else { return Err(Refusal::NoSession) };
        match attempt.standing(&member) {
            Standing::Locked(until) if !is_in => return Err(Refusal::Locked(until)),
            _ => (),
        }
        let theirs = (member.passkeys.as_slice(), handle(member.id));
        let is_signed =
            |key: &_, message: &[u8], signature: &[u8]| signatures.is_signed(key, message, signature);
        let asserted = recognise(site, &challenge, (theirs.0, &theirs.1), shown, is_signed, now_ms);
        let asserted = match asserted {
            Ok(asserted) => asserted,
            Err(fault) => {
                let refused = if is_in {
                    wrong_step_up(room, &session.name).await?
                } else {
                    wrong(room, member.id, attempt).await?
                };
                return Err(if fault == PasskeyFault::CountWentBack { Refusal::Copied } else { refused });
            }
        };
        let mut next = if is_in { member.next() } else { member.signed_in(&attempt.brought, now_ms) };
        next.passkeys[asserted.index] = asserted.passkey;
        if room.keep(Some(&member), &next).await? == Kept::Done {
            return Ok(session);
        }
    }
    Err(Refusal::Busy)
}

/// The first passkey of somebody who has no second factor yet.
pub async fn enroll<R: StaffRoom>(
    room: &R,
    site: &Site,
    session: &Session,
    (given, name): (&Registered, String),
    attempt: &Attempt,
) -> Further {
    let Stage::Enroll { .. } = session.stage else { return Err(Refusal::NoSession) };
    let (session, challenge) = taken(room, session, Purpose::Register, attempt.now_ms).await?;
    let Some(member) = room.member(session.staff).await? else { return Err(Refusal::NoSession) };
    if member.has_second_factor() || member.generation != session.generation {
        return Err(Refusal::NoSession); // set up meanwhile, from another browser
    }
    let passkey = register(site, &challenge, given, (name, attempt.now_ms))?;
    let next = Member { passkeys: vec![passkey], ..member.signed_in(&attempt.brought, attempt.now_ms) };
    match room.keep(Some(&member), &next).await? {
        Kept::Done => enter(room, &session, attempt).await,
        Kept::Stale(_) | Kept::LoginTaken | Kept::Overtaken => Err(Refusal::Busy),
    }
}

/// One more passkey of somebody who is in. The challenge is taken out in the same step, through the room that records
/// it; asked again, it stands already.
pub async fn add<R: StaffRoom>(
    (room, recorded): (&R, &R),
    site: &Site,
    session: &Session,
    (given, name): (&Registered, String),
    now_ms: u64,
) -> Result<Member, Refusal> {
    for _ in 0..TRIES {
        let Some(member) = room.member(session.staff).await? else { return Err(Refusal::NoSession) };
        if member.passkeys.iter().any(|passkey| passkey.id == given.id) {
            return Ok(member);
        }
        if member.passkeys.len() >= MAX_PASSKEYS {
            return Err(Refusal::TooManyPasskeys);
        }
        let stands = room.session(&session.name).await?.ok_or(Refusal::NoSession)?;
        let (answered, challenge) = answered(stands, Purpose::Register, now_ms)?;
        let passkey = match register(site, &challenge, given, (name.clone(), now_ms)) {
            Ok(passkey) => passkey,
            Err(fault) => {
                room.keep_session(&answered).await?; // lost: somebody else took it out
                return Err(fault.into());
            }
        };
        let mut next = member.next();
        next.passkeys.push(passkey);
        match recorded.keep_with_session(&member, &next, &answered).await? {
            Kept::Done => return Ok(next),
            Kept::Stale(_) | Kept::Overtaken => (),
            Kept::LoginTaken => return Err(Refusal::Busy),
        }
    }
    Err(Refusal::Busy)
}

/// How another name was taken.
#[derive(Debug, PartialEq, Eq)]
pub enum Renamed {
    /// It has the name.
    Done(Member),
    /// Its owner gave it another one meanwhile, from another browser.
    Stale(Passkey),
    /// There is none of this id.
    Missing,
}

/// Gives a passkey another name; one that it has already is taken at once, so that asking twice is asking once.
pub async fn rename<R: StaffRoom>(
    room: &R,
    id: StaffId,
    (passkey, version): (&str, u64),
    name: &str,
) -> Result<Renamed, Refusal> {
    for _ in 0..TRIES {
        let Some(member) = room.member(id).await? else { return Err(Refusal::NoSession) };
        let Some(at) = member.passkeys.iter().position(|one| one.id.text() == passkey) else {
            return Ok(Renamed::Missing);
        };
        let stands = &member.passkeys[at];
        if stands.name == name {
            return Ok(Renamed::Done(member));
        }
        if stands.version != version {
            return Ok(Renamed::Stale(stands.clone()));
        }
        let mut next = member.next();
        next.passkeys[at] = stands.renamed(name.to_owned());
        if room.keep(Some(&member), &next).await? == Kept::Done {
            return Ok(Renamed::Done(next));
        }
    }
    Err(Refusal::Busy)
}

/// How the end of a passkey went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// It is gone, or was before.
    Done(Member),
    /// It has another name than the caller saw: this is how it stands.
    Stale(Passkey),
}

/// Takes a passkey away that the caller saw in this version, unless nothing else would be left to show.
pub async fn remove<R: StaffRoom>(
    room: &R,
    id: StaffId,
    (passkey, version): (&Bytes, u64),
) -> Result<Removed, Refusal> {
    for _ in 0..TRIES {
        let Some(member) = room.member(id).await? else { return Err(Refusal::NoSession) };
        let Some(at) = member.passkeys.iter().position(|one| one.id == *passkey) else {
            return Ok(Removed::Done(member));
        };
        if member.passkeys[at].version != version {
            return Ok(Removed::Stale(member.passkeys[at].clone()));
        }
        let mut next = member.next();
        next.passkeys.remove(at);
        if !next.has_second_factor() {
            return Err(Refusal::LastFactor);
        }
        if room.keep(Some(&member), &next).await? == Kept::Done {
            return Ok(Removed::Done(next));
        }
    }
    Err(Refusal::Busy)
}
