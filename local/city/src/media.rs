//! Published pictures, films and sounds as CloudFront serves them: `/media/…` of the bucket's `published/`, and nothing
//! else of it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use embedded_aws::EmbeddedAws;

/// The template's bucket as it is called here.
const BUCKET: &str = "media-bucket";
/// The city's own name in messages. LINE wants https, which one machine cannot offer under a name of its own; `.invalid`
/// leads nowhere (RFC 2606), and the pages here show what their own front has under the same path.
pub(crate) const DOMAIN: &str = "form.kairan.invalid";

/// What stands under this path.
pub(crate) async fn published(aws: &EmbeddedAws, path: &str) -> Response {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.');
    if !path.starts_with("/media/") || path.contains("..") || !path.bytes().all(is_plain) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match aws.s3().read_object(BUCKET, &format!("published{path}")).await {
        Ok(Some(object)) => {
            let mut response = object.bytes.into_response();
            for (name, value) in
                [(header::CONTENT_TYPE, object.content_type), (header::CACHE_CONTROL, object.cache_control)]
            {
                if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                    response.headers_mut().insert(name, value);
                }
            }
            response
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::warn!("a published file could not be read: {error}");
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}
