//! How a delivery stands in the table. `v` tells a newer program how to read an older row.

use domain::delivery::{
    Choice, Confirmed, Decision, Decisions, Delivery, DeliveryId, HoldReason, PauseReason, Plan, PlannedPart,
    Priority, Status, Stop,
};
use domain::draft::Person;
use domain::recipients::FrozenContent;
use domain::segment::Target;
use serde::{Deserialize, Serialize};

/// The partition of everything that belongs to a delivery.
pub fn partition_key(id: DeliveryId) -> String {
    format!("D#{id}")
}

/// A row that no version of this program wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a delivery row is not readable")]
pub struct InvalidItem;

/// 2 has decisions: a program that does not know them would forget them with its next write.
const NEWEST: u8 = 2;

#[derive(Debug, Serialize, Deserialize)]
struct DecisionItem {
    choice: String,
    by: Person,
    at_ms: u64,
    reason: String,
    people: u64,
    key: String,
}

impl From<&Decision> for DecisionItem {
    fn from(decision: &Decision) -> Self {
        let choice = match decision.choice {
            Choice::Close => "close",
            Choice::SendAgain => "send_again",
        };
        Self {
            choice: choice.to_owned(),
            by: decision.by.clone(),
            at_ms: decision.at_ms,
            reason: decision.reason.clone(),
            people: decision.people,
            key: decision.key.clone(),
        }
    }
}

impl DecisionItem {
    fn into_decision(self) -> Result<Decision, InvalidItem> {
        let choice = match self.choice.as_str() {
            "close" => Choice::Close,
            "send_again" => Choice::SendAgain,
            _ => return Err(InvalidItem),
        };
        let Self { by, at_ms, reason, people, key, .. } = self;
        Ok(Decision { choice, by, at_ms, reason, people, key })
    }
}

/// A program that does not know it forgets it with its next write; nothing but a sentence is lost.
#[derive(Debug, Serialize, Deserialize)]
struct StopItem {
    by: Person,
    at_ms: u64,
    reason: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DeliveryItem {
    pk: String,
    sk: String,
    v: u8,
    title: String,
    target: String,
    emergency: bool,
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_later_than_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    version: u64,
    content_hash: String,
    created_at_ms: u64,
    updated_at_ms: u64,
    parts: Vec<(u32, u32)>,
    plan_complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    broadcast_friends: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dispatched_version: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dispatched_at_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended_at_ms: Option<u64>,
    settled: bool,
    /// People and time of the confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confirmed: Option<(u64, u64)>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    awaits_decision: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    decisions: Vec<DecisionItem>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stopped: Option<StopItem>,
    /// A program that does not know it forgets it: then a person is asked once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resumed_at_ms: Option<u64>,
    /// A program that does not know them forgets them: then the start alone is bound, and only a far count is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_moment_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    untyped_below: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    active: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<u64>,
}

impl From<&Delivery> for DeliveryItem {
    fn from(delivery: &Delivery) -> Self {
        let (status, at_ms, not_later_than_ms, reason) = status_fields(&delivery.status);
        let active = match &delivery.status {
            Status::Scheduled { .. } => Some("scheduled"),
            Status::Dispatching | Status::Sending | Status::Paused { .. } => Some("running"),
            Status::Cancelled { .. } if !delivery.settled => Some("stopping"),
            Status::Draft | Status::Held { .. } => Some("resting"),
            Status::Cancelled { .. } | Status::Sent if delivery.decisions.awaited => Some("undecided"),
            Status::Cancelled { .. } | Status::Sent => Some("ended"),
        };
        let is_over = matches!(delivery.status, Status::Cancelled { .. } | Status::Sent);
        let due_at = at_ms.filter(|_| !is_over).unwrap_or(delivery.updated_at_ms);
        Self {
            pk: partition_key(delivery.id),
            sk: "META".to_owned(),
            v: if delivery.decisions.taken.is_empty() { 1 } else { NEWEST },
            title: delivery.title.clone(),
            target: serde_json::to_string(&delivery.target).unwrap_or_default(),
            emergency: delivery.priority == Priority::Emergency,
            status: status.to_owned(),
            at_ms,
            not_later_than_ms,
            reason,
            version: delivery.version,
            content_hash: delivery.content_hash.clone(),
            created_at_ms: delivery.created_at_ms,
            updated_at_ms: delivery.updated_at_ms,
            parts: delivery.plan.parts.iter().map(|part| (part.first_batch, part.recipients)).collect(),
            plan_complete: delivery.plan.complete,
            broadcast_friends: delivery.plan.broadcast_friends,
            dispatched_version: delivery.dispatched_version,
            dispatched_at_ms: delivery.dispatched_at_ms,
            ended_at_ms: delivery.ended_at_ms,
            settled: delivery.settled,
            confirmed: delivery.confirmed.map(|confirmed| (confirmed.people, confirmed.at_ms)),
            awaits_decision: delivery.decisions.awaited,
            decisions: delivery.decisions.taken.iter().map(DecisionItem::from).collect(),
            resumed_at_ms: delivery.resumed_at_ms,
            last_moment_ms: delivery.last_moment_ms,
            untyped_below: delivery.confirmed.and_then(|confirmed| confirmed.untyped_below),
            stopped: delivery.stopped.clone().map(|stop| {
                let Stop { by, at_ms, reason } = stop;
                StopItem { by, at_ms, reason }
            }),
            active: active.map(str::to_owned),
            due_at: active.map(|_| due_at),
        }
    }
}

type StatusFields = (&'static str, Option<u64>, Option<u64>, Option<String>);

fn status_fields(status: &Status) -> StatusFields {
    match status {
        Status::Draft => ("draft", None, None, None),
        Status::Scheduled { at_ms, not_later_than_ms } => {
            ("scheduled", Some(*at_ms), Some(*not_later_than_ms), None)
        }
        Status::Dispatching => ("dispatching", None, None, None),
        Status::Sending => ("sending", None, None, None),
        Status::Paused { reason } => ("paused", None, None, Some(pause_name(*reason).to_owned())),
        Status::Held { reason: HoldReason::Overdue } => ("held", None, None, Some("overdue".to_owned())),
        Status::Held { reason: HoldReason::InvalidSegment(text) } => {
            ("held", None, None, Some(format!("segment:{text}")))
        }
        Status::Held { reason: HoldReason::Uncorrectable(text) } => {
            ("held", None, None, Some(format!("correction:{text}")))
        }
        Status::Held { reason: HoldReason::CountMoved { confirmed, found } } => {
            ("held", None, None, Some(format!("count:{confirmed}:{found}")))
        }
        Status::Cancelled { at_ms } => ("cancelled", Some(*at_ms), None, None),
        Status::Sent => ("sent", None, None, None),
    }
}

fn pause_name(reason: PauseReason) -> &'static str {
    match reason {
        PauseReason::Unauthorized => "unauthorized",
        PauseReason::QuotaReached => "quota_reached",
        PauseReason::TooManyFailures => "too_many_failures",
        PauseReason::TooLate => "too_late",
        PauseReason::PastLastMoment => "past_last_moment",
        PauseReason::StoppedByStaff => "stopped_by_staff",
    }
}

/// Reads `<confirmed>:<found>`.
fn count_moved(numbers: &str) -> Result<HoldReason, InvalidItem> {
    let (confirmed, found) = numbers.split_once(':').ok_or(InvalidItem)?;
    let number = |text: &str| text.parse().map_err(|_| InvalidItem);
    Ok(HoldReason::CountMoved { confirmed: number(confirmed)?, found: number(found)? })
}

impl DeliveryItem {
    fn status(&self) -> Result<Status, InvalidItem> {
        let at_ms = self.at_ms.ok_or(InvalidItem);
        let reason = self.reason.as_deref().ok_or(InvalidItem);
        Ok(match self.status.as_str() {
            "draft" => Status::Draft,
            "scheduled" => Status::Scheduled {
                at_ms: at_ms?,
                not_later_than_ms: self.not_later_than_ms.ok_or(InvalidItem)?,
            },
            "dispatching" => Status::Dispatching,
            "sending" => Status::Sending,
            "paused" => Status::Paused {
                reason: match reason? {
                    "unauthorized" => PauseReason::Unauthorized,
                    "quota_reached" => PauseReason::QuotaReached,
                    "too_many_failures" => PauseReason::TooManyFailures,
                    "too_late" => PauseReason::TooLate,
                    "past_last_moment" => PauseReason::PastLastMoment,
                    "stopped_by_staff" => PauseReason::StoppedByStaff,
                    _ => return Err(InvalidItem),
                },
            },
            "held" => Status::Held {
                reason: match reason?.split_once(':') {
                    None if self.reason.as_deref() == Some("overdue") => HoldReason::Overdue,
                    Some(("segment", text)) => HoldReason::InvalidSegment(text.to_owned()),
                    Some(("count", numbers)) => count_moved(numbers)?,
                    Some(("correction", text)) => HoldReason::Uncorrectable(text.to_owned()),
                    _ => return Err(InvalidItem),
                },
            },
            "cancelled" => Status::Cancelled { at_ms: at_ms? },
            "sent" => Status::Sent,
            _ => return Err(InvalidItem),
        })
    }
}

impl TryFrom<DeliveryItem> for Delivery {
    type Error = InvalidItem;

    fn try_from(item: DeliveryItem) -> Result<Self, InvalidItem> {
        let id = item.pk.strip_prefix("D#").and_then(|id| DeliveryId::parse(id).ok()).ok_or(InvalidItem)?;
        if item.v > NEWEST {
            return Err(InvalidItem);
        }
        let target: Target = serde_json::from_str(&item.target).map_err(|_| InvalidItem)?;
        Ok(Self {
            id,
            target,
            status: item.status()?,
            title: item.title,
            priority: if item.emergency { Priority::Emergency } else { Priority::Normal },
            version: item.version,
            content_hash: item.content_hash,
            created_at_ms: item.created_at_ms,
            updated_at_ms: item.updated_at_ms,
            plan: Plan {
                parts: item
                    .parts
                    .into_iter()
                    .map(|(first_batch, recipients)| PlannedPart { first_batch, recipients })
                    .collect(),
                complete: item.plan_complete,
                broadcast_friends: item.broadcast_friends,
            },
            dispatched_version: item.dispatched_version,
            dispatched_at_ms: item.dispatched_at_ms,
            ended_at_ms: item.ended_at_ms,
            settled: item.settled,
            confirmed: item.confirmed.map(|(people, at_ms)| Confirmed {
                people,
                at_ms,
                untyped_below: item.untyped_below,
            }),
            decisions: Decisions {
                awaited: item.awaits_decision,
                taken: item
                    .decisions
                    .into_iter()
                    .map(DecisionItem::into_decision)
                    .collect::<Result<_, _>>()?,
            },
            stopped: item.stopped.map(|StopItem { by, at_ms, reason }| Stop { by, at_ms, reason }),
            resumed_at_ms: item.resumed_at_ms,
            last_moment_ms: item.last_moment_ms,
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ContentItem {
    pk: String,
    sk: String,
    v: u8,
    messages: String,
    unit: String,
    silent: bool,
}

impl ContentItem {
    pub(crate) fn new(id: DeliveryId, content: &FrozenContent) -> Self {
        Self {
            pk: partition_key(id),
            sk: "CONTENT".to_owned(),
            v: 1,
            messages: content.messages_json.clone(),
            unit: content.unit.clone(),
            silent: content.silent,
        }
    }
}

impl From<ContentItem> for FrozenContent {
    fn from(item: ContentItem) -> Self {
        Self { messages_json: item.messages, unit: item.unit, silent: item.silent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_790_000_000_000;

    fn sent() -> Delivery {
        Delivery {
            id: DeliveryId::parse("01JZZZZZZZZZZZZZZZZZZZZZZZ").unwrap(),
            title: "断水".to_owned(),
            target: Target::Everyone,
            priority: Priority::Normal,
            status: Status::Sent,
            version: 7,
            content_hash: "c0ffee".to_owned(),
            created_at_ms: NOW,
            updated_at_ms: NOW,
            plan: Plan { parts: Vec::new(), complete: true, broadcast_friends: Some(9) },
            dispatched_version: Some(2),
            dispatched_at_ms: Some(NOW),
            ended_at_ms: Some(NOW),
            settled: false,
            confirmed: None,
            decisions: Decisions::default(),
            stopped: None,
            resumed_at_ms: None,
            last_moment_ms: None,
        }
    }

    fn decided(choice: Choice) -> Delivery {
        let by = Person { id: "hanako".to_owned(), name: "川崎 花子".to_owned() };
        let (reason, key) = ("断水は必ず伝えたいため".to_owned(), "k".to_owned());
        let decision = Decision { choice, by, at_ms: NOW, reason, people: 9, key };
        sent().settle(true, NOW).decide(decision, 8).unwrap()
    }

    #[test]
    fn a_row_with_decisions_comes_back_and_one_of_a_newer_program_is_refused() {
        let again = || decided(Choice::SendAgain);
        assert_eq!(Delivery::try_from(DeliveryItem::from(&again())), Ok(again()));
        let newer = DeliveryItem { v: NEWEST + 1, ..DeliveryItem::from(&again()) };
        assert_eq!(Delivery::try_from(newer), Err(InvalidItem));
        let mut torn = DeliveryItem::from(&again());
        "perhaps".clone_into(&mut torn.decisions[0].choice);
        assert_eq!(Delivery::try_from(torn), Err(InvalidItem));
    }

    #[test]
    fn what_waits_for_a_person_is_listed_and_what_was_decided_is_found_by_when_it_ended() {
        let listed = |delivery: &Delivery| DeliveryItem::from(delivery).active;
        assert_eq!(listed(&sent().settle(true, NOW)).as_deref(), Some("undecided"));
        assert_eq!(listed(&sent().settle(false, NOW)).as_deref(), Some("ended"));
        assert_eq!(DeliveryItem::from(&sent().settle(false, NOW + 9)).due_at, Some(NOW + 9));
        assert_eq!(listed(&decided(Choice::Close)).as_deref(), Some("ended"));
        assert_eq!(listed(&decided(Choice::SendAgain)).as_deref(), Some("running"));
    }
}
