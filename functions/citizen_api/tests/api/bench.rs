//! One API with followers in memory, a clock to turn, and a LINE that publishes the key it signs with.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use citizen_api::secret::FormSecret;
use citizen_api::{App, FormStore, Rules, WRITES_PER_MINUTE, router};
use domain::follower::Follower;
use domain::segment::IdPage;
use domain::setting::Consent;
use domain::survey::Catalogue;
use domain::user_id::{ShardNumber, UserId};
use http_body_util::BodyExt as _;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use line::client::LineHosts;
use line::login::IdTokens;
use serde_json::{Value, json};
use testkit::webhook::InMemoryFollowers;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tower::ServiceExt as _;
use usecases::port_error::PortError;
use usecases::webhook::ports::{Commit, FollowerStore, ShardChange, ShardHead, StoredPage};

pub const NOW_MS: u64 = 1_790_000_000_000;
pub const CHANNEL: &str = "2000000002";
const SESSION_KEY: &str = "0123456789abcdef0123456789abcdef";

/// Followers in memory and what else the form needs.
#[derive(Clone)]
pub struct FakeStore(Arc<Inner>);

pub struct Inner {
    pub followers: InMemoryFollowers,
    pub catalogue: Mutex<Catalogue>,
    pub consent_version: AtomicU32,
    pub notice: Mutex<Option<String>>,
    writes: Mutex<Vec<(UserId, u64)>>,
}

/// The API and everything around it.
pub struct Bench {
    router: Router,
    pub store: Arc<Inner>,
    clock: Arc<AtomicU64>,
    key: EncodingKey,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Self { status, headers, body: serde_json::from_slice(&bytes).unwrap_or_default() }
    }

    #[track_caller]
    pub fn assert_problem(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        assert_eq!(self.headers["content-type"], "application/problem+json; charset=utf-8");
        assert_eq!(self.headers["cache-control"], "no-store");
        assert!(self.body["title"].as_str().is_some_and(|title| !title.is_ascii()), "{}", self.body);
    }
}

impl Bench {
    /// With one item of each kind and nobody known.
    pub async fn start() -> Self {
        let (key, published) = new_key();
        let line = LineHosts::parse(&publish(published).await).unwrap();
        let inner = Arc::new(Inner {
            followers: InMemoryFollowers::default(),
            catalogue: Mutex::new(Catalogue::every_kind_example().at_version(7)),
            consent_version: AtomicU32::new(2),
            notice: Mutex::default(),
            writes: Mutex::default(),
        });
        let clock = Arc::new(AtomicU64::new(NOW_MS));
        let (now, secret) = (Arc::clone(&clock), Arc::new(FormSecret::new(CHANNEL, SESSION_KEY)));
        let router = router(App {
            store: FakeStore(Arc::clone(&inner)),
            id_tokens: IdTokens::new(&line).unwrap(),
            secret: Box::new(move || {
                let secret = Arc::clone(&secret);
                Box::pin(async move { Ok(secret) })
            }),
            clock: Box::new(move || now.load(Ordering::SeqCst)),
        });
        Self { router, store: inner, clock, key }
    }

    pub fn now_ms(&self) -> u64 {
        self.clock.load(Ordering::SeqCst)
    }

    pub fn wait(&self, seconds: u64) {
        self.clock.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// What LIFF hands out on this user's phone now.
    pub fn id_token(&self, user: &UserId) -> String {
        let now_s = self.now_ms() / 1_000;
        let claims = json!({ "iss": "https://access.line.me", "sub": user.as_str(), "aud": CHANNEL, "iat": now_s,
            "exp": now_s + 3_600 });
        let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, &claims, &self.key).unwrap()
    }

    /// A request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        Answer::read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// A request with a session and a JSON body.
    pub async fn ask(&self, method: &str, path: &str, session: &str, body: &Value) -> Answer {
        let request = Request::builder().method(method).uri(format!("/form/api{path}"));
        let request = request.header("authorization", format!("Bearer {session}"));
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Signs in.
    pub async fn sign_in(&self, user: &UserId) -> Answer {
        self.ask("POST", "/session", "", &json!({ "id_token": self.id_token(user) })).await
    }

    /// A session of this user.
    pub async fn session(&self, user: &UserId) -> String {
        self.sign_in(user).await.body["session"].as_str().unwrap().to_owned()
    }

    /// Sends the form.
    pub async fn save(&self, session: &str, answers: &Value) -> Answer {
        let body =
            json!({ "answers": answers, "consent_version": 2, "form_version": 7, "request_id": "01J-a" });
        self.ask("PUT", "/answers", session, &body).await
    }
}

fn new_key() -> (EncodingKey, String) {
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let der = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, der.as_ref()).unwrap();
    let point = pair.public_key().as_ref(); // 0x04, x, y
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let jwk = json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k1",
        "x": encode(&point[1..33]), "y": encode(&point[33..]) });
    (EncodingKey::from_ec_der(der.as_ref()), json!({ "keys": [jwk] }).to_string())
}

/// Answers every request with the keys.
async fn publish(keys: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _asked = stream.read(&mut [0; 4_096]).await;
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", keys.len());
            let _sent = stream.write_all(format!("{head}{keys}").as_bytes()).await;
        }
    });
    origin
}

impl FormStore for FakeStore {
    async fn rules(&self) -> Result<Rules, PortError> {
        let version = self.0.consent_version.load(Ordering::SeqCst);
        Ok(Rules { consent: Consent { version, text: "説明".to_owned() }, everyone_per_month: 4 })
    }

    async fn notice(&self) -> Result<Option<String>, PortError> {
        Ok(self.0.notice.lock().unwrap().clone())
    }

    async fn admit_write(&self, user: &UserId, now_ms: u64) -> Result<bool, PortError> {
        let (mut writes, this) = (self.0.writes.lock().unwrap(), (user.clone(), now_ms / 60_000));
        writes.push(this.clone());
        Ok(writes.iter().filter(|other| **other == this).count() <= WRITES_PER_MINUTE as usize)
    }
}

impl FollowerStore for FakeStore {
    async fn catalogue(&self) -> Result<Catalogue, PortError> {
        Ok(self.0.catalogue.lock().unwrap().clone())
    }

    async fn followers(&self, users: &[UserId]) -> Result<Vec<Follower>, PortError> {
        self.0.followers.followers(users).await
    }

    async fn head(&self, shard: ShardNumber) -> Result<ShardHead, PortError> {
        self.0.followers.head(shard).await
    }

    async fn page(&self, shard: ShardNumber, number: u32) -> Result<Option<StoredPage>, PortError> {
        self.0.followers.page(shard, number).await
    }

    async fn ids(&self, shard: ShardNumber, number: u32) -> Result<Option<IdPage>, PortError> {
        self.0.followers.ids(shard, number).await
    }

    async fn commit(&self, change: &ShardChange) -> Result<Commit, PortError> {
        self.0.followers.commit(change).await
    }
}
