//! The browser's half of a session: 32 random bytes in a `__Host-` cookie (R-A4). We keep their hash.

use axum::http::{HeaderMap, HeaderValue, header};
use domain::staff::ABSOLUTE_MS;

const NAME: &str = "__Host-session";

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

/// The token that the browser sent, if it is one; two of that name are none.
pub fn shown(headers: &HeaderMap) -> Option<String> {
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut ours = pairs.filter(|(name, _)| *name == NAME).map(|(_, value)| value);
    let (Some(token), None) = (ours.next(), ours.next()) else { return None };
    let is_ours = token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_ours.then(|| token.to_owned())
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
}
