//! Who has a draft open just now. A page gives a sign of itself again and again; a page that stops is forgotten. Nothing
//! is decided by it: whoever saves is still held to the version they saw.

use serde::{Deserialize, Serialize};

use crate::draft::{DraftId, Person};

/// A page gives a sign every 25 s and, while its tab is hidden, once a minute: that is as often as browsers wake it.
pub const GONE_AFTER_MS: u64 = 75_000;
/// Pages of one draft that one person can have open at once; of more, the last ones are not told of.
pub const MAX_PAGES: u8 = 8;

/// The last sign of one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// What is open there.
    pub draft: DraftId,
    /// Who has it open.
    pub person: Person,
    /// Which of their pages it is, as the page calls itself.
    pub page: String,
    /// Which of the person's places it takes, so that made-up pages never fill the list that everybody reads.
    #[serde(default)]
    pub place: u8,
    /// When the sign came, in milliseconds since 1970 UTC.
    pub seen_at_ms: u64,
}

/// Who else has a draft open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Company {
    /// Colleagues, each once, in the order of their ids.
    pub others: Vec<Person>,
    /// The same person, in another window or on another computer.
    pub elsewhere: bool,
}

impl Sign {
    /// Whether its page is taken for open.
    pub const fn is_there(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.seen_at_ms) < GONE_AFTER_MS
    }
}

/// Where the sign of somebody's page is kept: where it is, or else at the first place that is free.
pub fn place_of(signs: &[Sign], draft: DraftId, me: &str, page: &str, now_ms: u64) -> Option<u8> {
    let mine = || signs.iter().filter(|sign| sign.draft == draft && sign.person.id == me);
    let stands = mine().find(|sign| sign.page == page).map(|sign| sign.place);
    let is_free = |place: &u8| mine().all(|sign| sign.place != *place || !sign.is_there(now_ms));
    stands.or_else(|| (0..MAX_PAGES).find(is_free))
}

/// Who has this draft open beside somebody's page; without a page nothing is said about themselves.
pub fn company(signs: &[Sign], draft: DraftId, me: &str, page: Option<&str>, now_ms: u64) -> Company {
    let mut found = Company::default();
    for sign in signs.iter().filter(|sign| sign.draft == draft && sign.is_there(now_ms)) {
        if sign.person.id == me {
            found.elsewhere |= page.is_some_and(|page| page != sign.page);
        } else {
            found.others.push(sign.person.clone());
        }
    }
    found.others.sort_by(|one, other| one.id.cmp(&other.id));
    found.others.dedup_by(|one, other| one.id == other.id);
    found
}

#[cfg(test)]
mod tests {
    use ulid::Ulid;

    use super::*;

    fn sign(draft: u128, id: &str, page: &str, seen_at_ms: u64) -> Sign {
        let person = Person { id: id.to_owned(), name: format!("{id}さん") };
        Sign { draft: DraftId::from_ulid(Ulid(draft)), person, page: page.to_owned(), place: 0, seen_at_ms }
    }

    #[test]
    fn a_page_keeps_its_place_and_made_up_pages_take_no_more_than_there_are() {
        let draft = DraftId::from_ulid(Ulid(1));
        let mut signs = vec![sign(1, "taro", "z", 1)];
        for place in 0..MAX_PAGES {
            let page = format!("page {place}");
            assert_eq!(place_of(&signs, draft, "hanako", &page, 2), Some(place));
            signs.push(Sign { place, ..sign(1, "hanako", &page, 2) });
        }
        assert_eq!(place_of(&signs, draft, "hanako", "one more", 3), None);
        assert_eq!(place_of(&signs, draft, "hanako", "page 5", 3), Some(5));
        let later = 2 + GONE_AFTER_MS;
        assert_eq!(place_of(&signs, draft, "hanako", "one more", later), Some(0), "who is gone makes room");
    }

    #[test]
    fn a_colleague_with_two_windows_is_named_once_and_not_after_the_last_sign_has_aged() {
        let signs =
            [sign(1, "taro", "a", 10_000), sign(1, "taro", "b", 30_000), sign(2, "jiro", "c", 30_000)];
        let names = |now_ms| {
            let company = company(&signs, DraftId::from_ulid(Ulid(1)), "hanako", Some("z"), now_ms);
            assert!(!company.elsewhere);
            company.others.into_iter().map(|person| person.id).collect::<Vec<_>>()
        };
        assert_eq!(names(30_000), ["taro"]);
        assert_eq!(names(30_000 + GONE_AFTER_MS - 1), ["taro"]);
        assert!(names(30_000 + GONE_AFTER_MS).is_empty());
    }

    #[test]
    fn ones_own_other_window_is_no_colleague_and_the_own_one_is_nothing() {
        let signs = [sign(1, "hanako", "a", 1), sign(1, "hanako", "b", 1)];
        let seen = |signs: &[Sign], page| company(signs, DraftId::from_ulid(Ulid(1)), "hanako", page, 2);
        assert_eq!(seen(&signs, Some("a")), Company { others: Vec::new(), elsewhere: true });
        assert_eq!(seen(&signs[..1], Some("a")), Company::default());
        assert_eq!(seen(&signs, None), Company::default());
    }
}
