//! What a request says beside its body: parts of the address, and what follows the question mark. What cannot be read is
//! a [`Problem`] here too.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The parts of the address in braces.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        let title = "このアドレスでは何も見つかりません。";
        read.map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| Problem::new(StatusCode::NOT_FOUND, "not_found", title))
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
