//! Fakes for the ports of jobs, and the suite that their adapters have to pass.

mod fakes;
mod files;
pub mod suite;

pub use fakes::InMemoryJobs;
pub use files::FakeFriends;

use domain::job::{ExportFormat, Job, JobId, JobKind};

/// The `number`th job: an export.
pub fn a_job(number: u128) -> Job {
    let id = crate::delivery::builders::delivery_id(number).to_string();
    let id = JobId::parse(&id).expect("a ULID names a job");
    let kind = JobKind::Export { format: ExportFormat::Jsonl, reason: "点検".to_owned() };
    Job::new(id, kind, crate::delivery::builders::NOW)
}
