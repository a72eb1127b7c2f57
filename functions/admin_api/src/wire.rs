//! What goes over the wire of the admin API. Times are RFC 3339; answers carry Japan's offset.

use domain::batch::{Batch, BatchState, Counts};
use domain::delivery::{Delivery, HoldReason, PauseReason, Priority, Status};
use domain::draft::Draft;
use domain::job::{Job, JobKind};
use domain::segment::SavedSegment;
use domain::survey::ItemId;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use usecases::delivery::admin::{View, Wish};
use usecases::editorial::ports::Origin;
use usecases::items::uses::Uses;
use utoipa::ToSchema;

use crate::moments::Moments;
use crate::problem::FieldError;
use crate::shapes;

static TOKYO: TimeZone = jiff::tz::get!("Asia/Tokyo");

/// A delivery to create.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDelivery {
    #[serde(default)]
    #[schema(required = true)]
    pub title: String,
    #[serde(default)]
    #[schema(required = true)]
    pub target: Value,
    #[schema(value_type = Value, required = true)]
    pub messages: Option<Box<RawValue>>,
    #[serde(default)]
    pub emergency: bool,
    #[serde(default)]
    pub silent: bool,
}

/// The version that the caller saw.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct Expected {
    version: Option<u64>,
}

impl Expected {
    /// The version, or what to say where it is missing.
    pub fn version(&self) -> Result<u64, FieldError> {
        self.version.ok_or_else(|| required("version", "見ていた版の番号(version)を付けてください。"))
    }
}

/// What a cancellation says.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct CancelWish {
    /// The version that was seen. Staff have to name it; a program may leave it out.
    pub version: Option<u64>,
}

/// The version that the caller saw.
pub fn expected(version: Option<u64>) -> Result<u64, FieldError> {
    Expected { version }.version()
}

fn required(path: &str, message: &str) -> FieldError {
    FieldError::new(path, "required", message)
}

/// A wished time.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Schedule {
    version: Option<u64>,
    #[schema(required = true, nullable = false)]
    at: Option<String>,
    not_later_than: Option<String>,
}

impl Schedule {
    /// The wish, or everything that is wrong with it.
    pub fn wish(&self) -> Result<Wish, Vec<FieldError>> {
        let at = self.at.as_deref().ok_or_else(|| required("at", "予約の時刻を入力してください。"));
        let at = at.and_then(|text| time("at", text));
        let latest = self.not_later_than.as_deref().map(|text| time("not_later_than", text)).transpose();
        match (Expected { version: self.version }.version(), at, latest) {
            (Ok(expected_version), Ok(at_ms), Ok(not_later_than_ms)) => {
                Ok(Wish { at_ms, not_later_than_ms, expected_version })
            }
            (version, at, latest) => {
                Err([version.err(), at.err(), latest.err()].into_iter().flatten().collect())
            }
        }
    }
}

/// Reads a time, or names the field that holds none.
pub fn time(path: &str, text: &str) -> Result<u64, FieldError> {
    let message = "時刻は「2027-01-31T09:00:00+09:00」の形で、時差を付けて書いてください。";
    parse_time(text).ok_or_else(|| FieldError::new(path, "not_a_time", message))
}

/// Reads a time with its offset, as milliseconds since 1970 UTC; a time without one is nobody's guess.
pub fn parse_time(text: &str) -> Option<u64> {
    text.parse::<Timestamp>().ok().and_then(|at| u64::try_from(at.as_millisecond()).ok())
}

/// The day in Japan.
pub fn today(ms: u64) -> jiff::civil::Date {
    let at = Timestamp::from_millisecond(ms as i64).unwrap_or_default();
    at.to_zoned(TOKYO.clone()).date()
}

/// A moment in Japan's time.
pub fn show_time(ms: u64) -> String {
    Timestamp::from_millisecond(ms as i64)
        .map(|at| at.to_zoned(TOKYO.clone()).strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string())
        .unwrap_or_default()
}

/// A delivery as it is answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeliveryAnswer {
    id: String,
    title: String,
    #[schema(value_type = shapes::DeliveryStatus)]
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    at: Option<String>,
    #[serde(flatten)]
    moments: Moments,
    pub version: u64,
    target: Value,
    emergency: bool,
    created_at: String,
    updated_at: String,
    plan_complete: bool,
    settled: bool,
    /// Nobody knows of some whether they got it, and somebody has to decide about them.
    awaits_decision: bool,
    batches: u32,
    /// 全員: `counts` holds the friends we know; LINE also reaches those we have never met.
    broadcast: bool,
    counts: CountsAnswer,
    /// As many as whoever pressed the button was told; null for a program's and where nobody was told.
    confirmed: Option<u64>,
}

/// Recipients by where they stand; `balanced` says that `planned` is the sum of the rest.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CountsAnswer {
    planned: u64,
    waiting: u64,
    in_flight: u64,
    accepted: u64,
    failed: u64,
    unknown: u64,
    cancelled: u64,
    balanced: bool,
}

impl From<Counts> for CountsAnswer {
    fn from(counts: Counts) -> Self {
        Self {
            planned: counts.planned,
            waiting: counts.waiting,
            in_flight: counts.in_flight,
            accepted: counts.accepted,
            failed: counts.failed,
            unknown: counts.unknown,
            cancelled: counts.cancelled,
            balanced: counts.balance(),
        }
    }
}

impl DeliveryAnswer {
    /// Nothing of it will go out any more.
    pub fn is_over(&self) -> bool {
        matches!(self.status, "sent" | "cancelled")
    }

    /// It is over, nobody has to decide any more, and some did certainly not get it.
    pub fn left_somebody_out(&self) -> bool {
        self.settled && !self.awaits_decision && self.counts.failed > 0
    }
}

impl DeliveryAnswer {
    /// From its state and where it comes from.
    pub fn new(view: View, origin: Option<&Origin>) -> Self {
        let delivery = view.delivery;
        Self {
            id: delivery.id.to_string(),
            status: status(&delivery.status),
            reason: reason(&delivery.status),
            at: at(&delivery.status).map(show_time),
            moments: Moments::of(&delivery, origin),
            version: delivery.version,
            target: serde_json::to_value(&delivery.target).unwrap_or_default(),
            emergency: delivery.priority == Priority::Emergency,
            created_at: show_time(delivery.created_at_ms),
            updated_at: show_time(delivery.updated_at_ms),
            plan_complete: delivery.plan.complete,
            settled: delivery.settled,
            awaits_decision: delivery.decisions.awaited,
            batches: delivery.plan.batches(),
            broadcast: delivery.plan.broadcast_friends.is_some(),
            title: delivery.title,
            counts: view.counts.into(),
            confirmed: delivery.confirmed.map(|confirmed| confirmed.people),
        }
    }
}

/// One thing that would break.
#[derive(Debug, Serialize, ToSchema)]
pub struct UseAnswer {
    kind: &'static str,
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    status: Option<&'static str>,
}

/// A delivery as something that uses a condition.
pub fn delivery_use(delivery: &Delivery) -> UseAnswer {
    let (id, name) = (delivery.id.to_string(), delivery.title.clone());
    UseAnswer { kind: "delivery", id, name, status: Some(status(&delivery.status)) }
}

/// A draft as something that uses a condition.
pub fn draft_use(draft: &Draft) -> UseAnswer {
    UseAnswer { kind: "draft", id: draft.id.to_string(), name: draft.content.title.clone(), status: None }
}

/// An item that is shown by another one.
pub fn item_use(item: &ItemId) -> UseAnswer {
    UseAnswer { kind: "item", id: item.to_string(), name: item.to_string(), status: None }
}

/// A job that moves answers to an option.
fn job_use(job: &Job) -> UseAnswer {
    let name = match &job.kind {
        JobKind::ReplaceOption { option, .. } => format!("削除した選択肢「{option}」の回答を移す処理"),
        other => other.name().to_owned(),
    };
    UseAnswer { kind: "job", id: job.id.to_string(), name, status: Some("open") }
}

/// All uses, segments first.
pub fn uses_answer(uses: &Uses) -> Vec<UseAnswer> {
    let segment = |one: &SavedSegment| {
        let (id, name) = (one.id.to_string(), one.name.clone());
        UseAnswer { kind: "segment", id, name, status: None }
    };
    let segments = uses.segments.iter().map(segment);
    let others = uses.deliveries.iter().map(delivery_use).chain(uses.items.iter().map(item_use));
    segments.chain(others).chain(uses.jobs.iter().map(job_use)).collect()
}

/// The moment that the state itself carries.
fn at(status: &Status) -> Option<u64> {
    match status {
        Status::Scheduled { at_ms, .. } | Status::Cancelled { at_ms } => Some(*at_ms),
        _ => None,
    }
}

fn status(status: &Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Scheduled { .. } => "scheduled",
        Status::Dispatching => "dispatching",
        Status::Sending => "sending",
        Status::Paused { .. } => "paused",
        Status::Held { .. } => "held",
        Status::Cancelled { .. } => "cancelled",
        Status::Sent => "sent",
    }
}

fn reason(status: &Status) -> Option<String> {
    let text = match status {
        Status::Paused { reason: PauseReason::Unauthorized } => "LINEへの接続が認められませんでした",
        Status::Paused { reason: PauseReason::QuotaReached } => "今月の配信数の上限に達しました",
        Status::Paused { reason: PauseReason::TooManyFailures } => "失敗が多いため自動で止めました",
        Status::Paused { reason: PauseReason::TooLate } => {
            "23時間のうちに送りきれなかったため自動で止めました。内容が今も正しいか確かめてください"
        }
        Status::Paused { reason: PauseReason::PastLastMoment } => {
            "「この時刻を過ぎたら送らない」の時刻を過ぎたため、残りを送らずに止めました"
        }
        Status::Paused { reason: PauseReason::StoppedByStaff } => "職員が残りの配信を止めました",
        Status::Held { reason: HoldReason::Overdue } => {
            "始まるのが遅れ、「この時刻を過ぎたら送らない」の時刻を過ぎたため、送らずに保留しました"
        }
        Status::Held { reason: HoldReason::CountMoved { confirmed, found } } => {
            return Some(format!("確認のときは{confirmed}人でしたが、配信の直前に数えると{found}人でした"));
        }
        Status::Held { reason: HoldReason::InvalidSegment(text) | HoldReason::Uncorrectable(text) } => text,
        _ => return None,
    };
    Some(text.to_owned())
}

/// One batch as it is answered; recipients are a number, never ids.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchAnswer {
    number: u32,
    path: String,
    recipients: u32,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<String>,
    retry_key: String,
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_attempt_at: Option<String>,
    updated_at: String,
}

impl From<Batch> for BatchAnswer {
    fn from(batch: Batch) -> Self {
        let (state, detail, request_id) = match batch.state {
            BatchState::Waiting { .. } => ("waiting", None, None),
            BatchState::Leased { .. } => ("in_flight", None, None),
            BatchState::Accepted { request_id } => ("accepted", None, Some(request_id)),
            BatchState::Failed { reason } => ("failed", Some(reason), None),
            BatchState::Unknown { reason, .. } => ("unknown", Some(reason), None),
            BatchState::Cancelled => ("cancelled", None, None),
            BatchState::Split => ("split", None, None),
        };
        Self {
            number: batch.key.number,
            path: batch.key.path,
            recipients: batch.place.count,
            state,
            detail,
            request_id,
            retry_key: batch.retry_key.to_string(),
            attempts: batch.attempts,
            first_attempt_at: batch.first_attempt_at_ms.map(show_time),
            updated_at: show_time(batch.updated_at_ms),
        }
    }
}
