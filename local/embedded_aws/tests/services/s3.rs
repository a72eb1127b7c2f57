//! S3 through the front.

use bytes::Bytes;
use embedded_aws::{Data, EmbeddedAws};
use http::{Method, Request};
use http_body_util::Full;

use crate::client::{object, send};
use crate::{a_city, a_config, soon};

async fn a_city_with_a_bucket() -> EmbeddedAws {
    let aws = a_city().await;
    aws.s3().create_bucket("recipients").await.unwrap();
    aws
}

#[tokio::test]
async fn only_one_of_many_conditional_puts_writes_the_object() {
    let aws = a_city_with_a_bucket().await;
    let puts = (0..20).map(|number| {
        let aws = aws.clone();
        tokio::spawn(async move {
            let body = number.to_string();
            object(&aws, Method::PUT, "/recipients/d1", &[("if-none-match", "*")], &body).await.status
        })
    });
    let mut statuses = Vec::new();
    for put in puts.collect::<Vec<_>>() {
        statuses.push(soon(put).await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(statuses[1..].iter().all(|status| *status == 412), "{statuses:?}");
}

#[tokio::test]
async fn a_range_gives_these_bytes_and_says_which() {
    let aws = a_city_with_a_bucket().await;
    aws.s3().put_object("recipients", "d1", "0123456789").await.unwrap();
    let reply = object(&aws, Method::GET, "/recipients/d1", &[("range", "bytes=2-5")], "").await;
    assert_eq!((reply.status, &reply.body[..]), (206, &b"2345"[..]));
    assert_eq!(reply.header("content-range"), "bytes 2-5/10");
    let whole = object(&aws, Method::GET, "/recipients/d1", &[], "").await;
    assert_eq!((whole.status, &whole.body[..]), (200, &b"0123456789"[..]));
    let beyond = object(&aws, Method::GET, "/recipients/d1", &[("range", "bytes=20-30")], "").await;
    assert_eq!(beyond.status, 416);
    assert_eq!(object(&aws, Method::GET, "/recipients/d2", &[], "").await.status, 404);
}

#[tokio::test]
async fn a_read_of_an_object_that_was_written_again_is_refused() {
    let aws = a_city_with_a_bucket().await;
    let put = object(&aws, Method::PUT, "/recipients/d1", &[], "0123456789").await;
    let tag = put.header("etag").to_owned();
    let read = [("if-match", tag.as_str()), ("range", "bytes=2-5")];
    let reply = object(&aws, Method::GET, "/recipients/d1", &read, "").await;
    assert_eq!((reply.status, &reply.body[..]), (206, &b"2345"[..]));
    object(&aws, Method::PUT, "/recipients/d1", &[], "9").await;
    assert_eq!(object(&aws, Method::GET, "/recipients/d1", &read, "").await.status, 412);
    assert_eq!(object(&aws, Method::GET, "/recipients/d2", &read, "").await.status, 404);
}

#[tokio::test]
async fn a_written_object_is_announced() {
    let aws = a_city_with_a_bucket().await;
    let mut events = aws.s3_events();
    let put = object(&aws, Method::PUT, "/recipients/mail/one.eml", &[], "hello").await;
    let event = soon(events.recv()).await.unwrap();
    assert_eq!((event.bucket.as_str(), event.key.as_str(), event.size), ("recipients", "mail/one.eml", 5));
    assert_eq!(put.header("etag"), format!("\"{}\"", event.e_tag));
    assert_eq!(event.event_name, "ObjectCreated:Put");
    assert_eq!(aws.s3().get_object("recipients", "mail/one.eml").await.unwrap().unwrap(), "hello");
    assert_eq!(aws.s3().get_object("recipients", "mail/two.eml").await.unwrap(), None);
}

#[tokio::test]
async fn an_unsigned_request_is_refused() {
    let aws = a_city_with_a_bucket().await;
    let request =
        Request::get("/recipients/d1").header("host", "localhost").body(Full::<Bytes>::default()).unwrap();
    assert_eq!(send(&aws, request).await.status, 403);
}

#[tokio::test]
async fn a_request_signed_by_an_advanced_clock_is_accepted() {
    let aws = a_city_with_a_bucket().await;
    aws.clock().advance(std::time::Duration::from_hours(22));
    assert_eq!(object(&aws, Method::PUT, "/recipients/d1", &[], "x").await.status, 200);
}

#[tokio::test]
async fn only_allowed_origins_may_call_from_a_browser() {
    let mut config = a_config(Data::Memory);
    config.allowed_origins = vec!["http://127.0.0.1:5173".to_owned()];
    let aws = EmbeddedAws::start(config).await.unwrap();
    for (origin, status, allowed) in
        [("http://127.0.0.1:5173", 200, "http://127.0.0.1:5173"), ("https://evil.example", 403, "")]
    {
        let preflight = Request::options("/recipients/d1")
            .header("host", "localhost")
            .header("origin", origin)
            .header("access-control-request-method", "PUT")
            .body(Full::<Bytes>::default())
            .unwrap();
        let reply = send(&aws, preflight).await;
        assert_eq!((reply.status, reply.header("access-control-allow-origin")), (status, allowed));
        let read = object(&aws, Method::GET, "/recipients/d1", &[("origin", origin)], "").await;
        assert_eq!(read.header("access-control-allow-origin"), allowed);
    }
}
