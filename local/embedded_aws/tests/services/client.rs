//! A small HTTP client with SigV4, so that no SDK is needed to see what goes over the wire.

use std::fmt::Write as _;

use bytes::Bytes;
use embedded_aws::EmbeddedAws;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpStream;

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) async fn send(aws: &EmbeddedAws, request: Request<Full<Bytes>>) -> Reply {
    let host = aws.endpoint().strip_prefix("http://").unwrap();
    let stream = TcpStream::connect(host).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let (head, body) = sender.send_request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Reply { status: head.status.as_u16(), headers: head.headers, body }
}

/// A call of a JSON service.
pub(crate) async fn call(aws: &EmbeddedAws, target: &str, input: &Value) -> Reply {
    let request = Request::post("/")
        .header("host", "localhost")
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", target)
        .body(Full::from(input.to_string()))
        .unwrap();
    send(aws, request).await
}

/// A call of the scheduler.
pub(crate) async fn schedule(aws: &EmbeddedAws, method: Method, path: &str, input: &Value) -> Reply {
    let scope = "AWS4-HMAC-SHA256 Credential=key/20260401/ap-northeast-1/scheduler/aws4_request, Signature=0";
    let request = Request::builder().method(method).uri(path).header("host", "localhost");
    send(aws, request.header("authorization", scope).body(Full::from(input.to_string())).unwrap()).await
}

/// A signed S3 call.
pub(crate) async fn object(
    aws: &EmbeddedAws,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    let environment = aws.environment();
    let (key, secret) = (&environment["AWS_ACCESS_KEY_ID"], &environment["AWS_SECRET_ACCESS_KEY"]);
    let now = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let day = &now[..8];
    let content_hash = hex::encode(Sha256::digest(body));
    let signed = [("host", "localhost"), ("x-amz-content-sha256", &content_hash), ("x-amz-date", &now)];
    let mut canonical = format!("{method}\n{path}\n\n");
    for (name, value) in signed {
        writeln!(canonical, "{name}:{value}").unwrap();
    }
    write!(canonical, "\nhost;x-amz-content-sha256;x-amz-date\n{content_hash}").unwrap();
    let scope = format!("{day}/ap-northeast-1/s3/aws4_request");
    let to_sign = format!("AWS4-HMAC-SHA256\n{now}\n{scope}\n{}", hex::encode(Sha256::digest(canonical)));
    let mut signing_key = format!("AWS4{secret}").into_bytes();
    for part in [day, "ap-northeast-1", "s3", "aws4_request"] {
        signing_key = mac(&signing_key, part);
    }
    let signature = hex::encode(mac(&signing_key, &to_sign));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={key}/{scope}, \
         SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}"
    );
    let mut request = Request::builder().method(method).uri(path).header("authorization", authorization);
    for (name, value) in signed.iter().chain(headers) {
        request = request.header(*name, *value);
    }
    send(aws, request.body(Full::from(body.to_owned())).unwrap()).await
}

pub(crate) fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
