//! What the front says to services and operations that are not there.

use bytes::Bytes;
use embedded_aws::{Config, Data, EmbeddedAws, StartError};
use http::Request;
use http_body_util::Full;
use serde_json::json;

use crate::client::{call, send};
use crate::{a_city, a_config};

#[tokio::test]
async fn an_unknown_json_service_gets_a_501_with_its_name() {
    let aws = a_city().await;
    for (target, named) in [
        ("TrentService.Encrypt", "TrentService Encrypt"),
        ("AmazonSQS.TagQueue", "sqs TagQueue"),
        ("secretsmanager.RotateSecret", "secretsmanager RotateSecret"),
    ] {
        let reply = call(&aws, target, &json!({})).await;
        assert_eq!(reply.status, 501);
        assert!(reply.json()["message"].as_str().unwrap().ends_with(named), "{:?}", reply.body);
    }
}

#[tokio::test]
async fn an_unknown_rest_service_gets_a_501_with_its_name() {
    let aws = a_city().await;
    let scope = "AWS4-HMAC-SHA256 Credential=key/20260401/ap-northeast-1/ses/aws4_request, Signature=0";
    let request = Request::post("/v2/email/outbound-emails").header("host", "localhost");
    let request = request.header("authorization", scope).body(Full::<Bytes>::default()).unwrap();
    let reply = send(&aws, request).await;
    assert_eq!(reply.status, 501);
    assert!(reply.json()["Message"].as_str().unwrap().contains("ses POST /v2/email/outbound-emails"));
}

#[tokio::test]
async fn a_taken_address_is_named() {
    let aws = a_city().await;
    let listen = aws.endpoint().strip_prefix("http://").unwrap().parse().unwrap();
    let config = Config { listen, ..a_config(Data::Memory) };
    let refusal = EmbeddedAws::start(config).await.err().unwrap();
    assert!(matches!(refusal, StartError::Listen { listen: named, .. } if named == listen));
}
