//! What a browser holds: the token of its session, 32 random bytes in a `__Host-` cookie (R-A4), and in another the
//! tokens of those who were let in there before, so that it is known (docs/decisions/0022). We keep their hashes.

use axum::http::{HeaderMap, HeaderValue, header};
use domain::staff::ABSOLUTE_MS;

const NAME: &str = "__Host-session";
const KNOWN: &str = "__Host-known";
/// So many people one browser is known for; the oldest token goes first.
const MAX_KNOWN: usize = 10;
/// As long as browsers keep a cookie; each time somebody comes in it begins anew.
const KNOWN_FOR_S: u32 = 400 * 24 * 60 * 60;

/// What somebody gets who comes a step further.
pub struct Tokens {
    /// The session's.
    pub session: String,
    /// The one by which the browser is known afterwards, where it holds none for them.
    pub device: String,
}

impl Tokens {
    /// New ones.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self { session: token()?, device: token()? })
    }
}

/// A new token, in hex.
pub fn token() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// The name under which a token's session is kept.
pub fn name_of(token: &str) -> String {
    use sha2::Digest as _;
    hex::encode(sha2::Sha256::digest(token.as_bytes()))
}

/// The value of our cookie of this name; two of that name are none.
fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut ours = pairs.filter(|(found, _)| *found == name).map(|(_, value)| value);
    let (Some(value), None) = (ours.next(), ours.next()) else { return None };
    Some(value)
}

fn is_token(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The session's token that the browser sent, if it is one.
pub fn shown(headers: &HeaderMap) -> Option<String> {
    value(headers, NAME).filter(|token| is_token(token)).map(str::to_owned)
}

/// The tokens by which the browser may be known, the newest last.
pub fn known(headers: &HeaderMap) -> Vec<String> {
    let tokens = value(headers, KNOWN).into_iter().flat_map(|tokens| tokens.split('.'));
    tokens.filter(|token| is_token(token)).take(MAX_KNOWN).map(str::to_owned).collect()
}

/// Gives the browser the tokens that it holds once more, and perhaps one for somebody who was a stranger there.
pub fn remember(held: &[String], fresh: Option<&String>) -> Option<HeaderValue> {
    let tokens: Vec<&str> = held.iter().chain(fresh).map(String::as_str).collect();
    let tokens = &tokens[tokens.len().saturating_sub(MAX_KNOWN)..];
    let tokens = tokens.join(".");
    let text = format!("{KNOWN}={tokens}; Path=/; Max-Age={KNOWN_FOR_S}; Secure; HttpOnly; SameSite=Strict");
    (!tokens.is_empty()).then(|| HeaderValue::from_str(&text).ok()).flatten()
}

/// Gives the browser a token for as long as any session lasts.
pub fn set(token: &str) -> Option<HeaderValue> {
    let age_s = ABSOLUTE_MS / 1_000;
    let text = format!("{NAME}={token}; Path=/; Max-Age={age_s}; Secure; HttpOnly; SameSite=Strict");
    HeaderValue::from_str(&text).ok()
}

/// Takes the token away.
pub fn taken() -> HeaderValue {
    HeaderValue::from_static("__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(text: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(text))])
    }

    #[test]
    fn a_token_comes_back_and_nothing_else_does() {
        let token = token().unwrap();
        let set = set(&token).unwrap();
        let text = set.to_str().unwrap();
        for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
            assert!(text.contains(part), "R-A4: {part}");
        }
        assert!(!text.contains("Domain"));
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(&format!("a=b; {NAME}={token}; c=d")).unwrap());
        assert_eq!(shown(&headers), Some(token.clone()));
        assert_ne!(name_of(&token), token);
        for odd in [
            "",
            "__Host-session",
            "__Host-session=",
            "__Host-session=short",
            "session=0000",
            "__Host-session=zz00000000000000000000000000000000000000000000000000000000000000",
            "__Host-session=0000000000000000000000000000000000000000000000000000000000000000; __Host-session=1000000000000000000000000000000000000000000000000000000000000000",
        ] {
            assert_eq!(shown(&cookies(odd)), None, "{odd}");
        }
    }

    #[test]
    fn a_browser_is_known_for_ten_people_and_odd_tokens_are_left_out() {
        let tokens: Vec<String> = (0..10).map(|number| format!("{number:064}")).collect();
        let fresh = "f".repeat(64);
        let set = remember(&tokens, Some(&fresh)).unwrap();
        let text = set.to_str().unwrap();
        for part in ["__Host-known=", "Path=/", "Max-Age=34560000", "Secure", "HttpOnly", "SameSite=Strict"] {
            assert!(text.contains(part), "R-A4: {part}");
        }
        let pair = text.split(';').next().unwrap().to_owned();
        let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&pair).unwrap())]);
        let held = known(&headers);
        assert_eq!((held.len(), held.last()), (10, Some(&fresh)));
        assert!(!held.contains(&tokens[0]), "the oldest goes first");
        assert_eq!(shown(&headers), None, "it lets nobody in");
        for odd in ["__Host-known=", "__Host-known=a.b", "known=x", "__Host-known=x; __Host-known=y"] {
            assert!(known(&cookies(odd)).is_empty(), "{odd}");
        }
        assert_eq!(remember(&[], None), None);
    }
}
