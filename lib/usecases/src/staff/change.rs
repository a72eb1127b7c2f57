//! Changing somebody so that the city stays open. Two who take each other's rights away in the same second read the same
//! people; so whoever weakens an administrator writes a guard in the same transaction, and the slower one looks anew.

use domain::staff::{Member, stays_open, weakens};
use jiff::civil::Date;

use super::ports::{Kept, StaffRoom};
use crate::port_error::PortError;

/// Others may weaken somebody meanwhile; so often we look again.
const TRIES: usize = 8;

/// How a change of somebody went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// As the room says.
    Kept(Kept),
    /// Nobody would be left who can let others in, today or without an end.
    LastAdministrator,
}

/// Writes `next`, unless the city would close with it.
pub async fn change<R: StaffRoom>(
    room: &R,
    before: Option<&Member>,
    next: &Member,
    today: Date,
) -> Result<Changed, PortError> {
    let Some(stands) = before.filter(|before| weakens(before, next, today)) else {
        return room.keep(before, next).await.map(Changed::Kept);
    };
    for _ in 0..TRIES {
        let guard = room.guard().await?; // read before the people are: nobody weakens unseen
        let people = room.everybody().await?;
        let after = people.iter().map(|one| if one.id == next.id { next } else { one });
        if !stays_open(people.iter(), after, today) {
            return Ok(Changed::LastAdministrator);
        }
        match room.keep_guarded(stands, next, guard).await? {
            Kept::Overtaken => (),
            kept => return Ok(Changed::Kept(kept)),
        }
    }
    let reason = "others take rights away all the time".to_owned();
    Err(PortError::Unavailable { what: "the staff", reason })
}
