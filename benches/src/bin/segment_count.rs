//! Counts the benchmark's queries over pages from a file, so that callgrind can count the instructions:
//! `segment_count FILE ROUNDS`.

use anyhow::Context as _;
use benches::segment::{index_from_file, queries};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().context("which file?")?;
    let rounds: usize = arguments.next().context("how many rounds?")?.parse()?;
    let index = index_from_file(file.as_ref())?;
    let queries = queries()?;
    let mut sum = 0;
    for _ in 0..rounds {
        for query in &queries {
            sum += std::hint::black_box(&index).count(std::hint::black_box(query));
        }
    }
    std::hint::black_box(sum);
    Ok(())
}
