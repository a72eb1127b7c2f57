//! The CORS layer: browsers of the allowed origins may call S3, all others get no permission header.

use std::sync::{PoisonError, RwLock};

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use s3s::Body;

use crate::wire::Answer;

pub(super) struct Cors {
    origins: RwLock<Vec<HeaderValue>>,
}

impl Cors {
    pub(super) fn new(origins: &[String]) -> Self {
        let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
        Self { origins: RwLock::new(origins.collect()) }
    }

    /// Lets browsers of one more origin call.
    pub(super) fn allow(&self, origin: &str) {
        let mut origins = self.origins.write().unwrap_or_else(PoisonError::into_inner);
        origins.extend(HeaderValue::from_str(origin));
    }

    /// The request's origin if it may read the answer.
    pub(super) fn allowed(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        let origins = self.origins.read().unwrap_or_else(PoisonError::into_inner);
        origins.contains(origin).then(|| origin.clone())
    }

    /// Answers a preflight: 200 with the permissions, 403 for a foreign origin, as S3 does.
    pub(super) fn preflight<B>(&self, request: &Request<B>) -> Option<Answer> {
        if request.method() != Method::OPTIONS {
            return None;
        }
        let mut answer = Response::new(Body::empty());
        let Some(origin) = self.allowed(request.headers()) else {
            *answer.status_mut() = StatusCode::FORBIDDEN;
            return Some(answer);
        };
        Self::mark(answer.headers_mut(), origin);
        let headers = answer.headers_mut();
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, HEAD, PUT, POST, DELETE"),
        );
        if let Some(wanted) = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
        }
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("3000"));
        Some(answer)
    }

    pub(super) fn mark(headers: &mut HeaderMap, origin: HeaderValue) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag"));
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
}
