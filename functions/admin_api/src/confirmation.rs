//! The last look before a draft becomes a delivery, the send itself, and the way back.
//!
//! The screen and the send ask the same function for what stands in the way, over facts that are counted anew each
//! time by the code that dispatches.

mod allowed;
mod doubts;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::audit::{Entry, Object};
use domain::delivery::{Confirmed, Delivery, DeliveryId, Status, TransitionError};
use domain::draft::{
    ApprovalState, Block, Decision, Draft, DraftContent, Facts, Guards, Start, decide, untyped_below,
};
use domain::reaction::{asks_reactions, may_start};
use domain::recipients::FrozenContent;
use domain::segment::Target;
use domain::setting::SettingName;
use domain::staff::{Actor, Permission};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracing::info;
use ulid::Ulid;
use usecases::delivery::ports::Deliveries;
use usecases::editorial::change::ChangeDraftError;
use usecases::editorial::ports::Origin;
use usecases::editorial::send_off::{Parcel, send_off, sent_before, take_back};
use usecases::jobs::ports::Settings as _;
use usecases::port_error::PortError;
use utoipa::ToSchema;

use crate::App;
use crate::asked::{NeededKey, Path};
use crate::corrections::{check_reach, reach, target_of};
use crate::deliveries::{Wished, answer, checked, own as own_delivery, stale as stale_delivery};
use crate::delivery_wire::DetailAnswer;
use crate::draft_wire::DraftAnswer;
use crate::drafts::{done, own, person, refused, stale};
use crate::gate::Who;
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::reactions::{KEPT, track};
use crate::records::{entry, of_delivery};
use crate::segments::{noted, samples};
use crate::shapes;
use crate::wire::{Expected, expected, show_time};
pub use allowed::no_count;
use allowed::{Given, allowed};
use doubts::{WarningAnswer, held, unreadable, warnings};
pub use doubts::{too_many, waved_off, words_of};

/// What the city set as guards.
pub async fn guards(app: &App) -> Result<Guards, Problem> {
    let setting = app.segments.setting(SettingName::Guards).await?;
    // Checked when it was stored; a row that says something else is no reason to be less careful.
    Ok(serde_json::from_value(setting.value).unwrap_or_default())
}

/// `POST …/confirmation`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfirmationAnswer {
    draft_version: u64,
    content_hash: String,
    errors: Vec<FieldError>,
    warnings: Vec<WarningAnswer>,
    count: u64,
    total_friends: u64,
    /// Of all friends, 0 to 1.
    share: f64,
    description: String,
    /// What a few of those who match chose; empty where fewer than twenty match, and for 全員 and corrections.
    samples: Vec<String>,
    typed_count_needed: bool,
    approval_needed: bool,
    #[schema(value_type = shapes::ApprovalState)]
    approval: ApprovalState,
    break_glass_allowed: bool,
    step_up_needed: bool,
    /// `never`, `current` or `outdated`.
    #[schema(value_type = shapes::TestState)]
    test: &'static str,
    undo_seconds: u64,
    starts_at: String,
    /// It begins until then, and of a reservation nothing goes out later; null where the wished times cannot be used.
    not_later_than: Option<String>,
    may_send: bool,
    #[schema(value_type = Vec<shapes::Block>)]
    blocked_by: Vec<Block>,
}

/// A draft looked at: what would become of it, and what stands in the way.
struct Look {
    errors: Vec<FieldError>,
    /// Whom it goes to, if this person may ask about them.
    target: Option<Target>,
    warnings: Vec<WarningAnswer>,
    made: Option<(Delivery, FrozenContent)>,
    description: String,
    guards: Guards,
    facts: Facts,
    decision: Decision,
    /// When it would start, and its last moment unless the wished times cannot be used.
    times: (u64, Option<u64>),
}

impl Look {
    /// Seconds in which it could be taken back where it starts at once.
    fn undo_seconds(&self) -> u64 {
        u64::from(self.decision.undo_minutes) * 60
    }
}

async fn look(app: &App, actor: &Actor, draft: &Draft, id: DeliveryId, now_ms: u64) -> Result<Look, Problem> {
    let guards = guards(app).await?;
    let content = &draft.content;
    let mut errors = Vec::new();
    let undo_minutes = guards.undo_minutes_of(content.emergency);
    let (at_ms, not_later_than_ms) = match content.start.times(undo_minutes, now_ms) {
        Ok((at_ms, latest_ms)) => (at_ms, Some(latest_ms)),
        Err(refused) => {
            errors.extend(Problem::from(refused).into_errors());
            (now_ms, None)
        }
    };
    errors.extend(unreadable(&content.messages));
    let (title, messages) = (content.title.as_str(), content.messages_json());
    let target = content.target.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let wished = Wished {
        title,
        target: target.unwrap_or(Value::Null),
        messages: &messages,
        emergency: content.emergency,
        silent: content.silent,
    };
    let made = checked(app, id, wished).await?;
    let (target, refused) = reached(app, actor, content).await?;
    let is_told = |error: &FieldError| refused.is_none() || error.path != "target";
    let made = made.map_err(|wrong| errors.extend(wrong.into_iter().filter(is_told))).ok();
    errors.extend(refused);
    let warnings = warnings(app, draft, at_ms, &held(app, content).await?);
    errors.extend(too_many(warnings.len()));
    let made = made.filter(|_| errors.is_empty());
    let reach = reach(app, actor, target.as_ref()).await?;
    let facts = Facts {
        errors: errors.len(),
        open_warnings: warnings.iter().filter(|one| !one.acknowledged).count(),
        count: reach.count,
        friends: reach.friends,
        everyone: reach.everyone,
        emergency: content.emergency,
        starts_in_ms: at_ms.saturating_sub(now_ms),
        approval: draft.approval_for(reach.reached(), now_ms),
        sent_back: draft.is_sent_back(),
        may_send: actor.may(Permission::DeliveriesSend),
        may_hurry: actor.may(Permission::DeliveriesEmergency),
        stepped_up: actor.stepped_up(now_ms),
    };
    let decision = decide(&guards, &facts);
    let (times, description) = ((at_ms, not_later_than_ms), reach.description);
    Ok(Look { errors, target, warnings, made, description, guards, facts, decision, times })
}

/// The target, unless this person may not ask about it: then neither its number nor anything that is wrong with it is
/// theirs to know.
async fn reached(
    app: &App,
    actor: &Actor,
    content: &DraftContent,
) -> Result<(Option<Target>, Option<FieldError>), PortError> {
    let Some(target) = target_of(content) else { return Ok((None, None)) };
    Ok(match check_reach(app, actor, &target).await? {
        Ok(()) => (Some(target), None),
        Err(refused) => (None, Some(refused)),
    })
}

/// `POST /api/drafts/{id}/confirmation`: everything the last screen shows.
pub async fn confirm(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Result<Json<ConfirmationAnswer>, Problem> {
    let (version, draft, now_ms) = (seen.version()?, own(&app, &actor, &id).await?, runtime::clock::now_ms());
    stale(&app, &draft, version).await?;
    let look = look(&app, &actor, &draft, DeliveryId::from_ulid(Ulid::generate()), now_ms).await?;
    noted(&app, &actor, look.target.as_ref()).await?;
    let (Facts { count, friends, .. }, undo_seconds) = (look.facts, look.undo_seconds());
    Ok(Json(ConfirmationAnswer {
        draft_version: draft.version,
        content_hash: draft.content.hash(),
        errors: look.errors,
        warnings: look.warnings,
        count,
        total_friends: friends,
        share: if friends == 0 { 0.0 } else { count as f64 / friends as f64 },
        description: look.description,
        samples: samples(&app, look.target.as_ref()).await?,
        typed_count_needed: look.decision.typed_count_needed,
        approval_needed: look.decision.approval_needed,
        approval: look.facts.approval,
        break_glass_allowed: look.decision.break_glass_allowed,
        step_up_needed: look.decision.step_up_needed,
        test: crate::draft_tests::tested_word(&app, &draft).await?,
        undo_seconds,
        starts_at: show_time(look.times.0),
        not_later_than: look.times.1.map(show_time),
        may_send: look.decision.blocked_by.is_empty(),
        blocked_by: look.decision.blocked_by,
    }))
}

/// `POST …/send`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SendWish {
    version: Option<u64>,
    #[serde(default)]
    #[schema(required = true)]
    content_hash: String,
    #[schema(required = true, nullable = false)]
    expected_count: Option<u64>,
    typed_count: Option<String>,
    /// As the last look told them: with others now, somebody who counts on them looks once more. A program may leave it out.
    undo_seconds: Option<u64>,
    break_glass_reason: Option<String>,
}

/// `POST /api/drafts/{id}/send`: the draft becomes a delivery with a time. The same request again, under the same
/// `Idempotency-Key`, answers the same delivery.
pub async fn send(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    NeededKey(key): NeededKey,
    JsonBody(wish): JsonBody<SendWish>,
) -> Result<Json<DetailAnswer>, Problem> {
    let (version, now_ms) = (expected(wish.version)?, runtime::clock::now_ms());
    let key = key.text().unwrap_or_default();
    let draft = own(&app, &actor, &id).await?;
    if let Some(before) = sent_before(&draft, key) {
        return answer(&app, &actor, before).await;
    }
    stale(&app, &draft, version).await?;
    if draft.content.hash() != wish.content_hash {
        return Err(domain::draft::DraftError::OtherContent.into());
    }
    let delivery_id = DeliveryId::from_ulid(Ulid::generate());
    let look = look(&app, &actor, &draft, delivery_id, now_ms).await?;
    let (facts, target, is_whole) = (look.facts, look.target.clone(), look.errors.is_empty());
    let made = match allowed(&look, &wish) {
        Ok(given) => parcel(&app, &actor, &draft, look, given, now_ms).await,
        Err(refused) => Err(refused),
    };
    if made.is_err() && is_whole {
        // Which refusal it is tells of the number, as the last look does; what goes out is on record anyhow.
        noted(&app, &actor, target.as_ref()).await?;
    }
    let parcel = made?;
    let record = sent_off(&actor, &draft, &parcel, &facts);
    // Before the write: killed behind it, others hear of it all the same. Refused there, they hear of it once for nothing.
    runtime::metrics::count("DeliveryWithoutApproval", parcel.origin.break_glass.is_some().into());
    let table = app.record_draft(record);
    let sent = match send_off(&table, &app.starts, &app.alarms, &draft, &parcel, key, now_ms).await {
        Ok(sent) => sent,
        Err(failed) => return Err(refused(&app, failed).await?),
    };
    info!(delivery.id = %sent, draft.id = %draft.id, "sent off draft {} as delivery {sent}", draft.id);
    answer(&app, &actor, sent).await
}

/// What the trail tells about a send.
fn sent_off(actor: &Actor, draft: &Draft, Parcel { delivery, origin, .. }: &Parcel, facts: &Facts) -> Entry {
    let object = Object::new("delivery", delivery.id, &delivery.title);
    let record = entry(actor, "delivery.sent_off", object).of_department(origin.department.as_deref());
    let approver = origin.approver.as_ref().map_or("", |approver| approver.id.as_str());
    record
        .with("draft", draft.id.to_string())
        .with("draft_version", draft.version)
        .with("content_hash", draft.content.hash())
        .with("recipients", facts.count)
        .with("everyone", facts.everyone)
        .with("emergency", facts.emergency)
        .with("approved_by", approver)
        .with("without_approval", origin.break_glass.is_some())
}

async fn parcel(
    app: &App,
    actor: &Actor,
    draft: &Draft,
    look: Look,
    Given { seen, break_glass }: Given,
    now_ms: u64,
) -> Result<Parcel, Problem> {
    let (Some((mut delivery, content)), (at_ms, Some(not_later_than_ms))) = (look.made, look.times) else {
        return Err(Problem::invalid(look.errors));
    };
    let untyped_below = untyped_below(&look.guards, &look.facts);
    delivery.confirmed = Some(Confirmed { people: seen, at_ms: now_ms, untyped_below });
    delivery.status = Status::Scheduled { at_ms, not_later_than_ms };
    let is_reserved = matches!(draft.content.start, Start::At { .. });
    delivery.last_moment_ms = is_reserved.then_some(not_later_than_ms);
    if asks_reactions(&content.messages_json, delivery.id) {
        let month = domain::calendar::YearMonth::in_japan(at_ms);
        if !may_start(delivery.id, month) {
            let message = "ボタンや動画への反応を記録する配信は、3か月後の月末までに始めてください。";
            return Err(FieldError::new("start.at", "too_late_for_reactions", message).into());
        }
        let record = entry(actor, KEPT, Object::new("delivery", delivery.id, &delivery.title));
        track(app, record, delivery.id, &delivery.title, now_ms).await?;
    }
    let approved =
        (look.facts.approval == ApprovalState::Approved).then_some(draft.approval.as_ref()).flatten();
    let origin = Origin {
        delivery: delivery.id,
        title: delivery.title.clone(),
        draft: Some(draft.id),
        department: draft.content.department.clone(),
        author: draft.author.clone(),
        sender: person(actor),
        approver: approved.and_then(|approval| approval.decided_by.clone()),
        break_glass,
        correction_of: draft.correction_of,
        starts_at_ms: Some(at_ms),
    };
    Ok(Parcel { delivery, content, origin })
}

/// `POST /api/deliveries/{id}/unschedule`: takes a delivery back that has not begun; its draft is open again.
pub async fn unschedule(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Result<Json<DraftAnswer>, Problem> {
    let (id, version, now_ms) =
        (own_delivery(&app, &actor, &id).await?, seen.version()?, runtime::clock::now_ms());
    let origin = app.deliveries.origin(id).await?;
    let draft = origin.and_then(|origin| origin.draft).ok_or(TransitionError::NotAllowed)?;
    if Deliveries::get(&app.deliveries, id).await?.is_none() {
        return Err(Problem::not_found());
    }
    let ids = (draft, id);
    let record = of_delivery(&app, &actor, "delivery.unscheduled", id).await?;
    let drafts = app.record_draft(record.with("draft", draft.to_string()));
    let taken = take_back(&drafts, &app.deliveries, &app.alarms, ids, version, &person(&actor), now_ms).await;
    if let Err(ChangeDraftError::Delivery(TransitionError::Stale { .. })) = taken {
        return Err(stale_delivery(&app, &actor, id).await?);
    }
    let open = done(&app, taken).await?;
    info!(delivery.id = %id, draft.id = %draft, "took delivery {id} back");
    Ok(open)
}
