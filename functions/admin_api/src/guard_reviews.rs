//! `POST /api/guard-reviews/{version}`: a second person has looked at guards that were weakened.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Object;
use domain::draft::{GuardReview, Person, ReviewError};
use domain::setting::SettingName;
use domain::staff::{Actor, Permission};
use serde::Serialize;
use tracing::info;
use usecases::delivery::ports::Swap;
use utoipa::ToSchema;

use crate::App;
use crate::asked::Path;
use crate::drafts::{person, seen_as};
use crate::gate::Who;
use crate::json::JsonBody;
use crate::problem::Problem;
use crate::records::entry;
use crate::reviews::{FindingAnswer, Note, written};
use crate::routes::Routes;
use crate::shapes;
use crate::wire::show_time;

/// The route of these reviews.
pub fn routes<R: Routes>(routes: R) -> R {
    routes.post("/api/guard-reviews/{id}", done).stale_shows::<GuardReviewAnswer>()
}

/// Weakened guards; `id` is the version of the setting that weakened them.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuardReviewAnswer {
    id: String,
    #[schema(value_type = shapes::Person)]
    by: Person,
    at: String,
    /// The names of the guards that are weaker.
    weakened: Vec<String>,
    found: Option<FindingAnswer>,
}

impl From<GuardReview> for GuardReviewAnswer {
    fn from(review: GuardReview) -> Self {
        Self {
            id: review.setting.to_string(),
            by: review.by,
            at: show_time(review.at_ms),
            weakened: review.weakened,
            found: review.found.map(FindingAnswer::from),
        }
    }
}

/// What this person is asked to look at: not what they did themselves.
pub async fn waiting(app: &App, actor: &Actor) -> Result<Vec<GuardReviewAnswer>, Problem> {
    if !actor.may(Permission::Settings) && !actor.may(Permission::Users) {
        return Ok(Vec::new());
    }
    let me = seen_as(actor);
    let open = app.console.open_guard_reviews().await?.into_iter();
    Ok(open.filter(|review| review.by.id != me).map(GuardReviewAnswer::from).collect())
}

/// `POST /api/guard-reviews/{id}`
async fn done(
    State(app): State<Arc<App>>,
    Who(actor): Who,
    Path(id): Path<String>,
    JsonBody(note): JsonBody<Note>,
) -> Result<Json<GuardReviewAnswer>, Problem> {
    let note = written(&note)?;
    let setting = id.parse::<u64>().map_err(|_| missing())?;
    let stands = app.console.guard_review(setting).await?.ok_or_else(missing)?;
    let next = match stands.done(note, &person(&actor), runtime::clock::now_ms()) {
        Ok(next) => next,
        Err(why) => return Err(refused(why, stands)),
    };
    let Some(next) = next else { return Ok(Json(stands.into())) };
    let object = Object::new("setting", SettingName::Guards.as_str(), SettingName::Guards.words());
    let record = entry(&actor, "setting.reviewed", object).with("setting", setting);
    match app.record_draft(record).keep_guard_review(&next).await? {
        Swap::Done => info!(setting, "the weakened guards of version {setting} were looked at"),
        Swap::Lost(Some(stands)) => return Err(refused(ReviewError::Done, stands)),
        Swap::Lost(None) => return Err(missing()),
    }
    Ok(Json(next.into()))
}

fn missing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "この設定の変更には、事後の確認はありません。")
}

/// Shows what stands, so that whoever came second reads what the first one found.
fn refused(error: ReviewError, stands: GuardReview) -> Problem {
    let (code, title) = match error {
        ReviewError::OwnWork => {
            ("own_work", "自分がゆるめた設定は、自分では確認できません。ほかの人に依頼してください。")
        }
        ReviewError::Done => ("state", "この変更は、すでに確認されています。"),
    };
    Problem::new(StatusCode::CONFLICT, code, title).with_current(&GuardReviewAnswer::from(stands))
}
