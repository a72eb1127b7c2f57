//! Tries of logins that are nobody's, bounded: each record of the trail is written under one head, so whoever sends
//! thousands a minute would keep staff from writing theirs. Beyond so many a minute they are counted and told at once.

use std::sync::{Mutex, PoisonError};

/// So many a minute have a record each, in each process.
const EACH_A_MINUTE: u64 = 30;
const MINUTE_MS: u64 = 60_000;

/// How a try is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// By a record of its own.
    Each,
    /// By a record of its own, after one that says how many were not written down, with it.
    Summed(u64),
    /// By one that comes later: with the first such try of another minute.
    Not,
}

#[derive(Clone, Copy)]
struct Window {
    minute: u64,
    tries: u64,
    untold: u64,
}

/// What one process has seen of them.
pub struct Strangers(Mutex<Window>);

impl Strangers {
    pub const fn new() -> Self {
        Self(Mutex::new(Window { minute: 0, tries: 0, untold: 0 }))
    }

    /// One more came.
    pub fn came(&self, now_ms: u64) -> Told {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now_ms / MINUTE_MS;
        let is_new = window.minute != minute;
        if is_new {
            (window.minute, window.tries) = (minute, 0);
        }
        window.tries += 1;
        let is_told_of = window.tries == EACH_A_MINUTE + 1 || is_new && window.untold > 0;
        if !is_told_of && window.tries <= EACH_A_MINUTE {
            return Told::Each;
        }
        if !is_told_of {
            window.untold += 1;
            return Told::Not;
        }
        Told::Summed(std::mem::take(&mut window.untold) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_a_minute_have_a_record_each_and_the_rest_is_counted() {
        let strangers = Strangers::new();
        let told: Vec<Told> = (0..100).map(|try_| strangers.came(600_000 + try_)).collect();
        assert!(told[..30].iter().all(|one| *one == Told::Each));
        assert_eq!(told[30], Told::Summed(1), "that there are more stands at once");
        assert!(told[31..].iter().all(|one| *one == Told::Not));
        assert_eq!(strangers.came(660_000), Told::Summed(70), "and how many they were");
        assert_eq!(strangers.came(660_001), Told::Each);
    }
}
