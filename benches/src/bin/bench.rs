//! `bench [NAME…]`: measures the named chapters, or all of them.

use anyhow::bail;
use benches::{changes, count, delivery, functions, import, report, segment, webhook};

const CHAPTERS: [&str; 7] = ["delivery", "webhook", "segment", "count", "changes", "import", "functions"];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(std::io::stderr).init();
    let mut wanted: Vec<String> = std::env::args().skip(1).collect();
    if wanted.is_empty() {
        wanted = CHAPTERS.map(str::to_owned).to_vec();
    }
    for chapter in wanted {
        report::note(&format!("── {chapter}"));
        match chapter.as_str() {
            "delivery" => delivery::measure(5).await?,
            "webhook" => webhook::measure(20_000).await?,
            "segment" => tokio::task::block_in_place(|| {
                segment::measure(1_000_000)?;
                segment::measure_large(10_000_000)
            })?,
            "count" => count::measure(1_000_000).await?,
            "changes" => changes::measure(1_000).await?,
            "import" => import::measure(1_000_000).await?,
            "functions" => tokio::task::block_in_place(|| functions::measure(21))?,
            other => bail!("there is no chapter {other}; there are {}", CHAPTERS.join(", ")),
        }
    }
    Ok(())
}
