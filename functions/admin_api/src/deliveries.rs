//! `/api/deliveries`: create, read, schedule, start, cancel.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::audit::Object;
use domain::batch::Batch;
use domain::delivery::{
    Decisions, Delivery, DeliveryId, MAX_TITLE_CHARS, Plan, Priority, Status, TransitionError,
};
use domain::digest::hex_sha256;
use domain::message::Messages;
use domain::reaction::{asks_anothers, asks_reactions, name_delivery, unname_delivery};
use domain::recipients::FrozenContent;
use domain::segment::Target;
use domain::staff::{Actor, DepartmentId};
use serde_json::value::RawValue;
use store::Created as Stored;
use tracing::info;
use ulid::Ulid;
use usecases::delivery::admin::{self, ChangeError, View};
use usecases::delivery::ports::{BatchLedger, Deliveries as _};

use crate::App;
use crate::answered::Created;
use crate::asked::{Key, Path};
use crate::brakes;
use crate::confirmation;
use crate::corrections::{check_reach, describe, describe_counted, refusal, whom};
use crate::decisions;
use crate::delivery_list;
use crate::delivery_sums::{glanced, standing};
use crate::delivery_wire::DetailAnswer;
use crate::gate::{Who, other_department};
use crate::home::home;
use crate::json::{JsonBody, MaybeBody};
use crate::messages::field_error;
use crate::problem::{FieldError, Problem};
use crate::reactions;
use crate::records::{entry, of_delivery};
use crate::routes::Routes;
use crate::segments::{invalid_target, parse_target, this_month};
use crate::wire::{BatchAnswer, CancelWish, Expected, NewDelivery, Schedule, expected, show_time};
use serde_json::Value;

type Answer = Result<Json<DetailAnswer>, Problem>;

/// The routes of deliveries.
pub fn routes<R: Routes>(routes: R) -> R {
    routes
        .get("/api/home", home)
        .get("/api/deliveries", delivery_list::list)
        .refused(&[404, 422])
        .get("/api/deliveries/same-minute", delivery_list::same_minute)
        .refused(&[422])
        .post("/api/deliveries", create)
        .refused(&[409])
        .get("/api/deliveries/{id}", read)
        .get("/api/deliveries/{id}/batches", batches)
        .put("/api/deliveries/{id}/schedule", schedule)
        .stale_shows::<DetailAnswer>()
        .post("/api/deliveries/{id}/start", start)
        .stale_shows::<DetailAnswer>()
        .post("/api/deliveries/{id}/cancel", cancel)
        .stale_shows::<DetailAnswer>()
        .post("/api/deliveries/{id}/resume", brakes::resume)
        .stale_shows::<DetailAnswer>()
        .post("/api/deliveries/{id}/stop", brakes::stop)
        .refused(&[409])
        .post("/api/deliveries/{id}/decision", decisions::decision)
        .stale_shows::<DetailAnswer>()
        .post("/api/deliveries/{id}/unschedule", confirmation::unschedule)
        .stale_shows::<DetailAnswer>()
}

/// `POST /api/deliveries`: a new draft.
pub async fn create(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    JsonBody(wish): JsonBody<NewDelivery>,
) -> Result<Created<DetailAnswer>, Problem> {
    let id = DeliveryId::from_ulid(Ulid::generate());
    let once = key.text().map_or_else(|| id.to_string(), str::to_owned);
    let messages = wish.messages.as_deref().map_or("null", RawValue::get);
    let NewDelivery { title, target, emergency, silent, .. } = &wish;
    let wished = Wished { title, target: target.clone(), messages, emergency: *emergency, silent: *silent };
    let (delivery, content) = checked(&app, id, wished).await?.map_err(Problem::invalid)?;
    check_reach(&app, &actor, &delivery.target).await??;
    if asks_reactions(&content.messages_json, id) {
        reactions::check_room(&app, id, &delivery.title).await?;
    }
    let record = entry(&actor, "delivery.created", Object::new("delivery", id, &delivery.title));
    let (table, hash) = (app.record_delivery(record), request_hash(&delivery, &content));
    match table.create(&delivery, &content, &once, &hash).await? {
        Stored::New => {
            info!(delivery.id = %id, "created delivery {id}");
            Ok(Created::New(answer(&app, &actor, id).await?.0))
        }
        Stored::Before(id) => Ok(Created::Before(answer(&app, &actor, id).await?.0)),
        Stored::KeyReused => Err(Problem::key_reused()),
    }
}

/// What makes two requests the same: everything that a caller sends, nothing that we add, such as the id in a button.
fn request_hash(delivery: &Delivery, content: &FrozenContent) -> String {
    let target = serde_json::to_string(&delivery.target).unwrap_or_default();
    let emergency = delivery.priority == Priority::Emergency;
    let messages = unname_delivery(&content.messages_json, delivery.id);
    let parts = (&delivery.title, target, messages, emergency, content.silent);
    hex_sha256(&serde_json::to_vec(&parts).unwrap_or_default())
}

/// What a delivery is to be made of.
pub struct Wished<'a> {
    /// A name for staff.
    pub title: &'a str,
    /// The target as it came.
    pub target: Value,
    /// The array of messages as JSON text.
    pub messages: &'a str,
    /// May overtake others.
    pub emergency: bool,
    /// Arrives without a sound.
    pub silent: bool,
}

/// Everything that is wrong is named at once.
pub async fn checked(
    app: &App,
    id: DeliveryId,
    wish: Wished<'_>,
) -> Result<Result<(Delivery, FrozenContent), Vec<FieldError>>, Problem> {
    let mut errors = title_errors(wish.title);
    let named = name_delivery(wish.messages, id);
    let messages = match Messages::from_json(named.as_deref().unwrap_or(wish.messages)) {
        Ok(messages) if asks_anothers(messages.as_json(), id) => {
            let message = "別の配信のボタンの記録の印(kairan:…)が入っています。「押したことを記録する」を選び直してください。";
            errors.push(FieldError::new("messages", "other_delivery", message));
            None
        }
        Ok(messages) => Some(messages),
        Err(violations) => {
            errors.extend(violations.into_iter().map(field_error));
            None
        }
    };
    let target = match parse_target(wish.target) {
        Ok(target) => fitting(app, target).await?.map_err(|error| errors.push(error)).ok(),
        Err(error) => {
            errors.push(error);
            None
        }
    };
    let (Some(messages), Some(target), true) = (messages, target, errors.is_empty()) else {
        return Ok(Err(errors));
    };
    let content =
        FrozenContent { messages_json: messages.as_json().to_owned(), unit: id.unit(), silent: wish.silent };
    if content.messages_json.len() > MAX_STORED_BYTES {
        let message = format!("メッセージ全体は{MAX_STORED_BYTES}バイトまでです。");
        return Ok(Err(vec![FieldError::new("messages", "too_large", message)]));
    }
    let priority = if wish.emergency { Priority::Emergency } else { Priority::Normal };
    Ok(Ok((draft(id, wish.title.trim().to_owned(), target, priority, &content), content)))
}

/// A target whose conditions fit the registration items as they are now, or whose recipients are settled.
async fn fitting(app: &App, target: Target) -> Result<Result<Target, FieldError>, Problem> {
    match target {
        Target::Everyone => return Ok(Ok(target)),
        Target::RecipientsOf(id) => return Ok(whom(app, id).await?.map(|_| target).map_err(refusal)),
        Target::Segment(_) => (),
    }
    let catalogue = app.segments.read_catalogue().await?;
    Ok(match target.compile(&catalogue, this_month()) {
        Ok(_) => Ok(target),
        Err(error) => Err(invalid_target(error.to_string())),
    })
}

/// A DynamoDB item holds 400 KB; R-N1 asks to stay below 300 KB.
const MAX_STORED_BYTES: usize = 300_000;

fn title_errors(title: &str) -> Vec<FieldError> {
    let (title, chars) = (title.trim(), title.chars().count());
    if title.is_empty() {
        return vec![FieldError::new("title", "required", "配信の名前を入力してください。")];
    }
    if chars > MAX_TITLE_CHARS {
        let message = format!("配信の名前は{MAX_TITLE_CHARS}文字までです(いま{chars}文字)。");
        return vec![FieldError::too_long("title", MAX_TITLE_CHARS, chars, message)];
    }
    FieldError::unfit("title", "配信の名前", title).into_iter().collect()
}

fn draft(
    id: DeliveryId,
    title: String,
    target: Target,
    priority: Priority,
    content: &FrozenContent,
) -> Delivery {
    let now_ms = runtime::clock::now_ms();
    Delivery {
        id,
        title,
        target,
        priority,
        status: Status::Draft,
        version: 1,
        content_hash: content.hash(),
        created_at_ms: now_ms,
        updated_at_ms: now_ms,
        plan: Plan::default(),
        dispatched_version: None,
        dispatched_at_ms: None,
        ended_at_ms: None,
        settled: false,
        confirmed: None,
        decisions: Decisions::default(),
        stopped: None,
        resumed_at_ms: None,
        last_moment_ms: None,
    }
}

/// A delivery's id from a path.
pub fn parse_id(text: &str) -> Result<DeliveryId, Problem> {
    DeliveryId::parse(text).map_err(|_| Problem::not_found())
}

/// A delivery with its sums, where it comes from and what it says, as it stands.
pub async fn answer(app: &App, actor: &Actor, id: DeliveryId) -> Answer {
    let (view, rows) = standing(app, id).await?.ok_or_else(Problem::not_found)?;
    shown(app, actor, view, &rows).await
}

async fn shown(app: &App, actor: &Actor, view: View, rows: &[Batch]) -> Answer {
    let id = view.delivery.id;
    let (origin, content) = (app.deliveries.origin(id).await?, app.deliveries.content(id).await?);
    let description = described(app, actor, &view.delivery).await?;
    let without_approval = origin.as_ref().is_some_and(|origin| origin.break_glass.is_some());
    let review = if without_approval { app.console.review(id).await? } else { None };
    let found = review.and_then(|review| review.found);
    Ok(Json(DetailAnswer::new(view, origin, &content, description, rows).reviewed(found)))
}

async fn described(app: &App, actor: &Actor, delivery: &Delivery) -> Result<String, Problem> {
    if let Target::RecipientsOf(id) = delivery.target {
        let whom = whom(app, id).await?.ok();
        return Ok(describe_counted(app, actor, id, whom.as_ref()).await?);
    }
    Ok(describe(app, actor, &delivery.target, &app.segments.read_catalogue().await?).await?)
}

/// `GET /api/deliveries/{id}`.
pub async fn read(State(app): State<Arc<App>>, Who(actor): Who, Path(id): Path<String>) -> Answer {
    let seen = glanced(&app, own(&app, &actor, &id).await?).await?;
    let (view, rows) = seen.ok_or_else(Problem::not_found)?;
    shown(&app, &actor, view, &rows).await
}

/// `GET /api/deliveries/{id}/batches`: the rows of batches that were claimed so far.
pub async fn batches(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Json<Vec<BatchAnswer>>, Problem> {
    let rows = app.deliveries.rows(own(&app, &actor, &id).await?).await?;
    Ok(Json(rows.into_iter().map(BatchAnswer::from).collect()))
}

/// `PUT /api/deliveries/{id}/schedule`.
pub async fn schedule(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<Schedule>,
) -> Answer {
    let id = parse_id(&id)?;
    let wish = wish.wish().map_err(Problem::invalid)?;
    reactions::keep(&app, &actor, id, wish.at_ms).await?;
    let record = of_delivery(&app, &actor, "delivery.scheduled", id).await?;
    let record = record.with("at", show_time(wish.at_ms));
    let table = app.record_delivery(record);
    let changed = admin::schedule(&table, &app.alarms, id, wish, runtime::clock::now_ms()).await;
    current(&app, &actor, id, changed).await?;
    answer(&app, &actor, id).await
}

/// `POST /api/deliveries/{id}/start`: now.
pub async fn start(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Answer {
    let id = parse_id(&id)?;
    let (version, now_ms) = (seen.version()?, runtime::clock::now_ms());
    reactions::keep(&app, &actor, id, now_ms).await?;
    let record = of_delivery(&app, &actor, "delivery.started", id).await?;
    let changed = admin::start(&app.record_delivery(record), &app.starts, id, version, now_ms).await;
    current(&app, &actor, id, changed).await?;
    info!(delivery.id = %id, "started delivery {id}");
    answer(&app, &actor, id).await
}

/// `POST /api/deliveries/{id}/cancel`: stops what is not out yet, for good. Staff name the version that they saw; a
/// program may leave it out, with or without a body, and then nothing that moves meanwhile is in its way.
pub async fn cancel(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    MaybeBody(seen): MaybeBody<CancelWish>,
) -> Answer {
    let id = own(&app, &actor, &id).await?;
    let version = if actor.is_machine() { seen.version } else { Some(expected(seen.version)?) };
    let record = of_delivery(&app, &actor, "delivery.cancelled", id).await?;
    let (table, now_ms) = (app.record_delivery(record), runtime::clock::now_ms());
    let changed = admin::cancel(&table, &app.alarms, id, version, now_ms).await;
    current(&app, &actor, id, changed).await?;
    info!(delivery.id = %id, "cancelled delivery {id}");
    answer(&app, &actor, id).await
}

/// Whoever was slower is shown the delivery as it stands.
pub async fn current(
    app: &App,
    actor: &Actor,
    id: DeliveryId,
    changed: Result<Delivery, ChangeError>,
) -> Result<(), Problem> {
    match changed {
        Ok(_) => Ok(()),
        Err(ChangeError::Refused(TransitionError::Stale { .. })) => Err(stale(app, actor, id).await?),
        Err(failed) => Err(failed.into()),
    }
}

/// Somebody else changed the delivery, or it went on by itself: how it stands now.
pub async fn stale(app: &App, actor: &Actor, id: DeliveryId) -> Result<Problem, Problem> {
    let Json(now) = answer(app, actor, id).await?;
    Ok(Problem::stale(now.version(), &now))
}

/// The id, if the delivery is one of the caller's departments.
pub async fn own(app: &App, actor: &Actor, id: &str) -> Result<DeliveryId, Problem> {
    let id = parse_id(id)?;
    let origin = app.deliveries.origin(id).await?;
    let department = origin.and_then(|origin| origin.department);
    let department = department.and_then(|id| DepartmentId::parse(&id).ok());
    if actor.may_touch(department.as_ref()) { Ok(id) } else { Err(other_department()) }
}
