//! Counting a segment among a million followers: instructions per follower and query, and the time of the same
//! queries in SQLite and in DuckDB.

use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use domain::calendar::YearMonth;
use domain::segment::{Condition, Query, SegmentIndex, SegmentPage};
use domain::survey::Catalogue;
use serde_json::{Value, json};

use crate::report::{self, Target, figure, minimum, note};
use crate::{audience, duckdb, sqlite};

const SEED: u64 = 1_000_003;
/// Times at which each side answers each query, in turns.
const ROUNDS: usize = 9;
/// Rounds of the longer of two runs under callgrind; the shorter one has none, and the rest cancels out.
const COUNTED_ROUNDS: u32 = 10;

/// The queries: ward and topic; sets with NOT; nested OR; the segment of the delivery benchmark.
pub fn conditions() -> [Value; 4] {
    [
        json!({ "all": [{ "item": "ward", "any_of": ["asao"] }, { "item": "topics", "any_of": ["bousai"] }] }),
        json!({ "all": [
            { "item": "topics", "any_of": ["kosodate", "event"] },
            { "not": { "item": "ward", "any_of": ["outside"] } },
            { "not": { "item": "age_group", "any_of": ["under20"] } },
        ] }),
        json!({ "any": [
            { "all": [
                { "item": "ward", "any_of": ["kawasaki", "saiwai"] },
                { "item": "age_group", "any_of": ["20s", "30s"] },
            ] },
            { "all": [
                { "item": "topics", "any_of": ["kenko"] },
                { "item": "age_group", "any_of": ["60s", "over70"] },
            ] },
            { "system": "tester" },
        ] }),
        audience::segment(),
    ]
}

/// [`conditions`], compiled.
pub fn queries() -> anyhow::Result<Vec<Query>> {
    let catalogue = Catalogue::kawasaki_example();
    let compile = |json: Value| {
        Ok(Condition::try_from(json)?.compile(&catalogue, YearMonth::in_japan(audience::NOW_MS))?)
    };
    conditions().into_iter().map(compile).collect()
}

/// Reads pages that [`measure`] wrote.
pub fn index_from_file(file: &Path) -> anyhow::Result<SegmentIndex> {
    let bytes = std::fs::read(file)?;
    let (mut index, mut rest) = (SegmentIndex::default(), bytes.as_slice());
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let (page, behind) =
            behind.split_at_checked(u32::from_le_bytes(*length) as usize).context("the file ends early")?;
        index.replace_page(&SegmentPage::decode(page)?);
        rest = behind;
    }
    Ok(index)
}

/// Measures and prints.
pub fn measure(followers: usize) -> anyhow::Result<()> {
    let (database, mut export) = (sqlite::Followers::create()?, duckdb::Export::create()?);
    let people = testkit::population::followers(SEED, followers);
    let mut written = Ok(());
    let people = people.inspect(|follower| {
        if written.is_ok() {
            written = database
                .row(follower)
                .and_then(|row| database.insert(&row).and_then(|()| export.insert(&row)));
        }
    });
    let pages = testkit::population::pages(people, &Catalogue::kawasaki_example());
    written?;
    database.finish()?;
    let file = std::env::temp_dir().join(format!("kairan-segment-{}", std::process::id()));
    let mut writer = BufWriter::new(std::fs::File::create(&file)?);
    for (page, _) in &pages {
        let bytes = page.encode();
        writer.write_all(&(bytes.len() as u32).to_le_bytes())?;
        writer.write_all(&bytes)?;
    }
    writer.into_inner()?;
    drop(pages);
    let measured = against_databases(&index_from_file(&file)?, &database, export.open()?)
        .and_then(|()| instructions(&file, followers));
    std::fs::remove_file(&file)?;
    measured
}

/// The slowest of the four queries among ten million, in the memory of one process.
pub fn measure_large(followers: usize) -> anyhow::Result<()> {
    let people = testkit::population::followers(SEED, followers);
    let mut index = SegmentIndex::default();
    for (page, _) in testkit::population::pages(people, &Catalogue::kawasaki_example()) {
        index.replace_page(&page);
    }
    let mut slowest: f64 = 0.0;
    for query in queries()? {
        let times: Vec<f64> = (0..ROUNDS).map(|_| timed(&index, &query).1).collect();
        slowest = slowest.max(minimum(&times));
    }
    figure("segment_count_10m_slowest_query", slowest, "ms", Target::AtMost(10.0));
    Ok(())
}

fn timed(index: &SegmentIndex, query: &Query) -> (u64, f64) {
    let begin = Instant::now();
    let count = std::hint::black_box(index).count(query);
    (count, begin.elapsed().as_secs_f64() * 1e3)
}

fn against_databases(
    index: &SegmentIndex,
    sqlite: &sqlite::Followers,
    mut duckdb: duckdb::DuckDb,
) -> anyhow::Result<()> {
    report::load("before counting");
    let (mut sums, mut slowest) = ([0.0; 3], 0.0_f64);
    for (number, query) in queries()?.iter().enumerate() {
        let mut times = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            let (ours, our_time) = timed(index, query);
            let begin = Instant::now();
            let in_sqlite = sqlite.count(number)?;
            let sqlite_time = begin.elapsed().as_secs_f64() * 1e3;
            let (in_duckdb, duckdb_time) = duckdb.count(number)?;
            ensure!(ours == in_sqlite, "query {number}: {ours} here, {in_sqlite} in SQLite");
            ensure!(ours == in_duckdb, "query {number}: {ours} here, {in_duckdb} in DuckDB");
            for (series, time) in times.iter_mut().zip([our_time, sqlite_time, duckdb_time]) {
                series.push(time);
            }
        }
        let least = times.map(|series| minimum(&series));
        let [planes, sqlite, duckdb] = least;
        note(&format!(
            "query {}: planes {planes:.3} ms, SQLite {sqlite:.1} ms, DuckDB {duckdb:.1} ms",
            number + 1
        ));
        slowest = slowest.max(planes);
        sums.iter_mut().zip(least).for_each(|(sum, time)| *sum += time);
    }
    report::load("after counting");
    let [planes, sqlite, duckdb] = sums;
    figure("segment_count_1m_slowest_query", slowest, "ms", Target::AtMost(1.0));
    figure("segment_sqlite_over_planes", sqlite / planes, "x", Target::AtLeast(100.0));
    figure("segment_duckdb_over_planes", duckdb / planes, "x", Target::AtLeast(50.0));
    Ok(())
}

fn instructions(file: &Path, followers: usize) -> anyhow::Result<()> {
    let counted = callgrind(file, COUNTED_ROUNDS)? - callgrind(file, 0)?;
    let queries = f64::from(COUNTED_ROUNDS) * conditions().len() as f64;
    let each = counted / queries / followers as f64;
    figure("segment_instructions_per_follower_and_query", each, "instructions", Target::AtMost(1.5));
    Ok(())
}

/// Instructions of one run of `segment_count`.
fn callgrind(file: &Path, rounds: u32) -> anyhow::Result<f64> {
    let mut run = Command::new("valgrind");
    run.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    run.arg(city::built_binaries().join("segment_count")).arg(file).arg(rounds.to_string());
    let output = run.output().context("valgrind does not start")?;
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "segment_count failed under valgrind: {words}");
    let collected =
        words.lines().find_map(|line| line.split_once("Collected :")).context("nothing collected")?;
    Ok(collected.1.trim().parse()?)
}
