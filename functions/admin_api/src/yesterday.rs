//! The snapshot of yesterday, or of the day before, in memory and read once a day: what a count was before.

use domain::job::day_in_japan;
use domain::segment::{Query, SegmentIndex};
use jiff::ToSpan as _;
use jiff::civil::Date;
use store::{JobBucket, SegmentTable};
use tokio::sync::Mutex;
use tracing::warn;
use usecases::jobs::ports::Snapshots;
use usecases::jobs::run::StepError;
use usecases::jobs::snapshot::read_snapshot;

/// A night may be missed; what is older than this many days is not compared with.
const OLDEST_DAYS: i64 = 2;

/// The pages of an earlier day, and the day that they were read on.
#[derive(Default)]
pub struct Yesterday {
    held: Mutex<Option<(Date, Earlier)>>,
}

struct Earlier {
    day: Date,
    index: SegmentIndex,
}

impl Yesterday {
    /// On which day how many followers a query matched; `None` when the last two days have no snapshot, or none that can
    /// be read now.
    pub async fn count(
        &self,
        segments: &SegmentTable,
        files: &JobBucket,
        query: &Query,
    ) -> Option<(Date, u64)> {
        let today = day_in_japan(runtime::clock::now_ms());
        let mut held = self.held.lock().await;
        if held.as_ref().is_none_or(|(day, _)| *day != today) {
            match load(segments, files, today).await {
                // A day without a snapshot is asked again: the first one may come any minute.
                Ok(earlier) => *held = earlier.map(|earlier| (today, earlier)),
                Err(failed) => {
                    warn!(
                        "the snapshot of an earlier day is not readable: {}",
                        runtime::logs::chain(&failed)
                    );
                    *held = None;
                }
            }
        }
        held.as_ref().map(|(_, earlier)| (earlier.day, earlier.index.count(query)))
    }
}

async fn load(segments: &SegmentTable, files: &JobBucket, today: Date) -> Result<Option<Earlier>, StepError> {
    let newest = segments.newest_before(today).await?;
    let Some(snapshot) = newest.filter(|snapshot| is_recent(snapshot.date, today)) else { return Ok(None) };
    let mut index = SegmentIndex::default();
    read_snapshot(files, &snapshot, |page| index.replace_page(page)).await?;
    Ok(Some(Earlier { day: snapshot.date, index }))
}

fn is_recent(day: Date, today: Date) -> bool {
    today.checked_sub(OLDEST_DAYS.days()).is_ok_and(|oldest| day >= oldest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_count_is_compared_with_the_last_two_days_and_no_older_one() {
        let today = date(2026, 12, 2);
        let days = [date(2026, 12, 1), date(2026, 11, 30), date(2026, 11, 29)];
        assert_eq!(days.map(|day| is_recent(day, today)), [true, true, false]);
    }
}
