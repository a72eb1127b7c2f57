//! One row of an imported table: a user id and answers, or what is wrong with it. A problem repeats nothing of the row.
//!
//! What an export writes comes back: answers to archived items and archived options are written like others. Deleted
//! ones are refused, and so is what staff have since narrowed (a shorter text, a smaller range).

use domain::follower::{Answers, PostalCode};
use domain::job::RowProblem;
use domain::survey::{Catalogue, Item, ItemId, ItemKind};
use domain::table::{BOM, read_rows};
use domain::user_id::UserId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Which column holds what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Columns {
    user_id: usize,
    items: Vec<(usize, ItemId)>,
    width: usize,
}

/// Problems of one row that are told: with hundreds of items the first ones show what is wrong.
const TOLD_A_ROW: usize = 10;
/// Columns of an exported table that an import passes over.
const PASSED_OVER: [&str; 4] = ["friendship", "tester", "consent_version", "registered_at"];

/// Reads the heading and says where the rows begin; otherwise a sentence for staff.
pub(super) fn header(catalogue: &Catalogue, piece: &[u8], last: bool) -> Result<(Columns, u64), String> {
    let bom = if piece.starts_with(BOM) { BOM.len() } else { 0 };
    let unreadable = "1行目(見出し)が読めません。UTF-8のCSVにしてください。";
    let read = read_rows(&piece[bom..], last, 1).map_err(|_| unreadable)?;
    let cells = read.rows.into_iter().next().and_then(Result::ok).ok_or(unreadable)?;
    let user_id = cells.iter().position(|cell| cell.trim() == "user_id");
    let user_id = user_id.ok_or("見出しに「user_id」の列がありません。列の名前を確かめてください。")?;
    let mut items = Vec::new();
    for (index, cell) in cells.iter().enumerate().filter(|(index, _)| *index != user_id) {
        let name = cell.trim();
        if name.is_empty() || PASSED_OVER.contains(&name) {
            continue;
        }
        let known =
            ItemId::parse(name).ok().filter(|id| catalogue.item(id).is_some_and(|item| !item.deleted));
        let place = index + 1;
        items.push((
            index,
            known.ok_or_else(|| {
                format!("見出しの{place}列目の項目がありません。項目のIDを確かめてください。")
            })?,
        ));
    }
    Ok((Columns { user_id, items, width: cells.len() }, (bom + read.bytes) as u64))
}

/// Who, and what they answered; an empty cell answers nothing.
pub(super) fn row(
    catalogue: &Catalogue,
    columns: &Columns,
    number: u64,
    cells: Option<Vec<String>>,
) -> Result<(UserId, Answers), Vec<RowProblem>> {
    let problem = |code: &str, message: String| RowProblem { row: number, code: code.to_owned(), message };
    let Some(cells) = cells else {
        return Err(vec![problem("encoding", "文字コードがUTF-8ではありません。".to_owned())]);
    };
    if cells.len() != columns.width {
        let message = format!("列の数が見出し({}列)と違います。", columns.width);
        return Err(vec![problem("columns", message)]);
    }
    let mut problems = Vec::new();
    let user = UserId::parse(cells[columns.user_id].trim().to_owned());
    if user.is_err() {
        let message = "ユーザーIDは「U」と32桁の小文字の16進数です。";
        problems.push(problem("user_id", message.to_owned()));
    }
    let mut answers = Answers::default();
    for (index, id) in &columns.items {
        let cell = cells[*index].trim();
        let Some(item) = catalogue.item(id).filter(|_| !cell.is_empty()) else { continue };
        match catalogue.take_answer(id, &value(item, cell)) {
            Ok(answer) => answers.put(id.clone(), answer),
            Err(wrong) => {
                problems.push(problem(wrong.code(), format!("「{}」: {}", item.label, wrong.message_ja())));
            }
        }
    }
    match user {
        Ok(user) if problems.is_empty() => Ok((user, answers)),
        _ => {
            problems.truncate(TOLD_A_ROW);
            Err(problems)
        }
    }
}

/// A cell in the form in which answers are exchanged: several options stand apart by `|`.
fn value(item: &Item, cell: &str) -> Value {
    let options = || json!(cell.split('|').map(str::trim).collect::<Vec<_>>());
    match item.kind {
        ItemKind::Area if PostalCode::parse(cell).is_ok() => json!(cell),
        ItemKind::Single | ItemKind::Multiple | ItemKind::Select | ItemKind::Area => options(),
        ItemKind::Number { .. } => cell.parse::<i64>().map_or_else(|_| json!(cell), |number| json!(number)),
        ItemKind::Month | ItemKind::Text { .. } => json!(cell),
    }
}
