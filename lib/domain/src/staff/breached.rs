//! Which passwords have been in a breach, asked without asking anybody.
use sha2::{Digest, Sha256};

/// Bytes of a fingerprint: the first of the SHA-256 of the password in lower case.
const LENGTH: usize = 5;
/// The fingerprints, sorted: 43,940 passwords of at least 12 characters from the million most common ones of ten million
/// breached accounts. `scripts/breached_passwords.py` makes the file and names the source.
const LIST: &[u8] = include_bytes!("breached_passwords.bin");

/// Whether a password is on the list, however its letters are written. It wrongly says so once in 25 million.
pub fn is_breached(password: &str) -> bool {
    let digest = Sha256::digest(password.to_lowercase().as_bytes());
    let (list, _) = LIST.as_chunks::<LENGTH>();
    digest.first_chunk::<LENGTH>().is_some_and(|own| list.binary_search(own).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::{MIN_PASSWORD_CHARS, PasswordFault, judge_password};
    use zxcvbn::Score;

    #[test]
    fn asvs_6_2_12_breached_passwords_that_look_strong_are_refused_however_they_are_written() {
        for leaked in ["yusif4122439100", "voponakapysel", "wgps5tagr5ok4", "plastmuggen2", "195082432091"] {
            assert!(leaked.chars().count() >= MIN_PASSWORD_CHARS);
            assert_eq!(judge_password(leaked, &[]), Err(PasswordFault::Guessable), "{leaked}");
            assert_eq!(
                judge_password(&leaked.to_uppercase(), &[]),
                Err(PasswordFault::Guessable),
                "{leaked}"
            );
        }
        let strong = ["yusif4122439100", "wgps5tagr5ok4"].map(|leaked| zxcvbn::zxcvbn(leaked, &[]).score());
        assert!(strong.iter().all(|score| *score >= Score::Three), "the list says what guessing does not");
    }

    #[test]
    fn asvs_6_2_4_the_list_is_sorted_whole_and_longer_than_three_thousand() {
        let (list, rest) = LIST.as_chunks::<LENGTH>();
        assert!(rest.is_empty() && list.is_sorted_by(|one, next| one < next));
        assert!(list.len() > 40_000);
    }

    #[test]
    fn what_is_not_on_the_list_is_not_said_to_be() {
        let wrong = (0..100_000).filter(|n| is_breached(&format!("no such thing as number {n}"))).count();
        assert_eq!(wrong, 0);
    }
}
