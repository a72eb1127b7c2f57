//! Counting through `admin_api`'s own process: the first count of a cold process, and counts that follow while
//! citizens change their answers.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use domain::segment::SegmentIndex;
use domain::survey::Catalogue;
use serde_json::{Value, json};

use crate::report::{self, Target, figure, note};
use crate::segment::{conditions, queries};
use crate::town::{empty_city, post, write_pages};

const SEED: u64 = 4_711;
/// Counts through the warm process.
const COUNTS: usize = 400;

/// Measures and prints, among this many followers.
pub async fn measure(followers: usize) -> anyhow::Result<()> {
    let city = empty_city().await?;
    let mut index = SegmentIndex::default();
    let pages = testkit::population::pages(
        testkit::population::followers(SEED, followers),
        &Catalogue::kawasaki_example(),
    );
    for (page, _) in &pages {
        index.replace_page(page);
    }
    write_pages(&city, &pages).await?;
    note(&format!("{} pages of {followers} followers", pages.len()));
    drop(pages);
    let expected: Vec<u64> = queries()?.iter().map(|query| index.count(query)).collect();
    let client = reqwest::Client::new();
    let mut times = Vec::with_capacity(COUNTS + 1);
    for round in 0..=COUNTS {
        let number = round % expected.len();
        let asked = json!({ "target": { "kind": "segment", "condition": conditions()[number] } });
        let begun = Instant::now();
        let answer: Value = post(&client, &city, "/api/segments/count", &asked).await?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        let count = answer["count"].as_u64().context("no count")?;
        ensure!(count == expected[number], "query {number}: {count} instead of {}", expected[number]);
    }
    report::load("after counting through admin_api");
    figure("count_1m_cold", times.remove(0), "ms", Target::AtMost(1_000.0));
    times.sort_by(f64::total_cmp);
    figure("count_1m_warm_p50", times[times.len() / 2], "ms", Target::AtMost(20.0));
    figure("count_1m_warm_p99", times[times.len() * 99 / 100], "ms", Target::AtMost(100.0));
    city.shutdown().await;
    Ok(())
}
