//! Which addresses are reached, and what the chatbot sees. `events/forward_webhook` holds the batches.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_lambda_events::event::sqs::SqsEvent;
use forward_webhook::address::{NotAllowed, all_public, check_target, is_public};
use forward_webhook::{Chatbot, forward};
use testkit::webhook::{FakeChatbot, InMemoryParking};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use usecases::webhook::breaker::Breaker;
use usecases::webhook::ports::{ForwardFailure, ForwardTarget as _, SignedBody};

const CHATBOT: &str = "https://chatbot.example.jp/line/webhook?bot=1";

/// Addresses that must not be reached, in the spellings that get past careless checks.
const FORBIDDEN: [&str; 52] = [
    "http://chatbot.example.jp/",
    "https://chatbot.example.jp:8443/",
    "https://chatbot.example.jp:80/",
    "https://user@chatbot.example.jp/",
    "https://user:pw@chatbot.example.jp/",
    "https://chatbot.example.jp/#a",
    "ftp://chatbot.example.jp/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:11211/",
    "data:text/plain,a",
    "//127.0.0.1/",
    "",
    "chatbot.example.jp",
    "https://",
    "https:///",
    "https://127.0.0.1/",
    "https://127.0.0.1:9001/2018-06-01/runtime",
    "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next",
    "https://127.1/",
    "https://127.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://127.0.0.1./",
    "https://１２７.０.０.１/",
    "https://127。0。0。1/",
    "https://169.254.169.254/",
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.170.2/v2/credentials",
    "https://[fd00:ec2::254]/",
    "https://2852039166/",
    "https://0xA9FEA9FE/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://100.64.0.1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://8.8.8.8/",
    "https://[2001:4860:4860::8888]/",
    "http://localhost/",
    "http://[::1]:8092/",
];

fn a_body() -> SignedBody {
    SignedBody {
        source: "g".into(),
        body: b"{\"events\":[\"\xe3\x81\x82\"]}".to_vec(),
        signature: "sig=".into(),
        received_at_ms: 1,
    }
}

#[tokio::test]
async fn no_spelling_of_a_forbidden_address_is_connected_to() {
    for target in FORBIDDEN {
        assert!(check_target(target, None).is_err(), "{target}");
        assert!(check_target(target, Some("http://127.0.0.1:8092")).is_err(), "{target}");
        let refused = Chatbot::new(target, None).unwrap().post(&a_body()).await;
        assert!(matches!(refused, Err(ForwardFailure::NotAllowed(_))), "{target}");
    }
    assert!(check_target(CHATBOT, None).is_ok());
    assert!(check_target("https://chatbot.example.jp:443/", None).is_ok());
}

#[tokio::test]
async fn a_name_that_leads_home_is_not_connected_to() {
    for name in ["https://localhost/", "https://LOCALHOST/"] {
        let refused = Chatbot::new(name, None).unwrap().post(&a_body()).await;
        assert_eq!(refused, Err(ForwardFailure::NotAllowed(NotAllowed::NotPublic.to_string())), "{name}");
    }
}

#[test]
fn one_private_address_among_public_ones_spoils_the_answer_of_a_rebinding_name() {
    let address = |text: &str| SocketAddr::new(text.parse().unwrap(), 443);
    assert!(all_public(vec![address("8.8.8.8"), address("2001:4860:4860::8888")]).is_ok());
    assert!(all_public(vec![address("8.8.8.8"), address("127.0.0.1")]).is_err());
    assert!(all_public(vec![]).is_err());
}

#[test]
fn special_networks_are_told_from_the_public_internet() {
    let special = "0.1.2.3 10.255.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.255 169.254.1.1 172.16.0.1 172.31.255.255 \
        192.0.0.8 192.0.2.1 192.88.99.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 \
        255.255.255.255 :: ::1 ::ffff:10.0.0.1 ::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:a00:1::1 \
        3fff::1 fc00::1 fdff::1 fe80::1 febf::1 fec0::1 ff02::1 5f00::1";
    for ip in special.split_whitespace() {
        assert!(!is_public(ip.parse::<IpAddr>().unwrap()), "{ip}");
    }
    for ip in "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.167.0.1 198.17.0.1 223.255.255.255 \
        2001:4860:4860::8888 2400:cb00::1 2606:4700::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1"
        .split_whitespace()
    {
        assert!(is_public(ip.parse::<IpAddr>().unwrap()), "{ip}");
    }
}

/// A loopback chatbot that answers with these bytes and keeps what it was sent.
async fn loopback_chatbot(answer: &'static str) -> (String, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = seen.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = vec![0; 65_536];
            let mut length = 0;
            while !bytes[..length].ends_with(b"]}") {
                length += stream.read(&mut bytes[length..]).await.unwrap();
            }
            kept.lock().unwrap().extend_from_slice(&bytes[..length]);
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (origin, seen)
}

#[tokio::test]
async fn the_local_chatbot_gets_the_bytes_and_the_signature_and_only_at_its_own_origin() {
    let (origin, seen) = loopback_chatbot("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
    let chatbot = Chatbot::new(&format!("{origin}/webhook"), Some(&origin)).unwrap();
    assert_eq!(chatbot.post(&a_body()).await, Ok(()));
    let seen = seen.lock().unwrap().clone();
    assert!(seen.starts_with(b"POST /webhook HTTP/1.1\r\n"));
    assert!(seen.ends_with(&a_body().body));
    let head = String::from_utf8_lossy(&seen).to_lowercase();
    assert!(head.contains("x-line-signature: sig=\r\n") && head.contains("content-type: application/json"));
    for other in ["http://127.0.0.1:1", "http://127.0.0.2:8092", "https://127.0.0.1", "http://localhost:8092"]
    {
        assert!(check_target(&format!("{origin}/webhook"), Some(other)).is_err(), "{other}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed_and_answers_are_told_apart() {
    let elsewhere = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9001/\r\ncontent-length: 0\r\n\r\n";
    for (answer, expected) in [
        (elsewhere, ForwardFailure::Refused(302)),
        ("HTTP/1.1 400 x\r\ncontent-length: 0\r\n\r\n", ForwardFailure::Refused(400)),
        ("HTTP/1.1 429 x\r\ncontent-length: 0\r\n\r\n", ForwardFailure::Later("status 429".into())),
        ("HTTP/1.1 503 x\r\ncontent-length: 0\r\n\r\n", ForwardFailure::Later("status 503".into())),
        ("", ForwardFailure::Later("the connection broke before the answer".into())),
    ] {
        let (origin, _) = loopback_chatbot(answer).await;
        assert_eq!(Chatbot::new(&origin, Some(&origin)).unwrap().post(&a_body()).await, Err(expected));
    }
    let nobody =
        Chatbot::new("http://127.0.0.1:1", Some("http://127.0.0.1:1")).unwrap().post(&a_body()).await;
    assert_eq!(nobody, Err(ForwardFailure::Later("no connection".into())));
}

fn batch(name: &str) -> SqsEvent {
    let path = format!("{}/../../events/forward_webhook/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_message_is_done_when_taken_or_parked_and_comes_again_otherwise() {
    let in_time = SystemTime::now() + Duration::from_secs(30);
    let breaker = Breaker::default();
    for (chatbot, parking, name, failures) in [
        (FakeChatbot::default(), InMemoryParking::default(), "text", 0),
        (FakeChatbot::failing(9), InMemoryParking::default(), "text", 0),
        (FakeChatbot::failing(9), InMemoryParking::unavailable(), "text", 1),
        (FakeChatbot::default(), InMemoryParking::default(), "unreadable_message", 1),
    ] {
        assert_eq!(forward(&chatbot, &parking, &breaker, batch(name), in_time).await.failures(), failures);
        let group = batch("text").records[0].attributes["MessageGroupId"].clone();
        assert!(parking.parked().iter().all(|(body, _)| body.source == group));
    }
}

#[tokio::test(start_paused = true)]
async fn a_short_invocation_leaves_time_to_park() {
    let (chatbot, parking) = (FakeChatbot::failing(9), InMemoryParking::default());
    let soon = SystemTime::now() + Duration::from_secs(2);
    assert_eq!(forward(&chatbot, &parking, &Breaker::default(), batch("text"), soon).await.failures(), 0);
    assert_eq!((chatbot.asked().len(), parking.parked().len()), (0, 1));
}
