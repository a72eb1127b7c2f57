//! A session: what a browser's cookie stands for.
use serde::{Deserialize, Serialize};

use super::id::StaffId;
use super::member::FAILURES_UNTIL_LOCKED;
use super::passkey::Challenge;
use super::totp::TotpSecret;

/// Without a request for so long it is over.
pub const IDLE_MS: u64 = 30 * 60 * 1_000;
/// It never lasts longer.
pub const ABSOLUTE_MS: u64 = 12 * 60 * 60 * 1_000;
/// Being seen is written down at most so often; the idle time is that exact.
pub const SEEN_EVERY_MS: u64 = 60 * 1_000;
/// Half-way in, somebody finds their phone within this time or begins anew.
const HALF_WAY_MS: u64 = 10 * 60 * 1_000;

/// How far somebody has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// The password was right; the second factor is missing.
    SecondFactor,
    /// The password was right; there is no second factor yet. `secret` is the one that was shown last.
    Enroll {
        /// Not yet theirs.
        secret: Option<TotpSecret>,
    },
    /// In.
    SignedIn,
}

/// One browser's session. Its name is a hash of the token that only the browser has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// SHA-256 of the token, in hex.
    pub name: String,
    /// Conditional writes count on it.
    pub version: u64,
    /// Whose.
    pub staff: StaffId,
    /// The member's generation when it began; sessions of earlier ones are over.
    pub generation: u64,
    /// How far they have come.
    #[serde(flatten)]
    pub stage: Stage,
    /// Milliseconds since 1970 UTC.
    pub began_at_ms: u64,
    /// When a request was last written down.
    pub seen_at_ms: u64,
    /// When a second factor was last shown beyond signing in.
    pub stepped_up_at_ms: Option<u64>,
    /// Whose eyes they look through.
    pub viewing_as: Option<StaffId>,
    /// What the browser calls itself, shortened.
    pub device: String,
    /// The address that they came from.
    #[serde(default)]
    pub ip: String,
    /// What a passkey has to sign next; taken out before it is looked at.
    #[serde(default)]
    pub challenge: Option<Challenge>,
    /// Wrong second factors in a row since they are in.
    #[serde(default)]
    pub wrong_step_ups: u32,
    /// The secret of an authenticator app that comes later, until its first code.
    #[serde(default)]
    pub offered: Option<TotpSecret>,
}

/// Digits of a session's name that tell it from others in a record.
const SHORT: usize = 16;

impl Session {
    /// The beginning of its name, as records show it.
    pub fn short_name(&self) -> &str {
        self.name.get(..SHORT).unwrap_or(&self.name)
    }

    /// When it ends if nothing more is asked.
    pub fn idle_ends_at_ms(&self) -> u64 {
        let idle = if self.stage == Stage::SignedIn { IDLE_MS } else { HALF_WAY_MS };
        (self.seen_at_ms + idle).min(self.ends_at_ms())
    }

    /// When it ends in any case.
    pub fn ends_at_ms(&self) -> u64 {
        self.began_at_ms + ABSOLUTE_MS
    }

    /// Whether it is over, for a member of this generation.
    pub fn is_over(&self, generation: u64, now_ms: u64) -> bool {
        self.generation != generation || now_ms >= self.idle_ends_at_ms() || now_ms < self.began_at_ms
    }

    /// The session after its second factor was shown once more.
    #[must_use]
    pub fn stepped_up(&self, now_ms: u64) -> Self {
        Self { stepped_up_at_ms: Some(now_ms), wrong_step_ups: 0, version: self.version + 1, ..self.clone() }
    }

    /// The session after a wrong one, which neither the login nor a known device has to do with; none after the fifth.
    pub fn after_wrong_step_up(&self) -> Option<Self> {
        let wrong_step_ups = self.wrong_step_ups + 1;
        let version = self.version + 1;
        (wrong_step_ups < FAILURES_UNTIL_LOCKED).then(|| Self { version, wrong_step_ups, ..self.clone() })
    }

    /// The session after a request that a person made, if that is worth writing down.
    pub fn seen(&self, now_ms: u64) -> Option<Self> {
        (now_ms >= self.seen_at_ms + SEEN_EVERY_MS).then(|| Self {
            seen_at_ms: now_ms,
            version: self.version + 1,
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(at_ms: u64) -> Session {
        Session {
            name: "ab".repeat(32),
            version: 1,
            staff: StaffId::from_ulid(ulid::Ulid::from(1_u128)),
            generation: 3,
            stage: Stage::SignedIn,
            began_at_ms: at_ms,
            seen_at_ms: at_ms,
            stepped_up_at_ms: None,
            viewing_as: None,
            device: String::new(),
            ip: String::new(),
            challenge: None,
            wrong_step_ups: 0,
            offered: None,
        }
    }

    #[test]
    fn it_ends_after_thirty_idle_minutes_and_after_twelve_hours_in_any_case() {
        assert_eq!((IDLE_MS, ABSOLUTE_MS), (1_800_000, 43_200_000), "R-P4: half an hour and twelve hours");
        let session = begun(1_000);
        assert!(!session.is_over(3, 1_000 + IDLE_MS - 1) && session.is_over(3, 1_000 + IDLE_MS));
        let busy = Session { seen_at_ms: 1_000 + ABSOLUTE_MS - 5, ..session };
        assert_eq!(busy.idle_ends_at_ms(), 1_000 + ABSOLUTE_MS);
        assert!(!busy.is_over(3, 1_000 + ABSOLUTE_MS - 1) && busy.is_over(3, 1_000 + ABSOLUTE_MS));
    }

    #[test]
    fn it_ends_at_once_when_the_members_generation_moves_and_never_began_in_the_future() {
        assert!(begun(1_000).is_over(4, 1_001) && begun(1_000).is_over(3, 999));
    }

    #[test]
    fn somebody_half_way_in_has_ten_minutes() {
        let half = Session { stage: Stage::Enroll { secret: None }, ..begun(0) };
        assert!(!half.is_over(3, HALF_WAY_MS - 1) && half.is_over(3, HALF_WAY_MS));
        let text = serde_json::to_string(&half).unwrap();
        assert_eq!(serde_json::from_str::<Session>(&text).unwrap(), half);
    }

    #[test]
    fn being_seen_is_written_down_once_a_minute() {
        let session = begun(0);
        assert_eq!(session.seen(SEEN_EVERY_MS - 1), None);
        let seen = session.seen(SEEN_EVERY_MS).unwrap();
        assert_eq!((seen.seen_at_ms, seen.version), (SEEN_EVERY_MS, 2));
    }

    #[test]
    fn the_fifth_wrong_step_up_in_a_row_ends_it() {
        let mut session = begun(0);
        for _ in 0..4 {
            session = session.after_wrong_step_up().unwrap();
        }
        assert_eq!((session.after_wrong_step_up(), session.version), (None, 5));
        assert!(session.stepped_up(7).after_wrong_step_up().is_some(), "a right one begins the count anew");
    }
}
