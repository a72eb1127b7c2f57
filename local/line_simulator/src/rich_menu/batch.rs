//! Rich menu batches: up to 1,000 operations applied together to the state before the batch. A batch that failed
//! half-way keeps what is left, and the same `resumeRequestKey` carries on with it within 14 days.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::RichMenus;
use crate::clock::{DAY_MS, rfc3339};
use crate::error::Refusal;

const OPERATIONS_MAX: usize = 1000;
const REMEMBERED_MS: u64 = 14 * DAY_MS;

/// One operation of a batch.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Operation {
    Link { from: String, to: String },
    Unlink { from: String },
    UnlinkAll {},
}

/// The body of a batch request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct BatchRequest {
    operations: Vec<Operation>,
    pub(crate) resume_request_key: Option<String>,
}

/// What a batch does to one user.
type Change = (u32, Option<String>);

struct Progress {
    phase: &'static str,
    accepted_ms: u64,
    completed_ms: Option<u64>,
    left: Vec<Change>,
}

/// The batches of the last 14 days, by request id and by resume key.
#[derive(Default)]
pub(crate) struct Batches {
    by_request: HashMap<String, Progress>,
    by_key: HashMap<String, String>,
}

impl RichMenus {
    /// Checks a batch as `validate/batch` does.
    pub(crate) fn check_batch(&self, batch: &BatchRequest) -> Result<(), Refusal> {
        let operations = &batch.operations;
        if operations.is_empty() || operations.len() > OPERATIONS_MAX {
            return Err(Refusal::detail(
                "operations",
                format!("Size must be between 1 and {OPERATIONS_MAX}"),
            ));
        }
        let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let is_key = |key: &String| (1..=100).contains(&key.len()) && key.bytes().all(fits);
        if batch.resume_request_key.as_ref().is_some_and(|key| !is_key(key)) {
            return Err(Refusal::detail("resumeRequestKey", "Must match [A-Za-z0-9_-]{1,100}"));
        }
        let mut sources = HashSet::new();
        for (place, operation) in operations.iter().enumerate() {
            let property = |key: &str| format!("operations[{place}].{key}");
            let (from, to) = match operation {
                Operation::Link { from, to } => (from, Some(to)),
                Operation::Unlink { from } => (from, None),
                Operation::UnlinkAll {} if operations.len() == 1 => return Ok(()),
                Operation::UnlinkAll {} => {
                    return Err(Refusal::detail(&property("type"), "unlinkAll must be the only operation"));
                }
            };
            if !sources.insert(from) {
                return Err(Refusal::detail(&property("from"), "Each from may be given once"));
            }
            self.get(from).map_err(|_| Refusal::detail(&property("from"), "richmenu not found"))?;
            if let Some(to) = to {
                self.with_image(to).map_err(|_| Refusal::detail(&property("to"), "richmenu not found"))?;
            }
        }
        Ok(())
    }

    /// Accepts a checked batch; `finish_batch` carries it out.
    pub(crate) fn accept_batch(&mut self, batch: &BatchRequest, request_id: &str, now_ms: u64) {
        let batches = &mut self.batches;
        batches.by_request.retain(|_, progress| now_ms < progress.accepted_ms + REMEMBERED_MS);
        let earlier = batch.resume_request_key.as_ref().and_then(|key| batches.by_key.get(key));
        let left = match earlier.and_then(|request| batches.by_request.get_mut(request)) {
            Some(earlier) => std::mem::take(&mut earlier.left),
            None => self.changes(&batch.operations),
        };
        let progress = Progress { phase: "ongoing", accepted_ms: now_ms, completed_ms: None, left };
        self.batches.by_request.insert(request_id.to_owned(), progress);
        if let Some(key) = &batch.resume_request_key {
            self.batches.by_key.insert(key.clone(), request_id.to_owned());
        }
    }

    fn changes(&self, operations: &[Operation]) -> Vec<Change> {
        let mut targets: HashMap<&str, Option<&String>> = HashMap::new();
        for operation in operations {
            match operation {
                Operation::Link { from, to } => targets.insert(from, Some(to)),
                Operation::Unlink { from } => targets.insert(from, None),
                Operation::UnlinkAll {} => return self.links().map(|(user, _)| (user, None)).collect(),
            };
        }
        let mut changes: Vec<Change> =
            self.links().filter_map(|(user, id)| Some((user, targets.get(id)?.cloned()))).collect();
        changes.sort_unstable();
        changes
    }

    /// Carries out an accepted batch, or half of it when it is to fail. Returns the users touched.
    pub(crate) fn finish_batch(&mut self, request_id: &str, fail: bool, now_ms: u64) -> Vec<u32> {
        let Some(progress) = self.batches.by_request.get_mut(request_id) else { return Vec::new() };
        let mut changes = std::mem::take(&mut progress.left);
        if fail {
            progress.left = changes.split_off(changes.len() / 2);
        }
        progress.phase = if fail { "failed" } else { "succeeded" };
        progress.completed_ms = Some(now_ms);
        for (user, menu) in &changes {
            match menu {
                Some(id) => self.link(*user, id),
                None => self.unlink(*user),
            }
        }
        changes.into_iter().map(|(user, _)| user).collect()
    }

    /// The answer of `progress/batch`.
    pub(crate) fn batch_progress(&self, request_id: &str, now_ms: u64) -> Result<Value, Refusal> {
        let alive = |progress: &&Progress| now_ms < progress.accepted_ms + REMEMBERED_MS;
        let progress = self.batches.by_request.get(request_id).filter(alive);
        let progress = progress.ok_or_else(|| Refusal::not_found("The request id is not known"))?;
        let mut answer = json!({ "phase": progress.phase, "acceptedTime": rfc3339(progress.accepted_ms) });
        if let Some(at) = progress.completed_ms {
            answer["completedTime"] = rfc3339(at).into();
        }
        Ok(answer)
    }
}
