//! One delivery in detail: beside its state what it says, where it comes from and why parts of it failed.

use std::collections::BTreeMap;

use domain::batch::{Batch, BatchState};
use domain::delivery::Status;
use domain::draft::Person;
use domain::recipients::FrozenContent;
use serde::Serialize;
use serde_json::value::RawValue;
use usecases::delivery::admin::View;
use usecases::editorial::ports::Origin;
use utoipa::ToSchema;

use crate::shapes;
use crate::wire::{DeliveryAnswer, show_time};

/// One delivery.
#[derive(Debug, Serialize, ToSchema)]
pub struct DetailAnswer {
    #[serde(flatten)]
    delivery: DeliveryAnswer,
    #[serde(flatten)]
    origin: OriginAnswer,
    /// The target as a sentence.
    description: String,
    /// The JSON text of each bubble.
    messages: Vec<String>,
    silent: bool,
    /// Until then it can be taken back.
    undo_until: Option<String>,
    failures: Vec<FailureAnswer>,
    /// What staff quote when they ask about it.
    receipt: String,
}

/// Where a delivery comes from.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginAnswer {
    draft_id: Option<String>,
    department: Option<String>,
    #[schema(value_type = Option<shapes::Person>)]
    author: Option<Person>,
    #[schema(value_type = Option<shapes::Person>)]
    sender: Option<Person>,
    #[schema(value_type = Option<shapes::Person>)]
    approver: Option<Person>,
    break_glass: Option<String>,
    correction_of: Option<String>,
}

/// People who did not get it, by reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailureAnswer {
    reason: String,
    count: u64,
}

impl From<Option<Origin>> for OriginAnswer {
    fn from(origin: Option<Origin>) -> Self {
        let (author, sender) = origin.as_ref().map(|one| (one.author.clone(), one.sender.clone())).unzip();
        Self {
            draft_id: origin.as_ref().and_then(|one| one.draft).map(|id| id.to_string()),
            correction_of: origin.as_ref().and_then(|one| one.correction_of).map(|id| id.to_string()),
            department: origin.as_ref().and_then(|one| one.department.clone()),
            approver: origin.as_ref().and_then(|one| one.approver.clone()),
            break_glass: origin.and_then(|one| one.break_glass),
            author,
            sender,
        }
    }
}

impl DetailAnswer {
    /// The version that this shows.
    pub fn version(&self) -> u64 {
        self.delivery.version
    }

    /// From everything that is stored about it.
    pub fn new(
        view: View,
        origin: Option<Origin>,
        content: &FrozenContent,
        description: String,
        rows: &[Batch],
    ) -> Self {
        let undo_until = match view.delivery.status {
            Status::Scheduled { at_ms, .. } => Some(show_time(at_ms)),
            _ => None,
        };
        Self {
            receipt: view.delivery.id.to_string(),
            delivery: view.into(),
            origin: origin.into(),
            description,
            messages: bubbles(&content.messages_json),
            silent: content.silent,
            undo_until,
            failures: failures(rows),
        }
    }
}

/// The bubbles one by one, their bytes as they are.
pub fn bubbles(messages_json: &str) -> Vec<String> {
    let bubbles: Vec<Box<RawValue>> = serde_json::from_str(messages_json).unwrap_or_default();
    bubbles.into_iter().map(|bubble| bubble.get().to_owned()).collect()
}

fn failures(rows: &[Batch]) -> Vec<FailureAnswer> {
    let mut by_reason = BTreeMap::<String, u64>::new();
    for row in rows {
        if let BatchState::Failed { reason } | BatchState::Unknown { reason, .. } = &row.state {
            *by_reason.entry(reason.clone()).or_default() += u64::from(row.place.count);
        }
    }
    by_reason.into_iter().map(|(reason, count)| FailureAnswer { reason, count }).collect()
}
