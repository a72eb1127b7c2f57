//! Codes of an authenticator app: RFC 6238 with SHA-1, six digits and thirty seconds, which every app understands.
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha1::Sha1;

const STEP_S: u64 = 30;
const DIGITS: u32 = 1_000_000;
/// Clocks of phones may be off by one step.
const TOLERANCE: u64 = 1;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Twenty random bytes that an app and we share.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpSecret([u8; 20]);

impl TotpSecret {
    /// A secret of these bytes.
    pub const fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// As an app takes it: base32 without padding, 32 characters.
    pub fn base32(&self) -> String {
        let (mut text, mut bits, mut held) = (String::with_capacity(32), 0_u32, 0_u32);
        for byte in self.0 {
            bits = (bits << 8) | u32::from(byte);
            held += 8;
            while held >= 5 {
                held -= 5;
                text.push(char::from(ALPHABET[((bits >> held) & 31) as usize]));
            }
        }
        text
    }

    /// The address that a QR code holds. `issuer` and `login` are shown in the app.
    pub fn uri(&self, issuer: &str, login: &str) -> String {
        let (issuer, login) = (escaped(issuer), escaped(login));
        format!("otpauth://totp/{issuer}:{login}?secret={}&issuer={issuer}", self.base32())
    }

    /// The code of a moment.
    pub fn code(&self, now_ms: u64) -> String {
        self.code_of_step(step(now_ms))
    }

    fn code_of_step(&self, step: u64) -> String {
        let Ok(mac) = Hmac::<Sha1>::new_from_slice(&self.0) else { return String::new() };
        let digest = mac.chain_update(step.to_be_bytes()).finalize().into_bytes();
        let at = usize::from(digest[19] & 15);
        let four: [u8; 4] = std::array::from_fn(|index| digest[at + index]);
        let number = u32::from_be_bytes(four) & 0x7fff_ffff;
        format!("{:06}", number % DIGITS)
    }
}

/// Nobody reads a secret in a log.
impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

fn step(now_ms: u64) -> u64 {
    now_ms / 1_000 / STEP_S
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// An app that was set up, and the last step whose code was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totp {
    /// What we share with it.
    pub secret: TotpSecret,
    /// Codes of this step and before count no more.
    pub used_step: u64,
}

impl Totp {
    /// The app after this code, or nothing where the code is wrong, of another time, or was shown before (R-P4).
    pub fn take(&self, code: &str, now_ms: u64) -> Option<Self> {
        let now = step(now_ms);
        let fitting = (now.saturating_sub(TOLERANCE)..=now + TOLERANCE)
            .filter(|step| *step > self.used_step)
            .find(|step| is_same(&self.secret.code_of_step(*step), code))?;
        Some(Self { used_step: fitting, ..self.clone() })
    }
}

/// Looks at every character, wherever they differ first.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> TotpSecret {
        TotpSecret::new(*b"12345678901234567890")
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        for (at_s, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(rfc().code(at_s * 1_000), code, "{at_s}");
        }
        assert_eq!(rfc().base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn r_p4_a_code_counts_once_and_for_a_step_around_its_own() {
        let (app, now) = (Totp { secret: rfc(), used_step: 0 }, 1_111_111_111_000);
        let code = rfc().code(now);
        let taken = app.take(&code, now).expect("the code of now");
        assert_eq!(taken.take(&code, now + 1_000), None, "shown twice");
        assert!(app.take(&code, now + 30_000).is_some() && app.take(&code, now - 30_000).is_some());
        assert_eq!(app.take(&code, now + 90_000), None, "too late");
        assert_eq!(taken.take(&rfc().code(now - 30_000), now), None, "older than one that was taken");
        for wrong in ["", "00000", "0000000", "０５０４７１", "abcdef"] {
            assert_eq!(app.take(wrong, now), None, "{wrong}");
        }
    }

    #[test]
    fn the_address_names_city_and_person_in_any_script() {
        let uri = rfc().uri("回覧市 LINE配信", "hana@city");
        assert!(uri.starts_with("otpauth://totp/%E5%9B%9E"), "{uri}");
        assert!(uri.contains("%20LINE") && uri.contains(":hana%40city?secret=GEZD"), "{uri}");
        assert!(!format!("{:?}", rfc()).contains("GEZD"));
    }
}
