//! Browsers in which somebody was let in before (docs/decisions/0022). Their wrong tries count on them alone and everybody
//! else's on the login, so that strangers lock out strangers only.
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::member::{FAILURES_UNTIL_LOCKED, LOCK_LASTS_MS, Member, Standing};

/// So many a member has; the one that was used longest ago goes first.
pub const MAX_KNOWN_DEVICES: usize = 10;

/// A browser that holds a token of which we keep the hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDevice {
    /// SHA-256 of the token, in hex.
    pub hash: String,
    /// When both factors were last right in it, in milliseconds since 1970 UTC.
    pub used_at_ms: u64,
    /// Wrong passwords or codes in a row, in this browser.
    pub failures: u32,
    /// Until when it rests, in milliseconds since 1970 UTC.
    pub locked_until_ms: u64,
}

/// What a browser brings to a try, as hashes of tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brought {
    /// Those that it holds already, of whomever.
    pub held: Vec<String>,
    /// The one that it gets if this try lets somebody in for whom it holds none; empty where it gets none.
    pub fresh: String,
}

impl Brought {
    fn is(&self, device: &KnownDevice) -> bool {
        self.held.contains(&device.hash)
    }
}

impl Member {
    /// Whether they were let in with this token before.
    pub fn knows(&self, hash: &str) -> bool {
        self.known_devices.iter().any(|device| device.hash == hash)
    }

    /// Whether anything of theirs rests: the login or a known device.
    pub fn rests(&self, now_ms: u64) -> bool {
        let devices = self.known_devices.iter().map(|device| device.locked_until_ms);
        devices.chain([self.locked_until_ms]).any(|until| now_ms < until)
    }

    /// How they stand for a browser that brings this: a known device's own rest counts there, the login's elsewhere.
    pub fn standing_with(&self, brought: &Brought, today: Date, now_ms: u64) -> Standing {
        let device = self.known_devices.iter().find(|device| brought.is(device));
        let locked_until_ms = device.map_or(self.locked_until_ms, |device| device.locked_until_ms);
        self.standing_until(locked_until_ms, today, now_ms)
    }

    /// After a wrong password or code; the fifth in a row rests the known device that it came from, or else the login
    /// for everybody who brings none (R-P4). Everybody comes from the same two addresses, so an address never rests.
    #[must_use]
    pub fn failed(&self, brought: &Brought, now_ms: u64) -> Self {
        let mut next = self.next();
        let device = next.known_devices.iter_mut().find(|device| brought.is(device));
        let (failures, locked_until_ms) = match device {
            Some(device) => (&mut device.failures, &mut device.locked_until_ms),
            None => (&mut next.failures, &mut next.locked_until_ms),
        };
        *failures += 1;
        if *failures >= FAILURES_UNTIL_LOCKED {
            (*failures, *locked_until_ms) = (0, now_ms + LOCK_LASTS_MS);
        }
        next
    }

    /// After both factors were right. A known device's count begins anew and the login's stays, for whoever was wrong
    /// elsewhere; a browser that was a stranger is known from now on.
    #[must_use]
    pub fn signed_in(&self, brought: &Brought, now_ms: u64) -> Self {
        let mut next = Self { signed_in_at_ms: Some(now_ms), ..self.next() };
        let device = next.known_devices.iter_mut().find(|device| brought.is(device));
        if let Some(device) = device {
            (device.used_at_ms, device.failures, device.locked_until_ms) = (now_ms, 0, 0);
            return next;
        }
        (next.failures, next.locked_until_ms) = (0, 0);
        if !brought.fresh.is_empty() {
            let hash = brought.fresh.clone();
            next.known_devices.push(KnownDevice {
                hash,
                used_at_ms: now_ms,
                failures: 0,
                locked_until_ms: 0,
            });
            next.known_devices.sort_by_key(|device| std::cmp::Reverse(device.used_at_ms));
            next.known_devices.truncate(MAX_KNOWN_DEVICES);
        }
        next
    }

    /// Neither the login nor a known device rests.
    #[must_use]
    pub fn unlocked(&self) -> Self {
        let mut next = Self { failures: 0, locked_until_ms: 0, ..self.next() };
        for device in &mut next.known_devices {
            (device.failures, device.locked_until_ms) = (0, 0);
        }
        next
    }

    /// Stopped: signed out everywhere, and no browser is known any more.
    #[must_use]
    pub fn suspended(&self) -> Self {
        Self { is_suspended: true, known_devices: Vec::new(), ..self.signed_out() }
    }

    /// Let in again; what was typed wrong before the stop counts no more.
    #[must_use]
    pub fn restored(&self) -> Self {
        Self { is_suspended: false, ..self.unlocked() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::{Code, Login, Role, StaffId};
    use jiff::civil::date;

    const DAY: Date = date(2026, 11, 27);

    fn hanako() -> Member {
        let id = StaffId::from_ulid(ulid::Ulid::from(1_u128));
        let member = Member::new(id, Login::parse("hanako").unwrap(), "高津 花子".to_owned(), Role::Writer);
        Member { password: Some("$argon2id$".to_owned()), ..member }
    }

    fn a_stranger(fresh: &str) -> Brought {
        Brought { held: Vec::new(), fresh: fresh.to_owned() }
    }

    fn holding(hash: &str) -> Brought {
        Brought { held: vec!["somebody else's".to_owned(), hash.to_owned()], fresh: "unused".to_owned() }
    }

    fn after(wrong: usize, member: Member, brought: &Brought) -> Member {
        (0..wrong).fold(member, |member, _| member.failed(brought, 1_000))
    }

    #[test]
    fn r_p4_the_fifth_wrong_password_in_a_row_lets_the_login_rest_for_fifteen_minutes() {
        let stranger = Brought::default();
        let member = after(4, hanako(), &stranger);
        assert_eq!(member.standing(DAY, 1_000), Standing::Active);
        let member = member.failed(&stranger, 1_000);
        assert_eq!(member.standing(DAY, 1_000), Standing::Locked(1_000 + LOCK_LASTS_MS));
        assert_eq!(member.standing(DAY, 1_000 + LOCK_LASTS_MS), Standing::Active);
        let once = hanako().failed(&stranger, 0).signed_in(&stranger, 5);
        assert_eq!(once.failures, 0, "a right one begins the count anew");
    }

    #[test]
    fn r_p4_strangers_lock_out_strangers_and_a_known_device_locks_itself_out() {
        let member = hanako().signed_in(&a_stranger("home"), 1).signed_in(&a_stranger("office"), 2);
        let locked = after(5, member.clone(), &a_stranger(""));
        assert_eq!(
            locked.standing_with(&a_stranger("x"), DAY, 1_000),
            Standing::Locked(1_000 + LOCK_LASTS_MS)
        );
        assert_eq!(locked.standing_with(&holding("office"), DAY, 1_000), Standing::Active);
        let inside = locked.signed_in(&holding("office"), 1_001);
        assert_eq!(inside.known_devices.len(), 2, "it was known before");
        assert!(matches!(inside.standing(DAY, 1_001), Standing::Locked(_)), "strangers get no new tries");

        let locked = after(5, member, &holding("office"));
        assert!(matches!(locked.standing_with(&holding("office"), DAY, 1_000), Standing::Locked(_)));
        assert_eq!(locked.standing_with(&holding("home"), DAY, 1_000), Standing::Active);
        assert_eq!(locked.standing(DAY, 1_000), Standing::Active);
        assert!(locked.rests(1_000) && !locked.unlocked().rests(1_000));
        assert_eq!(locked.unlocked().standing_with(&holding("office"), DAY, 1_000), Standing::Active);
    }

    #[test]
    fn ten_devices_are_known_and_the_one_used_longest_ago_goes_first() {
        let mut member = hanako();
        for number in 0..10 {
            member = member.signed_in(&a_stranger(&number.to_string()), number);
        }
        member = member.signed_in(&holding("0"), 20).signed_in(&a_stranger("ten"), 21);
        assert_eq!(member.known_devices.len(), MAX_KNOWN_DEVICES);
        assert!(member.knows("0") && member.knows("ten") && !member.knows("1"));
        let text = serde_json::to_string(&member).unwrap();
        assert_eq!(serde_json::from_str::<Member>(&text).unwrap(), member);
    }

    #[test]
    fn whoever_is_let_in_again_does_not_find_the_lock_of_before() {
        let locked = after(5, hanako().signed_in(&a_stranger("home"), 1), &Brought::default());
        let back = locked.suspended().restored();
        assert_eq!((back.is_suspended, back.failures), (false, 0));
        assert_eq!(back.standing(DAY, 1_000), Standing::Active);
        assert_eq!(back.version, locked.version + 2, "each is one record");
    }

    #[test]
    fn nothing_is_known_any_more_after_a_reset_or_a_suspension() {
        let member = hanako().signed_in(&a_stranger("home"), 1);
        assert!(member.knows("home"));
        assert!(!member.invited_again(Code::new("A", 9)).knows("home"));
        let stopped = member.suspended();
        assert!(stopped.is_suspended && !stopped.knows("home") && stopped.generation > member.generation);
    }
}
