//! One request, one thing: what a repeated request makes has the id that the first one made.

use axum::http::HeaderMap;
use domain::staff::Actor;
use sha2::{Digest, Sha256};
use ulid::Ulid;

use crate::problem::{FieldError, Problem};

/// The id that this key of this person makes of this kind of thing.
pub fn id_of(kind: &str, actor: &Actor, headers: &HeaderMap) -> Result<Ulid, Problem> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    if key.is_empty() || key.len() > 64 {
        let message = "ヘッダー Idempotency-Key に、1〜64文字の値を入れてください。";
        return Err(FieldError::new("Idempotency-Key", "required", message).into());
    }
    let who = actor.id().map_or_else(|| "machine".to_owned(), |id| id.to_string());
    let digest = Sha256::digest(format!("{kind}\0{who}\0{key}"));
    Ok(Ulid::from_bytes(std::array::from_fn(|index| digest[index])))
}
