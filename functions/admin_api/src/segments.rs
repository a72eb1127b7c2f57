//! `POST /api/segments/count`: how many followers a target has right now.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::audit::{MAX_WORD_CHARS, Object};
use domain::calendar::YearMonth;
use domain::delivery::DeliveryId;
use domain::segment::{Condition, SystemFact, Target};
use domain::staff::Actor;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::App;
use crate::admission::{TESTER_COUNTS, admit};
use crate::corrections::{Reach, check_reach, reach, refusal, whom};
use crate::gate::Who;
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::reactions;
use crate::records::entry;

/// A target to count.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CountRequest {
    #[serde(default)]
    #[schema(required = true)]
    target: Value,
    /// Whether a few of those who match are to be told, without names.
    #[serde(default)]
    samples: bool,
}

/// The count and the target in words.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountAnswer {
    count: u64,
    /// Against yesterday, or the day before when that night was missed; null while neither has a snapshot.
    since_yesterday: Option<i64>,
    /// The day it is compared with.
    compared_with: Option<String>,
    description: String,
    parts: Vec<PartAnswer>,
    /// What a few of those who match chose; empty where they were not asked for, or where fewer than twenty match.
    samples: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PartAnswer {
    pointer: String,
    count: u64,
    description: String,
}

/// Counts. Anything unknown or deleted in a condition is an error, never "everyone".
pub async fn count(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    JsonBody(request): JsonBody<CountRequest>,
) -> Result<Json<CountAnswer>, Problem> {
    let target = parse_target(request.target)?;
    if let Target::RecipientsOf(id) = target {
        return count_recipients(&app, &actor, id).await;
    }
    let catalogue = app.segments.read_catalogue().await?;
    let catalogue = match &target {
        Target::Segment(condition) => reactions::readable(&app, &actor, catalogue, [condition]).await?,
        Target::Everyone | Target::RecipientsOf(_) => catalogue,
    };
    let query =
        target.compile_count(&catalogue, this_month()).map_err(|error| invalid_target(error.to_string()))?;
    check_reach(&app, &actor, &target).await??;
    let of_testers = noted(&app, &actor, Some(&target)).await?;
    let index = app.audience.refreshed(&app.segments).await?;
    let parts = match &target {
        Target::Everyone | Target::RecipientsOf(_) => Vec::new(),
        Target::Segment(_) if of_testers => Vec::new(),
        Target::Segment(condition) => index
            .count_parts(condition, &catalogue, this_month())
            .map_err(|error| invalid_target(error.to_string()))?,
    };
    let phrases = match &target {
        Target::Everyone | Target::RecipientsOf(_) => Vec::new(),
        Target::Segment(condition) => condition.parts(),
    };
    let parts = parts.into_iter().zip(phrases).map(|(part, (_, phrase))| PartAnswer {
        pointer: part.pointer,
        count: part.count,
        description: phrase.describe_ja(&catalogue),
    });
    let parts = parts.collect();
    let count = index.count(&query);
    let tells = !matches!(&target, Target::Segment(condition) if condition.asks_testers());
    let samples =
        if request.samples && tells { index.samples(&query, &catalogue, this_month()) } else { Vec::new() };
    drop(index);
    let before = app.yesterday.count(&app.segments, &app.files, &query).await.filter(|_| !of_testers);
    let since_yesterday = before.map(|(_, before)| count as i64 - before as i64);
    let compared_with = before.map(|(day, _)| day.to_string());
    let description = target.describe_ja(&catalogue);
    Ok(Json(CountAnswer { count, since_yesterday, compared_with, description, parts, samples }))
}

/// Whether it is asked what testers answered. Whoever knows one of them could ask for their answers by numbers, one
/// condition after the other; so each such number is counted and on record, and comes without parts, samples and
/// yesterday. How many testers there are is no such question.
pub async fn noted(app: &App, actor: &Actor, target: Option<&Target>) -> Result<bool, Problem> {
    let Some(Target::Segment(condition)) = target else { return Ok(false) };
    if !condition.asks_testers() || asks_only_who_tests(condition) {
        return Ok(false);
    }
    let asked: Vec<char> = serde_json::to_string(condition).unwrap_or_default().chars().collect();
    if asked.len() > MAX_ASKED_CHARS {
        let message = "「テスター」の条件と、ほかの条件が多すぎます。条件を減らすか、「テスター」の条件を外してください。".to_owned();
        return Err(invalid_target(message).into());
    }
    admit(app, actor, &TESTER_COUNTS).await?;
    let pieces: Vec<String> = asked.chunks(MAX_WORD_CHARS).map(|piece| piece.iter().collect()).collect();
    let asked = entry(actor, "tester.counted", Object::new("tester", "", "")).with("condition", pieces);
    app.trail.note(&asked).await?;
    Ok(true)
}

/// Of a condition about testers, as JSON: more would not be read in the record of who asked it.
const MAX_ASKED_CHARS: usize = 4_000;

/// Whether nothing is asked of what anybody answered: who tests, or who does not, however it is wrapped.
fn asks_only_who_tests(condition: &Condition) -> bool {
    match condition {
        Condition::System(SystemFact::Tester) => true,
        Condition::Not(part) => asks_only_who_tests(part),
        Condition::All(parts) | Condition::Any(parts) => {
            matches!(&parts[..], [one] if asks_only_who_tests(one))
        }
        _ => false,
    }
}

/// What a few of those whom a segment reaches chose (R-D1); none for 全員, for a correction, for a condition that cannot be
/// counted or asks about testers, and where fewer than twenty match.
pub async fn samples(app: &App, target: Option<&Target>) -> Result<Vec<String>, Problem> {
    let Some(target @ Target::Segment(condition)) = target else { return Ok(Vec::new()) };
    if condition.asks_testers() {
        return Ok(Vec::new());
    }
    let catalogue = app.segments.read_catalogue().await?;
    let Ok(query) = target.compile(&catalogue, this_month()) else { return Ok(Vec::new()) };
    let index = app.audience.refreshed(&app.segments).await?;
    Ok(index.samples(&query, &catalogue, this_month()))
}

/// The people whom a delivery was sent to: a number that does not change any more.
async fn count_recipients(app: &App, actor: &Actor, id: DeliveryId) -> Result<Json<CountAnswer>, Problem> {
    let target = Target::RecipientsOf(id);
    check_reach(app, actor, &target).await??;
    whom(app, id).await?.map_err(refusal)?;
    let Reach { count, description, .. } = reach(app, actor, Some(&target)).await?;
    let (parts, samples) = (Vec::new(), Vec::new());
    Ok(Json(CountAnswer { count, since_yesterday: None, compared_with: None, description, parts, samples }))
}

/// The month that ages are told in.
pub fn this_month() -> YearMonth {
    YearMonth::in_japan(runtime::clock::now_ms())
}

/// Reads a target; its own errors are Japanese sentences.
pub fn parse_target(value: Value) -> Result<Target, FieldError> {
    if value.is_null() {
        return Err(FieldError::new("target", "required", "対象を選んでください。"));
    }
    serde_json::from_value(value).map_err(|error| invalid_target(error.to_string()))
}

/// A target that cannot be used.
pub fn invalid_target(message: String) -> FieldError {
    FieldError::new("target", "invalid_target", message)
}
