//! The staff's API in this process, on tables of its own without any worker, and a DynamoDB that can be taken away from
//! it between two calls.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use admin_api::{App, Door, KnownCounts, LinkDesk, MachineToken, MediaDesk, WarmAudience, Yesterday, router};
use aws_sdk_dynamodb::config::interceptors::{
    BeforeDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use domain::draft::{Draft, DraftContent, Person};
use domain::staff::{Member, Role, Session, Stage};
use domain::survey::Catalogue;
use http_body_util::BodyExt as _;
use lambda_http::aws_lambda_events::apigw::ApiGatewayProxyRequestContext;
use lambda_http::request::RequestContext;
use queue::{Alarms, JobQueueUrl, Starts, TestQueueUrl};
use runtime::secrets::Secret;
use serde_json::{Value, json};
use sha2::Digest as _;
use store::{
    AuditTable, ConsoleTable, DeliveryTable, FollowerTables, JobBucket, SegmentTable, StaffTable, TesterTable,
};
use tower::ServiceExt as _;
use usecases::editorial::ports::Drafts as _;
use usecases::port_error::PortError;
use usecases::staff::ports::StaffRoom as _;

use crate::aws::Ground;
use crate::town::{person, shelve};

const ADDRESS: &str = "203.0.113.5";
const NEVER: i64 = i64::MAX / 2;

/// Takes DynamoDB away after so many calls: before the next one is sent, or after it has been done and before anybody
/// hears of it. Whoever has lost it gets nothing more.
#[derive(Debug, Clone)]
pub struct Axe {
    left: Arc<AtomicI64>,
    hears_of_the_last: bool,
}

impl Axe {
    /// Never falls.
    pub fn none() -> Self {
        Self { left: Arc::new(AtomicI64::new(NEVER)), hears_of_the_last: true }
    }

    /// Falls after `calls` calls, of which the last one was heard of or not.
    pub fn after(calls: i64, hears_of_the_last: bool) -> Self {
        Self { left: Arc::new(AtomicI64::new(calls)), hears_of_the_last }
    }

    /// How many calls there were under an axe that never falls.
    pub fn calls(&self) -> i64 {
        NEVER - self.left.load(Ordering::SeqCst)
    }
}

impl Intercept for Axe {
    fn name(&self) -> &'static str {
        "Axe"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if self.left.fetch_sub(1, Ordering::SeqCst) > 0 {
            Ok(())
        } else {
            Err("killed before the call".into())
        }
    }

    fn read_before_deserialization(
        &self,
        _: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let is_last = self.left.load(Ordering::SeqCst) == 0;
        if is_last && !self.hears_of_the_last { Err("killed behind the call".into()) } else { Ok(()) }
    }
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The first administrator.
    Hanako,
    /// A colleague who may do everything, too.
    Taro,
    /// A program.
    Machine,
}

/// Where its console is.
pub const SITE: &str = "https://haishin.example.jp";

/// One city's tables, and who works there.
pub struct Desk {
    ground: Ground,
    names: BTreeMap<&'static str, String>,
    queue: String,
    bucket: String,
    secret: String,
    /// Without an axe, for whatever has to stand before.
    api: Router,
}

/// What a caller got.
pub struct Got {
    pub status: u16,
    pub body: Value,
}

/// Rows by table and key.
pub type Rows = BTreeMap<(&'static str, String), String>;

const TABLES: [&str; 5] = ["console", "staff", "segments", "deliveries", "audit"];
const TOKEN: &str = "a token for programs";

impl Desk {
    /// With two administrators, Kawasaki's items and three followers.
    pub async fn open() -> Self {
        let ground = Ground::new().await;
        let mut names = BTreeMap::new();
        for name in TABLES {
            names.insert(name, ground.table(name, "pk", Some("sk"), name == "deliveries").await);
        }
        names.insert("followers", ground.table("followers", "user_id", None, false).await);
        names.insert("events", ground.table("events", "event_id", None, false).await);
        let secret = format!("secret-{}", names["audit"]);
        let secrets = aws_sdk_secretsmanager::Client::new(&ground.config);
        let value = json!({ "token": TOKEN }).to_string();
        secrets.create_secret().name(&secret).secret_string(value).send().await.unwrap();
        let sqs = aws_sdk_sqs::Client::new(&ground.config);
        let queue = sqs.create_queue().queue_name(&names["audit"]).send().await.unwrap().queue_url.unwrap();
        let bucket = ground.bucket().await;
        let mut desk = Self { ground, names, queue, bucket, secret, api: Router::new() };
        desk.furnish().await;
        desk.api = desk.api(&Axe::none());
        desk
    }

    async fn furnish(&self) {
        let client = self.ground.dynamodb();
        let name = |name: &str| self.names[name].clone();
        let segments = SegmentTable::new(client.clone(), name("segments"));
        segments.put_catalogue(&Catalogue::kawasaki_example()).await.unwrap();
        let followers =
            FollowerTables::new(client.clone(), name("followers"), name("segments"), name("events"));
        let people = (1..=3).map(|number| person(&format!("U{number:032x}"), "takatsu")).collect();
        shelve(&followers, people).await;
        let staff = StaffTable::new(client, name("staff"));
        for (number, by) in [(1, By::Hanako), (2, By::Taro)] {
            let login = testkit::staff::login(&format!("{by:?}"));
            let id = domain::staff::StaffId::from_ulid(ulid::Ulid::from(number));
            let member = Member::new(id, login, format!("職員 {number}"), Role::Administrator);
            let member = Member { password: Some("$argon2id$".to_owned()), ..member };
            staff.keep(None, &member).await.unwrap();
            staff.keep_session(&session(&member, &token(by))).await.unwrap();
        }
    }

    /// The API with a DynamoDB under this axe.
    pub fn api(&self, axe: &Axe) -> Router {
        router(self.app(axe))
    }

    /// What that API is made of.
    pub fn app(&self, axe: &Axe) -> App {
        let config = aws_sdk_dynamodb::config::Builder::from(&self.ground.config)
            .retry_config(aws_sdk_dynamodb::config::retry::RetryConfig::disabled())
            .interceptor(axe.clone())
            .build();
        let client = aws_sdk_dynamodb::Client::from_conf(config);
        let name = |name: &str| self.names[name].clone();
        let (config, sqs) = (&self.ground.config, aws_sdk_sqs::Client::new(&self.ground.config));
        let secrets = aws_sdk_secretsmanager::Client::new(config);
        let deliveries = DeliveryTable::new(client.clone(), name("deliveries"));
        App {
            console: ConsoleTable::new(client.clone(), name("console"), deliveries.clone()),
            known_counts: KnownCounts::default(),
            testers: TesterTable::new(client.clone(), name("console")),
            tests: TestQueueUrl::new(sqs.clone(), self.queue.clone()),
            deliveries,
            staff: StaffTable::new(client.clone(), name("staff")),
            trail: AuditTable::new(client.clone(), name("audit")),
            door: Door::new("regional", &format!("{ADDRESS}/32")).unwrap(),
            site: Some(domain::staff::passkey::Site::parse(SITE).unwrap()),
            first_code: None,
            environment: "local",
            segments: SegmentTable::new(client, name("segments")),
            audience: WarmAudience::default(),
            yesterday: Yesterday::default(),
            files: JobBucket::new(aws_sdk_s3::Client::from_conf(self.ground.s3()), self.bucket.clone()),
            media: MediaDesk::new(config, self.bucket.clone(), "https://example.com".to_owned()),
            links: LinkDesk::new(None).unwrap(),
            jobs: JobQueueUrl::new(sqs.clone(), self.queue.clone()),
            form_url: "https://example.com/form".to_owned(),
            starts: Starts::new(sqs, self.queue.clone()),
            alarms: Alarms::new(
                aws_sdk_scheduler::Client::new(config),
                "none".to_owned(),
                "arn:aws:sqs:ap-northeast-1:000000000000:none".to_owned(),
                "arn:aws:iam::000000000000:role/none".to_owned(),
            ),
            token: MachineToken::new(Some(Secret::new(secrets, self.secret.clone()))),
        }
    }

    /// What the API answers to a request with this idempotency key.
    pub async fn ask(api: &Router, by: By, (method, path): (&str, &str), body: &Value, key: &str) -> Got {
        let request = Request::builder().method(method).uri(path).header("idempotency-key", key);
        let request = match by {
            By::Machine => request.header("x-kairan-admin-token", TOKEN),
            By::Hanako | By::Taro => request
                .header("cookie", format!("__Host-session={}", token(by)))
                .header("x-amz-content-sha256", "0"),
        };
        let mut request = request.body(Body::from(body.to_string())).unwrap();
        let mut context = ApiGatewayProxyRequestContext::default();
        context.identity.source_ip = Some(ADDRESS.to_owned());
        request.extensions_mut().insert(RequestContext::ApiGatewayV1(context));
        let response = api.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Got { status, body: serde_json::from_slice(&bytes).unwrap_or_default() }
    }

    /// The same, which has to be taken.
    pub async fn call(&self, by: By, method: &str, path: &str, body: &Value) -> Value {
        let key = ulid::Ulid::generate().to_string();
        let got = Self::ask(&self.api, by, (method, path), body, &key).await;
        assert!((200..300).contains(&got.status), "{by:?} {method} {path}: {} {}", got.status, got.body);
        got.body
    }

    /// A file of an import, as a browser would have uploaded it.
    pub async fn uploaded(&self, key: &str) {
        let client = aws_sdk_s3::Client::from_conf(self.ground.s3());
        let body = aws_sdk_s3::primitives::ByteStream::from_static(b"user_id\r\n");
        client.put_object().bucket(&self.bucket).key(key).body(body).send().await.unwrap();
    }

    /// The deliveries, for what only a worker does.
    pub fn deliveries(&self) -> DeliveryTable {
        DeliveryTable::new(self.ground.dynamodb(), self.names["deliveries"].clone())
    }

    /// The staff table, for whom something was done long ago.
    pub fn staff(&self) -> StaffTable {
        StaffTable::new(self.ground.dynamodb(), self.names["staff"].clone())
    }

    /// The console table, for what came about long ago.
    pub fn console(&self) -> ConsoleTable {
        ConsoleTable::new(self.ground.dynamodb(), self.names["console"].clone(), self.deliveries())
    }

    /// The testers, for what only a worker does.
    pub fn testers(&self) -> TesterTable {
        TesterTable::new(self.ground.dynamodb(), self.names["console"].clone())
    }

    /// The trail, and the table that it is in.
    pub fn trail(&self) -> (AuditTable, aws_sdk_dynamodb::Client, &str) {
        let (client, table) = (self.ground.dynamodb(), &self.names["audit"]);
        (AuditTable::new(client.clone(), table.clone()), client, table)
    }

    /// The first number at which today's or yesterday's trail is broken; the day may change while a test runs.
    pub async fn broken_at(&self) -> Option<u64> {
        let (trail, ..) = self.trail();
        let today = domain::job::day_in_japan(now_ms());
        for day in [today.yesterday().unwrap(), today] {
            let verdict = trail.verify(day).await.unwrap();
            if verdict.broken_at.is_some() {
                return verdict.broken_at;
            }
        }
        None
    }

    /// What the console table answers to a write that comes without a record.
    pub async fn sealed_draft(&self) -> Result<(), PortError> {
        let person = Person { id: "x".to_owned(), name: "x".to_owned() };
        let draft = Draft::begun(ulid::Ulid::generate(), DraftContent::default(), &person, now_ms());
        self.console().sealed().put(&draft).await.map(drop)
    }

    /// Every row but sessions, and but what follows from other rows.
    pub async fn rows(&self) -> Rows {
        let mut rows = Rows::new();
        for table in TABLES {
            let scan = self.ground.dynamodb().scan().table_name(&self.names[table]).consistent_read(true);
            let mut pages = scan.into_paginator().send();
            while let Some(page) = pages.next().await {
                for row in page.unwrap().items.unwrap_or_default() {
                    let text = |name: &str| row.get(name).and_then(|value| value.as_s().ok()).cloned();
                    let key = format!("{} {}", text("pk").unwrap(), text("sk").unwrap());
                    if is_ground(&key) {
                        rows.insert((table, key), shown(&row));
                    }
                }
            }
        }
        rows
    }
}

/// Rows that staff change; the others follow from them in the same transaction, or tell nothing yet.
fn is_ground(key: &str) -> bool {
    if key.starts_with("TESTER_TRIES#") {
        return false; // how often somebody asked
    }
    let follows = [
        "SESSION#",
        "DRAFTS ",
        "TEMPLATES ",
        "LOGIN#",
        "FIRST ",
        "LIST#",
        "IDEM#",
        "DAYS ",
        "CATALOGUE V",
        "HEADS ",
        "BIN", // what lies in the bin follows from what is gone
    ];
    !follows.iter().any(|begin| key.starts_with(begin))
        && !key.ends_with(" CONTENT")
        && !key.starts_with("SHARD#")
}

fn shown(row: &std::collections::HashMap<String, AttributeValue>) -> String {
    let sorted: BTreeMap<_, _> = row.iter().map(|(name, value)| (name, told(value))).collect();
    format!("{sorted:?}")
}

/// The same text for the same value, whatever order a map has.
fn told(value: &AttributeValue) -> String {
    match value {
        AttributeValue::M(map) => shown(map),
        AttributeValue::L(list) => format!("{:?}", list.iter().map(told).collect::<Vec<_>>()),
        other => format!("{other:?}"),
    }
}

/// The first administrator's id.
pub fn hanako() -> String {
    domain::staff::StaffId::from_ulid(ulid::Ulid::from(1_u128)).to_string()
}

/// As which person their work is known.
pub fn id_of(by: By) -> String {
    match by {
        By::Hanako => hanako(),
        By::Taro => domain::staff::StaffId::from_ulid(ulid::Ulid::from(2_u128)).to_string(),
        By::Machine => "machine".to_owned(),
    }
}

pub fn now_ms() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as u64
}

fn token(by: By) -> String {
    hex::encode(sha2::Sha256::digest(format!("{by:?}")))
}

fn session(member: &Member, token: &str) -> Session {
    let now_ms = now_ms();
    Session {
        name: hex::encode(sha2::Sha256::digest(token)),
        version: 1,
        staff: member.id,
        generation: member.generation,
        stage: Stage::SignedIn,
        began_at_ms: now_ms,
        seen_at_ms: now_ms,
        stepped_up_at_ms: Some(now_ms),
        viewing_as: None,
        device: "test".to_owned(),
        challenge: None,
        wrong_step_ups: 0,
        ip: String::new(),
        offered: None,
    }
}
