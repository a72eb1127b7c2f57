//! Looking for somebody among the newest friends by the name that LINE shows. Names are not kept anywhere: they are asked of
//! LINE for one search, those that do not fit are dropped at once, and the rest goes after ten minutes.
use serde::{Deserialize, Serialize};
use std::fmt;
use ulid::Ulid;

use super::id::{InvalidTesterId, exact};
use crate::letters::for_staff;
use crate::user_id::UserId;

/// What was found may be chosen from for so long.
pub const SEARCH_LASTS_MS: u64 = 10 * 60 * 1_000;
/// Friends whose names are asked for in one search.
pub const MAX_ASKED: usize = 256;
/// Longer names are shortened by LINE's own rule of 20 characters; a search has no use for more.
pub const MAX_WORDS_CHARS: usize = 50;
/// More than this nobody looks through.
const MAX_FOUND: usize = 20;

/// Which search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SearchId(Ulid);

impl SearchId {
    /// The search of this ULID.
    pub const fn from_ulid(ulid: Ulid) -> Self {
        Self(ulid)
    }

    /// Reads what [`SearchId`] shows.
    pub fn parse(text: &str) -> Result<Self, InvalidTesterId> {
        exact(text).map(Self)
    }
}

impl TryFrom<String> for SearchId {
    type Error = InvalidTesterId;

    fn try_from(text: String) -> Result<Self, InvalidTesterId> {
        Self::parse(&text)
    }
}

impl From<SearchId> for String {
    fn from(id: SearchId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for SearchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Somebody whose name fits. The name is personal data: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub user: UserId,
    /// As LINE shows it.
    pub name: String,
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Candidate({:?})", self.user)
    }
}

/// One search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TesterSearch {
    /// Which.
    pub id: SearchId,
    /// Counts every change; writes are conditional on it.
    pub version: u64,
    /// Who looks; nobody else sees what is found.
    pub by: String,
    /// What the name has to contain.
    words: String,
    /// Whose names are asked for.
    pub asked: Vec<UserId>,
    /// Whose names fit, once they were asked for.
    pub found: Option<Vec<Candidate>>,
    /// When it began.
    pub began_at_ms: u64,
}

impl TesterSearch {
    /// A search among these friends, at most [`MAX_ASKED`] of them.
    pub fn begun(id: SearchId, by: String, words: &str, mut asked: Vec<UserId>, now_ms: u64) -> Self {
        asked.truncate(MAX_ASKED);
        Self { id, version: 1, by, words: plain(words), asked, found: None, began_at_ms: now_ms }
    }

    /// Keeps the names that fit, without letters that turn a line round, and forgets whose did not.
    #[must_use]
    pub fn answered(&self, names: impl IntoIterator<Item = Candidate>) -> Self {
        let shown = |one: Candidate| Candidate { name: for_staff(&one.name), ..one };
        let fits = |one: &Candidate| plain(&one.name).contains(&self.words);
        let found = names.into_iter().map(shown).filter(fits).take(MAX_FOUND).collect();
        Self { version: self.version + 1, asked: Vec::new(), found: Some(found), ..self.clone() }
    }

    /// Whether what was found counts no more.
    pub const fn is_over(&self, now_ms: u64) -> bool {
        now_ms >= self.began_at_ms + SEARCH_LASTS_MS
    }
}

/// Small letters without blanks: people type names as they remember them.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(number: u128, name: &str) -> Candidate {
        Candidate { user: UserId::from_bytes(number.to_be_bytes()), name: name.to_owned() }
    }

    fn search(words: &str) -> TesterSearch {
        let asked = vec![named(1, "").user];
        TesterSearch::begun(SearchId::from_ulid(Ulid::from(1_u128)), "01".to_owned(), words, asked, 5)
    }

    #[test]
    fn a_name_is_found_by_a_part_of_it_and_the_others_are_forgotten() {
        let (hanako, taro) = (named(1, "川崎 花子 Hanako"), named(2, "多摩太郎"));
        for words in ["花子", "川崎花", "hanako", "HANA", "　花　子"] {
            let answered = search(words).answered([hanako.clone(), taro.clone()]);
            assert_eq!(answered.found.as_deref(), Some(&[hanako.clone()][..]), "{words}");
            assert!(answered.asked.is_empty());
            let kept = serde_json::to_string(&answered).unwrap();
            assert!(!kept.contains("多摩"), "{kept}");
        }
    }

    #[test]
    fn a_name_is_found_and_shown_without_what_turns_it_round() {
        let answered = search("花子").answered([named(1, "\u{202e}花\u{200b}子\u{7}")]);
        assert_eq!(answered.found.as_deref(), Some(&[named(1, "花子")][..]));
    }

    #[test]
    fn names_stay_out_of_logs_and_a_search_ends_after_ten_minutes() {
        assert!(!format!("{:?}", search("x").answered([named(1, "x花子")])).contains("花子"));
        assert!(search("x").is_over(5 + SEARCH_LASTS_MS) && !search("x").is_over(4 + SEARCH_LASTS_MS));
    }
}
