//! Uploads by a browser's form with a signed policy: what the policy says is held to, and nothing comes without one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use embedded_aws::{Data, EmbeddedAws};
use http::Request;
use http_body_util::Full;
use jiff::{Timestamp, ToSpan as _};
use serde_json::json;

use crate::client::{Reply, mac, send};
use crate::{a_config, soon};

const ORIGIN: &str = "http://localhost:8094";

async fn a_city_with_a_bucket() -> EmbeddedAws {
    let aws = EmbeddedAws::start(a_config(Data::Memory)).await.unwrap();
    aws.s3().create_bucket("media").await.unwrap();
    aws.s3().allow_origin(ORIGIN);
    aws
}

/// The fields of a form for `incoming/1`, PNG, 4 to 10 bytes, good for so many minutes from a moment.
fn signed(aws: &EmbeddedAws, at: Timestamp, minutes: i64) -> Vec<(String, String)> {
    let environment = aws.environment();
    let (key, secret) = (&environment["AWS_ACCESS_KEY_ID"], &environment["AWS_SECRET_ACCESS_KEY"]);
    let date = at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let credential = format!("{key}/{}/ap-northeast-1/s3/aws4_request", &date[..8]);
    let mut fields = vec![
        ("key", "incoming/1".to_owned()),
        ("Content-Type", "image/png".to_owned()),
        ("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()),
        ("x-amz-credential", credential),
        ("x-amz-date", date.clone()),
    ];
    let mut conditions: Vec<_> =
        fields.iter().map(|(name, value)| json!(["eq", format!("${name}"), value])).collect();
    conditions.push(json!({ "bucket": "media" }));
    conditions.push(json!(["content-length-range", 4, 10]));
    let expiration = (at + minutes.minutes()).strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    let policy = STANDARD.encode(json!({ "expiration": expiration, "conditions": conditions }).to_string());
    let mut signing_key = format!("AWS4{secret}").into_bytes();
    for part in [&date[..8], "ap-northeast-1", "s3", "aws4_request"] {
        signing_key = mac(&signing_key, part);
    }
    fields.push(("x-amz-signature", hex::encode(mac(&signing_key, &policy))));
    fields.push(("policy", policy));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What a browser sends for a form with these fields and one file.
async fn post(aws: &EmbeddedAws, fields: &[(String, String)], file: &str) -> Reply {
    let boundary = "----WebKitFormBoundaryAbCdEf0123456789";
    let part = |(name, value): &(String, String)| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let fields: String = fields.iter().map(part).collect();
    let body = format!(
        "{fields}--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"猫.png\"\r\n\
         Content-Type: image/png\r\n\r\n{file}\r\n--{boundary}--\r\n"
    );
    let request = Request::post("/media")
        .header("host", "localhost")
        .header("origin", ORIGIN)
        .header("content-type", format!("multipart/form-data; boundary={boundary}"))
        .header("content-length", body.len())
        .body(Full::<Bytes>::from(body))
        .unwrap();
    send(aws, request).await
}

fn changed(fields: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    let change = |(field, held): &(String, String)| {
        (field.clone(), if field == name { value.to_owned() } else { held.clone() })
    };
    fields.iter().map(change).collect()
}

#[tokio::test]
async fn a_form_that_keeps_its_policy_is_stored_and_announced() {
    let aws = a_city_with_a_bucket().await;
    let mut events = aws.s3_events();
    let reply = post(&aws, &signed(&aws, Timestamp::now(), 10), "0123456789").await;
    assert_eq!(reply.status, 204, "{:?}", reply.body);
    assert_eq!(reply.header("access-control-allow-origin"), ORIGIN, "the page sees that it worked");
    let event = soon(events.recv()).await.unwrap();
    assert_eq!((event.key.as_str(), event.size, event.event_name), ("incoming/1", 10, "ObjectCreated:Post"));
    let stored = aws.s3().read_object("media", "incoming/1").await.unwrap().unwrap();
    assert_eq!((&stored.bytes[..], stored.content_type.as_deref()), (&b"0123456789"[..], Some("image/png")));
}

#[tokio::test]
async fn whatever_the_policy_does_not_say_is_refused() {
    let aws = a_city_with_a_bucket().await;
    let (now, good) = (Timestamp::now(), signed(&aws, Timestamp::now(), 10));
    let without = |name: &str| good.iter().filter(|(field, _)| field != name).cloned().collect::<Vec<_>>();
    let more = [good.clone(), vec![("acl".to_owned(), "public-read".to_owned())]].concat();
    for (what, fields, file) in [
        ("one byte too many", good.clone(), "0123456789a"),
        ("one byte too few", good.clone(), "012"),
        ("another key", changed(&good, "key", "published/1"), "0123"),
        ("another type", changed(&good, "Content-Type", "text/html"), "0123"),
        ("a field that nobody signed", more, "0123"),
        ("another signature", changed(&good, "x-amz-signature", &"0".repeat(64)), "0123"),
        ("no policy", without("policy"), "0123"),
        ("no signature", without("x-amz-signature"), "0123"),
        ("nothing but a key", vec![good[0].clone()], "0123"),
        ("too late", signed(&aws, now - 12.minutes(), 10), "0123"),
    ] {
        let reply = post(&aws, &fields, file).await;
        assert!((400..500).contains(&reply.status), "{what}: {} {:?}", reply.status, reply.body);
        assert_eq!(aws.s3().get_object("media", "incoming/1").await.unwrap(), None, "{what}");
        assert_eq!(aws.s3().get_object("media", "published/1").await.unwrap(), None, "{what}");
    }
}
