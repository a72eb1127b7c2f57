//! The refused rows of an import: each chunk's in an object of its own, in the end all of them in one file, which is
//! written part by part as an export is. No step holds more than a part, however many rows are wrong.

use domain::job::{JobId, RowProblem};
use domain::table::{BOM, Csv, write_row};
use serde::{Deserialize, Serialize};

use super::ports::Objects;
use super::run::StepError;

/// S3 wants at least 5 MiB of every part but the last.
const PART_BYTES: usize = 5 * 1024 * 1024;

/// Where all refused rows of an import stand in the end.
pub fn import_errors_key(id: &JobId) -> String {
    format!("imports/{id}-errors.csv")
}

/// Objects with refused rows, and how far they are put together.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Refused {
    /// Where the rows of each chunk begin in the table: what its object is named after.
    chunks: Vec<u64>,
    upload: Option<String>,
    tags: Vec<String>,
    gathered: usize,
}

fn chunk_key(id: &JobId, offset: u64) -> String {
    format!("imports/{id}-errors/{offset:012}.csv")
}

impl Refused {
    /// Keeps the refused rows of the chunk that begins at this offset.
    pub async fn keep(
        &mut self,
        objects: &impl Objects,
        id: &JobId,
        offset: u64,
        problems: &[RowProblem],
    ) -> Result<(), StepError> {
        if !problems.is_empty() {
            objects.put(&chunk_key(id, offset), table(problems)).await?;
            self.chunks.push(offset);
        }
        Ok(())
    }

    /// One step of putting them together; true when there is nothing more to do.
    pub async fn gather(&mut self, objects: &impl Objects, id: &JobId) -> Result<bool, StepError> {
        let key = import_errors_key(id);
        let Some(upload) = &self.upload else {
            if !self.chunks.is_empty() {
                self.upload = Some(objects.begin(&key).await?);
            }
            return Ok(self.chunks.is_empty());
        };
        if self.gathered == self.chunks.len() {
            objects.complete(&key, upload, &self.tags).await?;
            return Ok(true);
        }
        let mut part = if self.tags.is_empty() { heading() } else { Vec::new() };
        for offset in &self.chunks[self.gathered..] {
            if part.len() >= PART_BYTES {
                break;
            }
            part.extend(objects.get(&chunk_key(id, *offset)).await?.unwrap_or_default());
            self.gathered += 1;
        }
        let number = self.tags.len() as u32 + 1;
        self.tags.push(objects.part(&key, upload, number, part).await?);
        Ok(false)
    }
}

fn heading() -> Vec<u8> {
    let mut out = BOM.to_vec();
    write_row(&mut out, Csv::Spreadsheet, ["行", "コード", "説明"].map(Into::into));
    out
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
