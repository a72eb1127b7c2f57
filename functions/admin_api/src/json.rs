//! Request bodies: bytes in, a typed value or a clear problem out.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// A JSON body of type `T`, whatever the content type says.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Problem::too_large())?;
        read(&bytes).map(Self)
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(no_object()); // serde would take an array for the fields in their order
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        not_json(error.inner(), &path)
    })?;
    json.end().map_err(|error| not_json(&error, "."))?;
    Ok(value)
}

/// A JSON body like [`JsonBody`], or none at all, which says as much as `{}`.
pub struct MaybeBody<T>(pub T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for MaybeBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Problem::too_large())?;
        let is_none = [&b""[..], b"null"].contains(&bytes.trim_ascii());
        if is_none { Ok(Self(T::default())) } else { read(&bytes).map(Self) }
    }
}

fn no_object() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed", "送信内容はJSONのオブジェクト({…})にしてください。")
}

fn not_json(error: &serde_json::Error, path: &str) -> Problem {
    let place = format!("{}行{}文字目", error.line(), error.column());
    let title = match error.classify() {
        serde_json::error::Category::Data if path != "." => return Problem::wrong_kind(path, &place),
        serde_json::error::Category::Data => {
            format!("送信内容はJSONのオブジェクト({{…}})にしてください({place})。")
        }
        _ => format!("送信内容がJSONとして読めません({place})。"),
    };
    Problem::new(StatusCode::BAD_REQUEST, "malformed", title)
}
