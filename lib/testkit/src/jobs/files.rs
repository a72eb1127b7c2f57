//! Files in memory, written whole or in parts, and LINE's list of friends.

use domain::user_id::UserId;
use usecases::jobs::ports::{FriendPage, Friends, ObjectStat, Objects};
use usecases::port_error::PortError;

use super::InMemoryJobs;

const BUCKET: &str = "the job bucket";

fn refused(reason: &str) -> PortError {
    PortError::Refused { what: BUCKET, reason: reason.to_owned() }
}

impl Objects for InMemoryJobs {
    async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), PortError> {
        self.with(|state| {
            state.largest_write = state.largest_write.max(bytes.len());
            state.write(key, bytes);
        })
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, PortError> {
        self.with(|state| state.objects.get(key).cloned())
    }

    async fn stat(&self, key: &str) -> Result<Option<ObjectStat>, PortError> {
        self.with(|state| {
            let bytes = state.objects.get(key)?.len() as u64;
            Some(ObjectStat { bytes, tag: state.tag(key) })
        })
    }

    async fn range(
        &self,
        key: &str,
        tag: &str,
        from: u64,
        length: u64,
    ) -> Result<Option<Vec<u8>>, PortError> {
        self.with(|state| {
            let bytes = state.objects.get(key).filter(|_| state.tag(key) == tag)?;
            let from = (from as usize).min(bytes.len());
            Some(bytes[from..(from + length as usize).min(bytes.len())].to_vec())
        })
    }

    async fn begin(&self, key: &str) -> Result<String, PortError> {
        self.with(|state| {
            let upload = format!("upload-{}", state.uploads.len());
            state.uploads.insert((key.to_owned(), upload.clone()), std::collections::BTreeMap::new());
            upload
        })
    }

    async fn part(&self, key: &str, upload: &str, number: u32, bytes: Vec<u8>) -> Result<String, PortError> {
        let tag = format!("{number}-{}", bytes.len());
        let place = (key.to_owned(), upload.to_owned());
        self.with(|state| {
            state.largest_write = state.largest_write.max(bytes.len());
            let parts = state.uploads.get_mut(&place).ok_or_else(|| refused("no such upload"))?;
            parts.insert(number, bytes);
            Ok(tag)
        })?
    }

    async fn complete(&self, key: &str, upload: &str, tags: &[String]) -> Result<(), PortError> {
        let place = (key.to_owned(), upload.to_owned());
        self.with(|state| {
            let Some(parts) = state.uploads.remove(&place) else {
                return state
                    .objects
                    .contains_key(key)
                    .then_some(())
                    .ok_or_else(|| refused("no such upload"));
            };
            let told: Vec<String> =
                parts.iter().map(|(number, bytes)| format!("{number}-{}", bytes.len())).collect();
            if told[..tags.len().min(told.len())] != *tags {
                return Err(refused("a part with another tag"));
            }
            let bytes = parts.into_values().take(tags.len()).flatten().collect();
            state.write(key, bytes);
            Ok(())
        })?
    }
}

/// LINE's list of friends, some at a time.
#[derive(Debug, Default)]
pub struct FakeFriends {
    /// Everybody, in LINE's order.
    pub users: Vec<UserId>,
    /// How many one call answers.
    pub at_once: usize,
}

impl Friends for FakeFriends {
    async fn friends(&self, from: Option<&str>) -> Result<FriendPage, PortError> {
        let start = from.and_then(|token| token.strip_prefix('t')?.parse().ok()).unwrap_or(0_usize);
        let end = (start + self.at_once.max(1)).min(self.users.len());
        let next = (end < self.users.len()).then(|| format!("t{end}"));
        Ok(FriendPage { users: self.users[start.min(end)..end].to_vec(), next })
    }
}
