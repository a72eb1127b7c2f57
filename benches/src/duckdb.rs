//! The same followers in DuckDB, in a process of its own that answers one query after the other.

use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, bail};

use crate::sqlite::Row;

/// In the order of [`crate::segment::conditions`]. Topics 1, 2 and 8 are disaster, children, events; 16 is health.
const QUERIES: [&str; 4] = [
    "ward = 6 AND topics & 1 <> 0",
    "topics & 10 <> 0 AND ward <> 7 AND age <> 0",
    "(ward IN (0, 1) AND age IN (1, 2) OR topics & 16 <> 0 AND age IN (5, 6) OR tester)",
    "topics & 3 <> 0 AND ward <> 7",
];

/// Where `scripts/bench.sh` puts a Python that knows DuckDB.
const PYTHON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../.venv/bin/python");
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/duckdb_count.py");

/// The rows on their way into DuckDB.
pub struct Export {
    file: PathBuf,
    writer: BufWriter<std::fs::File>,
}

impl Export {
    /// An empty file beside the bench's others.
    pub fn create() -> anyhow::Result<Self> {
        let file = std::env::temp_dir().join(format!("kairan-duckdb-{}.csv", std::process::id()));
        let writer = BufWriter::new(std::fs::File::create(&file)?);
        Ok(Self { file, writer })
    }

    /// One follower.
    pub fn insert(&mut self, row: &Row) -> anyhow::Result<()> {
        let number = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
        let (ward, age) = (number(row.ward), number(row.age));
        Ok(writeln!(self.writer, "{},{},{ward},{age},{}", row.following, row.tester, row.topics)?)
    }

    /// Loads the rows; DuckDB runs with its own settings, on all cores.
    pub fn open(self) -> anyhow::Result<DuckDb> {
        self.writer.into_inner()?;
        let mut program = Command::new(PYTHON);
        program.arg(PROGRAM).arg(&self.file).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = program.spawn().context("Python does not start; run scripts/bench.sh")?;
        let questions = child.stdin.take().context("DuckDB takes no questions")?;
        let mut answers = BufReader::new(child.stdout.take().context("DuckDB does not answer")?);
        let mut ready = String::new();
        answers.read_line(&mut ready)?;
        std::fs::remove_file(&self.file)?;
        if ready.trim() != "ready" {
            bail!("DuckDB could not load the followers");
        }
        Ok(DuckDb { child, questions, answers })
    }
}

/// A DuckDB with all followers in memory.
pub struct DuckDb {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl DuckDb {
    /// The count of a query by its place in [`crate::segment::conditions`], and DuckDB's own time in milliseconds.
    pub fn count(&mut self, query: usize) -> anyhow::Result<(u64, f64)> {
        writeln!(self.questions, "{}", QUERIES[query])?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        let (count, ms) = answer.trim().split_once(' ').context("DuckDB failed")?;
        Ok((count.parse()?, ms.parse()?))
    }
}

impl Drop for DuckDb {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
