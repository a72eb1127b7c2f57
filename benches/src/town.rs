//! A local city with many followers, made by writing its segment pages directly, and deliveries in it.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context as _, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use city::{City, CityConfig, CityData, Ports};
use domain::segment::{IdPage, SegmentPage};
use domain::survey::Catalogue;
use domain::user_id::ShardNumber;
use embedded_aws::CountersSnapshot;
use function_host::Logs;
use line_simulator::{Friend, RequestRecord};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::audience;

/// What LINE takes for an answer.
pub const LINE_LATENCY: Duration = Duration::from_millis(30);
/// Recipients of a multicast.
pub const BATCH: usize = 500;
/// DynamoDB takes 25 rows in one BatchWriteItem.
const ROWS: usize = 25;
const PATIENCE: Duration = Duration::from_mins(1);

/// A city of which a known part is in the segment.
pub struct Town {
    /// The city.
    pub city: City,
    /// Recipients of a delivery to the segment.
    pub matching: usize,
    client: reqwest::Client,
}

/// One delivery as LINE saw it; times in milliseconds.
pub struct Run {
    /// Click until the first multicast arrived.
    pub first: f64,
    /// Click until the last accepted multicast was answered.
    pub last: f64,
    /// What AWS counted from the click to the end.
    pub counted: CountersSnapshot,
}

/// An empty city in memory on free ports with the functions that were built beside this program. Functions write
/// their logs into the folder `KAIRAN_BENCH_LOGS`, if it is set.
pub async fn empty_city() -> anyhow::Result<City> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..").as_ref();
    let config = CityConfig::for_run(root, &city::built_binaries(), CityData::Memory, Ports::FREE);
    let logs = std::env::var("KAIRAN_BENCH_LOGS").map_or(Logs::Discard, |folder| Logs::Folder(folder.into()));
    let config = CityConfig { page: None, line_latency: LINE_LATENCY, logs, ..config };
    City::start(config).await.context("the city did not start")
}

impl Town {
    /// A city with this many friends.
    pub async fn build(friends: usize, matching: usize) -> anyhow::Result<Self> {
        let city = empty_city().await?;
        let ids = city.line.add_users(friends, Friend::Following, "bench");
        write_pages(&city, &audience::pages(&ids, matching)?).await?;
        // The night's jobs are over before anything is measured.
        city.host.fire_rate("TickFunction").await?;
        ensure!(city.wait_idle(PATIENCE).await, "the night's jobs do not end");
        Ok(Self { city, matching, client: reqwest::Client::new() })
    }

    /// Multicasts of a delivery.
    pub fn batches(&self) -> usize {
        self.matching.div_ceil(BATCH)
    }

    /// Creates a delivery, clicks on start and waits for its end.
    pub async fn deliver(&self) -> anyhow::Result<Run> {
        let text = "あすの資源物の収集は、台風のためお休みします。";
        let wish = json!({
            "title": "収集のお休み",
            "target": { "kind": "segment", "condition": audience::segment() },
            "messages": [{ "type": "text", "text": text }],
        });
        let draft = self.post("/api/deliveries", &wish).await?;
        let id = draft["id"].as_str().context("no id")?.to_owned();
        self.city.aws.counters().reset();
        let click = self.now_ms();
        self.post(&format!("/api/deliveries/{id}/start"), &json!({ "version": draft["version"] })).await?;
        self.wait(&format!("kr_{id}")).await?;
        let counted = self.city.aws.counters().snapshot();
        let sent = self.multicasts_since(click);
        ensure!(sent.iter().all(|request| request.status == 200), "a multicast was refused");
        ensure!(sent.len() == self.batches(), "{} multicasts instead of {}", sent.len(), self.batches());
        let at: Vec<u64> = sent.iter().map(|request| request.at).collect();
        let after = |at: Option<&u64>| at.map_or(f64::NAN, |at| *at as f64 - click);
        let last = after(at.iter().max()) + LINE_LATENCY.as_secs_f64() * 1e3;
        Ok(Run { first: after(at.iter().min()), last, counted })
    }

    /// Until everybody got it once and nothing moves any more; a second more empties every window of a second.
    async fn wait(&self, unit: &str) -> anyhow::Result<()> {
        let until = Instant::now() + PATIENCE;
        loop {
            sleep(Duration::from_millis(25)).await;
            let sums = self.city.line.ledger().summary(unit);
            ensure!(sums.doubled == 0, "{} people got it twice", sums.doubled);
            if sums.accepted as usize == self.matching {
                break;
            }
            ensure!(Instant::now() < until, "{} of {} after a minute", sums.accepted, self.matching);
        }
        ensure!(self.city.wait_idle(PATIENCE).await, "the city does not come to rest");
        sleep(Duration::from_millis(1_100)).await;
        Ok(())
    }

    fn multicasts_since(&self, click: f64) -> Vec<RequestRecord> {
        let mut requests = self.city.line.ledger().requests();
        requests.retain(|request| request.endpoint == "multicast" && request.at as f64 >= click);
        requests
    }

    fn now_ms(&self) -> f64 {
        let now = self.city.line.now().duration_since(UNIX_EPOCH).unwrap_or_default();
        now.as_millis() as f64
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let address = format!("{}{path}", self.city.admin_url());
        let asked = self.client.post(address).header("x-kairan-admin-token", self.city.admin_token());
        let answer = asked.json(body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "{path} answered {status}: {text}");
        Ok(serde_json::from_str(&text)?)
    }
}

async fn write_pages(city: &City, pages: &[(SegmentPage, IdPage)]) -> anyhow::Result<()> {
    let mut shards: BTreeMap<ShardNumber, Vec<&SegmentPage>> = BTreeMap::new();
    let mut rows = vec![json!({
        "pk": { "S": "CATALOGUE" }, "sk": { "S": "CATALOGUE" }, "v": { "N": "1" },
        "json": { "S": serde_json::to_string(&Catalogue::kawasaki_example())? },
    })];
    for (page, ids) in pages {
        let (shard, number) = (page.shard(), page.number());
        shards.entry(shard).or_default().push(page);
        let key = |sort: String| json!({ "pk": { "S": format!("SHARD#{shard}") }, "sk": { "S": sort }, "v": { "N": "1" } });
        let mut row = key(format!("P{number:05}"));
        row["planes"] = binary(&page.encode());
        row["len"] = json!({ "N": page.len().to_string() });
        row["version"] = json!({ "N": "1" });
        rows.push(row);
        let mut row = key(format!("I{number:05}"));
        row["ids"] = binary(&ids.encode());
        rows.push(row);
    }
    for (shard, pages) in shards {
        let open_len = pages.last().map_or(0, |page| page.len());
        rows.push(json!({
            "pk": { "S": "HEADS" }, "sk": { "S": format!("S{shard}") }, "v": { "N": "1" }, "version": { "N": "1" },
            "page_versions": binary(&1_u32.to_le_bytes().repeat(pages.len())), "open_len": { "N": open_len.to_string() },
        }));
    }
    for rows in rows.chunks(ROWS) {
        let puts: Vec<Value> = rows.iter().map(|row| json!({ "PutRequest": { "Item": row } })).collect();
        city.aws
            .dynamodb()
            .call("BatchWriteItem", &json!({ "RequestItems": { "SegmentTable": puts } }))
            .await?;
    }
    Ok(())
}

fn binary(bytes: &[u8]) -> Value {
    json!({ "B": STANDARD.encode(bytes) })
}
