//! `POST /api/deliveries/{id}/stop` and `…/resume`: the brake, which asks for nothing, and letting it go, which is a send
//! and asks for what a send of so many asks for.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::delivery::{Delivery, DeliveryId, MAX_DECISION_CHARS, Status, Stop};
use domain::draft::{Person, is_large};
use domain::segment::Target;
use domain::staff::Actor;
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::delivery::admin::{self, View};
use utoipa::ToSchema;

use crate::App;
use crate::asked::Path;
use crate::confirmation::guards;
use crate::corrections::reach;
use crate::deliveries::{answer, current, own};
use crate::delivery_wire::DetailAnswer;
use crate::drafts::person;
use crate::gate::{Who, step_up_needed};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::of_delivery;
use crate::shapes;
use crate::wire::{Expected, show_time};

type Answer = Result<Json<DetailAnswer>, Problem>;

/// Why somebody stops it, for whoever may let it go on; a brake does not wait for words, so they may be left out.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StopWish {
    #[serde(default)]
    reason: String,
}

/// A stop by a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoppedAnswer {
    #[schema(value_type = shapes::Person)]
    by: Person,
    at: String,
    /// Empty where they said nothing.
    reason: String,
}

impl StoppedAnswer {
    /// Of a delivery that stands stopped by a person.
    pub fn of(delivery: &Delivery) -> Option<Self> {
        let Stop { by, at_ms, reason } =
            delivery.stopped.clone().filter(|_| delivery.is_stopped_by_staff())?;
        Some(Self { by, at: show_time(at_ms), reason })
    }
}

/// `POST /api/deliveries/{id}/stop`: stops what is not out yet; it can go on. Stopped by somebody else a moment ago, it is
/// answered as it stands.
pub async fn stop(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<StopWish>,
) -> Answer {
    let id = own(&app, &actor, &id).await?;
    let (reason, chars) = (wish.reason.trim(), wish.reason.trim().chars().count());
    if chars > MAX_DECISION_CHARS {
        let message = format!("理由は{MAX_DECISION_CHARS}文字までです(いま{chars}文字)。");
        return Err(FieldError::too_long("reason", MAX_DECISION_CHARS, chars, message).into());
    }
    let stop = Stop { by: person(&actor), at_ms: runtime::clock::now_ms(), reason: reason.to_owned() };
    let record = of_delivery(&app, &actor, "delivery.stopped", id).await?.with("reason", reason);
    admin::stop(&app.record_delivery(record), id, stop).await?;
    info!(delivery.id = %id, "stopped delivery {id}");
    answer(&app, &actor, id).await
}

/// `POST /api/deliveries/{id}/resume`: a paused one goes on.
pub async fn resume(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(expected): JsonBody<Expected>,
) -> Answer {
    let id = own(&app, &actor, &id).await?;
    let (version, now_ms) = (expected.version()?, runtime::clock::now_ms());
    if !actor.stepped_up(now_ms) && sends_to_many(&app, &actor, id, version).await? {
        return Err(step_up_needed());
    }
    let record = of_delivery(&app, &actor, "delivery.resumed", id).await?;
    let changed = admin::resume(&app.record_delivery(record), &app.starts, id, version, now_ms).await;
    current(&app, &actor, id, changed).await?;
    answer(&app, &actor, id).await
}

/// Whether what is left is so much that a first send of it would ask for the second factor. Where it cannot go on, the door
/// says so.
async fn sends_to_many(app: &App, actor: &Actor, id: DeliveryId, version: u64) -> Result<bool, Problem> {
    let View { delivery, counts } = admin::view(&app.deliveries, &app.deliveries, id).await?;
    if delivery.version != version || !matches!(delivery.status, Status::Paused { .. }) {
        return Ok(false);
    }
    // LINE is asked about the unknown ones again, and whoever had not got it gets it now.
    let mut left = counts.waiting + counts.in_flight + counts.unknown;
    if !delivery.plan.complete {
        // Not all of them are counted: as many as were confirmed, or as match now.
        let all = match delivery.confirmed {
            Some(confirmed) => confirmed.people,
            None => reach(app, actor, Some(&delivery.target)).await?.count,
        };
        left = left.max((all + left).saturating_sub(counts.planned));
    }
    let friends = reach(app, actor, Some(&Target::Everyone)).await?.friends;
    Ok(is_large(&guards(app).await?, left, friends, delivery.target == Target::Everyone))
}
