//! Whoever blocked the account longer ago than staff set loses answers and consent. The follower and the place on
//! the page stay, so that a later unblocking finds them, unregistered. Everybody loses the reactions to deliveries
//! that are too old to count.

use std::collections::BTreeSet;

use domain::calendar::YearMonth;
use domain::follower::{Follower, Friendship};
use domain::job::{Progress, Step};
use domain::setting::{MIN_RETENTION_DAYS, SettingName};
use domain::user_id::UserId;

use super::edit::edit_all;
use super::ports::{FollowerScan, Settings};
use super::run::StepError;
use crate::webhook::ports::FollowerStore;

/// Followers of one step.
const FOLLOWERS: u32 = 2_000;
const DAY_MS: i64 = 86_400_000;

/// What staff read when the setting is none.
const RETENTION: &str =
    "保存期間の設定が読めません。設定を保存し直してください。次の夜に、もう一度行われます。";

/// One step. Whoever uses the form after blocking is kept from then on.
pub(super) async fn retention(
    store: &(impl FollowerStore + FollowerScan),
    settings: &impl Settings,
    cursor: Option<&str>,
    now_ms: u64,
) -> Result<Step, StepError> {
    let days = settings.setting(SettingName::RetentionDays).await?.value.as_i64();
    let days = days.ok_or_else(|| StepError::impossible("retention_days", RETENTION))?;
    let days = days.max(i64::from(MIN_RETENTION_DAYS)); // also where an older one was stored
    let before = now_ms as i64 - days * DAY_MS;
    let month = YearMonth::in_japan(now_ms);
    let kept = |follower: &Follower| {
        let kept = Follower { reactions: follower.reactions.kept(month), ..follower.clone() };
        let is_over = follower.friendship == Friendship::Blocked && follower.last_heard_ms() < before;
        if is_over { kept.forgotten() } else { kept }
    };
    let is_due = |follower: &Follower| kept(follower) != *follower;
    let page = store.scan(cursor, FOLLOWERS).await?;
    let due = page.followers.iter().filter(|follower| is_due(follower));
    let due: BTreeSet<UserId> = due.map(|follower| follower.user_id.clone()).collect();
    let edit = |_: &UserId, known: Option<&Follower>| known.map(&kept).filter(|kept| Some(kept) != known);
    let catalogue = store.catalogue().await?;
    let changed = edit_all(store, &catalogue, due, &edit).await?;
    let progress = Progress { done: page.followers.len() as u64, changed, ..Progress::default() };
    Ok(Step { cursor: page.next, progress, problems: Vec::new() })
}
