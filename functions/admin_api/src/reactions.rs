//! Deliveries that can stand in a condition as "opened" or "clicked".

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::audit::Entry;
use domain::calendar::YearMonth;
use domain::delivery::{DeliveryId, Status};
use domain::reaction::{Reaction, asks_reactions, counts, may_start};
use domain::segment::Condition;
use domain::staff::{Actor, Permission};
use domain::survey::{Catalogue, CatalogueError};
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use serde::Serialize;
use usecases::delivery::ports::Deliveries;
use usecases::items::change::ChangeItemsError;
use usecases::items::track::track_delivery;
use usecases::port_error::PortError;
use utoipa::ToSchema;

use crate::App;
use crate::delivery_list::{OTHERS, reaches};
use crate::gate::Who;
use crate::problem::{FieldError, Problem};
use crate::records::of_delivery;
use crate::segments::this_month;

/// A delivery has its place before its row; one without a row after this long never gets one.
const BEING_MADE_MS: u64 = 3_600_000;
const READS_AT_ONCE: usize = 16;

/// What the trail calls it when a delivery gets its planes.
pub const KEPT: &str = "delivery.reactions_kept";

/// A delivery whose reactions are kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackedAnswer {
    delivery: String,
    title: String,
    /// Friends who are known to have seen it.
    opened: u64,
    /// Friends who tapped a button of it.
    clicked: u64,
}

/// Whether a delivery that asks for reactions could keep them, before it is made.
pub async fn check_room(app: &App, id: DeliveryId, title: &str) -> Result<(), Problem> {
    let mut catalogue = app.segments.read_catalogue().await?;
    if let Err(CatalogueError::TooManyTracked) = catalogue.track(id, title, this_month()) {
        catalogue.untrack(&unused(app).await?);
        catalogue.track(id, title, this_month())?;
    }
    Ok(())
}

/// Gives a delivery its planes. Only where all places are taken it is looked which of them nothing came of.
pub async fn track(
    app: &App,
    record: Entry,
    id: DeliveryId,
    title: &str,
    now_ms: u64,
) -> Result<(), Problem> {
    let table = app.record_segment(record);
    match track_delivery(&table, id, title, &BTreeSet::new(), now_ms).await {
        Err(ChangeItemsError::Refused(CatalogueError::TooManyTracked)) => {
            Ok(track_delivery(&table, id, title, &unused(app).await?, now_ms).await?)
        }
        tracked => Ok(tracked?),
    }
}

/// Those whose reactions are kept and of which nothing went out.
async fn unused(app: &App) -> Result<BTreeSet<DeliveryId>, PortError> {
    let (catalogue, now_ms) = (app.segments.read_catalogue().await?, runtime::clock::now_ms());
    let kept: Vec<DeliveryId> = catalogue.tracked().iter().map(|tracked| tracked.delivery).collect();
    let reads = iter(kept).map(|id| unless_it_went_out(app, id, now_ms));
    let found: Vec<Option<DeliveryId>> = reads.buffer_unordered(READS_AT_ONCE).try_collect().await?;
    Ok(found.into_iter().flatten().collect())
}

/// Taken back for good, or never stored because its send was refused.
async fn unless_it_went_out(app: &App, id: DeliveryId, now_ms: u64) -> Result<Option<DeliveryId>, PortError> {
    let nothing = match Deliveries::get(&app.deliveries, id).await? {
        Some(delivery) => matches!(delivery.status, Status::Cancelled { .. }) && delivery.plan.batches() == 0,
        None => id.created_at_ms() + BEING_MADE_MS < now_ms,
    };
    Ok(nothing.then_some(id))
}

/// Before a delivery gets its time: it keeps its reactions from now on, if it asks for them, and they will count for a
/// while. A draft keeps none, so that one nobody sends takes no room.
pub async fn keep(app: &App, actor: &Actor, id: DeliveryId, starts_at_ms: u64) -> Result<(), Problem> {
    let Some(delivery) = Deliveries::get(&app.deliveries, id).await? else { return Ok(()) };
    if !matches!(delivery.status, Status::Draft | Status::Scheduled { .. } | Status::Held { .. }) {
        return Ok(());
    }
    let content = app.deliveries.content(id).await?;
    if !asks_reactions(&content.messages_json, id) {
        return Ok(());
    }
    if !may_start(id, YearMonth::in_japan(starts_at_ms)) {
        let message = "ボタンや動画への反応を記録する配信は、作成した月から3か月後の月末までに始めてください。作り直すと、この日時に配信できます。";
        return Err(FieldError::new("at", "too_late_for_reactions", message).into());
    }
    let record = of_delivery(app, actor, KEPT, id).await?;
    track(app, record, id, &delivery.title, runtime::clock::now_ms()).await
}

/// The catalogue as this person may read it, as far as these conditions go: deliveries of other departments keep their
/// titles to themselves. Costs a read for each delivery that is named.
pub async fn readable<'c>(
    app: &App,
    actor: &Actor,
    mut catalogue: Catalogue,
    conditions: impl IntoIterator<Item = &'c Condition>,
) -> Result<Catalogue, PortError> {
    let named: BTreeSet<DeliveryId> = conditions.into_iter().flat_map(Condition::deliveries).collect();
    for id in named {
        if !reaches(app, actor, id).await? {
            catalogue.call_tracked(id, OTHERS);
        }
    }
    Ok(catalogue)
}

/// Whether this person may ask what a condition asks, wherever it is counted, kept or sent to. About testers only those
/// may who see them. Of the deliveries that it names they may read each, and each has begun, because "did not press" means
/// everybody as long as nothing went out. A saved group is no way round it: its condition is copied.
pub async fn may_ask(
    app: &App,
    actor: &Actor,
    condition: &Condition,
) -> Result<Result<(), FieldError>, PortError> {
    if condition.asks_testers() && !actor.may(Permission::Testers) {
        let message = "テスト配信の受信者についての条件は、テスターを見る権限のある人だけが使えます。";
        return Ok(Err(FieldError::new("target", "needs_testers", message)));
    }
    for id in condition.deliveries() {
        if !reaches(app, actor, id).await? {
            let message =
                "条件の中に、ほかの部署の配信への反応があります。その部署の人か管理者に依頼してください。";
            return Ok(Err(FieldError::new("target", "other_department", message)));
        }
        if let Some(title) = not_begun(app, id).await? {
            let message = format!(
                "条件にある配信「{title}」は、まだ始まっていません。まだだれにも届いていないため、始まってから条件に使ってください。"
            );
            return Ok(Err(FieldError::new("target", "not_begun", message)));
        }
    }
    Ok(Ok(()))
}

/// The title of a delivery of which nothing has gone out. One that is forgotten has.
async fn not_begun(app: &App, id: DeliveryId) -> Result<Option<String>, PortError> {
    let delivery = Deliveries::get(&app.deliveries, id).await?;
    Ok(delivery.filter(|delivery| delivery.plan.batches() == 0).map(|delivery| delivery.title))
}

/// `GET /api/reactions`: what conditions of this person may name, newest first.
pub async fn list(State(app): State<Arc<App>>, Who(actor): Who) -> Result<Json<Vec<TrackedAnswer>>, Problem> {
    let (catalogue, month) = (app.segments.read_catalogue().await?, this_month());
    let usable = catalogue.tracked().iter().rev().filter(|tracked| counts(tracked.delivery, month));
    let mut named = Vec::new();
    for tracked in usable {
        let id = tracked.delivery;
        if reaches(&app, &actor, id).await? && not_begun(&app, id).await?.is_none() {
            named.push((id, tracked.title.clone()));
        }
    }
    let index = app.audience.refreshed(&app.segments).await?;
    let count = |delivery, reaction| {
        let condition = Condition::Reacted { reaction, delivery };
        condition.compile(&catalogue, month).map_or(0, |query| index.count(&query))
    };
    let answers = named.into_iter().map(|(delivery, title)| TrackedAnswer {
        delivery: delivery.to_string(),
        title,
        opened: count(delivery, Reaction::Opened),
        clicked: count(delivery, Reaction::Clicked),
    });
    Ok(Json(answers.collect()))
}
