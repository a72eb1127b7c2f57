//! Says of one follower whether they are a tester, so that conditions about testers tell the truth. Who sends a code is
//! marked at once by the webhook; whom staff pick or remove, here.

use domain::follower::Follower;
use domain::job::{Progress, Step};
use domain::user_id::UserId;

use super::edit::edit_all;
use super::ports::FollowerScan;
use super::run::StepError;
use crate::webhook::ports::FollowerStore;

/// One step; somebody who is nobody's follower is left alone.
pub(super) async fn mark_tester(
    store: &(impl FollowerStore + FollowerScan),
    user: &UserId,
    tester: bool,
) -> Result<Step, StepError> {
    let catalogue = store.catalogue().await?;
    let edit = |_: &UserId, known: Option<&Follower>| {
        let known = known.filter(|known| known.tester != tester)?;
        Some(Follower { tester, ..known.clone() })
    };
    let changed = edit_all(store, &catalogue, [user.clone()], &edit).await?;
    let progress = Progress { done: 1, total: Some(1), changed, problems: 0 };
    Ok(Step { progress, ..Step::default() })
}
