//! A table of followers with answers, uploaded and taken over as staff would: how long for a million, and how much
//! memory the runner needs.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use city::City;
use domain::follower::Follower;
use domain::survey::Catalogue;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::report::{Target, figure, note};
use crate::town::empty_city;

const MEGABYTE: f64 = 1e6;
const PATIENCE: Duration = Duration::from_mins(40);

/// Measures and prints; `rows` followers, nobody of them known.
pub async fn measure(rows: usize) -> anyhow::Result<()> {
    let city = empty_city().await?;
    city::stores::open(&city.aws).await.segments.put_catalogue(&Catalogue::kawasaki_example()).await?;
    let table = table(rows);
    note(&format!("import: {rows} rows, {:.1} MB", table.len() as f64 / MEGABYTE));
    let client = reqwest::Client::new();
    let upload =
        ask(&city, client.post(address(&city, "/api/imports")).json(&json!({ "source": "csv" }))).await?;
    let url = upload["upload_url"].as_str().context("no address for the table")?;
    ensure!(client.put(url).body(table).send().await?.status().is_success(), "the table was not taken");
    let path = format!("/api/imports/{}", upload["id"].as_str().context("no id")?);
    let begun = Instant::now();
    ask(&city, client.post(address(&city, &format!("{path}/start"))).json(&json!({}))).await?;
    let (job, memory) = ended(&city, &client, &path).await?;
    let minutes = begun.elapsed().as_secs_f64() / 60.0 / rows as f64 * 1e6;
    let changed = job["progress"]["changed"].as_u64();
    ensure!(job["state"] == "done" && changed == Some(rows as u64), "the import ended as {job}");
    figure("import_minutes_a_million", minutes, "min", Target::AtMost(30.0));
    figure("import_memory", memory, "MB", Target::AtMost(512.0));
    city.shutdown().await;
    Ok(())
}

fn table(rows: usize) -> Vec<u8> {
    let mut text = String::from("user_id,ward,age_group,topics\n");
    for follower in testkit::population::followers(11, rows) {
        let cell = |name: &str| options(&follower, name);
        // Writing to a String does not fail.
        let _ = writeln!(
            text,
            "{},{},{},{}",
            follower.user_id.as_str(),
            cell("ward"),
            cell("age_group"),
            cell("topics")
        );
    }
    text.into_bytes()
}

fn options(follower: &Follower, name: &str) -> String {
    let answers = follower.answers.iter().filter(|(item, _)| item.as_str() == name);
    let options = answers.flat_map(|(_, answer)| answer.value.options()).map(ToString::to_string);
    options.collect::<Vec<_>>().join("|")
}

/// The job when it has ended, and the most memory that a runner had, in MB.
async fn ended(city: &City, client: &reqwest::Client, path: &str) -> anyhow::Result<(Value, f64)> {
    let (until, mut most) = (Instant::now() + PATIENCE, 0);
    loop {
        sleep(Duration::from_millis(250)).await;
        let runners =
            city.host.processes().into_iter().filter(|process| process.function == "RunJobFunction");
        most = runners.map(|process| process.rss_bytes).fold(most, u64::max);
        let job = ask(city, client.get(address(city, path))).await?;
        if job["state"] != "open" {
            return Ok((job, most as f64 / MEGABYTE));
        }
        ensure!(Instant::now() < until, "the import does not end: {job}");
    }
}

fn address(city: &City, path: &str) -> String {
    format!("{}{path}", city.admin_url())
}

async fn ask(city: &City, request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
    let answer = request.header("x-kairan-admin-token", city.admin_token()).send().await?;
    let (status, text) = (answer.status(), answer.text().await?);
    ensure!(status.is_success(), "the admin API answered {status}: {text}");
    Ok(serde_json::from_str(&text)?)
}
