//! Takes followers over: from a CSV of user ids with answers, or from LINE's list of friends.
//!
//! Whoever is not known becomes a follower whom any real event supersedes; whoever is known gets the answers and
//! keeps the friendship. Rows go chunk by chunk, each shard's in one transaction, so a chunk that is done again finds
//! everything as it wants it and writes nothing. A row that cannot be taken is named and does not stop the others.

use std::collections::BTreeMap;

use domain::follower::{Answers, EventOrder, Follower, Friendship, FriendshipEvent};
use domain::job::{JobId, Progress, RowProblem, Step};
use domain::survey::ItemId;
use domain::table::{Csv, write_row};
use domain::user_id::UserId;
use serde::{Deserialize, Serialize};

use super::edit::edit_all;
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

/// Where all refused rows of an import stand in the end.
pub fn import_errors_key(id: &JobId) -> String {
    format!("imports/{id}-errors.csv")
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    /// Where the next row begins.
    offset: u64,
    /// The number of the next row.
    row: u64,
    columns: Columns,
    /// Objects with refused rows.
    errors: Vec<String>,
    ended: bool,
}

/// One step of a table's import: its heading, a chunk of rows, or in the end the list of refused rows.
pub(super) async fn import_csv(
    store: &(impl FollowerStore + FollowerScan),
    objects: &impl Objects,
    id: &JobId,
    created_at_ms: u64,
    cursor: Option<&str>,
) -> Result<Step, StepError> {
    let key = import_key(id);
    let impossible = |text: &str| StepError::Impossible(text.to_owned());
    let size = objects.size(&key).await?;
    let size = size.ok_or_else(|| impossible("ファイルがありません。アップロードし直してください。"))?;
    let catalogue = store.catalogue().await?;
    let Some(cursor) = cursor else {
        let piece = objects.range(&key, 0, PIECE.min(size)).await?;
        let (columns, offset) = header(&catalogue, &piece, PIECE >= size).map_err(StepError::Impossible)?;
        return step(&Cursor { offset, row: 2, columns, errors: Vec::new(), ended: offset >= size });
    };
    let mut cursor: Cursor = serde_json::from_str(cursor).map_err(|_| StepError::Cursor)?;
    if cursor.ended {
        gather_errors(objects, id, &cursor.errors).await?;
        return Ok(Step::default());
    }
    let changed = "読み込みの途中で、ファイルが別のものに置きかわりました。はじめからやり直してください。";
    let left = size.checked_sub(cursor.offset).ok_or_else(|| impossible(changed))?;
    let piece = objects.range(&key, cursor.offset, PIECE.min(left)).await?;
    let last = cursor.offset + piece.len() as u64 >= size;
    let read = domain::table::read_rows(&piece, last, ROWS);
    let read = read.map_err(|_| StepError::Impossible(quotes(cursor.row)))?;
    if read.bytes == 0 && !piece.is_empty() {
        return Err(StepError::Impossible(quotes(cursor.row)));
    }
    let (mut people, mut problems) = (BTreeMap::new(), Vec::new());
    let count = read.rows.len() as u64;
    for (number, cells) in (cursor.row..).zip(read.rows) {
        match row(&catalogue, &cursor.columns, number, cells.ok()) {
            Ok((user, answers)) => drop(people.insert(user, answers)),
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        let errors = format!("imports/{id}-errors/{:012}.csv", cursor.offset);
        objects.put(&errors, table(&problems)).await?;
        cursor.errors.push(errors);
    }
    let changed = take_over(store, people, created_at_ms).await?;
    cursor.offset += read.bytes as u64;
    cursor.row += count;
    cursor.ended = cursor.offset >= size;
    let rows = cursor.row - 2;
    let total = if cursor.ended { rows } else { rows * size / cursor.offset.max(1) };
    let refused = distinct_rows(&problems);
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
        PortError::Refused { reason, .. } => StepError::Impossible(format!(
            "LINEの友だち一覧を取得できません({reason})。認証済アカウントかどうかを確かめてください。"
        )),
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
            let stands = next.answers.get(item).is_some_and(|stands| stands.value == answer.value);
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

/// A friend of whom no webhook ever told: any event that comes is newer.
fn never_met(user: &UserId) -> Follower {
    let friend = FriendshipEvent { friendship: Friendship::Following, order: EventOrder::never() };
    Follower::new(user.clone(), &friend)
}

fn quotes(row: u64) -> String {
    format!("{row}行目の引用符(\")が閉じていません。ファイルを直して、もう一度アップロードしてください。")
}

fn distinct_rows(problems: &[RowProblem]) -> u64 {
    problems.iter().map(|problem| problem.row).collect::<std::collections::BTreeSet<_>>().len() as u64
}

/// Refused rows as a table for spreadsheets, without heading.
fn table(problems: &[RowProblem]) -> Vec<u8> {
    let mut out = Vec::new();
    for problem in problems {
        let cells = [problem.row.to_string(), problem.code.clone(), problem.message.clone()];
        write_row(&mut out, Csv::Spreadsheet, cells.map(Into::into));
    }
    out
}

async fn gather_errors(objects: &impl Objects, id: &JobId, errors: &[String]) -> Result<(), StepError> {
    if errors.is_empty() {
        return Ok(());
    }
    let mut whole = domain::table::BOM.to_vec();
    write_row(&mut whole, Csv::Spreadsheet, ["行", "コード", "説明"].map(Into::into));
    for key in errors {
        whole.extend(objects.get(key).await?.unwrap_or_default());
    }
    Ok(objects.put(&import_errors_key(id), whole).await?)
}

fn step(cursor: &Cursor) -> Result<Step, StepError> {
    let cursor = serde_json::to_string(cursor).map_err(|_| StepError::Cursor)?;
    Ok(Step { cursor: Some(cursor), ..Step::default() })
}
