//! What a request says beside its body: parts of the address, what follows the question mark, and the key that makes a
//! repeated creation the same creation. What cannot be read is a [`Problem`] here too.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use domain::staff::Actor;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use ulid::Ulid;

use crate::problem::{FieldError, Problem};

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

/// The key of a creation, if one came.
pub struct Key(Option<String>);

/// The key of something that must not be done twice, so it has to come.
pub struct NeededKey(pub Key);

impl Key {
    fn read(headers: &HeaderMap) -> Result<Self, Problem> {
        let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(Self(None)) };
        let key = value.to_str().ok().filter(|key| (1..=64).contains(&key.len()));
        let message = "Idempotency-Keyは1〜64文字の英数字にしてください。";
        key.map(|key| Self(Some(key.to_owned())))
            .ok_or_else(|| FieldError::new(IDEMPOTENCY_KEY, "invalid", message).into())
    }

    /// The key itself.
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The id of what this person makes under this key, so that the same request finds what it made before; without a
    /// key a new one.
    pub fn id(&self, what: &str, actor: &Actor) -> Ulid {
        let Some(key) = &self.0 else { return Ulid::generate() };
        let who = actor.id().map_or_else(|| "machine".to_owned(), |id| id.to_string());
        let digest = Sha256::digest(format!("{what}\0{who}\0{key}"));
        Ulid::from_bytes(std::array::from_fn(|index| digest[index]))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::read(&parts.headers)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for NeededKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let key = Key::read(&parts.headers)?;
        if key.0.is_none() {
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
        assert_ne!(Key(None).id("draft", &somebody(1)), Key(None).id("draft", &somebody(1)));
    }
}
