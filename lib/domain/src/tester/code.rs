//! The code that makes somebody a tester: shown to a colleague, sent to the account in the talk, good once and for a
//! quarter of an hour. 40 random bits: with [`MOST_TRIES`] tries a quarter of an hour, guessing one takes longer than the
//! city stands.
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Tester, TesterId};
use crate::digest::hex_sha256;
use crate::draft::Person;

/// A code is good for so long after it was made.
pub const CODE_LASTS_MS: u64 = 15 * 60 * 1_000;

/// Texts of one user that are looked up as codes in a quarter of an hour; the next ones are not.
pub const MOST_TRIES: u32 = 10;

const PREFIX: &str = "TEST";
/// Letters and digits that are not mistaken for one another.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LETTERS: usize = 8;
/// A longer text is nobody's code, whatever stands in it.
const LONGEST_TEXT: usize = 40;

/// `TEST` and eight letters or digits. Whoever knows it becomes a tester: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct TesterCode(String);

impl TesterCode {
    /// A code of eight random bytes.
    pub fn from_random(bytes: [u8; LETTERS]) -> Self {
        let letters = bytes.map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
        Self(PREFIX.chars().chain(letters).collect())
    }

    /// Reads a message's text; `None` for whatever does not have the shape of a code. Full-width and small letters,
    /// blanks and strokes are what phones make of it.
    pub fn read(text: &str) -> Option<Self> {
        if text.chars().count() > LONGEST_TEXT {
            return None;
        }
        let plain: String = text.chars().filter(|c| !is_between(*c)).map(narrow).collect();
        let letters = plain.strip_prefix(PREFIX)?;
        let fits = letters.len() == LETTERS && letters.bytes().all(|letter| ALPHABET.contains(&letter));
        fits.then_some(Self(plain))
    }

    /// As it is shown and best typed: `TEST-ABCD-2345`.
    pub fn shown(&self) -> String {
        let (prefix, letters) = self.0.split_at(PREFIX.len());
        let (first, second) = letters.split_at(LETTERS / 2);
        format!("{prefix}-{first}-{second}")
    }

    /// What is stored in its place.
    pub fn digest(&self) -> String {
        hex_sha256(format!("tester code\0{}", self.0).as_bytes())
    }
}

impl fmt::Debug for TesterCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TesterCode(…)")
    }
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '−' | 'ー' | 'ｰ' | '－')
}

/// ASCII in capitals, also where it came full-width.
fn narrow(c: char) -> char {
    let ascii = match c {
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        other => other,
    };
    ascii.to_ascii_uppercase()
}

/// A code that was shown, and what becomes of whoever sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCode {
    /// The tester's name.
    pub name: String,
    /// The tester's department.
    pub department: Option<String>,
    /// Who showed it.
    pub by: Person,
    /// After this it is like any other text.
    pub expires_at_ms: u64,
    /// Who sent it; kept, so that the same message may come twice.
    pub used_by: Option<TesterId>,
    /// Counts every change; writes are conditional on it.
    pub version: u64,
}

/// What becomes of a code that somebody sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redemption {
    /// They become a tester; the code is used up.
    Registered(OpenCode),
    /// They sent it before; whatever was not finished then is to be finished.
    Repeated,
    /// Too late, or somebody else's: a message like any other.
    Void,
}

impl OpenCode {
    /// A new code.
    pub fn shown(name: String, department: Option<String>, by: Person, now_ms: u64) -> Self {
        Self { name, department, by, expires_at_ms: now_ms + CODE_LASTS_MS, used_by: None, version: 1 }
    }

    /// Somebody sent it.
    pub fn redeem(&self, by: &Tester, now_ms: u64) -> Redemption {
        match self.used_by {
            Some(tester) if tester == by.id() => Redemption::Repeated,
            Some(_) => Redemption::Void,
            None if now_ms >= self.expires_at_ms => Redemption::Void,
            None => {
                let used = Self { used_by: Some(by.id()), version: self.version + 1, ..self.clone() };
                Redemption::Registered(used)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user_id::UserId;

    fn tester(number: u128) -> Tester {
        Tester::registered(UserId::from_bytes(number.to_be_bytes()), "花子".to_owned(), None, 0)
    }

    #[test]
    fn a_code_is_read_however_a_phone_writes_it() {
        let code = TesterCode::from_random([0, 1, 2, 3, 24, 25, 26, 255]);
        assert_eq!(code.shown(), "TEST-ABCD-2349");
        for text in [
            "TEST-ABCD-2349",
            "test abcd 2349",
            " Testabcd2349\n",
            "ＴＥＳＴ－ＡＢＣＤ－２３４９",
            "TEST‐ABCDー2349",
        ] {
            assert_eq!(TesterCode::read(text), Some(code.clone()), "{text}");
        }
    }

    #[test]
    fn whatever_else_citizens_write_is_no_code() {
        let long = "TEST-ABCD-2349".repeat(9);
        for text in [
            "",
            "TEST",
            "テスト",
            "TEST-ABCD-234",
            "TEST-ABCD-23456",
            "TEST-ABCD-2340",
            "ABCD-2349",
            "コードはTEST-ABCD-2349です",
            "TEST-ABCＤ-2340",
            long.as_str(),
        ] {
            assert_eq!(TesterCode::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_code_shows_itself_to_nobody_who_only_logs_it() {
        let code = TesterCode::from_random([7; 8]);
        assert!(!format!("{code:?}").contains("TEST") && !code.digest().contains(&code.shown()));
    }

    #[test]
    fn a_code_is_good_once_and_for_a_quarter_of_an_hour_and_the_same_message_may_come_twice() {
        let by = Person { id: "01".to_owned(), name: "花".to_owned() };
        let code = OpenCode::shown("花子".to_owned(), None, by, 1_000);
        assert_eq!(code.redeem(&tester(1), 1_000 + CODE_LASTS_MS), Redemption::Void);
        let Redemption::Registered(used) = code.redeem(&tester(1), 999 + CODE_LASTS_MS) else {
            panic!("in time")
        };
        assert_eq!(used.redeem(&tester(1), u64::MAX), Redemption::Repeated);
        assert_eq!(used.redeem(&tester(2), 1_001), Redemption::Void);
    }
}
