//! Takes followers over: from a CSV of user ids with answers, or from LINE's list of friends.
//!
//! Whoever is not known becomes a follower whom any real event supersedes; whoever is known gets the answers and
//! keeps the friendship. Rows go chunk by chunk, each shard's in one transaction, so a chunk that is done again finds
//! everything as it wants it and writes nothing. A row that cannot be taken is named and does not stop the others.
//! The table is the one that stood there in the first step; put there anew meanwhile, the import ends.

use std::collections::BTreeMap;

use domain::follower::{AnswerValue, Answers, EventOrder, Follower, Friendship, FriendshipEvent};
use domain::job::{JobId, Progress, RowProblem, SHOWN_PROBLEMS, Step};
use domain::survey::ItemId;
use domain::user_id::UserId;
use serde::{Deserialize, Serialize};

use super::edit::edit_all;
use super::import_errors::Refused;
use super::import_row::{Columns, header, row};
use super::ports::{FollowerScan, Friends, Objects};
use super::run::StepError;
use crate::port_error::PortError;
use crate::webhook::ports::FollowerStore;

/// Rows of one step: about 150 of each shard, in four transactions.
const ROWS: usize = 10_000;
/// Bytes read for a step; a row is a few dozen.
const PIECE: u64 = 2 * 1024 * 1024;

/// Where staff put the table of an import.
pub fn import_key(id: &JobId) -> String {
    format!("imports/{id}.csv")
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    /// The table as it was when the import began: every step reads this one.
    table: Table,
    /// Where the next row begins.
    offset: u64,
    /// The number of the next row.
    row: u64,
    columns: Columns,
    refused: Refused,
}

#[derive(Serialize, Deserialize)]
struct Table {
    bytes: u64,
    tag: String,
}

/// One step of a table's import: its heading, a chunk of rows, or in the end a part of the list of refused rows.
pub(super) async fn import_csv(
    store: &(impl FollowerStore + FollowerScan),
    objects: &impl Objects,
    id: &JobId,
    created_at_ms: u64,
    cursor: Option<&str>,
) -> Result<Step, StepError> {
    let Some(cursor) = cursor else { return begin(store, objects, id).await };
    let mut cursor: Cursor = serde_json::from_str(cursor).map_err(|_| StepError::Cursor)?;
    if cursor.offset < cursor.table.bytes {
        return chunk(store, objects, id, created_at_ms, cursor).await;
    }
    let is_done = cursor.refused.gather(objects, id).await?;
    if is_done { Ok(Step::default()) } else { step(&cursor) }
}

async fn begin(store: &impl FollowerStore, objects: &impl Objects, id: &JobId) -> Result<Step, StepError> {
    let key = import_key(id);
    let missing = "ファイルがありません。アップロードし直してください。";
    let stat = objects.stat(&key).await?.ok_or_else(|| StepError::impossible("no_file", missing))?;
    let table = Table { bytes: stat.bytes, tag: stat.tag };
    let piece = table.piece(objects, &key, 0).await?;
    let catalogue = store.catalogue().await?;
    let heading = header(&catalogue, &piece, PIECE >= table.bytes);
    let (columns, offset) = heading.map_err(|reason| StepError::impossible("heading", reason))?;
    step(&Cursor { table, offset, row: 2, columns, refused: Refused::default() })
}

impl Table {
    /// The bytes of one step from here on, of the very object that the import began with.
    async fn piece(&self, objects: &impl Objects, key: &str, from: u64) -> Result<Vec<u8>, StepError> {
        let length = PIECE.min(self.bytes.saturating_sub(from));
        let changed = "読み込みの途中で、ファイルが別のものに置きかわったか、なくなりました。はじめからやり直してください。";
        let piece = objects.range(key, &self.tag, from, length).await?;
        piece.ok_or_else(|| StepError::impossible("file_changed", changed))
    }
}

async fn chunk(
    store: &(impl FollowerStore + FollowerScan),
    objects: &impl Objects,
    id: &JobId,
    created_at_ms: u64,
    mut cursor: Cursor,
) -> Result<Step, StepError> {
    let size = cursor.table.bytes;
    let piece = cursor.table.piece(objects, &import_key(id), cursor.offset).await?;
    let last = cursor.offset + piece.len() as u64 >= size;
    let read = domain::table::read_rows(&piece, last, ROWS);
    let read = read.map_err(|broken| quotes(cursor.row + broken.rows_before as u64))?;
    if read.bytes == 0 {
        return Err(quotes(cursor.row));
    }
    let catalogue = store.catalogue().await?;
    let (mut people, mut problems) = (BTreeMap::new(), Vec::new());
    let count = read.rows.len() as u64;
    for (number, cells) in (cursor.row..).zip(read.rows) {
        match row(&catalogue, &cursor.columns, number, cells.ok()) {
            Ok((user, answers)) => drop(people.insert(user, answers)),
            Err(found) => problems.extend(found),
        }
    }
    cursor.refused.keep(objects, id, cursor.offset, &problems).await?;
    let changed = take_over(store, people, created_at_ms).await?;
    cursor.offset += read.bytes as u64;
    cursor.row += count;
    let rows = cursor.row - 2;
    let total = if cursor.offset >= size { rows } else { rows * size / cursor.offset.max(1) };
    let refused = distinct_rows(&problems);
    problems.truncate(SHOWN_PROBLEMS);
    let progress = Progress { done: count, total: Some(total), changed, problems: refused };
    Ok(Step { progress, problems, ..step(&cursor)? })
}

/// One step of LINE's list: a thousand friends.
pub(super) async fn import_line(
    store: &(impl FollowerStore + FollowerScan),
    friends: &impl Friends,
    created_at_ms: u64,
    cursor: Option<&str>,
) -> Result<Step, StepError> {
    let page = friends.friends(cursor).await.map_err(|failed| match failed {
        refused @ PortError::Refused { .. } => StepError::Friends(refused),
        later @ PortError::Unavailable { .. } => StepError::Port(later),
    })?;
    let done = page.users.len() as u64;
    let people = page.users.into_iter().map(|user| (user, Answers::default())).collect();
    let changed = take_over(store, people, created_at_ms).await?;
    let progress = Progress { done, changed, ..Progress::default() };
    Ok(Step { cursor: page.next, progress, problems: Vec::new() })
}

/// Writes what is new and says for how many followers.
async fn take_over(
    store: &(impl FollowerStore + FollowerScan),
    people: BTreeMap<UserId, Answers>,
    at_ms: u64,
) -> Result<u64, StepError> {
    let edit = |user: &UserId, known: Option<&Follower>| {
        let mut next = known.cloned().unwrap_or_else(|| never_met(user));
        let was_registered = next.is_registered();
        let given = people.get(user).into_iter().flat_map(Answers::iter);
        for (item, answer) in given {
            let stands = next.answers.get(item).is_some_and(|stands| is_same(&stands.value, &answer.value));
            if !stands {
                next.answers.put(ItemId::clone(item), answer.clone());
            }
        }
        if next.is_registered() && !was_registered {
            next.registered_at_ms = Some(at_ms);
        }
        (known != Some(&next)).then_some(next)
    };
    let catalogue = store.catalogue().await?;
    edit_all(store, &catalogue, people.keys().cloned(), &edit).await
}

/// Whether an answer says what stands there already; a postal code keeps the area that it fell into.
fn is_same(stands: &AnswerValue, given: &AnswerValue) -> bool {
    match (stands, given) {
        (AnswerValue::Postal(stands), AnswerValue::Postal(given)) => stands.code == given.code,
        _ => stands == given,
    }
}

/// A friend of whom no webhook ever told: any event that comes is newer.
fn never_met(user: &UserId) -> Follower {
    let friend = FriendshipEvent { friendship: Friendship::Following, order: EventOrder::never() };
    Follower::new(user.clone(), &friend)
}

fn quotes(row: u64) -> StepError {
    let reason = format!(
        "{row}行目の引用符(\")の使い方が正しくないか、閉じていません。ファイルを直して、もう一度アップロードしてください。"
    );
    StepError::impossible("quotes", reason)
}

fn distinct_rows(problems: &[RowProblem]) -> u64 {
    problems.iter().map(|problem| problem.row).collect::<std::collections::BTreeSet<_>>().len() as u64
}

fn step(cursor: &Cursor) -> Result<Step, StepError> {
    let cursor = serde_json::to_string(cursor).map_err(|_| StepError::Cursor)?;
    Ok(Step { cursor: Some(cursor), ..Step::default() })
}
