//! `POST /api/deliveries/{id}/decision`: a person decides about those of whom nobody knows whether they got it, and what
//! staff see of it before and after (docs/decisions/0020).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::batch::{Batch, Undecided, undecided};
use domain::delivery::{Choice, Decision, Delivery, DeliveryId, MAX_DECISION_CHARS, MAX_ROUNDS, Undecidable};
use domain::draft::{Person, is_large};
use domain::segment::Target;
use domain::staff::Actor;
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::delivery::decide::{DecideError, Wish, decide};
use usecases::delivery::ports::{BatchLedger as _, Deliveries};
use utoipa::ToSchema;

use crate::App;
use crate::asked::{NeededKey, Path};
use crate::confirmation::guards;
use crate::corrections::reach;
use crate::deliveries::{answer, own, stale};
use crate::delivery_wire::{DetailAnswer, ReasonAnswer, by_reason};
use crate::drafts::person;
use crate::gate::{Who, step_up_needed};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::of_delivery;
use crate::shapes;
use crate::wire::{expected, show_time};

/// What somebody decides.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DecisionWish {
    version: Option<u64>,
    #[serde(default)]
    #[schema(value_type = shapes::Choice, required = true)]
    choice: String,
    /// Why, in their words.
    #[serde(default)]
    #[schema(required = true)]
    reason: String,
}

/// People of whom nobody knows whether they got it, while somebody has to decide about them.
#[derive(Debug, Serialize, ToSchema)]
pub struct UndecidedAnswer {
    people: u64,
    /// The first attempt at one of them.
    tried_at: String,
    /// Since when nothing more can be found out.
    since: String,
    reasons: Vec<ReasonAnswer>,
    /// Why it cannot be sent again, for staff; null where it can.
    not_again: Option<String>,
}

/// A decision that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionAnswer {
    #[schema(value_type = shapes::Choice)]
    choice: &'static str,
    #[schema(value_type = shapes::Person)]
    by: Person,
    at: String,
    reason: String,
    people: u64,
}

impl UndecidedAnswer {
    /// For a delivery about which somebody has to decide.
    pub fn of(delivery: &Delivery, rows: &[Batch], now_ms: u64) -> Option<Self> {
        let Undecided { people, tried_at_ms, since_ms, reasons } = undecided(delivery, rows)?;
        let refused = delivery.may_choose(Choice::SendAgain, now_ms).err();
        Some(Self {
            people,
            tried_at: show_time(tried_at_ms),
            since: show_time(since_ms),
            reasons: by_reason(reasons),
            not_again: refused.map(|refused| text_of(refused).1),
        })
    }
}

impl From<Decision> for DecisionAnswer {
    fn from(decision: Decision) -> Self {
        let Decision { choice, by, at_ms, reason, people, .. } = decision;
        Self { choice: name(choice), by, at: show_time(at_ms), reason, people }
    }
}

const fn name(choice: Choice) -> &'static str {
    match choice {
        Choice::Close => "close",
        Choice::SendAgain => "send_again",
    }
}

impl DecisionWish {
    fn checked(&self) -> Result<(u64, Choice, String), Problem> {
        let choice = match self.choice.as_str() {
            "close" => Ok(Choice::Close),
            "send_again" => Ok(Choice::SendAgain),
            _ => {
                let message = "「close」(終える)か「send_again」(もう一度送る)を指定してください。";
                Err(FieldError::new("choice", "unknown", message))
            }
        };
        let (reason, chars) = (self.reason.trim(), self.reason.trim().chars().count());
        let too_long = || format!("理由は{MAX_DECISION_CHARS}文字までです(いま{chars}文字)。");
        let reason = match chars {
            0 => Err(FieldError::new("reason", "required", "判断の理由を入力してください。")),
            1..=MAX_DECISION_CHARS => Ok(reason.to_owned()),
            _ => Err(FieldError::too_long("reason", MAX_DECISION_CHARS, chars, too_long())),
        };
        match (expected(self.version), choice, reason) {
            (Ok(version), Ok(choice), Ok(reason)) => Ok((version, choice, reason)),
            (version, choice, reason) => {
                let errors = [version.err(), choice.err(), reason.err()];
                Err(Problem::invalid(errors.into_iter().flatten().collect()))
            }
        }
    }
}

/// Closes the delivery or sends it again to those of whom nobody knows whether they got it. The same request again, under
/// the same `Idempotency-Key`, changes nothing.
pub async fn decision(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    NeededKey(key): NeededKey,
    JsonBody(wish): JsonBody<DecisionWish>,
) -> Result<Json<DetailAnswer>, Problem> {
    let id = own(&app, &actor, &id).await?;
    let (expected_version, choice, reason) = wish.checked()?;
    let text = key.text().unwrap_or_default().to_owned();
    let wish = Wish { choice, by: person(&actor), reason, expected_version, key: text };
    let people = people_of(&app, &actor, id, &wish).await?;
    key.claim(&app, "decision", &actor).await?;
    let record = of_delivery(&app, &actor, action(choice), id).await?;
    let record = record.with("reason", wish.reason.as_str()).with("people", people);
    let (table, now_ms) = (app.record_delivery(record), runtime::clock::now_ms());
    let decided = match decide(&table, &table, id, wish, now_ms).await {
        Err(DecideError::Refused(Undecidable::Stale(_))) => return Err(stale(&app, &actor, id).await?),
        decided => decided?,
    };
    info!(delivery.id = %id, "{} of delivery {id}, round {}", action(choice), decided.round());
    answer(&app, &actor, id).await
}

const fn action(choice: Choice) -> &'static str {
    match choice {
        Choice::Close => "delivery.unknown_closed",
        Choice::SendAgain => "delivery.sent_again",
    }
}

/// How many are unknown, which the record names; who sends to so many shows the second factor as for the first send.
/// What is decided about is the version that stands here: what only settles after this look was not asked about. A
/// decision that was taken under this key is answered again.
async fn people_of(app: &App, actor: &Actor, id: DeliveryId, wish: &Wish) -> Result<u64, Problem> {
    let (choice, now_ms) = (wish.choice, runtime::clock::now_ms());
    let delivery = Deliveries::get(&app.deliveries, id).await?.ok_or_else(Problem::not_found)?;
    if delivery.decisions.brought_by(&wish.by, &wish.key).is_some() {
        return Ok(0);
    }
    if delivery.version != wish.expected_version {
        return Err(stale(app, actor, id).await?);
    }
    let rows = app.deliveries.rows(id).await?;
    let Some(Undecided { people, .. }) = undecided(&delivery, &rows) else {
        let refused = delivery.may_choose(choice, now_ms).err().unwrap_or(Undecidable::Nothing);
        return Err(DecideError::Refused(refused).into());
    };
    let stepped_up = actor.stepped_up(now_ms);
    if choice == Choice::SendAgain && !stepped_up {
        let everyone = delivery.plan.broadcast_friends.is_some();
        let friends = reach(app, actor, Some(&Target::Everyone)).await?.friends;
        if is_large(&guards(app).await?, people, friends, everyone) {
            return Err(step_up_needed());
        }
    }
    Ok(people)
}

/// The code and the sentence for staff.
fn text_of(refused: Undecidable) -> (&'static str, String) {
    let (code, text) = match refused {
        Undecidable::Stale(_) | Undecidable::StillGoing => {
            ("state", "この配信は、まだ終わっていません。終わるのを待ってから判断してください。")
        }
        Undecidable::Nothing => (
            "nothing_to_decide",
            "この配信には、判断を待っている人はいません。最新の状態を確認してください。",
        ),
        Undecidable::Stopped => {
            ("stopped_for_good", "この配信は中止したため、もう一度送ることはできません。")
        }
        Undecidable::Forgotten => {
            ("recipients_gone", "宛先の記録の保存期間(400日)を過ぎたため、もう一度送ることはできません。")
        }
        Undecidable::TooOften => {
            let text = format!("すでに{MAX_ROUNDS}回送り直したため、もう一度送ることはできません。");
            return ("too_many_rounds", text);
        }
    };
    (code, text.to_owned())
}

impl From<DecideError> for Problem {
    fn from(failed: DecideError) -> Self {
        match failed {
            DecideError::NotFound => Self::not_found(),
            DecideError::KeyReused => Self::key_reused(),
            DecideError::Refused(Undecidable::Stale(stale)) => stale.into(),
            DecideError::Refused(refused) => {
                let (code, text) = text_of(refused);
                Self::new(StatusCode::CONFLICT, code, text)
            }
            DecideError::Port(failed) => failed.into(),
        }
    }
}
