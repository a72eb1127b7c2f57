//! What jobs need from outside. Fakes and adapters pass the same suite in `testkit`.

use std::future::Future;

use domain::follower::Follower;
use domain::job::{Job, JobId};
use domain::setting::{Setting, SettingName};
use domain::user_id::UserId;
use jiff::civil::Date;

pub use crate::delivery::ports::Swap;
use crate::port_error::PortError;

/// Rows of jobs.
pub trait Jobs: Sync {
    /// Stores a new job, or says which one has its name already.
    fn create(&self, job: &Job) -> impl Future<Output = Result<Swap<Job>, PortError>> + Send;
    /// Strongly consistent.
    fn get(&self, id: &JobId) -> impl Future<Output = Result<Option<Job>, PortError>> + Send;
    /// Writes `next` where the stored version is `next.version - 1`.
    fn replace(&self, next: &Job) -> impl Future<Output = Result<Swap<Job>, PortError>> + Send;
    /// Open jobs without a step since this moment, with the moment of their last one.
    fn still(&self, since_ms: u64) -> impl Future<Output = Result<Vec<(JobId, u64)>, PortError>> + Send;
}

/// The way to `run_job`.
pub trait JobQueue: Sync {
    /// Asks for the next steps of a job; asking twice is harmless.
    fn enqueue(&self, id: &JobId) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// Some followers, and where the next ones begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowerPage {
    /// In the store's own order.
    pub followers: Vec<Follower>,
    /// For the next call; `None` at the end.
    pub next: Option<String>,
}

/// Everybody, one after the other.
pub trait FollowerScan: Sync {
    /// At most `limit` followers behind `from`; somebody who comes or goes meanwhile may be in it or not.
    fn scan(
        &self,
        from: Option<&str>,
        limit: u32,
    ) -> impl Future<Output = Result<FollowerPage, PortError>> + Send;
    /// Those of hundreds of users who are known, in any order; strongly consistent.
    fn many(&self, users: &[UserId]) -> impl Future<Output = Result<Vec<Follower>, PortError>> + Send;
}

/// What staff have set.
pub trait Settings: Sync {
    /// The setting, or its default in version 0.
    fn setting(&self, name: SettingName) -> impl Future<Output = Result<Setting, PortError>> + Send;
    /// Writes `next` where the stored version is `next.version - 1`, 0 being no row.
    fn put_setting(
        &self,
        name: SettingName,
        next: &Setting,
    ) -> impl Future<Output = Result<Swap<Setting>, PortError>> + Send;
}

/// The pages of a day, complete in the bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The day in Japan.
    pub date: Date,
    /// Keys of the objects that hold its pages.
    pub objects: Vec<String>,
}

/// Which snapshots there are.
pub trait Snapshots: Sync {
    /// Notes that a day's pages are complete; again is harmless.
    fn note(&self, snapshot: &Snapshot) -> impl Future<Output = Result<(), PortError>> + Send;
    /// The newest of a day before this one.
    fn newest_before(&self, date: Date) -> impl Future<Output = Result<Option<Snapshot>, PortError>> + Send;
}

/// What an object is without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectStat {
    /// How many bytes it has.
    pub bytes: u64,
    /// Another one whenever the object was written again.
    pub tag: String,
}

/// Files of jobs. Keys are given by the use cases.
pub trait Objects: Sync {
    /// Writes a whole object, over another if there is one.
    fn put(&self, key: &str, bytes: Vec<u8>) -> impl Future<Output = Result<(), PortError>> + Send;
    /// A whole object; `None` when there is none.
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<Vec<u8>>, PortError>> + Send;
    /// What an object is; `None` when there is none.
    fn stat(&self, key: &str) -> impl Future<Output = Result<Option<ObjectStat>, PortError>> + Send;
    /// Some bytes of the object with this tag, fewer at its end; `None` when it was replaced or is gone.
    fn range(
        &self,
        key: &str,
        tag: &str,
        from: u64,
        length: u64,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, PortError>> + Send;
    /// Begins an object that is written in parts and answers its upload's name.
    fn begin(&self, key: &str) -> impl Future<Output = Result<String, PortError>> + Send;
    /// Writes a part (from 1; every one but the last at least 5 MiB), over the same part written before, and answers
    /// its tag.
    fn part(
        &self,
        key: &str,
        upload: &str,
        number: u32,
        bytes: Vec<u8>,
    ) -> impl Future<Output = Result<String, PortError>> + Send;
    /// Puts the parts together, in order of their tags. An upload that was completed before is fine.
    fn complete(
        &self,
        key: &str,
        upload: &str,
        tags: &[String],
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// Some friends of the account, and where the next ones begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FriendPage {
    /// Their ids.
    pub users: Vec<UserId>,
    /// LINE's token for the next call; `None` at the end.
    pub next: Option<String>,
}

/// LINE's list of friends, which it gives to verified accounts.
pub trait Friends: Sync {
    /// At most 1,000 friends behind `from`.
    fn friends(&self, from: Option<&str>) -> impl Future<Output = Result<FriendPage, PortError>> + Send;
}
