//! The channel's JWT assertion: RS256 with the registered key, issuer and subject the channel, audience LINE, at most
//! 30 minutes long. Times are judged by the simulator's clock.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;

use crate::Channel;
use crate::clock::{DAY_MS, MINUTE_MS};

const AUDIENCE: &str = "https://api.line.me/";
const LONGEST_MS: u64 = 30 * MINUTE_MS;

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Value,
    exp: u64,
    token_exp: Option<u64>,
}

/// An assertion that passed, with the token life it asks for.
pub(crate) struct Assertion {
    pub(crate) token_life_ms: Option<u64>,
}

/// Checks an assertion; the error says what is wrong with it.
pub(crate) fn verify(channel: &Channel, jwt: &str, now_ms: u64) -> Result<Assertion, &'static str> {
    let header = decode_header(jwt).map_err(|_| "The assertion is not a JWT")?;
    if header.alg != Algorithm::RS256 {
        return Err("The assertion must be signed with RS256");
    }
    if header.kid.as_deref() != Some(&channel.key_id) {
        return Err("The assertion's kid is not registered");
    }
    let claims = signed_claims(channel, jwt)?;
    if claims.iss != channel.channel_id || claims.sub != channel.channel_id {
        return Err("The assertion's iss and sub must be the channel id");
    }
    let for_line = match &claims.aud {
        Value::String(audience) => audience == AUDIENCE,
        Value::Array(audiences) => audiences.iter().any(|audience| audience == AUDIENCE),
        _ => false,
    };
    if !for_line {
        return Err("The assertion's aud must be https://api.line.me/");
    }
    let expires_ms = claims.exp.saturating_mul(1000);
    if expires_ms <= now_ms {
        return Err("The assertion has expired");
    }
    if expires_ms > now_ms + LONGEST_MS + 1000 {
        return Err("The assertion may be valid for at most 30 minutes");
    }
    let token_life_ms = claims.token_exp.map(|seconds| seconds.saturating_mul(1000));
    if token_life_ms.is_some_and(|life| life == 0 || life > 30 * DAY_MS) {
        return Err("The assertion's token_exp may be at most 30 days");
    }
    Ok(Assertion { token_life_ms })
}

fn signed_claims(channel: &Channel, jwt: &str) -> Result<Claims, &'static str> {
    let part = |name| channel.public_jwk.get(name).and_then(Value::as_str).unwrap_or_default();
    let key = DecodingKey::from_rsa_components(part("n"), part("e"))
        .map_err(|_| "The channel's registered key is no RSA key")?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false; // judged by the simulator's clock
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let decoded = decode(jwt, &key, &validation);
    decoded.map(|data| data.claims).map_err(|_| "The assertion's signature or claims are wrong")
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::json;

    use super::*;

    const NOW_MS: u64 = 1_800_000_000_000;

    fn sign(channel: &Channel, claims: &Value) -> String {
        let header = Header { kid: Some(channel.key_id.clone()), ..Header::new(Algorithm::RS256) };
        let pem = channel.private_key_pem.as_deref().unwrap();
        encode(&header, claims, &EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap()).unwrap()
    }

    fn claims(channel: &Channel) -> Value {
        let id = &channel.channel_id;
        json!({ "iss": id, "sub": id, "aud": AUDIENCE, "exp": NOW_MS / 1000 + 1800, "token_exp": 86_400 })
    }

    #[test]
    fn a_right_assertion_passes_and_names_its_token_life() {
        let channel = Channel::generate().unwrap();
        let assertion = verify(&channel, &sign(&channel, &claims(&channel)), NOW_MS).unwrap();
        assert_eq!(assertion.token_life_ms, Some(DAY_MS));
    }

    #[test]
    fn each_wrong_claim_is_refused() {
        let channel = Channel::generate().unwrap();
        let wrong = [
            ("iss", json!("1")),
            ("sub", json!("1")),
            ("aud", json!("https://api.line.me")),
            ("exp", json!(NOW_MS / 1000)),
            ("exp", json!(NOW_MS / 1000 + 1900)),
            ("token_exp", json!(30 * 86_400 + 1)),
        ];
        for (claim, value) in wrong {
            let mut claims = claims(&channel);
            claims[claim] = value;
            assert!(verify(&channel, &sign(&channel, &claims), NOW_MS).is_err(), "{claim}");
        }
    }

    #[test]
    fn another_key_another_kid_and_another_algorithm_are_refused() {
        let (channel, stranger) = (Channel::generate().unwrap(), Channel::generate().unwrap());
        let mut forged = Channel { key_id: channel.key_id.clone(), ..stranger.clone() };
        assert!(verify(&channel, &sign(&forged, &claims(&channel)), NOW_MS).is_err());
        forged = Channel { key_id: "other".to_owned(), ..channel.clone() };
        assert!(verify(&channel, &sign(&forged, &claims(&channel)), NOW_MS).is_err());
        let secret = EncodingKey::from_secret(b"secret");
        let header = Header { kid: Some(channel.key_id.clone()), ..Header::new(Algorithm::HS256) };
        let symmetric = encode(&header, &claims(&channel), &secret).unwrap();
        assert!(verify(&channel, &symmetric, NOW_MS).is_err());
    }
}
