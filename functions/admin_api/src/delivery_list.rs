//! `/api/deliveries` as lists: what goes out, what waits, what went out.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::calendar::YearMonth;
use domain::delivery::{Delivery, DeliveryId, LATEST_RESERVATION, Status};
use domain::draft::Person;
use domain::staff::{Actor, DepartmentId, Scope};
use domain::survey::Catalogue;
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use serde::{Deserialize, Serialize};
use usecases::delivery::ports::Deliveries;
use usecases::editorial::ports::Origin;
use usecases::port_error::PortError;
use utoipa::{IntoParams, ToSchema};

use crate::App;
use crate::asked::Query;
use crate::corrections::describe;
use crate::deliveries::parse_id;
use crate::delivery_sums::summed;
use crate::gate::Who;
use crate::moments::{LATEST_BEGIN_MS, listed_ms, may_be_listed};
use crate::problem::{FieldError, Problem};
use crate::shapes;
use crate::wire::{DeliveryAnswer, parse_time, time};

/// Lines on a page where nobody says otherwise.
const PAGE: usize = 50;
const MAX_PAGE: usize = 100;
/// Deliveries looked at for one page of a filtered list: then the answer ends and names where to go on.
const LOOKED_AT: usize = 1_000;
/// Deliveries read at the same time.
pub const READS_AT_ONCE: usize = 8;
/// What ended within so long counts as ended lately.
const LATELY_MS: u64 = 3 * 3_600_000;
const MINUTE_MS: u64 = 60_000;

/// `GET /api/deliveries`.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub struct Filter {
    view: Option<String>,
    q: Option<String>,
    department: Option<String>,
    from: Option<String>,
    to: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// A page of deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveriesAnswer {
    deliveries: Vec<SummaryAnswer>,
    next: Option<String>,
}

/// A line in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SummaryAnswer {
    #[serde(flatten)]
    pub delivery: DeliveryAnswer,
    department: Option<String>,
    #[schema(value_type = Option<shapes::Person>)]
    author: Option<Person>,
    draft_id: Option<String>,
    target_description: String,
}

/// Whether a delivery that comes from there is one of the caller's departments.
pub fn within_reach(actor: &Actor, origin: Option<&Origin>) -> bool {
    let department = origin.and_then(|origin| origin.department.as_deref());
    actor.may_touch(department.and_then(|id| DepartmentId::parse(id).ok()).as_ref())
}

/// What a delivery of another department is called by those who may not read it.
pub const OTHERS: &str = "ほかの部署の配信";

/// The same deliveries, to be named beside something: those of other departments without their titles.
pub async fn nameable(
    app: &App,
    actor: &Actor,
    mut deliveries: Vec<Delivery>,
) -> Result<Vec<Delivery>, PortError> {
    for delivery in &mut deliveries {
        if !reaches(app, actor, delivery.id).await? {
            OTHERS.clone_into(&mut delivery.title);
        }
    }
    Ok(deliveries)
}

/// Whether somebody may read a delivery; who may read all is not asked about each.
pub async fn reaches(app: &App, actor: &Actor, id: DeliveryId) -> Result<bool, PortError> {
    Ok(actor.scope == Scope::All || within_reach(actor, app.deliveries.origin(id).await?.as_ref()))
}

impl Filter {
    fn takes(&self, title: &str, origin: Option<&Origin>) -> bool {
        let department = origin.and_then(|origin| origin.department.as_deref());
        self.q.as_deref().is_none_or(|words| title.contains(words.trim()))
            && self.department.as_deref().is_none_or(|wanted| department == Some(wanted))
    }

    fn window(&self) -> Result<(u64, u64), FieldError> {
        let time = |path: &str, text: &Option<String>, open: u64| {
            let read = |text: &str| {
                let message = "期間は時差を付けた時刻で指定してください。";
                parse_time(text).ok_or_else(|| FieldError::new(path, "not_a_time", message))
            };
            text.as_deref().map_or(Ok(open), read)
        };
        Ok((time("from", &self.from, 0)?, time("to", &self.to, u64::MAX)?))
    }
}

async fn summary(
    app: &App,
    actor: &Actor,
    id: DeliveryId,
    origin: Option<Origin>,
    catalogue: &Catalogue,
) -> Result<Option<SummaryAnswer>, PortError> {
    let Some(view) = summed(app, id).await? else { return Ok(None) };
    let target_description = describe(app, actor, &view.delivery.target, catalogue).await?;
    Ok(Some(SummaryAnswer {
        delivery: DeliveryAnswer::new(view, origin.as_ref()),
        department: origin.as_ref().and_then(|one| one.department.clone()),
        draft_id: origin.as_ref().and_then(|one| one.draft).map(|id| id.to_string()),
        author: origin.map(|one| one.author),
        target_description,
    }))
}

/// `GET /api/deliveries`: those under way, or those of the past month by month.
pub async fn list(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Query(filter): Query<Filter>,
) -> Result<Json<DeliveriesAnswer>, Problem> {
    let kind = filter.view.as_deref().unwrap_or("all");
    let wanted: fn(&Status) -> bool = match kind {
        "upcoming" => |status| matches!(status, Status::Scheduled { .. }),
        "running" => |status| matches!(status, Status::Dispatching | Status::Sending | Status::Paused { .. }),
        "held" => |status| matches!(status, Status::Held { .. }),
        "undecided" => {
            let found = lines(&app, &actor, &filter, app.deliveries.undecided().await?).await?;
            return Ok(Json(DeliveriesAnswer { deliveries: found, next: None }));
        }
        "lately" => {
            let since_ms = runtime::clock::now_ms() - LATELY_MS;
            let mut ended = app.deliveries.ended_since(since_ms).await?;
            // What was only decided about in these hours ended before.
            ended.retain(|one| one.over_ms().is_some_and(|over_ms| over_ms >= since_ms));
            let mut found = lines(&app, &actor, &filter, ended).await?;
            found.reverse();
            return Ok(Json(DeliveriesAnswer { deliveries: found, next: None }));
        }
        "past" | "all" => return past(&app, &actor, &filter, kind == "past").await,
        _ => {
            let message =
                "view は upcoming、running、held、undecided、lately、past、all から選んでください。";
            return Err(FieldError::new("view", "unknown", message).into());
        }
    };
    let mut open = app.deliveries.unsettled().await?;
    open.retain(|delivery| wanted(&delivery.status));
    let found = lines(&app, &actor, &filter, open).await?;
    Ok(Json(DeliveriesAnswer { deliveries: found, next: None }))
}

/// Those of these deliveries that somebody may read, with their sums, by when they start or ended.
pub async fn lines(
    app: &App,
    actor: &Actor,
    filter: &Filter,
    deliveries: Vec<Delivery>,
) -> Result<Vec<SummaryAnswer>, Problem> {
    let catalogue = app.segments.read_catalogue().await?;
    let mut found = Vec::new();
    for delivery in deliveries {
        let origin = app.deliveries.origin(delivery.id).await?;
        if within_reach(actor, origin.as_ref()) && filter.takes(&delivery.title, origin.as_ref()) {
            let at_ms = delivery.over_ms().unwrap_or_else(|| listed_ms(&delivery, origin.as_ref()));
            found.push((at_ms, delivery.id, origin));
        }
    }
    found.sort_by_key(|(at_ms, ..)| *at_ms);
    let reads = found.into_iter().map(|(_, id, origin)| summary(app, actor, id, origin, &catalogue));
    let answers: Vec<_> = iter(reads).buffered(READS_AT_ONCE).try_collect().await?;
    Ok(answers.into_iter().flatten().collect())
}

async fn past(
    app: &App,
    actor: &Actor,
    filter: &Filter,
    only_over: bool,
) -> Result<Json<DeliveriesAnswer>, Problem> {
    let catalogue = app.segments.read_catalogue().await?;
    let limit = filter.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    let days = filter.window()?;
    let mut before = filter.cursor.as_deref().map(parse_id).transpose()?;
    let now_ms = runtime::clock::now_ms();
    let newest = before.map_or(now_ms, DeliveryId::created_at_ms).min(now_ms); // a cursor is whatever somebody sends
    let mut month = Some(YearMonth::in_japan(newest.min(days.1)));
    // Made at most a year before it went out.
    let longest_ms = LATEST_RESERVATION.as_millis() as u64 + LATEST_BEGIN_MS;
    let first_made = days.0.saturating_sub(longest_ms);
    let oldest = YearMonth::in_japan(first_made.max(FIRST_DELIVERY_MS));
    let (mut answers, mut looked_at) = (Vec::new(), 0);
    while let Some(current) = month.filter(|month| *month >= oldest) {
        let origins = app.deliveries.made_in(current, before, MAX_PAGE as i32).await?;
        if origins.is_empty() {
            (month, before) = (current.before(), None);
            continue;
        }
        for origin in origins {
            let id = origin.delivery;
            before = Some(id);
            looked_at += 1;
            let fits = may_be_listed(&origin, id, days)
                && within_reach(actor, Some(&origin))
                && filter.takes(&origin.title, Some(&origin));
            if fits && is_listed(app, id, &origin, days).await? {
                let line = summary(app, actor, id, Some(origin), &catalogue).await?;
                answers.extend(line.filter(|line| !only_over || line.delivery.is_over()));
            }
            if answers.len() == limit || looked_at == LOOKED_AT {
                let next = Some(id.to_string());
                return Ok(Json(DeliveriesAnswer { deliveries: answers, next }));
            }
        }
    }
    Ok(Json(DeliveriesAnswer { deliveries: answers, next: None }))
}

/// Whether its line says a moment of these days. All days need no look.
async fn is_listed(app: &App, id: DeliveryId, origin: &Origin, days: (u64, u64)) -> Result<bool, PortError> {
    if days == (0, u64::MAX) {
        return Ok(true);
    }
    let delivery = Deliveries::get(&app.deliveries, id).await?;
    Ok(delivery.is_some_and(|one| (days.0..=days.1).contains(&listed_ms(&one, Some(origin)))))
}

/// No delivery is older: 2026-01-01 in Japan.
const FIRST_DELIVERY_MS: u64 = 1_767_193_200_000;

/// `GET /api/deliveries/same-minute`.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub struct Minute {
    #[serde(default)]
    at: String,
}

/// Reservations of one minute.
#[derive(Debug, Serialize, ToSchema)]
pub struct MinuteAnswer {
    /// One for each; those of other departments without their names.
    titles: Vec<String>,
}

/// What else goes out in this minute, whoever's it is: somebody in both targets gets two messages at once.
pub async fn same_minute(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Query(Minute { at }): Query<Minute>,
) -> Result<Json<MinuteAnswer>, Problem> {
    let begins_ms = time("at", &at)? / MINUTE_MS * MINUTE_MS;
    let found = app.deliveries.reserved(begins_ms, begins_ms + MINUTE_MS - 1).await?;
    let named = nameable(&app, &actor, found).await?;
    Ok(Json(MinuteAnswer { titles: named.into_iter().map(|delivery| delivery.title).collect() }))
}
