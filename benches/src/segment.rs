//! Counting a segment among a million followers: instructions per follower and query, and the time of the same
//! queries in SQLite.

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
use crate::{audience, sqlite};

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
    let database = sqlite::Followers::create()?;
    let people = testkit::population::followers(SEED, followers);
    let mut written = Ok(());
    let people = people.inspect(|follower| {
        if written.is_ok() {
            written = database.insert(follower);
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
    let measured =
        against_sqlite(&index_from_file(&file)?, &database).and_then(|()| instructions(&file, followers));
    std::fs::remove_file(&file)?;
    measured
}

fn against_sqlite(index: &SegmentIndex, database: &sqlite::Followers) -> anyhow::Result<()> {
    report::load("before counting");
    let (mut ours, mut theirs) = (0.0, 0.0);
    for (number, query) in queries()?.iter().enumerate() {
        let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let begin = Instant::now();
            let ours = std::hint::black_box(index).count(query);
            our_times.push(begin.elapsed().as_secs_f64() * 1e3);
            let begin = Instant::now();
            let theirs = database.count(number)?;
            their_times.push(begin.elapsed().as_secs_f64() * 1e3);
            ensure!(ours == theirs, "query {number}: {ours} here, {theirs} in SQLite");
        }
        let (our_time, their_time) = (minimum(&our_times), minimum(&their_times));
        note(&format!("query {}: planes {our_time:.3} ms, SQLite {their_time:.1} ms", number + 1));
        ours += our_time;
        theirs += their_time;
    }
    report::load("after counting");
    figure("segment_count_four_queries", ours, "ms", Target::AtMost(4.0));
    figure("segment_sqlite_over_planes", theirs / ours, "x", Target::AtLeast(100.0));
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
