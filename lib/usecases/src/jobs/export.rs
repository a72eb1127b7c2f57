//! All followers with their answers into a file of any size: some megabytes of rows make a part, and the cursor
//! behind each part knows the parts before it. A part that is written again replaces itself.

use std::borrow::Cow;

use domain::follower::{AnswerValue, Follower, Friendship};
use domain::job::{ExportFormat, JobId, Progress, Step};
use domain::survey::{Catalogue, ItemId};
use domain::table::{BOM, Csv, write_row};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::ports::{FollowerScan, Objects};
use super::run::StepError;
use crate::webhook::ports::FollowerStore;

/// S3 wants at least 5 MiB of every part but the last.
const PART_BYTES: usize = 6 * 1024 * 1024;
/// Followers read at once.
const FOLLOWERS: u32 = 2_000;

/// Columns before the items.
const COLUMNS: [&str; 5] = ["user_id", "friendship", "tester", "consent_version", "registered_at"];
/// The same for people.
const HEADINGS: [&str; 5] = ["ユーザーID", "友だち", "テスト受信者", "同意の版", "登録日時"];

/// Where an export's file stands.
pub fn export_key(id: &JobId, format: ExportFormat) -> String {
    format!("exports/{id}.{}", format.extension())
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    upload: String,
    items: Vec<ItemId>,
    tags: Vec<String>,
    from: Option<String>,
    ended: bool,
}

/// One step: begins the file, writes a part, or puts the parts together.
pub(super) async fn export(
    store: &(impl FollowerStore + FollowerScan),
    objects: &impl Objects,
    id: &JobId,
    format: ExportFormat,
    cursor: Option<&str>,
) -> Result<Step, StepError> {
    let key = export_key(id, format);
    let catalogue = store.catalogue().await?;
    let Some(cursor) = cursor else {
        let items = catalogue.items().iter().filter(|item| !item.deleted).map(|item| item.id.clone());
        let (items, upload) = (items.collect(), objects.begin(&key).await?);
        return next(&Cursor { upload, items, tags: Vec::new(), from: None, ended: false }, 0);
    };
    let mut cursor: Cursor = serde_json::from_str(cursor).map_err(|_| StepError::Cursor)?;
    if cursor.ended {
        objects.complete(&key, &cursor.upload, &cursor.tags).await?;
        return Ok(Step::default());
    }
    let writer = Writer { format, catalogue: &catalogue, items: &cursor.items };
    let (mut bytes, mut done) = (Vec::new(), 0);
    if cursor.tags.is_empty() {
        writer.heading(&mut bytes);
    }
    while bytes.len() < PART_BYTES && !cursor.ended {
        let page = store.scan(cursor.from.as_deref(), FOLLOWERS).await?;
        done += page.followers.len() as u64;
        for follower in &page.followers {
            writer.row(&mut bytes, follower);
        }
        cursor.ended = page.next.is_none();
        cursor.from = page.next;
    }
    let number = cursor.tags.len() as u32 + 1;
    let tag = objects.part(&key, &cursor.upload, number, bytes).await?;
    cursor.tags.push(tag);
    next(&cursor, done)
}

fn next(cursor: &Cursor, done: u64) -> Result<Step, StepError> {
    let cursor = serde_json::to_string(cursor).map_err(|_| StepError::Cursor)?;
    let progress = Progress { done, ..Progress::default() };
    Ok(Step { cursor: Some(cursor), progress, problems: Vec::new() })
}

struct Writer<'a> {
    format: ExportFormat,
    catalogue: &'a Catalogue,
    items: &'a [ItemId],
}

impl Writer<'_> {
    fn heading(&self, out: &mut Vec<u8>) {
        match self.format {
            ExportFormat::Spreadsheet => {
                out.extend(BOM);
                let label = |id: &ItemId| {
                    self.catalogue.item(id).map_or_else(|| id.to_string(), |item| item.label.clone())
                };
                let labels = self.items.iter().map(|id| Cow::Owned(label(id)));
                write_row(out, Csv::Spreadsheet, HEADINGS.map(Cow::Borrowed).into_iter().chain(labels));
            }
            ExportFormat::Csv => {
                let items = self.items.iter().map(|id| Cow::Borrowed(id.as_str()));
                write_row(out, Csv::Lossless, COLUMNS.map(Cow::Borrowed).into_iter().chain(items));
            }
            ExportFormat::Jsonl => {}
        }
    }

    fn row(&self, out: &mut Vec<u8>, follower: &Follower) {
        let csv = match self.format {
            ExportFormat::Spreadsheet => Csv::Spreadsheet,
            ExportFormat::Csv => Csv::Lossless,
            ExportFormat::Jsonl => return json_line(out, follower),
        };
        let people = csv == Csv::Spreadsheet;
        let following = follower.friendship == Friendship::Following;
        let friendship = match (people, following) {
            (true, true) => "友だち",
            (true, false) => "ブロック中",
            (false, true) => "following",
            (false, false) => "blocked",
        };
        let fixed = [
            Cow::Borrowed(follower.user_id.as_str()),
            Cow::Borrowed(friendship),
            Cow::Borrowed(if follower.tester { "1" } else { "" }),
            Cow::Owned(follower.consent_version.map(|version| version.to_string()).unwrap_or_default()),
            Cow::Owned(follower.registered_at_ms.map(|ms| moment(ms, people)).unwrap_or_default()),
        ];
        let cells = self.items.iter().map(|id| Cow::Owned(self.cell(follower, id, people)));
        write_row(out, csv, fixed.into_iter().chain(cells));
    }

    fn cell(&self, follower: &Follower, id: &ItemId, people: bool) -> String {
        let Some(answer) = follower.answers.get(id) else { return String::new() };
        let item = self.catalogue.item(id);
        match &answer.value {
            AnswerValue::Chosen(chosen) if people => {
                let label = |option| Some(item?.option(option)?.label.clone());
                let labels = chosen.iter().map(|option| label(option).unwrap_or_else(|| option.to_string()));
                labels.collect::<Vec<_>>().join("、")
            }
            AnswerValue::Chosen(chosen) => {
                chosen.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
            }
            AnswerValue::Month(month) => month.to_string(),
            AnswerValue::Text(text) => text.clone(),
            AnswerValue::Number(number) => number.to_string(),
            AnswerValue::Postal(postal) => postal.code.as_str().to_owned(),
        }
    }
}

fn json_line(out: &mut Vec<u8>, follower: &Follower) {
    let answers = follower.answers.iter().map(|(id, answer)| {
        (id.to_string(), json!({ "value": answer.value.to_json(), "version": answer.version }))
    });
    let line = json!({
        "user_id": follower.user_id.as_str(),
        "friendship": follower.friendship,
        "tester": follower.tester,
        "consent_version": follower.consent_version,
        "registered_at": follower.registered_at_ms.map(|ms| moment(ms, false)),
        "answers": Value::Object(answers.collect::<Map<_, _>>()),
    });
    out.extend(line.to_string().as_bytes());
    out.push(b'\n');
}

/// In Japan's time for people, in UTC otherwise; both with their offset.
fn moment(ms: u64, people: bool) -> String {
    let at = Timestamp::from_millisecond(ms as i64).unwrap_or_default();
    if people {
        at.to_zoned(jiff::tz::offset(9).to_time_zone()).strftime("%Y-%m-%d %H:%M:%S+09:00").to_string()
    } else {
        at.to_string()
    }
}
