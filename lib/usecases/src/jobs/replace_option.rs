//! An option or a whole item goes: whoever chose it has its replacement from now on, or no answer. Pages show who that
//! is, so only these followers are read and written. Done again, nobody is left and nothing is written. What is still
//! there was never deleted, and keeps its answers (see `removal`).

use domain::follower::{Answers, Follower};
use domain::job::{Progress, Step};
use domain::survey::{Catalogue, ItemId, OptionId, PlaneNumber};
use domain::user_id::UserId;

use super::edit::edit_all;
use super::ports::FollowerScan;
use super::run::StepError;
use super::walk::stretch;
use crate::webhook::ports::FollowerStore;
use crate::webhook::record::read_pair;

/// Pages of one step: 2,048 followers, each of whom may have to be written.
const PAGES: u32 = 4;

/// One step.
pub(super) async fn replace_option(
    store: &(impl FollowerStore + FollowerScan),
    item: &ItemId,
    option: &OptionId,
    replacement: Option<&OptionId>,
    cursor: Option<&str>,
) -> Result<Step, StepError> {
    let catalogue = store.catalogue().await?;
    let options = catalogue.item(item).ok_or_else(gone)?;
    let known = options.option(option).ok_or_else(gone)?;
    if !options.deleted && !known.deleted {
        return Ok(Step::default());
    }
    if replacement.is_some_and(|id| options.option(id).is_none_or(|option| option.deleted)) {
        let reason = "移し先の選択肢が削除されています。いまある選択肢を選んで、やり直してください。";
        return Err(StepError::impossible("replacement_deleted", reason));
    }
    edit_plane(store, &catalogue, known.plane, cursor, |answers| {
        answers.replace_option(item, option, replacement)
    })
    .await
}

/// One step of an item that goes as a whole: whoever answered it has no answer from now on.
pub(super) async fn drop_answers(
    store: &(impl FollowerStore + FollowerScan),
    item: &ItemId,
    cursor: Option<&str>,
) -> Result<Step, StepError> {
    let catalogue = store.catalogue().await?;
    let known = catalogue.item(item).ok_or_else(gone)?;
    if !known.deleted {
        return Ok(Step::default());
    }
    edit_plane(store, &catalogue, known.answered_plane, cursor, |answers| answers.remove(item).is_some())
        .await
}

fn gone() -> StepError {
    let reason = "この項目または選択肢はありません。項目の一覧を読み込み直して確かめてください。";
    StepError::impossible("no_item", reason)
}

/// Edits the answers of everybody on the next pages who has a bit in `plane`.
async fn edit_plane(
    store: &(impl FollowerStore + FollowerScan),
    catalogue: &Catalogue,
    plane: PlaneNumber,
    cursor: Option<&str>,
    change: impl Fn(&mut Answers) -> bool + Sync,
) -> Result<Step, StepError> {
    let place = cursor.map(serde_json::from_str).transpose().map_err(|_| StepError::Cursor)?;
    let Some(stretch) = stretch(store, place, PAGES).await? else { return Ok(Step::default()) };
    let (mut users, mut progress) = (Vec::<UserId>::new(), Progress::default());
    for number in stretch.pages.clone() {
        let pair = read_pair(store, stretch.shard, number).await?;
        progress.done += u64::from(pair.ids.len());
        let slots = (0..pair.ids.len()).filter(|slot| pair.stored.page.has(*slot, plane));
        users.extend(slots.filter_map(|slot| pair.ids.get(slot)));
    }
    let edit = |_: &UserId, known: Option<&Follower>| {
        let mut next = known?.clone();
        change(&mut next.answers).then_some(next)
    };
    progress.changed = edit_all(store, catalogue, users, &edit).await?;
    let cursor = stretch.next.map(|place| serde_json::to_string(&place).map_err(|_| StepError::Cursor));
    Ok(Step { cursor: cursor.transpose()?, progress, problems: Vec::new() })
}
