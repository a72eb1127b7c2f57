//! `POST /api/reviews/{id}`: a second person has looked at a delivery that went without approval.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Object;
use domain::draft::{Finding, MAX_REVIEW_CHARS, Person, Review, ReviewError};
use domain::staff::{Actor, DepartmentId};
use serde::{Deserialize, Serialize};
use tracing::info;
use usecases::delivery::ports::Swap;
use utoipa::ToSchema;

use crate::App;
use crate::asked::Path;
use crate::deliveries::parse_id;
use crate::drafts::{person, seen_as};
use crate::gate::{Who, other_department};
use crate::json::JsonBody;
use crate::problem::{FieldError, Problem};
use crate::records::entry;
use crate::routes::Routes;
use crate::shapes;
use crate::wire::show_time;

/// The route of reviews.
pub fn routes<R: Routes>(routes: R) -> R {
    routes.post("/api/reviews/{id}", done).stale_shows::<ReviewAnswer>()
}

/// What somebody found.
#[derive(Deserialize, ToSchema)]
#[schema(as = ReviewNote)]
pub struct Note {
    #[serde(default)]
    #[schema(required = true)]
    note: String,
}

/// A review as it is answered; `id` is the delivery's.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewAnswer {
    id: String,
    delivery_id: String,
    title: String,
    #[schema(value_type = shapes::Person)]
    sent_by: Person,
    reason: String,
    sent_at: String,
    #[schema(value_type = shapes::ReviewState)]
    state: &'static str,
    found: Option<FindingAnswer>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingAnswer {
    #[schema(value_type = shapes::Person)]
    by: Person,
    note: String,
    at: String,
}

impl From<Finding> for FindingAnswer {
    fn from(found: Finding) -> Self {
        Self { by: found.by, note: found.note, at: show_time(found.at_ms) }
    }
}

impl From<Review> for ReviewAnswer {
    fn from(review: Review) -> Self {
        Self {
            id: review.delivery.to_string(),
            delivery_id: review.delivery.to_string(),
            title: review.title,
            sent_by: review.sender,
            reason: review.reason,
            sent_at: show_time(review.sent_at_ms),
            state: if review.found.is_none() { "open" } else { "done" },
            found: review.found.map(FindingAnswer::from),
        }
    }
}

/// What this person is asked to look at: of their departments, and not their own.
pub async fn waiting(app: &App, actor: &Actor) -> Result<Vec<ReviewAnswer>, Problem> {
    let me = seen_as(actor);
    let open = app.console.open_reviews().await?.into_iter();
    let theirs = open.filter(|review| !review.is_work_of(&me) && is_theirs(actor, review));
    Ok(theirs.map(ReviewAnswer::from).collect())
}

fn is_theirs(actor: &Actor, review: &Review) -> bool {
    let department = review.department.as_deref().and_then(|id| DepartmentId::parse(id).ok());
    actor.may_touch(department.as_ref())
}

/// The words, or what is wrong with them.
pub fn written(Note { note }: &Note) -> Result<&str, FieldError> {
    let note = note.trim();
    let chars = note.chars().count();
    if chars == 0 {
        return Err(FieldError::new("note", "required", "確認した内容を入力してください。"));
    }
    if chars > MAX_REVIEW_CHARS {
        let message = format!("{MAX_REVIEW_CHARS}文字までにしてください(いま{chars}文字)。");
        return Err(FieldError::too_long("note", MAX_REVIEW_CHARS, chars, message));
    }
    Ok(note)
}

/// `POST /api/reviews/{id}`
async fn done(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(note): JsonBody<Note>,
) -> Result<Json<ReviewAnswer>, Problem> {
    let note = written(&note)?;
    let delivery = parse_id(&id)?;
    let stands = app.console.review(delivery).await?.ok_or_else(missing)?;
    if !is_theirs(&actor, &stands) {
        return Err(other_department());
    }
    let next = match stands.done(note, &person(&actor), runtime::clock::now_ms()) {
        Ok(next) => next,
        Err(why) => return Err(refused(why, stands)),
    };
    let Some(next) = next else { return Ok(Json(stands.into())) };
    let object = Object::new("delivery", delivery, &next.title);
    let record = entry(&actor, "delivery.reviewed", object).of_department(next.department.as_deref());
    match app.record_draft(record).keep_review(&next).await? {
        Swap::Done => info!(delivery.id = %delivery, "delivery {delivery} was reviewed"),
        Swap::Lost(Some(stands)) => return Err(refused(ReviewError::Done, stands)),
        Swap::Lost(None) => return Err(missing()),
    }
    Ok(Json(next.into()))
}

fn missing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "この配信には、事後の確認はありません。")
}

/// Shows what stands, so that whoever came second reads what the first one found.
fn refused(error: ReviewError, stands: Review) -> Problem {
    let (code, title) = match error {
        ReviewError::OwnWork => (
            "own_work",
            "自分が作成・編集・送信した配信は、自分では確認できません。ほかの承認者に依頼してください。",
        ),
        ReviewError::Done => ("state", "この配信は、すでに確認されています。"),
    };
    Problem::new(StatusCode::CONFLICT, code, title).with_current(&ReviewAnswer::from(stands))
}
