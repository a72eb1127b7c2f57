//! LINE Login as the citizens' form meets it: ID tokens signed with ES256, their keys, and the user's access tokens.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::StartError;
use crate::clock::MINUTE_MS;

/// The issuer of every ID token.
pub(crate) const ISSUER: &str = "https://access.line.me";
/// A LIFF ID token lives an hour.
const ID_TOKEN_S: i64 = 3600;
/// A LIFF access token lives 12 hours.
const ACCESS_TOKEN_MS: u64 = 12 * 60 * MINUTE_MS;

/// How an ID token is to be made; every field left out is as LINE would fill it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct IdTokenRequest {
    /// Another audience than our Login channel.
    pub audience: Option<String>,
    /// Another issuer than LINE.
    pub issuer: Option<String>,
    /// The nonce to put in.
    pub nonce: Option<String>,
    /// Whether it ran out an hour ago.
    pub expired: bool,
    /// Whether it is signed with a key that is not published.
    pub forged: bool,
}

/// An access token of a user.
pub(crate) struct UserToken {
    pub(crate) user: u32,
    pub(crate) expires_ms: u64,
}

/// The signing key and the users' tokens.
pub(crate) struct Login {
    kid: String,
    key: EncodingKey,
    stranger: EncodingKey,
    public: (String, String),
    tokens: Mutex<HashMap<String, UserToken>>,
}

impl Login {
    pub(crate) fn generate() -> Result<Self, StartError> {
        let (pair, key) = new_key()?;
        let (_, stranger) = new_key()?;
        let point = pair.public_key().as_ref(); // 0x04, x, y
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let public = (encode(&point[1..33]), encode(&point[33..65]));
        let kid = Uuid::new_v4().simple().to_string();
        Ok(Self { kid, key, stranger, public, tokens: Mutex::default() })
    }

    /// The published keys.
    pub(crate) fn jwks(&self) -> Value {
        let (x, y) = &self.public;
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.kid, "x": x, "y": y }] })
    }

    /// An ID token for a user.
    pub(crate) fn mint(
        &self,
        user_id: &str,
        name: &str,
        channel: &str,
        request: &IdTokenRequest,
        now_ms: u64,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let issued_s = (now_ms / 1000) as i64 - if request.expired { 2 * ID_TOKEN_S } else { 0 };
        let mut claims = json!({
            "iss": request.issuer.as_deref().unwrap_or(ISSUER), "sub": user_id,
            "aud": request.audience.as_deref().unwrap_or(channel), "exp": issued_s + ID_TOKEN_S,
            "iat": issued_s, "amr": ["linesso"], "name": name,
        });
        if let Some(nonce) = &request.nonce {
            claims["nonce"] = nonce.clone().into();
        }
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::ES256) };
        let key = if request.forged { &self.stranger } else { &self.key };
        jsonwebtoken::encode(&header, &claims, key)
    }

    /// Checks an ID token as `oauth2/v2.1/verify` does; the error is its `error_description`.
    pub(crate) fn verify(
        &self,
        token: &str,
        expected: &Expected,
        now_ms: u64,
    ) -> Result<Value, &'static str> {
        let key = DecodingKey::from_ec_components(&self.public.0, &self.public.1);
        let mut validation = Validation::new(Algorithm::ES256);
        validation.validate_exp = false; // judged by the simulator's clock
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let decoded = key.and_then(|key| jsonwebtoken::decode::<Value>(token, &key, &validation));
        let claims = decoded.map_err(|_| "Invalid IdToken.")?.claims;
        if claims["iss"] != ISSUER {
            return Err("Invalid IdToken Issuer.");
        }
        if claims["exp"].as_u64().is_none_or(|exp| exp * 1000 <= now_ms) {
            return Err("IdToken expired.");
        }
        if claims["aud"] != expected.client_id {
            return Err("Invalid IdToken Audience.");
        }
        if expected.nonce.is_some_and(|nonce| claims["nonce"] != nonce) {
            return Err("Invalid IdToken Nonce.");
        }
        if expected.user_id.is_some_and(|user| claims["sub"] != user) {
            return Err("Invalid IdToken Subject Identifier.");
        }
        Ok(claims)
    }

    /// A user's access token, as LIFF hands it to a page.
    pub(crate) fn issue(&self, user: u32, now_ms: u64) -> String {
        let token = Uuid::new_v4().simple().to_string();
        let issued = UserToken { user, expires_ms: now_ms + ACCESS_TOKEN_MS };
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), issued);
        token
    }

    /// The user of a valid access token and the seconds it has left.
    pub(crate) fn user_of(&self, token: &str, now_ms: u64) -> Option<(u32, u64)> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let known = tokens.get(token)?;
        known.expires_ms.checked_sub(now_ms).filter(|left| *left > 0).map(|left| (known.user, left / 1000))
    }
}

/// What a verification compares an ID token with.
pub(crate) struct Expected<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) nonce: Option<&'a str>,
    pub(crate) user_id: Option<&'a str>,
}

fn new_key() -> Result<(EcdsaKeyPair, EncodingKey), StartError> {
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let der = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).map_err(|_| StartError::Key)?;
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, der.as_ref()).map_err(|_| StartError::Key)?;
    let key = EncodingKey::from_ec_der(der.as_ref());
    Ok((pair, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_800_000_000_000;
    const CHANNEL: Expected = Expected { client_id: "2000000002", nonce: None, user_id: None };

    fn check(request: &IdTokenRequest, expected: &Expected, at_ms: u64) -> Result<Value, &'static str> {
        let login = Login::generate().unwrap();
        let token = login.mint("U1", "花子", "2000000002", request, NOW_MS).unwrap();
        login.verify(&token, expected, at_ms)
    }

    #[test]
    fn an_id_token_is_good_for_an_hour() {
        let plain = IdTokenRequest::default();
        assert_eq!(check(&plain, &CHANNEL, NOW_MS).unwrap()["sub"], "U1");
        assert!(check(&plain, &CHANNEL, NOW_MS + 3_599_000).is_ok());
        assert_eq!(check(&plain, &CHANNEL, NOW_MS + 3_600_000), Err("IdToken expired."));
    }

    #[test]
    fn each_fault_of_an_id_token_has_its_description() {
        let plain = IdTokenRequest::default;
        let other = || Some("other".to_owned());
        let cases = [
            (IdTokenRequest { forged: true, ..plain() }, "Invalid IdToken."),
            (IdTokenRequest { issuer: other(), ..plain() }, "Invalid IdToken Issuer."),
            (IdTokenRequest { expired: true, ..plain() }, "IdToken expired."),
            (IdTokenRequest { audience: other(), ..plain() }, "Invalid IdToken Audience."),
        ];
        for (request, description) in cases {
            assert_eq!(check(&request, &CHANNEL, NOW_MS), Err(description));
        }
        let nonce = Expected { nonce: Some("n"), ..CHANNEL };
        assert_eq!(check(&plain(), &nonce, NOW_MS), Err("Invalid IdToken Nonce."));
        let subject = Expected { user_id: Some("U2"), ..CHANNEL };
        assert_eq!(check(&plain(), &subject, NOW_MS), Err("Invalid IdToken Subject Identifier."));
    }
}
