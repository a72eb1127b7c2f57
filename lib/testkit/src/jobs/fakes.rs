//! Jobs, settings, snapshots and files in memory; the chosen call dies like those of the delivery fakes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::job::{Job, JobId};
use domain::setting::{Setting, SettingName};
use jiff::civil::Date;
use usecases::jobs::ports::{JobQueue, Jobs, Settings, Snapshot, Snapshots, Swap};
use usecases::port_error::PortError;

use crate::delivery::fakes::Death;

/// What jobs keep, in memory.
#[derive(Debug, Default)]
pub struct InMemoryJobs {
    state: Mutex<State>,
    /// Who dies when.
    pub death: Arc<Death>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    jobs: BTreeMap<JobId, Job>,
    queued: Vec<JobId>,
    settings: BTreeMap<SettingName, Setting>,
    snapshots: BTreeMap<Date, Snapshot>,
    pub(super) objects: BTreeMap<String, Vec<u8>>,
    /// How often each object was written: its tag.
    pub(super) writes: BTreeMap<String, u64>,
    pub(super) uploads: BTreeMap<(String, String), BTreeMap<u32, Vec<u8>>>,
    pub(super) largest_write: usize,
}

impl State {
    pub(super) fn write(&mut self, key: &str, bytes: Vec<u8>) {
        *self.writes.entry(key.to_owned()).or_default() += 1;
        self.objects.insert(key.to_owned(), bytes);
    }

    pub(super) fn tag(&self, key: &str) -> String {
        self.writes.get(key).copied().unwrap_or_default().to_string()
    }
}

impl InMemoryJobs {
    /// Dies together with other fakes.
    pub fn dying_by(death: Arc<Death>) -> Self {
        Self { death, ..Self::default() }
    }

    pub(super) fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> Result<T, PortError> {
        self.death.around(|| self.look(work))
    }

    pub(super) fn look<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes all messages.
    pub fn take_queued(&self) -> Vec<JobId> {
        self.look(|state| std::mem::take(&mut state.queued))
    }

    /// A job as it stands.
    pub fn job(&self, id: &JobId) -> Option<Job> {
        self.look(|state| state.jobs.get(id).cloned())
    }

    /// A file as it stands.
    pub fn object(&self, key: &str) -> Option<Vec<u8>> {
        self.look(|state| state.objects.get(key).cloned())
    }

    /// Puts a file there.
    pub fn insert_object(&self, key: &str, bytes: &[u8]) {
        self.look(|state| state.write(key, bytes.to_vec()));
    }

    /// Bytes of the largest file or part that a job wrote at once.
    pub fn largest_write(&self) -> usize {
        self.look(|state| state.largest_write)
    }

    /// Takes a file away, as its lifecycle would.
    pub fn remove_object(&self, key: &str) {
        self.look(|state| state.objects.remove(key));
    }

    /// Names of all files.
    pub fn object_keys(&self) -> Vec<String> {
        self.look(|state| state.objects.keys().cloned().collect())
    }
}

impl Jobs for InMemoryJobs {
    async fn create(&self, job: &Job) -> Result<Swap<Job>, PortError> {
        self.with(|state| {
            if let Some(stands) = state.jobs.get(&job.id) {
                return Swap::Lost(stands.clone());
            }
            state.jobs.insert(job.id.clone(), job.clone());
            Swap::Done
        })
    }

    async fn get(&self, id: &JobId) -> Result<Option<Job>, PortError> {
        self.with(|state| state.jobs.get(id).cloned())
    }

    async fn replace(&self, next: &Job) -> Result<Swap<Job>, PortError> {
        self.with(|state| match state.jobs.get_mut(&next.id) {
            Some(stands) if stands.version + 1 == next.version => {
                *stands = next.clone();
                Swap::Done
            }
            stands => Swap::Lost(stands.map_or_else(|| next.clone(), |stands| stands.clone())),
        })
    }

    async fn still(&self, since_ms: u64) -> Result<Vec<(JobId, u64)>, PortError> {
        self.with(|state| {
            let still = state.jobs.values().filter(|job| job.is_open() && job.updated_at_ms <= since_ms);
            still.map(|job| (job.id.clone(), job.updated_at_ms)).collect()
        })
    }
}

impl JobQueue for InMemoryJobs {
    async fn enqueue(&self, id: &JobId) -> Result<(), PortError> {
        self.with(|state| state.queued.push(id.clone()))
    }
}

impl Settings for InMemoryJobs {
    async fn setting(&self, name: SettingName) -> Result<Setting, PortError> {
        let default = || Setting { value: name.default_value(), version: 0 };
        self.with(|state| state.settings.get(&name).cloned().unwrap_or_else(default))
    }

    async fn put_setting(&self, name: SettingName, next: &Setting) -> Result<Swap<Setting>, PortError> {
        self.with(|state| match state.settings.get(&name) {
            Some(stands) if stands.version + 1 != next.version => Swap::Lost(stands.clone()),
            None if next.version != 1 => Swap::Lost(Setting { value: name.default_value(), version: 0 }),
            _ => {
                state.settings.insert(name, next.clone());
                Swap::Done
            }
        })
    }
}

impl Snapshots for InMemoryJobs {
    async fn note(&self, snapshot: &Snapshot) -> Result<(), PortError> {
        self.with(|state| drop(state.snapshots.insert(snapshot.date, snapshot.clone())))
    }

    async fn newest_before(&self, date: Date) -> Result<Option<Snapshot>, PortError> {
        self.with(|state| state.snapshots.range(..date).next_back().map(|(_, snapshot)| snapshot.clone()))
    }
}
