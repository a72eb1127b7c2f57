//! An authenticator app that comes later, beside a passkey. Its secret stands in the session that was shown it until the
//! first code comes; that code makes it theirs, in one step with the session. Killed in between, they begin anew.

use domain::staff::{Member, Session, Totp, TotpSecret};

use super::entry::{Further, Refusal};
use super::ports::{Kept, StaffRoom};
use super::sign_in::TRIES;
use crate::delivery::ports::Swap;

/// Keeps the secret that is shown, instead of one that was there. Whoever has an app already keeps that.
pub async fn offer<R: StaffRoom>(room: &R, session: &Session, secret: TotpSecret) -> Further {
    for _ in 0..TRIES {
        let Some(member) = room.member(session.staff).await? else { return Err(Refusal::NoSession) };
        if member.totp.is_some() {
            return Err(Refusal::HasAuthenticator);
        }
        let stands = room.session(&session.name).await?.ok_or(Refusal::NoSession)?;
        let next = Session { offered: Some(secret.clone()), version: stands.version + 1, ..stands };
        if room.keep_session(&next).await? == Swap::Done {
            return Ok(next);
        }
    }
    Err(Refusal::Busy)
}

/// The first code of the app. It proves nobody, so a wrong one does not count as a try to come in.
pub async fn add<R: StaffRoom>(
    (room, recorded): (&R, &R),
    session: &Session,
    code: &str,
    now_ms: u64,
) -> Result<(Member, Session), Refusal> {
    for _ in 0..TRIES {
        let Some(member) = room.member(session.staff).await? else { return Err(Refusal::NoSession) };
        if member.totp.is_some() {
            return Err(Refusal::HasAuthenticator);
        }
        let stands = room.session(&session.name).await?.ok_or(Refusal::NoSession)?;
        let secret = stands.offered.clone().ok_or(Refusal::NoChallenge)?;
        let totp = Totp { secret, used_step: 0 }.take(code, now_ms).ok_or(Refusal::Wrong)?;
        let next = Member { totp: Some(totp), ..member.next() };
        let session = Session { offered: None, version: stands.version + 1, ..stands };
        match recorded.keep_with_session(&member, &next, &session).await? {
            Kept::Done => return Ok((next, session)),
            Kept::Stale(_) | Kept::Overtaken => (),
            Kept::LoginTaken => return Err(Refusal::Busy),
        }
    }
    Err(Refusal::Busy)
}
