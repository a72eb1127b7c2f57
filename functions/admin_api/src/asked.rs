//! What a request says beside its body: parts of the address, what follows the question mark, and the key that makes a
//! repeated creation the same creation. What cannot be read is a [`Problem`] here too.

use axum::body::Body;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::staff::Actor;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use store::Claim;
use ulid::Ulid;

use crate::problem::{FieldError, Problem, RefusedAs};
use crate::{App, MAX_BODY_BYTES};

/// A double click, or a retry after a lost answer, carries the same key and makes nothing new.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The parts of the address in braces.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        let nothing =
            |_| Problem::new(StatusCode::NOT_FOUND, "not_found", "このアドレスでは何も見つかりません。");
        read.map(|axum::extract::Path(value)| Self(value)).map_err(nothing)
    }
}

/// What follows the question mark.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        let title = "アドレスの「?」より後ろの値が正しくありません。数・true/falseの別を確かめてください。";
        read.map(|axum::extract::Query(value)| Self(value))
            .map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "malformed", title))
    }
}

/// The key of a creation, if one came, with what the request says.
pub struct Key {
    text: Option<String>,
    request: String,
}

/// What a request says, by its digest.
#[derive(Clone)]
struct Said(String);

/// A creation that may go on: the first of its request, or the same again.
pub struct Once {
    text: String,
    claim: Claim,
}

/// The key of something that must not be done twice, so it has to come.
pub struct NeededKey(pub Key);

impl Key {
    fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let request = String::new();
        let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(Self { text: None, request }) };
        let key = value.to_str().ok().filter(|key| (1..=64).contains(&key.len()));
        let message = "Idempotency-Keyは1〜64文字の英数字にしてください。";
        key.map(|key| Self { text: Some(key.to_owned()), request })
            .ok_or_else(|| FieldError::new(IDEMPOTENCY_KEY, "invalid", message).into())
    }

    /// The key itself.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The id of what this person makes under this key, so that the same request finds what it made before; without a
    /// key a new one.
    pub fn id(&self, what: &str, actor: &Actor) -> Ulid {
        let Some(digest) = self.digest(what, actor) else { return Ulid::generate() };
        Ulid::from_bytes(std::array::from_fn(|index| digest[index]))
    }

    fn digest(&self, what: &str, actor: &Actor) -> Option<[u8; 32]> {
        let key = self.text()?;
        let who = actor.id().map_or_else(|| "machine".to_owned(), |id| id.to_string());
        Some(Sha256::digest(format!("{what}\0{who}\0{key}")).into())
    }

    /// Goes on where no other request came under this key; called when nothing is wrong with the request itself, and before
    /// anything is told of people, so that another request under the key learns nothing.
    pub async fn claim(&self, app: &App, what: &str, actor: &Actor) -> Result<Once, Problem> {
        let mut random = [0_u8; 32];
        getrandom::fill(&mut random).map_err(|_| Problem::unavailable())?;
        let fresh = Claim { seed: hex::encode(random), began_at_ms: runtime::clock::now_ms() };
        let text = self.text.clone().unwrap_or_default();
        let Some(digest) = self.digest(what, actor) else { return Ok(Once { text, claim: fresh }) };
        let claim = app.console.claim(&hex::encode(digest), &self.request, fresh).await?;
        Ok(Once { text, claim: claim.ok_or_else(Problem::key_reused)? })
    }
}

impl Once {
    /// When its first request came, in milliseconds since 1970 UTC.
    pub const fn began_at_ms(&self) -> u64 {
        self.claim.began_at_ms
    }

    /// Random bytes, the same ones for the same request: neither the table nor the key alone gives them away.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        const { assert!(N <= 32) };
        let digest = Sha256::digest(format!("{}\0{}", self.claim.seed, self.text));
        std::array::from_fn(|index| digest[index])
    }
}

/// Notes what a request with a key says, before anybody reads its body. Two of the same at once: the slower one may find
/// that somebody was faster, who was itself. It looks once more, and finds what was made.
pub async fn note_what_is_said(request: Request, next: Next) -> Response {
    if !request.headers().contains_key(IDEMPOTENCY_KEY) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, MAX_BODY_BYTES).await else {
        return Problem::too_large().into_response();
    };
    let mut said = Sha256::new();
    said.update(format!("{} {}\0", parts.method, parts.uri.path()));
    said.update(&bytes);
    parts.extensions.insert(Said(hex::encode(said.finalize())));
    let ask = |next: Next| next.run(Request::from_parts(parts.clone(), Body::from(bytes.clone())));
    let answer = ask(next.clone()).await;
    let refused = answer.extensions().get::<RefusedAs>().map(|refused| refused.0);
    if parts.method == Method::POST && refused == Some("stale_version") { ask(next).await } else { answer }
}

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let said = parts.extensions.get::<Said>().map(|said| said.0.clone()).unwrap_or_default();
        Ok(Self { request: said, ..Self::read(&parts.headers)? })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for NeededKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let key = Key::from_request_parts(parts, state).await?;
        if key.text.is_none() {
            let message = "同じものを二重に作らないため、Idempotency-Keyを付けてください。";
            return Err(FieldError::new(IDEMPOTENCY_KEY, "required", message).into());
        }
        Ok(Self(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::staff::{ActorKind, StaffId};

    fn key(text: &str) -> Key {
        Key::read(&HeaderMap::from_iter([(IDEMPOTENCY_KEY.parse().unwrap(), text.parse().unwrap())])).unwrap()
    }

    fn somebody(number: u128) -> Actor {
        let id = StaffId::from_ulid(Ulid::from(number));
        let kind = ActorKind::Staff { id, name: "高津 花".to_owned(), login: "hana".to_owned() };
        Actor { kind, ..Actor::machine(String::new()) }
    }

    #[test]
    fn an_id_comes_back_for_the_same_person_key_and_thing_and_for_nothing_else() {
        let first = key("one").id("draft", &somebody(1));
        assert_eq!(key("one").id("draft", &somebody(1)), first);
        assert_ne!(key("two").id("draft", &somebody(1)), first);
        assert_ne!(key("one").id("segment", &somebody(1)), first);
        assert_ne!(key("one").id("draft", &somebody(2)), first);
        let none = || Key::read(&HeaderMap::new()).unwrap();
        assert_ne!(none().id("draft", &somebody(1)), none().id("draft", &somebody(1)));
    }

    #[test]
    fn the_same_request_has_the_same_random_bytes_and_neither_seed_nor_key_is_enough_for_them() {
        let once = |seed: &str, text: &str| {
            let claim = Claim { seed: seed.to_owned(), began_at_ms: 1 };
            Once { text: text.to_owned(), claim }.random::<16>()
        };
        assert_eq!(once("seed", "key"), once("seed", "key"));
        assert_ne!(once("seed", "key"), once("seed", "other"));
        assert_ne!(once("seed", "key"), once("other", "key"));
    }
}
