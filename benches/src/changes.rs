//! Citizens who change their answers through the form: what a change writes, how long it takes, and how often one
//! has to be written again because somebody else changed the same shard.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use city::City;
use domain::survey::Catalogue;
use futures::stream::{StreamExt as _, iter};
use line_simulator::{Friend, IdTokenRequest};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};

use crate::report::{self, Target, figure, note, number};
use crate::town::empty_city;

/// Fifty changes a second.
const EVERY: Duration = Duration::from_millis(20);
/// Sessions and first answers at the same time, before anything is measured.
const AT_ONCE: usize = 8;
const WARDS: [&str; 4] = ["kawasaki", "nakahara", "asao", "tama"];
const TOPICS: [&str; 3] = ["bousai", "kosodate", "gomi"];

/// Measures and prints; each of `people` registers, and then changes every answer once.
pub async fn measure(people: usize) -> anyhow::Result<()> {
    let city = empty_city().await?;
    city::stores::open(&city.aws).await.segments.put_catalogue(&Catalogue::kawasaki_example()).await?;
    let form = Form::open(&city).await?;
    let users = city.line.add_users(people, Friend::Following, "bench");
    let sessions: Vec<_> = iter(users.iter().enumerate())
        .map(async |(number, user)| {
            let session = form.session(&city, user).await?;
            form.save(&session, number).await?;
            anyhow::Ok(session)
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    let sessions: Vec<String> = sessions.into_iter().collect::<anyhow::Result<_>>()?;
    report::load("before changes");
    city.aws.counters().reset();
    let mut times = at_fifty_a_second(&form, &sessions).await?;
    let counted = city.aws.counters().snapshot();
    report::load("after changes");
    let changes = sessions.len() as f64;
    figure("write_units_per_change", counted.total_units().write / changes, "WRU", Target::AtMost(14.0));
    let again = counted.calls_of("dynamodb.TransactWriteItems") as f64 - changes;
    figure("changes_written_again", again / changes * 100.0, "%", Target::AtMost(1.0));
    times.sort_by(f64::total_cmp);
    let (middle, slow) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    note(&format!("a change: p50 {} ms, p99 {} ms", number(middle), number(slow)));
    let calls = counted.calls.iter().map(|(name, count)| format!("{name} {:.2}", *count as f64 / changes));
    note(&format!("calls of one change: {}", calls.collect::<Vec<_>>().join(", ")));
    city.shutdown().await;
    Ok(())
}

/// Milliseconds of each change.
async fn at_fifty_a_second(form: &Form, sessions: &[String]) -> anyhow::Result<Vec<f64>> {
    let mut clock = interval(EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut under_way = Vec::with_capacity(sessions.len());
    for (number, session) in sessions.iter().enumerate() {
        clock.tick().await;
        let (form, session) = (form.clone(), session.clone());
        under_way.push(tokio::spawn(async move {
            let begun = Instant::now();
            form.save(&session, number + 1).await?;
            anyhow::Ok(begun.elapsed().as_secs_f64() * 1e3)
        }));
    }
    let mut times = Vec::with_capacity(under_way.len());
    for change in under_way {
        times.push(change.await??);
    }
    Ok(times)
}

#[derive(Clone)]
struct Form {
    client: Client,
    base: String,
    versions: Value,
}

impl Form {
    async fn open(city: &City) -> anyhow::Result<Self> {
        let (client, base) =
            (Client::new(), format!("{}/form/api", city.host.api_url().trim_end_matches('/')));
        let public: Value =
            client.get(format!("{base}/form")).send().await?.error_for_status()?.json().await?;
        let versions = json!({ "form": public["version"], "consent": public["consent"]["version"] });
        Ok(Self { client, base, versions })
    }

    async fn session(&self, city: &City, user: &str) -> anyhow::Result<String> {
        let token = city.line.id_token(user, &IdTokenRequest::default())?;
        let asked = self.client.post(format!("{}/session", self.base)).json(&json!({ "id_token": token }));
        let answer: Value = asked.send().await?.error_for_status()?.json().await?;
        Ok(answer["session"].as_str().context("no session")?.to_owned())
    }

    /// The answers of this number: another number, other answers.
    async fn save(&self, session: &str, number: usize) -> anyhow::Result<()> {
        let answers = json!({
            "ward": [WARDS[number % WARDS.len()]], "topics": [TOPICS[number % TOPICS.len()]],
        });
        let body = json!({
            "answers": answers, "form_version": self.versions["form"],
            "consent_version": self.versions["consent"], "request_id": format!("bench-{number}"),
        });
        let asked = self.client.put(format!("{}/answers", self.base)).bearer_auth(session).json(&body);
        let answer = asked.send().await?;
        let status = answer.status();
        ensure!(status.is_success(), "a change was answered {status}: {}", answer.text().await?);
        Ok(())
    }
}
