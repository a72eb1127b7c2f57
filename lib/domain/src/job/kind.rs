//! What a job can be about. Stored as JSON, so a variant's name and fields stay once they are out.
use crate::survey::{ItemId, OptionId};
use crate::user_id::UserId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobKind {
    /// Compare followers with pages, and keep the pages of the day.
    Compare {
        /// The day in Japan.
        date: Date,
    },
    /// Delete the answers of followers who blocked the account long ago.
    Retention {
        /// The day in Japan.
        date: Date,
    },
    /// Take followers over.
    Import {
        /// Where they come from.
        source: ImportSource,
    },
    /// Write all followers with their answers into a file.
    Export {
        /// Which file.
        format: ExportFormat,
        /// What for, as staff wrote it.
        reason: String,
    },
    /// Map the answers of a deleted option to another option, or drop them.
    ReplaceOption {
        /// The item.
        item: ItemId,
        /// The option that goes.
        option: OptionId,
        /// The option of the same item that takes its place.
        replacement: Option<OptionId>,
    },
    /// Drop the answers to a deleted item.
    DropAnswers {
        /// The item.
        item: ItemId,
    },
    /// Say of a follower whether they are a tester, after staff picked or removed them.
    MarkTester {
        /// Who.
        user: UserId,
        /// Whether.
        tester: bool,
    },
}

impl JobKind {
    /// The name of the kind, as it is stored and answered.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Compare { .. } => "compare",
            Self::Retention { .. } => "retention",
            Self::Import { .. } => "import",
            Self::Export { .. } => "export",
            Self::ReplaceOption { .. } => "replace_option",
            Self::DropAnswers { .. } => "drop_answers",
            Self::MarkTester { .. } => "mark_tester",
        }
    }
}

/// Where imported followers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportSource {
    /// A CSV file that staff uploaded, named after the job.
    Csv,
    /// LINE's list of friends; for verified accounts.
    Line,
}

/// Which file an export writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// CSV for spreadsheets: every cell quoted, formulas defused, UTF-8 with BOM, CRLF.
    Spreadsheet,
    /// CSV after RFC 4180, every value as it is stored.
    Csv,
    /// JSON Lines, every value as it is stored.
    Jsonl,
}

impl ExportFormat {
    /// How the file's name ends.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Spreadsheet | Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_stored_by_name() {
        let kind = JobKind::ReplaceOption {
            item: ItemId::parse("ward").unwrap(),
            option: OptionId::parse("tama").unwrap(),
            replacement: None,
        };
        let json = serde_json::to_string(&kind).unwrap();
        assert_eq!(json, r#"{"kind":"replace_option","item":"ward","option":"tama","replacement":null}"#);
        assert_eq!(serde_json::from_str::<JobKind>(&json).unwrap(), kind);
        let kind = JobKind::Compare { date: jiff::civil::date(2026, 11, 26) };
        assert_eq!(serde_json::to_string(&kind).unwrap(), r#"{"kind":"compare","date":"2026-11-26"}"#);
    }
}
