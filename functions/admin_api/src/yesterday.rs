//! The newest snapshot of an earlier day in memory, read once a day: what a count was before.

use domain::job::day_in_japan;
use domain::segment::{Query, SegmentIndex};
use jiff::civil::Date;
use store::{JobBucket, SegmentTable};
use tokio::sync::Mutex;
use tracing::warn;
use usecases::jobs::ports::Snapshots;
use usecases::jobs::run::StepError;
use usecases::jobs::snapshot::read_snapshot;

/// The pages of the newest earlier day, and the day that they were read on.
#[derive(Default)]
pub struct Yesterday {
    held: Mutex<Option<(Date, SegmentIndex)>>,
}

impl Yesterday {
    /// How many followers a query matched then; `None` when there is no snapshot, or none that can be read now.
    pub async fn count(&self, segments: &SegmentTable, files: &JobBucket, query: &Query) -> Option<u64> {
        let today = day_in_japan(runtime::clock::now_ms());
        let mut held = self.held.lock().await;
        if held.as_ref().is_none_or(|(day, _)| *day != today) {
            match load(segments, files, today).await {
                // A day without a snapshot is asked again: the first one may come any minute.
                Ok(index) => *held = index.map(|index| (today, index)),
                Err(failed) => {
                    warn!(
                        "the snapshot of an earlier day is not readable: {}",
                        runtime::logs::chain(&failed)
                    );
                    *held = None;
                }
            }
        }
        held.as_ref().map(|(_, index)| index.count(query))
    }
}

async fn load(
    segments: &SegmentTable,
    files: &JobBucket,
    today: Date,
) -> Result<Option<SegmentIndex>, StepError> {
    let Some(snapshot) = segments.newest_before(today).await? else { return Ok(None) };
    let mut index = SegmentIndex::default();
    read_snapshot(files, &snapshot, |page| index.replace_page(page)).await?;
    Ok(Some(index))
}
