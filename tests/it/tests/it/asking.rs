//! A request of the console's page. The hash of its body goes with it, as the page sends it: CloudFront signs with it, and
//! the local front looks at it like Lambda.

use axum::http::{Error, HeaderName, HeaderValue};
use domain::digest::hex_sha256;
use reqwest::{Body, Client, Method, Request, RequestBuilder, Response, Result};
use serde_json::Value;

const BODY_HASH: &str = "x-amz-content-sha256";

/// A request that is not sent yet.
pub struct Asking(RequestBuilder);

impl Asking {
    pub fn new(request: RequestBuilder) -> Self {
        Self(request)
    }

    #[must_use]
    pub fn header<K, V>(self, name: K, value: V) -> Self
    where
        HeaderName: TryFrom<K>,
        <HeaderName as TryFrom<K>>::Error: Into<Error>,
        HeaderValue: TryFrom<V>,
        <HeaderValue as TryFrom<V>>::Error: Into<Error>,
    {
        Self(self.0.header(name, value))
    }

    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        Self(self.0.json(body))
    }

    #[must_use]
    pub fn body(self, body: impl Into<Body>) -> Self {
        Self(self.0.body(body))
    }

    fn whole(self) -> Result<(Client, Request)> {
        let (client, request) = self.0.build_split();
        let mut request = request?;
        if request.method() != Method::GET && !request.headers().contains_key(BODY_HASH) {
            let hash = hex_sha256(request.body().and_then(Body::as_bytes).unwrap_or_default());
            request.headers_mut().insert(BODY_HASH, HeaderValue::from_str(&hash).unwrap());
        }
        Ok((client, request))
    }

    pub fn build(self) -> Result<Request> {
        self.whole().map(|(_, request)| request)
    }

    pub async fn send(self) -> Result<Response> {
        let (client, request) = self.whole()?;
        client.execute(request).await
    }
}
