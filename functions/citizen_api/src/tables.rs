//! The tables behind the form.

use domain::follower::Follower;
use domain::segment::IdPage;
use domain::setting::{Consent, Notices, SettingName};
use domain::survey::Catalogue;
use domain::user_id::{ShardNumber, UserId};
use store::{FollowerTables, FormWrites, SegmentTable};
use usecases::jobs::ports::Settings;
use usecases::port_error::PortError;
use usecases::webhook::ports::{Commit, FollowerStore, ShardChange, ShardHead, StoredPage};

use crate::{FormStore, Rules, WRITES_PER_MINUTE};

/// Followers with their pages, settings, and the counters of writes.
pub struct Tables {
    /// Follower, segment and webhook event table.
    pub followers: FollowerTables,
    /// Settings.
    pub segments: SegmentTable,
    /// Writes per citizen and minute.
    pub writes: FormWrites,
}

impl FormStore for Tables {
    async fn rules(&self) -> Result<Rules, PortError> {
        rules(&self.segments).await
    }

    async fn notice(&self) -> Result<Option<String>, PortError> {
        let stored = self.segments.setting(SettingName::Maintenance).await?.value;
        let notices: Notices = serde_json::from_value(stored).map_err(|_| unreadable())?;
        Ok(notices.citizens)
    }

    async fn admit_write(&self, user: &UserId, now_ms: u64) -> Result<bool, PortError> {
        self.writes.admit(user, now_ms, WRITES_PER_MINUTE).await
    }
}

fn unreadable() -> PortError {
    PortError::Refused { what: "the settings", reason: "a value is not readable".to_owned() }
}

/// What of the settings concerns the form.
pub async fn rules(settings: &impl Settings) -> Result<Rules, PortError> {
    let consent = settings.setting(SettingName::Consent).await?.value;
    let everyone = settings.setting(SettingName::EveryonePerMonth).await?.value;
    let consent: Consent = serde_json::from_value(consent).map_err(|_| unreadable())?;
    let everyone_per_month = everyone.as_u64().ok_or_else(unreadable)?;
    Ok(Rules { consent, everyone_per_month })
}

impl FollowerStore for Tables {
    async fn catalogue(&self) -> Result<Catalogue, PortError> {
        self.followers.catalogue().await
    }

    async fn followers(&self, users: &[UserId]) -> Result<Vec<Follower>, PortError> {
        self.followers.followers(users).await
    }

    async fn head(&self, shard: ShardNumber) -> Result<ShardHead, PortError> {
        self.followers.head(shard).await
    }

    async fn page(&self, shard: ShardNumber, number: u32) -> Result<Option<StoredPage>, PortError> {
        self.followers.page(shard, number).await
    }

    async fn ids(&self, shard: ShardNumber, number: u32) -> Result<Option<IdPage>, PortError> {
        self.followers.ids(shard, number).await
    }

    async fn commit(&self, change: &ShardChange) -> Result<Commit, PortError> {
        self.followers.commit(change).await
    }
}
