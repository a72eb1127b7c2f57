//! Jobs: the fakes pass the suites, and whoever is killed between two steps loses and doubles nothing.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

mod bench;
mod large;
mod marks;
mod nightly;
mod options;
mod removal;
mod start;
mod tables;

use testkit::jobs::{InMemoryJobs, suite};
use testkit::webhook::{InMemoryFollowers, followers_suite};

#[tokio::test]
async fn the_fakes_pass_the_suites() {
    let fake = InMemoryJobs::default();
    suite::jobs_are_swapped_by_version(&fake).await;
    suite::settings_are_swapped_by_version(&fake).await;
    suite::the_newest_earlier_snapshot_is_found(&fake).await;
    suite::files_are_written_whole_or_in_parts(&fake).await;
    let followers = InMemoryFollowers::default();
    followers_suite::run(&followers).await;
    suite::everybody_is_scanned_once(&followers).await;
}
