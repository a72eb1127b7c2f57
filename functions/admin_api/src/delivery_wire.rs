//! One delivery in detail: beside its state what it says, where it comes from and why parts of it failed.

use std::collections::BTreeMap;

use domain::batch::{Batch, BatchState, OUT_OF_TIME};
use domain::delivery::{Delivery, Status};
use domain::draft::{Finding, Person};
use domain::recipients::FrozenContent;
use serde::Serialize;
use serde_json::value::RawValue;
use usecases::delivery::admin::View;
use usecases::editorial::ports::Origin;
use utoipa::ToSchema;

use crate::brakes::StoppedAnswer;
use crate::decisions::{DecisionAnswer, UndecidedAnswer};
use crate::reviews::FindingAnswer;
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
    failures: Vec<ReasonAnswer>,
    /// Whom LINE turned away for now; null where nobody waits for another try.
    waits: Option<WaitsAnswer>,
    /// Who is unknown and waits for somebody to decide; null where nobody does.
    undecided: Option<UndecidedAnswer>,
    /// What was decided about those who were unknown, the oldest first.
    decisions: Vec<DecisionAnswer>,
    /// Who stopped it and why, while it stands so; null where a rule did or nobody.
    stopped: Option<StoppedAnswer>,
    /// What staff quote when they ask about it.
    receipt: String,
    /// What a second person wrote down afterwards, where it went without approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    review: Option<FindingAnswer>,
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

/// So many people, for a reason that staff can read.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonAnswer {
    reason: String,
    count: u64,
}

/// People whom LINE was too busy to take or was out of reach for, and who are certainly tried again.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitsAnswer {
    people: u64,
    /// When the first of them are.
    until: String,
}

impl WaitsAnswer {
    fn of(delivery: &Delivery, rows: &[Batch], now_ms: u64) -> Option<Self> {
        if !matches!(delivery.status, Status::Dispatching | Status::Sending) {
            return None;
        }
        let later = rows.iter().filter_map(|row| match row.state {
            BatchState::Waiting { not_before_ms } if not_before_ms > now_ms => {
                Some((not_before_ms, u64::from(row.place.count)))
            }
            _ => None,
        });
        let (until_ms, people) = later.reduce(|(first, all), (at, count)| (first.min(at), all + count))?;
        Some(Self { people, until: show_time(until_ms) })
    }
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

    /// The same, with what was found afterwards.
    pub fn reviewed(self, found: Option<Finding>) -> Self {
        Self { review: found.map(FindingAnswer::from), ..self }
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
        let now_ms = runtime::clock::now_ms();
        let waits = WaitsAnswer::of(&view.delivery, rows, now_ms);
        let undecided = UndecidedAnswer::of(&view.delivery, rows, now_ms);
        let decisions = view.delivery.decisions.taken.iter().cloned().map(DecisionAnswer::from).collect();
        let stopped = StoppedAnswer::of(&view.delivery);
        Self {
            stopped,
            review: None,
            receipt: view.delivery.id.to_string(),
            delivery: DeliveryAnswer::new(view, origin.as_ref()),
            origin: origin.into(),
            description,
            messages: bubbles(&content.messages_json),
            silent: content.silent,
            undo_until,
            failures: failures(rows),
            waits,
            undecided,
            decisions,
        }
    }
}

/// The bubbles one by one, their bytes as they are.
pub fn bubbles(messages_json: &str) -> Vec<String> {
    let bubbles: Vec<Box<RawValue>> = serde_json::from_str(messages_json).unwrap_or_default();
    bubbles.into_iter().map(|bubble| bubble.get().to_owned()).collect()
}

fn failures(rows: &[Batch]) -> Vec<ReasonAnswer> {
    let mut reasons = BTreeMap::<String, u64>::new();
    for row in rows {
        if let BatchState::Failed { reason } = &row.state {
            // Only rows of before it was asked anew: nobody got it, which of an unknown one nobody can say.
            let reason = if reason == OUT_OF_TIME { "never asked" } else { reason };
            *reasons.entry(reason.to_owned()).or_default() += u64::from(row.place.count);
        }
    }
    by_reason(reasons)
}

/// What our senders noted, in words for staff; what LINE said stays as it is.
pub fn by_reason(reasons: BTreeMap<String, u64>) -> Vec<ReasonAnswer> {
    let mut told = BTreeMap::<String, u64>::new();
    for (reason, count) in reasons {
        *told.entry(in_words(&reason)).or_default() += count;
    }
    told.into_iter().map(|(reason, count)| ReasonAnswer { reason, count }).collect()
}

fn in_words(reason: &str) -> String {
    let words = match reason {
        "no answer" => "LINEから返事がありませんでした",
        "no connection" => "LINEにつながりませんでした",
        "409 without an accepted request" => "LINEの返事から、受け付けられたかどうかが分かりませんでした",
        OUT_OF_TIME => "23時間問い合わせても、LINEが受け付けたかどうかが分かりませんでした",
        "the body differs from the first attempt's" => "最初と同じ内容で問い合わせることができませんでした",
        "cancelled before an answer came" => "LINEの返事が来る前に、配信を中止しました",
        "never asked" => "23時間のうちに送ることができず、だれにも届いていません",
        "429 rate limit" => "LINEが混み合っていました",
        "429 monthly limit" => "今月の配信数の上限に達しました",
        "401 or 403" => "LINEへの接続が認められませんでした",
        "not asked again yet" | "to be sent again" | "refused together with others" => {
            "LINEにもう一度問い合わせる前に終わりました"
        }
        other => match other.strip_prefix("LINE answered ") {
            Some(status) => return format!("LINEで障害が起きていました(応答{status})"),
            None => {
                return format!(
                    "LINEがメッセージの内容を受け付けませんでした。複製して、内容を直してから送り直してください(LINEの返事：{other})"
                );
            }
        },
    };
    words.to_owned()
}
