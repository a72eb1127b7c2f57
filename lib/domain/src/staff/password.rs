//! What a password must be. Length counts, and not being one that thieves try first; kinds of characters do not.
use super::breached::is_breached;
use thiserror::Error;
use zxcvbn::Score;

/// Characters of the shortest password.
pub const MIN_PASSWORD_CHARS: usize = 12;
/// Characters of the longest; hashing more would only cost time.
pub const MAX_PASSWORD_CHARS: usize = 128;
/// Words that everybody who attacks a city tries.
const OURS: [&str; 12] = [
    "kawasaki",
    "kawasakishi",
    "kawasaki-city",
    "kairan",
    "line",
    "shiyakusho",
    "kouhou",
    "bousai",
    "haishin",
    "かわさき",
    "川崎市",
    "役所",
];

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordFault {
    /// Fewer than [`MIN_PASSWORD_CHARS`].
    #[error("{0} characters are too few")]
    TooShort(usize),
    /// More than [`MAX_PASSWORD_CHARS`].
    #[error("{0} characters are too many")]
    TooLong(usize),
    /// Known from breaches, made of common words or patterns, or of the person's own name: guessed in minutes.
    #[error("easily guessed")]
    Guessable,
}

/// Judges a new password without asking anybody: against lists of breached passwords, names, words and patterns that
/// come with the program. `about` is what stands in the person's row: login and name.
pub fn judge(password: &str, about: &[&str]) -> Result<(), PasswordFault> {
    let length = password.chars().count();
    if length < MIN_PASSWORD_CHARS {
        return Err(PasswordFault::TooShort(length));
    }
    if length > MAX_PASSWORD_CHARS {
        return Err(PasswordFault::TooLong(length));
    }
    let own = about.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let known: Vec<&str> = OURS.into_iter().chain(own).filter(|word| word.chars().count() > 1).collect();
    if without(password, &known) < MIN_PASSWORD_CHARS / 2 {
        return Err(PasswordFault::Guessable);
    }
    if is_breached(password) || zxcvbn::zxcvbn(password, &known).score() < Score::Three {
        return Err(PasswordFault::Guessable);
    }
    Ok(())
}

/// How many characters are left when the words that everybody knows of somebody are taken out.
fn without(password: &str, known: &[&str]) -> usize {
    let rest =
        known.iter().fold(password.to_lowercase(), |rest, word| rest.replace(&word.to_lowercase(), ""));
    rest.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_p4_breached_words_patterns_and_ones_own_name_are_refused() {
        for bad in [
            "password1234",
            "qwertyuiop123",
            "123456789012",
            "aaaaaaaaaaaaaaa",
            "kawasaki2026",
            "kawasakishi1",
            "hanako.takatsu",
            "letmeinletmein",
            "abcdefghijklm",
            "iloveyou1234",
        ] {
            assert_eq!(judge(bad, &["hanako", "takatsu"]), Err(PasswordFault::Guessable), "{bad}");
        }
    }

    #[test]
    fn length_is_counted_in_characters_and_bounded_on_both_sides() {
        assert_eq!(judge("多摩川の土手は長い", &[]), Err(PasswordFault::TooShort(9)));
        assert_eq!(judge(&"長".repeat(129), &[]), Err(PasswordFault::TooLong(129)));
        assert_eq!(judge("多摩川の土手をゆっくり歩く朝", &[]), Ok(()));
    }

    #[test]
    fn long_and_unusual_is_enough_without_symbols() {
        for good in ["umbrella tractor violet nine", "hjkq vmbx plwz ryte", "Tw7#kd92mQz!pL4x"] {
            assert_eq!(judge(good, &["hanako"]), Ok(()), "{good}");
        }
    }
}
