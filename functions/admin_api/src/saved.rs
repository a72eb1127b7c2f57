//! `/api/segments`: conditions that staff keep under a name, with what uses them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::bin::BinKind;
use domain::delivery::Delivery;
use domain::segment::{
    Condition, LastUse, MAX_SEGMENT_NAME_CHARS, SavedSegment, SegmentId, Target, is_segment_name,
};
use domain::staff::{Actor, DepartmentId};
use domain::survey::Catalogue;
use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracing::info;
use usecases::delivery::ports::Swap;
use utoipa::ToSchema;

use crate::App;
use crate::answered::{Created, Done};
use crate::asked::{Key, Path};
use crate::binned::{KeptSegment, check_not_binned, thrown_away};
use crate::delivery_list::{OTHERS, READS_AT_ONCE, nameable, within_reach};
use crate::departments;
use crate::gate::{Who, other_department};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::reactions;
use crate::records::of_segment;
use crate::segments::this_month;
use crate::wire::{Expected, UseAnswer, delivery_use, expected, show_time};

/// A segment to save.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SegmentWish {
    version: Option<u64>,
    #[serde(default)]
    #[schema(required = true)]
    name: String,
    #[serde(default)]
    #[schema(required = true)]
    department: String,
    #[serde(default)]
    #[schema(required = true)]
    condition: Value,
}

/// A saved segment as it is answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentAnswer {
    id: String,
    name: String,
    department: String,
    #[schema(value_type = Value)]
    condition: Condition,
    description: String,
    /// What is wrong with the condition by now; null while it can be used.
    broken: Option<String>,
    used_by: Vec<UseAnswer>,
    /// When a delivery to exactly these people last began; null while there was none.
    last_used: Option<LastUseAnswer>,
    created_at: String,
    updated_at: String,
    version: u64,
}

/// The last delivery to a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct LastUseAnswer {
    /// Null where it is another department's.
    delivery_id: Option<String>,
    title: String,
    at: String,
}

/// All saved segments.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentsAnswer {
    segments: Vec<SegmentAnswer>,
}

/// `GET /api/segments`.
pub async fn list(State(app): State<Arc<App>>, Who(actor): Who) -> Result<Json<SegmentsAnswer>, Problem> {
    let (catalogue, deliveries) = (
        app.segments.read_catalogue().await?,
        nameable(&app, &actor, app.deliveries.unfrozen().await?).await?,
    );
    let segments = app.segments.saved_segments().await?;
    let mut theirs: Vec<_> = segments.into_iter().filter(|one| is_theirs(&actor, &one.department)).collect();
    theirs.sort_by(|one, other| one.name.cmp(&other.name));
    let conditions = theirs.iter().map(|one| &one.condition);
    let catalogue = reactions::readable(&app, &actor, catalogue, conditions).await?;
    let reads = theirs.into_iter().map(|one| async {
        let last_used = last_used(&app, &actor, &one).await?;
        Ok::<_, Problem>(answer(one, &catalogue, &deliveries, last_used))
    });
    let segments = iter(reads).buffered(READS_AT_ONCE).try_collect().await?;
    Ok(Json(SegmentsAnswer { segments }))
}

/// `GET /api/segments/{id}`.
pub async fn read(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
) -> Result<Json<SegmentAnswer>, Problem> {
    answered(&app, &actor, own(&app, &actor, &id).await?).await
}

/// `POST /api/segments`. The same key names the same segment, so that a double click saves one.
pub async fn create(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    key: Key,
    JsonBody(wish): JsonBody<SegmentWish>,
) -> Result<Created<SegmentAnswer>, Problem> {
    let (name, department, condition) = checked(&app, &actor, wish, None).await?;
    let (id, now) = (SegmentId::from_ulid(key.id("segment", &actor)), runtime::clock::now_ms());
    let (created_at_ms, updated_at_ms, version) = (now, now, 1);
    let segment = SavedSegment {
        id,
        name,
        department,
        condition,
        created_at_ms,
        updated_at_ms,
        used_before: None,
        version,
    };
    key.claim(&app, "segment", &actor).await?;
    check_not_binned(&app, BinKind::Segment, id).await?;
    let table = app.record_segment(of_segment(&actor, "segment.created", &segment));
    match table.put_saved_segment(&segment).await? {
        Swap::Done => {
            info!(segment.id = %id, "saved segment {id}");
            Ok(Created::New(answered(&app, &actor, segment).await?.0))
        }
        Swap::Lost(Some(stands)) if is_theirs(&actor, &stands.department) => {
            Ok(Created::Before(answered(&app, &actor, stands).await?.0))
        }
        Swap::Lost(Some(_)) => Err(other_department()),
        Swap::Lost(None) => Err(Problem::key_reused()),
    }
}

/// `PUT /api/segments/{id}`.
pub async fn replace(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(wish): JsonBody<SegmentWish>,
) -> Result<Json<SegmentAnswer>, Problem> {
    let version = expected(wish.version)?;
    let stands = own(&app, &actor, &id).await?;
    let (name, department, condition) = checked(&app, &actor, wish, Some(&stands.condition)).await?;
    let updated_at_ms = runtime::clock::now_ms();
    let version = version.saturating_add(1);
    let used_before = last_use(&app, &stands).await?;
    let segment = SavedSegment { name, department, condition, updated_at_ms, used_before, version, ..stands };
    let table = app.record_segment(of_segment(&actor, "segment.changed", &segment));
    let swap = table.put_saved_segment(&segment).await?;
    lost(&app, &actor, swap).await?;
    info!(segment.id = %segment.id, "saved segment {}", segment.id);
    answered(&app, &actor, segment).await
}

/// `DELETE /api/segments/{id}`. Deliveries keep their own copy of the condition, so nothing else changes.
pub async fn delete(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(seen): JsonBody<Expected>,
) -> Result<Done, Problem> {
    let version = seen.version()?;
    let stands = own(&app, &actor, &id).await?;
    let id = stands.id;
    if stands.version != version {
        lost(&app, &actor, Swap::Lost(Some(stands))).await?;
        return Err(Problem::unavailable());
    }
    let entry = of_segment(&actor, "segment.deleted", &stands).with("before_version", version);
    let bin = thrown_away(&app, &actor, &KeptSegment::of(&stands)).await?;
    let swap = app.record_segment(entry).delete_saved_segment(&stands, bin).await?;
    lost(&app, &actor, swap).await?;
    info!(segment.id = %id, "deleted saved segment {id}");
    Ok(Done)
}

/// What stands for the department of a segment that is everybody's.
const WHOLE_CITY: &str = "全庁";

/// A segment belongs to the department that it names by id; one of the whole city belongs to all.
pub fn is_theirs(actor: &Actor, department: &str) -> bool {
    actor.may_touch(DepartmentId::parse(department).ok().as_ref())
}

/// The stored segment, if it is one of the caller's departments.
async fn own(app: &App, actor: &Actor, id: &str) -> Result<SavedSegment, Problem> {
    let id = SegmentId::parse(id).map_err(|_| Problem::no_segment())?;
    let stands = app.segments.saved_segment(id).await?.ok_or_else(Problem::no_segment)?;
    if is_theirs(actor, &stands.department) { Ok(stands) } else { Err(other_department()) }
}

/// Whoever was slower is shown what stands.
async fn lost(app: &App, actor: &Actor, swap: Swap<Option<SavedSegment>>) -> Result<(), Problem> {
    match swap {
        Swap::Done => Ok(()),
        Swap::Lost(Some(stands)) if !is_theirs(actor, &stands.department) => Err(other_department()),
        Swap::Lost(Some(stands)) => {
            let Json(now) = answered(app, actor, stands).await?;
            Err(Problem::stale(now.version, &now))
        }
        Swap::Lost(None) => Err(Problem::no_segment()),
    }
}

/// Everything that is wrong is named at once. The condition that stands is nobody's new question.
async fn checked(
    app: &App,
    actor: &Actor,
    wish: SegmentWish,
    stands: Option<&Condition>,
) -> Result<(String, String, Condition), Problem> {
    if !is_theirs(actor, wish.department.trim()) {
        return Err(other_department());
    }
    let mut errors = Vec::new();
    for (path, what, text) in [("name", "名前", &wish.name), ("department", "担当部署", &wish.department)]
    {
        if !is_segment_name(text) {
            let message = format!(
                "{what}は1文字以上{MAX_SEGMENT_NAME_CHARS}文字までで、改行などの目に見えない文字を入れずに入力してください。"
            );
            errors.push(FieldError::new(path, "invalid_name", message));
        }
    }
    let department = wish.department.trim();
    if department != WHOLE_CITY && errors.iter().all(|error| error.path != "department") {
        errors.extend(departments::check(app, department).await?);
    }
    let catalogue = app.segments.read_catalogue().await?;
    let condition = Condition::try_from(wish.condition);
    let catalogue = reactions::readable(app, actor, catalogue, &condition).await?;
    let condition =
        condition.and_then(|condition| condition.compile_count(&catalogue, this_month()).map(|_| condition));
    if let Ok(condition) = &condition
        && stands != Some(condition)
    {
        let refused = reactions::may_ask(app, actor, condition).await?.err();
        errors.extend(refused.map(|refused| FieldError { path: "condition".to_owned(), ..refused }));
    }
    match condition {
        Ok(condition) if errors.is_empty() => {
            Ok((wish.name.trim().to_owned(), wish.department.trim().to_owned(), condition))
        }
        Ok(_) => Err(Problem::invalid(errors)),
        Err(error) => {
            errors.push(FieldError::new("condition", "invalid_condition", error.to_string()));
            Err(Problem::invalid(errors))
        }
    }
}

/// Why a segment could not be used today as it is. Who may count it is asked where it is counted.
pub async fn obstacle(app: &App, actor: &Actor, segment: &SavedSegment) -> Result<Option<String>, Problem> {
    let catalogue = app.segments.read_catalogue().await?;
    let catalogue = reactions::readable(app, actor, catalogue, [&segment.condition]).await?;
    Ok(segment.condition.compile_count(&catalogue, this_month()).err().map(|wrong| wrong.to_string()))
}

async fn answered(app: &App, actor: &Actor, segment: SavedSegment) -> Result<Json<SegmentAnswer>, Problem> {
    let (catalogue, deliveries) =
        (app.segments.read_catalogue().await?, nameable(app, actor, app.deliveries.unfrozen().await?).await?);
    let catalogue = reactions::readable(app, actor, catalogue, [&segment.condition]).await?;
    let last_used = last_used(app, actor, &segment).await?;
    Ok(Json(answer(segment, &catalogue, &deliveries, last_used)))
}

/// The last use of its condition, or of one that it had before.
async fn last_use(app: &App, segment: &SavedSegment) -> Result<Option<LastUse>, Problem> {
    Ok(LastUse::later(app.deliveries.last_use(&segment.condition).await?, segment.used_before))
}

async fn last_used(
    app: &App,
    actor: &Actor,
    segment: &SavedSegment,
) -> Result<Option<LastUseAnswer>, Problem> {
    let Some(LastUse { delivery, at_ms }) = last_use(app, segment).await? else { return Ok(None) };
    let origin = app.deliveries.origin(delivery).await?;
    let (title, at) = (origin.as_ref().map(|origin| origin.title.clone()), show_time(at_ms));
    let is_theirs = within_reach(actor, origin.as_ref());
    let title = title.filter(|_| is_theirs).unwrap_or_else(|| OTHERS.to_owned());
    Ok(Some(LastUseAnswer { delivery_id: is_theirs.then(|| delivery.to_string()), title, at }))
}

fn answer(
    segment: SavedSegment,
    catalogue: &Catalogue,
    deliveries: &[Delivery],
    last_used: Option<LastUseAnswer>,
) -> SegmentAnswer {
    let is_target = |delivery: &&Delivery| match &delivery.target {
        Target::Everyone | Target::RecipientsOf(_) => false,
        Target::Segment(condition) => *condition == segment.condition,
    };
    SegmentAnswer {
        description: segment.condition.describe_ja(catalogue),
        broken: segment.condition.compile_count(catalogue, this_month()).err().map(|error| error.to_string()),
        used_by: deliveries.iter().filter(is_target).map(delivery_use).collect(),
        last_used,
        id: segment.id.to_string(),
        name: segment.name,
        department: segment.department,
        condition: segment.condition,
        created_at: show_time(segment.created_at_ms),
        updated_at: show_time(segment.updated_at_ms),
        version: segment.version,
    }
}
