//! What somebody who is in does about their own ways in: another password, and an end for every other browser. Both move
//! the member's generation, which ends all sessions; the one that asks goes along in the same step. Killed before that
//! step nothing has changed, killed behind it all has: asking again finds it done.

use domain::staff::{Member, Session, judge_password};

use super::entry::{Further, Refusal};
use super::ports::{Kept, Passwords, StaffRoom};
use super::sign_in::{TRIES, wrong_step_up};

/// Sets `next` where `current` is the password that stands; a wrong one counts on the session as a wrong second factor
/// does. `recorded` is where the change is written, `room` where everything else is.
pub async fn change_password<R: StaffRoom, P: Passwords>(
    (room, recorded): (&R, &R),
    passwords: &P,
    session: &Session,
    (current, next): (String, String),
) -> Further {
    let Some(member) = room.member(session.staff).await? else { return Err(Refusal::NoSession) };
    judge_password(&next, &[member.login.as_str(), &member.name])?;
    let stands = member.password;
    if !passwords.is(stands.clone(), current).await? {
        // Asked again because the answer was lost: it is theirs already.
        if passwords.is(stands, next).await? {
            return room.session(&session.name).await?.ok_or(Refusal::NoSession);
        }
        return Err(wrong_step_up(room, &session.name).await?);
    }
    let phc = passwords.hash(next).await?;
    let change = |now: &Member| (now.password == stands).then(|| now.with_own_password(phc.clone()));
    alone((room, recorded), session, change, |_| 0).await
}

/// Ends every session of this member but this one.
pub async fn end_others<R: StaffRoom>(rooms: (&R, &R), session: &Session) -> Further {
    alone(rooms, session, |member| Some(member.signed_out()), |session| session.wrong_step_ups).await
}

/// The change, and the session that asked for it as the only one that is left.
async fn alone<R: StaffRoom>(
    (room, recorded): (&R, &R),
    session: &Session,
    change: impl Fn(&Member) -> Option<Member>,
    wrong_step_ups: impl Fn(&Session) -> u32,
) -> Further {
    for _ in 0..TRIES {
        let Some(member) = room.member(session.staff).await? else { return Err(Refusal::NoSession) };
        let stands = room.session(&session.name).await?.ok_or(Refusal::NoSession)?;
        if stands.generation != member.generation {
            return Err(Refusal::NoSession); // signed out meanwhile
        }
        let next = change(&member).ok_or(Refusal::Busy)?;
        let wrong_step_ups = wrong_step_ups(&stands);
        let version = stands.version + 1;
        let session = Session { generation: next.generation, wrong_step_ups, version, ..stands };
        match recorded.keep_with_session(&member, &next, &session).await? {
            Kept::Done => return Ok(session),
            Kept::Stale(_) | Kept::Overtaken => (),
            Kept::LoginTaken => return Err(Refusal::Busy),
        }
    }
    Err(Refusal::Busy)
}
